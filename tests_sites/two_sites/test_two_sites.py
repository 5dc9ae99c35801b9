import pytest
import swapper
from wagtail.models import Site

from tests_sites import probe
from tests_sites.browser import Browser, soup_of

HOST = "other.example"


@pytest.fixture
def other(editor, home, library):
    """The other organisation: a host, a home page, and a library with the same addresses and a password of its own."""
    root = home.get_parent()
    other_home = root.add_child(instance=swapper.load_model("wagtailcore", "Page")(title="Other", slug="other"))
    Site.objects.create(hostname=HOST, port=80, root_page=other_home, site_name="Other")
    section = probe.add_page(editor, type(library.section), other_home, "Training library")
    session = probe.add_page(
        *(editor, type(library.session), section, "Other session"),
        date="2023-12-14",
        speakers=probe.streamfield([]),
        members_content=probe.streamfield([("text", probe.rich_text("<p>OTHER-CANARY</p>"))]),
        description=probe.rich_text(""),
    )
    probe.add_password(editor, section, probe.OTHER_PASSWORD)
    return section, session


def test_each_site_goes_the_whole_way(library, other):
    probe.walk(library)


def test_password_of_one_site_opens_nothing_on_the_other(library, other):
    section, session = other
    watch, member = f"{session.full_url}watch/", Browser(HOST)
    assert session.full_url == f"http://{HOST}/training-library/other-session/"

    locked = member.get(watch)
    refused = member.submit(locked, "input[name=password]", {"password": probe.PASSWORD})
    assert refused.status_code == 403
    opened = member.submit(refused, "input[name=password]", {"password": probe.OTHER_PASSWORD}, follow=True)

    assert "OTHER-CANARY" in opened.content.decode()
    # The cookie, sent to the first site, is of no use there.
    elsewhere = Browser()
    elsewhere.cookies = member.cookies
    assert not probe.is_open(elsewhere, library.session)


def test_each_site_has_its_own_sessions_alone(library, other):
    section, session = other
    for mine, host, theirs in ((session, HOST, library.session), (library.session, "localhost", session)):
        browser, above = Browser(host), mine.get_parent().specific.full_url
        seen = [browser.get(f"{above}{path}").content.decode() for path in ("", "feed/", "calendar.ics")]
        seen.append(browser.get(f"{probe.reverse('wagtailapi:sessions:listing')}").content.decode())
        for text in seen:
            assert mine.title in text
            assert theirs.title not in text
        assert browser.get(f"{above}{theirs.slug}/").status_code == 404
        assert browser.get(probe.reverse("wagtailapi:sessions:detail", args=[theirs.pk])).status_code == 404


def test_member_is_not_sent_to_the_other_site(library, other):
    _section, session = other
    member = Browser()
    form = member.get(f"{library.section.full_url}unlock/")

    data = {"password": probe.PASSWORD, "next": session.full_url}
    opened = member.submit(form, "input[name=password]", data)

    assert (opened.status_code, opened["Location"]) == (303, "/training-library/")
    assert soup_of(member.get(f"{library.session.full_url}watch/")).select_one("[data-maigu-members]")
