import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.urls import reverse

from maigu_wagtail.checks.templates import check_blocks
from maigu_wagtail.models import Access
from tests.factories import make_session

TEMPLATES = Path(__file__).parent.parent / "maigu_wagtail" / "templates"


@pytest.fixture
def site_templates(settings, tmp_path):
    def use(**sources):
        for name, source in sources.items():
            path = tmp_path / name.replace("__", "/")
            path.with_suffix(".html").parent.mkdir(parents=True, exist_ok=True)
            path.with_suffix(".html").write_text(source)
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(tmp_path)]}]

    return use


BASE = "<html><title>{% block title %}{% endblock %}</title><body id='site'>{% block content %}{% endblock %}</body></html>"


def test_pages_extend_the_base_template_of_the_site(client, section, site_templates):
    site_templates(base=BASE)

    soup = BeautifulSoup(client.get(section.url).content, "html.parser")

    assert soup.select_one("#site .maigu h1").get_text() == "MAIG U"
    assert soup.title.get_text() == "MAIG U"


def test_pages_extend_the_template_in_the_setting(client, section, site_templates, settings):
    site_templates(org__frame=BASE, base="<p>other</p>")
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE = "org/frame.html"

    assert BeautifulSoup(client.get(section.url).content, "html.parser").select_one("#site h1")


def assets(soup):
    """Return the package's own files that a page loads, in its order."""
    found = [tag.get("href") or tag.get("src") for tag in soup.select("link[rel=stylesheet], script[src]")]
    return [address.rpartition("/")[2] for address in found if "/maigu_wagtail/" in address]


@pytest.fixture
def read_all(client, section):
    """Return a page of each kind, by name."""
    session = make_session(section, access=Access.PUBLIC, description="<p>About parks.</p>")

    def read_all():
        addresses = {
            "section": section.url,
            "session": session.url,
            "watch": f"{session.url}watch/",
            "unlock": f"{section.url}unlock/",
            "problem": reverse("maigu_wagtail:problem", args=["unlock-required"]),
        }
        return {name: BeautifulSoup(client.get(url).content, "html.parser") for name, url in addresses.items()}

    return read_all


HEAD = "{% block extra_css %}{% endblock %}"
COMMON = ["maigu.css", "maigu.js"]
PLAYER = ["maigu-player.css", "maigu-player.js", "maigu-join.js"]


@pytest.mark.parametrize(
    ("head", "end", "place"),
    [("", "", "body"), (HEAD, "", "head"), ("", HEAD, "body"), (f"{{% if no %}}{HEAD}{{% endif %}}", "", "body")],
    ids=["no block", "in the head", "below the content", "not shown"],
)
def test_styles_and_scripts_arrive_once_whatever_blocks_the_base_has(read_all, site_templates, head, end, place):
    site_templates(base=f"<html><head>{head}</head><body>{{% block content %}}{{% endblock %}}{end}</body></html>")

    pages = read_all()

    for name, soup in pages.items():
        waiting = ["maigu-wait.js"] * (place == "body")
        expected = [*COMMON[:1], *waiting, *COMMON[1:]]
        if name == "watch":
            expected += [*PLAYER[:1], *waiting, *PLAYER[1:]]
        assert assets(soup) == expected, name
        assert assets(soup.select_one(place)) == assets(soup), name
        # Only the one that waits keeps the browser from reading on.
        assert [tag.has_attr("defer") for tag in soup.select("script[src*=maigu]")] == [
            name != "maigu-wait.js" for name in expected if name.endswith("js")
        ]
        # Above what they style, so that it is never seen without.
        assert [Path(tag["href"]).name for tag in soup.h1.find_all_previous("link", rel="stylesheet")][::-1] == [
            name for name in assets(soup) if name.endswith("css")
        ]


TAGS = {
    "canonical": ["link[rel=canonical]"],
    "description": ["meta[name=description]"],
    "open_graph": ['meta[property="og:title"]', 'meta[property="og:url"]', 'meta[name="twitter:card"]'],
    "breadcrumbs": ["[aria-label=Breadcrumb]"],
}
SITE_TAGS = """<html><head><title>{% block title %}{% endblock %}</title>
<link rel="canonical" href="{{ page.full_url }}"><meta name="description" content="Ours">
<meta property="og:title" content="Ours"><meta property="og:url" content="{{ page.full_url }}">
<meta name="twitter:card" content="summary">{% block extra_css %}{% endblock %}</head>
<body><nav aria-label="Breadcrumb"><a href="/">Home</a></nav>{% block content %}{% endblock %}</body></html>"""


def numbers(soup):
    return {group: [len(soup.select(tag)) for tag in tags] for group, tags in TAGS.items()}


def test_tags_that_the_base_template_has_are_left_out_of_a_session(read_all, site_templates, settings):
    site_templates(base=SITE_TAGS)
    settings.MAIGU_WAGTAIL_PAGE_CACHE = None

    twice = numbers(read_all()["session"])
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE_HAS = [*TAGS]
    once = numbers(read_all()["session"])

    assert twice == {group: [2] * len(tags) for group, tags in TAGS.items()}
    assert once == {group: [1] * len(tags) for group, tags in TAGS.items()}


