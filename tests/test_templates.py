import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders

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


def test_pages_stand_in_the_sites_own_base_template(client, section, site_templates):
    site_templates(base=BASE)

    soup = BeautifulSoup(client.get(section.url).content, "html.parser")

    assert soup.select_one("#site .maigu h1").get_text() == "MAIG U"
    assert soup.title.get_text() == "MAIG U"


def test_pages_stand_in_the_template_that_a_setting_names(client, section, site_templates, settings):
    site_templates(org__frame=BASE, base="<p>other</p>")
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE = "org/frame.html"

    assert BeautifulSoup(client.get(section.url).content, "html.parser").select_one("#site h1")


def test_pages_without_a_base_template_are_whole(client, section):
    soup = BeautifulSoup(client.get(section.url).content, "html.parser")

    assert (soup.html["lang"], soup.html["dir"], soup.title.get_text()) == ("en", "ltr", "MAIG U")


def test_pages_are_overridden_block_by_block(client, section, site_templates):
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
def test_templates_hold_no_inline_style_or_script(path):
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", path.read_text())


def test_css_stays_within_its_budget():
    css = Path(finders.find("maigu_wagtail/css/maigu.css")).read_text()

    assert len(css.encode()) <= 12_000
    assert not re.search(r"url\(|@import|!important", css)


def test_css_uses_logical_properties_alone():
    css = Path(finders.find("maigu_wagtail/css/maigu.css")).read_text()

    physical = (
        r"(?:margin|padding|border)-(?:left|right|top|bottom)|[^-](?:left|right)\s*:|text-align:\s*(?:left|right)"
    )
    assert not re.findall(physical, css)


@pytest.mark.parametrize("path", sorted((TEMPLATES / "maigu_wagtail").glob("*.html")), ids=lambda path: path.name)
def test_blocks_of_a_page_are_in_the_documentation(path):
    page = (TEMPLATES.parent.parent / "docs" / "how-to" / "override-templates.md").read_text()
    rows = "\n".join(row for row in page.splitlines() if row.startswith((f"| `{path.name}`", "| `layout.html`")))

    blocks = re.findall(r"\{% block (maigu_\w+)", path.read_text())

    assert [block for block in blocks if f"`{block}`" not in rows] == []


def test_script_stays_within_its_budget():
    js = Path(finders.find("maigu_wagtail/js/maigu.js")).read_text()

    assert len(js.encode()) <= 6_000
    assert not re.search(r"innerHTML|eval\(|https?://|\.style\b", js)
