from datetime import date, time

import feedparser
import pytest
import time_machine
from bs4 import BeautifulSoup
from lxml import etree
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from tests.factories import make_section, make_session

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def feed(client, section):
    def feed():
        response = client.get(f"{section.url}feed/")
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        parsed = feedparser.parse(response.content)
        assert not parsed.bozo, parsed.get("bozo_exception")
        return parsed, etree.fromstring(response.content)

    return feed


def test_feed_has_public_sessions_newest_first(section, feed):
    make_session(section, title="old", date=date(2020, 1, 1), description="<p>About <b>it</b></p>", audience="Mayors")
    make_session(section, title="new", date=date(2099, 1, 1), start_time=time(9))
    make_session(section, title="draft", live=False)
    hidden = make_session(section, title="hidden")
    PageViewRestriction.objects.create(page_id=hidden.pk, restriction_type="login")

    parsed, tree = feed()

    assert [entry.title for entry in parsed.entries] == ["new", "old"]
    assert parsed.entries[1].link == f"http://localhost{section.url}" + parsed.entries[1].link.rsplit("/", 2)[1] + "/"
    assert parsed.entries[1].summary == "<p>About <b>it</b></p>"
    assert [tag.term for tag in parsed.entries[1].tags] == ["Mayors"]


def test_feed_has_everything_rfc_4287_requires(section, feed):
    make_session(section)

    parsed, tree = feed()

    for element in (tree, *tree.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert element.findtext(f"{ATOM}id").startswith("urn:uuid:")
    assert tree.find(f"{ATOM}author/{ATOM}name").text
    links = {link.get("rel"): link.get("href") for link in tree.findall(f"{ATOM}link")}
    assert links == {"self": f"http://localhost{section.url}feed/", "alternate": f"http://localhost{section.url}"}
    assert tree.get("{http://www.w3.org/XML/1998/namespace}base") == f"http://localhost{section.url}"
    assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_feed_ids_stay_when_title_and_address_change(section, feed):
    session = make_session(section)
    before = feed()[0].entries[0].id
    session.title, session.slug = "Another title", "another-slug"
    session.save()

    after = feed()[0].entries[0]

    assert (after.id, after.title) == (before, "Another title")


def test_feed_ids_differ(section, feed):
    for _ in range(3):
        make_session(section)

    ids = [entry.id for entry in feed()[0].entries]

    assert len(set(ids)) == 3


def test_feed_of_an_empty_section_is_valid_and_stable(section, feed):
    first, second = feed()[1], feed()[1]

    assert etree.tostring(first) == etree.tostring(second)
    assert first.findall(f"{ATOM}entry") == []


def test_feed_length_follows_the_setting(section, feed, settings):
    settings.MAIGU_WAGTAIL_FEED_LENGTH = 2
    for number in range(3):
        make_session(section, title=f"Session number {number}")

    assert [entry.title for entry in feed()[0].entries] == ["Session number 2", "Session number 1"]


def test_feed_contains_no_members_content(section, client):
    session = make_session(section, members_content=[("text", RichText("<p>MEMBERS-CANARY</p>"))], access="public")

    assert b"MEMBERS-CANARY" in client.get(f"{session.url}watch/").content
    assert b"MEMBERS-CANARY" not in client.get(f"{section.url}feed/").content


def test_feed_summaries_have_absolute_addresses(home, section, feed):
    links = (
        f'<a linktype="page" id="{home.pk}">home</a> <a href="/about/?a=1&amp;b=2">about</a> <a href="#more">more</a> '
        '<a href="//cdn.example.org/x">x</a> <a href="https://example.org/">y</a> <a href="mailto:a@example.org">z</a> '
        '<a href="http://[broken">broken</a> <a href="">itself</a> <img src="/media/a.png" alt="">'
    )
    session = make_session(section, description=f"<p>{links}</p>")

    summary = BeautifulSoup(feed()[1].findtext(f"{ATOM}entry/{ATOM}summary"), "html.parser")

    here = f"http://localhost{session.url}"
    assert [link["href"] for link in summary.find_all("a")] == [
        "http://localhost/",
        "http://localhost/about/?a=1&b=2",
        f"{here}#more",
        "http://cdn.example.org/x",
        "https://example.org/",
        "mailto:a@example.org",
        "http://[broken",
        here,
    ]
    assert summary.img["src"] == "http://localhost/media/a.png"


def test_feed_has_titles_in_one_line(section, feed):
    broken = "Line one\r\nline\x1btwo"
    type(section).objects.filter(pk=section.pk).update(title=broken)
    session = make_session(section)
    type(session).objects.filter(pk=session.pk).update(title=broken)

    _parsed, tree = feed()

    assert tree.findtext(f"{ATOM}title") == tree.findtext(f"{ATOM}entry/{ATOM}title") == "Line one line two"


@time_machine.travel("2026-05-03T12:00:00+00:00", tick=False)
def test_feed_dates_pages_that_were_added_in_code(home, client):
    section = make_section(home)
    session = make_session(section)

    parsed = feedparser.parse(client.get(f"{section.url}feed/").content)

    assert (
        parsed.feed.updated == parsed.entries[0].published == parsed.entries[0].updated == "2026-05-03T12:00:00+00:00"
    )
    assert b"DTSTAMP:20260503T120000Z" in client.get(f"{session.url}calendar.ics").content


def test_feed_removes_characters_forbidden_in_xml(section, feed):
    make_session(section, title="a & <b> ]]>", description="<p>x\x0by</p>")

    assert feed()[0].entries[0].title == "a & <b> ]]>"


# --- Recordings -------------------------------------------------------------------------------------------------------


def test_feed_announces_a_recording_once_the_session_is_over(section, feed):
    embed = [("video_embed", {"url": "https://vimeo.com/1", "title": "One"})]
    with time_machine.travel("2026-05-03 12:00:00Z", tick=False) as clock:
        make_session(section, date=date(2026, 5, 4), start_time=time(10), end_time=time(11), members_content=embed)
        make_session(section, title="open", date=date(2026, 5, 1), access="public", members_content=embed)
        make_session(section, title="nothing", date=date(2026, 4, 1))
        before, _tree = feed()
        clock.move_to("2026-05-04 15:00:00Z")

        after, _tree = feed()

    assert [entry.get("summary", "") for entry in before.entries] == [
        "",
        "<p>The recording is available: video.</p>",
        "",
    ]
    assert after.entries[0].summary == "<p>The recording is available for members: video.</p>"
    assert (before.entries[0].updated, after.entries[0].updated) == (
        "2026-05-03T12:00:00+00:00",
        "2026-05-04T15:00:00+00:00",
    )
    assert before.entries[0].id == after.entries[0].id


def test_feed_entry_is_updated_when_the_recording_is_published(section, feed):
    with time_machine.travel("2026-05-03 12:00:00Z", tick=False) as clock:
        session = make_session(section, date=date(2026, 5, 1), description="<p>About it.</p>")
        before = feed()[0].entries[0]
        clock.shift(3600)
        session.members_content = [("video_embed", {"url": "https://vimeo.com/1", "title": "One"})]
        session.save_revision().publish()

        after = feed()[0].entries[0]

    assert before.summary == "<p>About it.</p>"
    assert after.summary == "<p>About it.</p><p>The recording is available for members: video.</p>"
    assert (before.updated, after.updated) == ("2026-05-03T12:00:00+00:00", "2026-05-03T13:00:00+00:00")
