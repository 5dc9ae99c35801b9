import datetime as dt
import json
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from wagtail.models import Page, PageLogEntry, Revision

from example_site.catalogue.loading import load
from example_site.catalogue.management.commands.load_catalogue import CATALOGUE
from example_site.catalogue.reading import read_catalogue
from example_site.pages.tree import ensure_home
from maigu_wagtail.models import SessionPage


def load_catalogue(*args):
    out = StringIO()
    call_command("load_catalogue", *args, stdout=out)
    return out.getvalue()


def people(session):
    return [{name: block.value[name] for name in ("name", "role", "organisation")} for block in session.speakers]


def write(tmp_path, catalogue):
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(catalogue, ensure_ascii=False), encoding="utf-8")
    return path


def test_recorded_sessions_have_the_facts_of_the_old_page(section, facts):
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
    assert [s.members_summary for s in section.sessions().live().recorded()] == [{"text": 1}] * 15


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

    assert said == "The catalogue is loaded already: nothing to do.\n"
    assert (Page.objects.count(), Revision.objects.count(), PageLogEntry.objects.count()) == before
    assert (
        list(Page.objects.order_by("pk").values_list("pk", "latest_revision_created_at", "last_published_at")) == stamps
    )


def test_loading_takes_over_what_changed_in_the_file(section, catalogue, tmp_path):
    catalogue["sessions"][2]["audience"] = "Police chiefs"

    said = load_catalogue(write(tmp_path, catalogue))

    assert said == "  updated: ATF Gun Trafficking Report\nCatalogue loaded: 1 updated.\n"
    assert SessionPage.objects.get(slug="atf-gun-trafficking-report").audience == "Police chiefs"


def test_loading_leaves_alone_what_an_editor_changed(section):
    editor = get_user_model().objects.create_user("somebody", password="irrelevant")
    session = SessionPage.objects.get(slug="inside-the-gun-shop")
    session.title, session.slug = "Edited", "edited"
    session.save_revision(user=editor).publish()

    said = load_catalogue()

    assert said == "  left as edited: Edited\nCatalogue loaded: 1 left as edited.\n"
    assert SessionPage.objects.filter(title="Edited").count() == 1
    assert section.sessions().count() == 18


def test_upcoming_session_that_is_over_gets_a_new_day(section, home):
    session = SessionPage.objects.get(slug="sample-after-the-first-year")
    session.date = dt.date(2024, 2, 1)
    session.save_revision().publish()
    today = dt.datetime.now(session.zone).date()

    report = load(read_catalogue(CATALOGUE), home, today=today)

    assert report.lines == [("updated", session.title)]
    session.refresh_from_db()
    assert session.date == today + dt.timedelta(days=73)
    assert section.sessions().count() == 18


def spoil(change):
    def spoiled(catalogue):
        change(catalogue)
        return json.dumps(catalogue)

    return spoiled


