"""What the policy would refuse, read from the pages; ``tests_browser`` has a browser enforce one."""

from urllib.parse import urljoin, urlsplit

from django.urls import reverse

from tests_sites import probe
from tests_sites.browser import Browser, soup_of
from tests_sites.strict_csp.policy import POLICY

# Data blocks are no scripts to a browser.
DATA = {"application/json", "application/ld+json"}
LOADED = {
    "img": "src",
    "script": "src",
    "video": "src",
    "audio": "src",
    "source": "src",
    "track": "src",
    "iframe": "src",
}


def refused(page, address):
    """Return what of the page the policy would refuse."""
    assert page.headers["Content-Security-Policy"] == POLICY
    soup = soup_of(page)
    found = [element for element in soup.select("script:not([src])") if element.get("type") not in DATA]
    found += soup.select("style, [style], iframe, object, embed, base")
    found += [element for element in soup.find_all(True) if any(name.startswith("on") for name in element.attrs)]
    loaded = [(element, element[name]) for kind, name in LOADED.items() for element in soup.select(f"{kind}[{name}]")]
    loaded += [(video, video["poster"]) for video in soup.select("[poster]")]
    loaded += [(link, link["href"]) for link in soup.select("link[rel=stylesheet], link[rel=icon]")]
    loaded += [(form, form["action"]) for form in soup.select("form[action]")]
    origin = urlsplit(address)[:2]
    found += [element for element, target in loaded if urlsplit(urljoin(address, target))[:2] != origin]
    return found


def test_pages_keep_to_the_policy(library):
    member = Browser()
    session, section = library.session.full_url, library.section.full_url
    locked = f"{session}watch/"
    assert refused(member.get(locked), locked) == []
    probe.unlock(member, library.session, probe.PASSWORD)

    for address in (section, f"{section}?q=civil", session, locked, f"{section}unlock/"):
        page = member.get(address)
        assert page.status_code == 200
        assert refused(page, address) == []


def test_cookies_and_addresses_are_for_https_alone(library):
    member = Browser()
    probe.unlock(member, library.session, probe.PASSWORD)

    assert {name for name in member.cookies if name.startswith("maigu")} == {"maigu_unlock_token", "maigu_open"}
    assert all(member.cookies[name]["secure"] for name in member.cookies)
    [item] = member.get(reverse("wagtailapi:sessions:listing")).json()["items"]
    assert item["meta"]["detail_url"].startswith("https://")


def test_our_screens_in_the_cms_have_nothing_inline(library, editor):
    for name in ("recordings", "recordings_add", "handouts", "passwords", "passwords_add", "activity"):
        ours = soup_of(editor.get(reverse(f"maigu_{name}"))).select_one("main")
        scripts = ours.select("script:not([src]):not([type='application/json'])")
        # Wagtail's own date field, and Wagtail's interface around ours, would be refused.
        assert [script for script in scripts if "initDateTimeChooser" not in script.text] == [], name
        assert ours.select("style, [style], [onclick]") == [], name