@pytest.mark.parametrize("group", TAGS)
def test_each_group_of_tags_is_left_out_alone(read_all, settings, group):
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE_HAS = [group]

    found = numbers(read_all()["session"])

    assert found == {name: [int(name != group)] * len(tags) for name, tags in TAGS.items()}


@pytest.mark.parametrize(
    ("has", "kinds"),
    [
        ([], ["BreadcrumbList", "VideoObject"]),
        (["breadcrumbs"], ["VideoObject"]),
        (["structured_data"], ["BreadcrumbList"]),
        (["breadcrumbs", "structured_data"], None),
    ],
)
def test_structured_data_is_left_out_where_the_base_template_has_it(read_all, settings, has, kinds):
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE_HAS = has

    script = read_all()["session"].select_one('script[type="application/ld+json"]')

    assert (script and [thing["@type"] for thing in json.loads(script.string)]) == kinds


def test_pages_of_members_leave_their_breadcrumbs_to_the_base_template(read_all, settings):
    before = [len(soup.select(".maigu-trail a[href$='/maig-u/']")) for soup in read_all().values()]
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE_HAS = ["breadcrumbs"]
    settings.MAIGU_WAGTAIL_PAGE_CACHE = None

    after = [len(soup.select(".maigu-trail[role=navigation]")) for soup in read_all().values()]

    assert before == [0, 1, 1, 1, 0]
    assert after == [0] * 5


def test_pages_without_a_base_template_have_the_description_of_the_promote_tab(client, section):
    if not hasattr(section, "search_description"):
        pytest.skip("This site's base page has no such field.")
    section.search_description = "Training for cities"
    section.save()

    soup = BeautifulSoup(client.get(section.url).content, "html.parser")

    assert [tag["content"] for tag in soup.select("meta[name=description]")] == ["Training for cities"]


def test_base_template_with_other_blocks_is_adapted_by_a_small_one(read_all, site_templates, settings):
    # The example of docs/how-to/override-templates.md.
    page = (TEMPLATES.parent.parent / "docs" / "how-to" / "override-templates.md").read_text()
    (small,) = re.findall(r'```django\n({% extends "base.html" %}.*?)```', page, re.DOTALL)
    base = "<html><head><title>{% block page_title %}{% endblock %}</title>{% block head %}<meta name='own'>{% endblock %}</head>"
    site_templates(base=f"{base}<main>{{% block main %}}{{% endblock %}}</main></html>", maigu_base=small)
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE = "maigu_base.html"

    for name, soup in read_all().items():
        assert soup.title.get_text()
        assert soup.select_one("main .maigu h1")
        assert soup.select_one("head meta[name=own]")
        assert assets(soup.head) == COMMON + (PLAYER if name == "watch" else [])
    assert check_blocks() == []


def test_pages_without_a_base_template_are_complete(client, section):
    soup = BeautifulSoup(client.get(section.url).content, "html.parser")

    assert (soup.html["lang"], soup.html["dir"], soup.title.get_text()) == ("en", "ltr", "MAIG U")


def test_pages_can_be_overridden_block_by_block(client, section, site_templates):
    source = (
        '{% extends "maigu_wagtail/session_page.html" %}{% block maigu_speakers %}<p id="own">Own</p>{% endblock %}'
    )
    site_templates(maigu_wagtail__session_page=source)
    session = make_session(section, speakers=[("speaker", {"name": "Amara"})])

    soup = BeautifulSoup(client.get(session.url).content, "html.parser")

    assert soup.select_one("#own").get_text() == "Own"
    assert soup.h1.get_text() == session.title
    assert soup.select(".maigu-speakers") == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_templates_have_no_inline_style_or_script(path):
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", path.read_text())


def test_css_stays_within_its_budget():
    css = Path(finders.find("maigu_wagtail/css/maigu.css")).read_text()

    assert len(css.encode()) <= 12_000
    assert not re.search(r"url\(|@import|!important", css)


def test_css_uses_only_logical_properties():
    css = Path(finders.find("maigu_wagtail/css/maigu.css")).read_text()

    physical = (
        r"(?:margin|padding|border)-(?:left|right|top|bottom)|[^-](?:left|right)\s*:|text-align:\s*(?:left|right)"
    )
    assert not re.findall(physical, css)


@pytest.mark.parametrize("path", sorted((TEMPLATES / "maigu_wagtail").glob("*.html")), ids=lambda path: path.name)
def test_blocks_of_a_page_are_documented(path):
    page = (TEMPLATES.parent.parent / "docs" / "how-to" / "override-templates.md").read_text()
    rows = "\n".join(row for row in page.splitlines() if row.startswith((f"| `{path.name}`", "| `layout.html`")))

    blocks = re.findall(r"\{% block (maigu_\w+)", path.read_text())

    assert [block for block in blocks if f"`{block}`" not in rows] == []


def test_script_stays_within_its_budget():
    js = Path(finders.find("maigu_wagtail/js/maigu.js")).read_text()

    assert len(js.encode()) <= 6_000
    assert not re.search(r"innerHTML|eval\(|https?://|\.style\b", js)
