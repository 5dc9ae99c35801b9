import datetime as dt

from django.contrib.auth import get_user_model
from wagtail.models import Page, PageLogEntry, Revision

from example_site.catalogue.loading import load
from example_site.catalogue.management.commands.load_catalogue import CATALOGUE
from example_site.catalogue.reading import read_catalogue
from maigu_wagtail.models import SessionPage

from .loading_catalogues import load_catalogue, write


def people(session):
    return [{name: block.value[name] for name in ("name", "role", "organisation")} for block in session.speakers]


def test_recorded_sessions_have_the_details_of_the_old_page(section, facts):
    sessions = section.listed_sessions().recorded()

    shown = [
        {"title": session.title, "date": session.date.isoformat(), "speakers": people(session)} for session in sessions
    ]

    assert shown == facts["sessions"]
    assert section.title == facts["section"]["title"]


def test_descriptions_have_two_to_four_sentences(catalogue):
    rows = [*catalogue["sessions"], *catalogue["drafts"], *catalogue["upcoming"]]

    lengths = {row["slug"]: sum(row["description"].count(end) for end in (". ", "? ")) + 1 for row in rows}

    assert {slug: length for slug, length in lengths.items() if not 2 <= length <= 4} == {}


def test_every_recorded_session_has_something_for_members(section):
    summaries = [session.members_summary for session in section.sessions().live().recorded()]

    assert [summary["text"] for summary in summaries] == [1] * 15
    assert [summary.get("captions") for summary in summaries].count(2) == 14


def test_draft_says_what_is_missing_and_is_never_public(section, client):
    draft = SessionPage.objects.get(slug="research-on-gun-violence-in-cities")

    assert (draft.live, draft.date, draft.has_unpublished_changes) == (False, None, True)
    assert "to be confirmed" in draft.title
    assert "lost the title, the date and the speakers" in str(draft.members_content)
    assert client.get("/maig-u/research-on-gun-violence-in-cities/").status_code == 404
    for address in ("/maig-u/", "/maig-u/feed/", "/sitemap.xml", "/api/v2/sessions/", "/search/?q=pandemic"):
        assert "research-on-gun-violence" not in client.get(address).content.decode(), address


def test_two_sessions_are_upcoming(section):
    upcoming = list(section.listed_sessions().upcoming())

    assert [session.slug for session in upcoming] == [
        "sample-safe-storage-in-city-buildings",
        "sample-after-the-first-year",
    ]
    assert [session.time_zone for session in upcoming] == ["America/New_York"] * 2
    assert all(session.registration_url.startswith("https://example.org/") for session in upcoming)
    assert [sum(block.block_type == "moderator" for block in session.speakers) for session in upcoming] == [1, 1]


def test_loading_twice_changes_nothing(section):
    before = (Page.objects.count(), Revision.objects.count(), PageLogEntry.objects.count())
    stamps = list(Page.objects.order_by("pk").values_list("pk", "latest_revision_created_at", "last_published_at"))

    said = load_catalogue()

    assert said == "The catalogue is already loaded. There is nothing to do.\n"
    assert (Page.objects.count(), Revision.objects.count(), PageLogEntry.objects.count()) == before
    assert (
        list(Page.objects.order_by("pk").values_list("pk", "latest_revision_created_at", "last_published_at")) == stamps
    )


def test_loading_applies_changes_in_the_file(section, catalogue, tmp_path):
    catalogue["sessions"][2]["audience"] = "Police chiefs"

    said = load_catalogue(write(tmp_path, catalogue))

    assert said == "  updated: ATF Gun Trafficking Report\nCatalogue loaded: 1 updated.\n"
    assert SessionPage.objects.get(slug="atf-gun-trafficking-report").audience == "Police chiefs"


def test_loading_keeps_changes_by_an_editor(section):
    editor = get_user_model().objects.create_user("somebody", password="irrelevant")
    session = SessionPage.objects.get(slug="inside-the-gun-shop")
    session.title, session.slug = "Edited", "edited"
    session.save_revision(user=editor).publish()

    said = load_catalogue()

    assert said == "  left as edited: Edited\nCatalogue loaded: 1 left as edited.\n"
    assert SessionPage.objects.filter(title="Edited").count() == 1
    assert section.sessions().count() == 18


def test_upcoming_session_in_the_past_gets_a_new_date(section, home):
    session = SessionPage.objects.get(slug="sample-after-the-first-year")
    session.date = dt.date(2024, 2, 1)
    session.save_revision().publish()
    today = dt.datetime.now(session.zone).date()

    report = load(read_catalogue(CATALOGUE), home, today=today)

    assert report.lines == [("updated", session.title)]
    session.refresh_from_db()
    assert session.date == today + dt.timedelta(days=73)
    assert section.sessions().count() == 18


def test_description_is_text_not_markup(empty_site, catalogue, tmp_path):
    catalogue["sessions"][0]["description"] = "<script>alert(1)</script> & so on.\n\nA second paragraph."

    load_catalogue(write(tmp_path, catalogue))

    session = SessionPage.objects.get(slug="targeting-the-source")
    assert session.description == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on.</p><p>A second paragraph.</p>"
    )