BROKEN = {
    "no JSON": (lambda c: "{", "catalogue.json: not JSON at line 1, column 2"),
    "a field twice": (lambda c: '{"a": 1, "a": 2}', "the field “a” stands twice"),
    "no object": (lambda c: "[]", "the content has to be an object in braces"),
    "no sessions": (spoil(lambda c: c.pop("sessions")), "catalogue.json, sessions is missing."),
    "no list": (spoil(lambda c: c.update(sessions={})), "sessions has to be a list in square brackets."),
    "no row": (spoil(lambda c: c["sessions"].insert(0, "x")), "session 1: the content has to be an object in braces."),
    "no title": (spoil(lambda c: c["sessions"][2].pop("title")), "session 3: title is missing."),
    "empty title": (spoil(lambda c: c["drafts"][0].update(title=" ")), "draft 1 (“ ”): title is empty."),
    "long title": (
        spoil(lambda c: c["sessions"][0].update(title="x" * 256)),
        "title has 256 characters; 255 is the most.",
    ),
    "title of another type": (
        spoil(lambda c: c["sessions"][0].update(title=7)),
        "session 1: title has to be text in quotation marks.",
    ),
    "no such day": (
        spoil(lambda c: c["sessions"][2].update(date="2023-02-30")),
        "catalogue.json, session 3 (“ATF Gun Trafficking Report”): date is “2023-02-30”, which is no day",
    ),
    "American date": (
        spoil(lambda c: c["sessions"][2].update(date="03/16/2023")),
        "date is “03/16/2023”; write a day as 2023-12-14.",
    ),
    "unknown field": (
        spoil(lambda c: c["sessions"][2].update(titel="x")),
        "session 3 (“ATF Gun Trafficking Report”): titel is not known here",
    ),
    "date of a draft": (spoil(lambda c: c["drafts"][0].update(date="2020-12-01")), "date is not known here"),
    "speaker without a name": (
        spoil(lambda c: c["sessions"][6]["speakers"][1].pop("name")),
        "session 7 (“Connecting Silos: The Intersection of Domestic Violence and Gun Violence”), speaker 2: name is missing.",
    ),
    "slug twice": (
        spoil(lambda c: c["upcoming"][1].update(slug="inside-the-gun-shop")),
        "slug is “inside-the-gun-shop”, as that of session 2 is; each needs its own.",
    ),
    "slug with a space": (spoil(lambda c: c["sessions"][0].update(slug="a b")), "slug is “a b”; only small letters"),
    "days as text": (
        spoil(lambda c: c["upcoming"][0].update(days_from_today="24")),
        "days_from_today is “24”; write a number of days from 1 to 366.",
    ),
    "clock": (
        spoil(lambda c: c["upcoming"][0].update(start_time="2 pm")),
        "start_time is “2 pm”; write a time as 14:00.",
    ),
    "end before start": (
        spoil(lambda c: c["upcoming"][0].update(end_time="13:00")),
        "end_time has to be later than start_time.",
    ),
    "time zone": (spoil(lambda c: c["upcoming"][0].update(time_zone="Riverton")), "time_zone is “Riverton”"),
    "address": (
        spoil(lambda c: c["upcoming"][0].update(registration_url="javascript:alert(1)")),
        "registration_url is “javascript:alert(1)”; write a web address",
    ),
    "e-mail": (
        spoil(lambda c: c["section"].update(contact_email="nobody")),
        "catalogue.json, section: contact_email is “nobody”; write an e-mail address.",
    ),
    "surrogate": (spoil(lambda c: c["sessions"][0].update(audience="\ud800")), "audience has a character in it"),
}


@pytest.mark.parametrize(("broken", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_catalogue_is_named_and_changes_nothing(section, catalogue, tmp_path, broken, message):
    path = tmp_path / "catalogue.json"
    path.write_text(broken(catalogue), encoding="utf-8")
    revisions = Revision.objects.count()

    with pytest.raises(CommandError) as raised:
        load_catalogue(path)

    assert str(raised.value).startswith("Nothing was changed.")
    assert message in str(raised.value)
    assert Revision.objects.count() == revisions


def test_broken_row_on_an_empty_site_makes_no_page(empty_site, catalogue, tmp_path):
    catalogue["sessions"][14]["date"] = "soon"
    pages = Page.objects.count()

    with pytest.raises(CommandError):
        load_catalogue(write(tmp_path, catalogue))

    assert Page.objects.count() == pages


def test_row_that_the_page_type_refuses_undoes_those_before_it(empty_site, catalogue, tmp_path):
    home = ensure_home()
    home.add_child(instance=Page(title="In the way", slug="maig-u"))
    pages = Page.objects.count()

    with pytest.raises(CommandError) as raised:
        load_catalogue(write(tmp_path, catalogue))

    assert "“MAIG U” (maig-u): slug – " in str(raised.value)
    assert Page.objects.count() == pages


def test_missing_file_is_named(db, tmp_path):
    with pytest.raises(CommandError) as raised:
        load_catalogue(tmp_path / "none.json")

    assert "none.json: the file can’t be read: No such file or directory." in str(raised.value)


def test_description_is_text_not_markup(empty_site, catalogue, tmp_path):
    catalogue["sessions"][0]["description"] = "<script>alert(1)</script> & so on.\n\nA second paragraph."

    load_catalogue(write(tmp_path, catalogue))

    session = SessionPage.objects.get(slug="targeting-the-source")
    assert session.description == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on.</p><p>A second paragraph.</p>"
    )
