from datetime import date, datetime, time, timedelta, timezone

import pytest
import swapper
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone as clock
from wagtail.rich_text import RichText

from maigu_wagtail.models import Access
from tests.factories import make_section, make_session


def session_model():
    return swapper.load_model("maigu_wagtail", "SessionPage")


def test_session_is_upcoming_until_the_second_it_ends(section):
    session = make_session(
        section, date=date(2026, 1, 15), start_time=time(14), end_time=time(15, 30), time_zone="America/New_York"
    )
    end = datetime(2026, 1, 15, 20, 30, tzinfo=timezone.utc)
    sessions = session_model().objects

    before, at = end - timedelta(seconds=1), end

    assert (list(sessions.upcoming(before)), list(sessions.recorded(before))) == ([session], [])
    assert (list(sessions.upcoming(at)), list(sessions.recorded(at))) == ([], [session])


def test_session_of_today_stays_upcoming_in_its_time_zone(section):
    now = clock.now()
    far_west, far_east = "Pacific/Honolulu", "Pacific/Kiritimati"
    zones = {make_session(section, date=now.date(), time_zone=zone): zone for zone in (far_west, far_east)}

    over = {zone: session.ends_at for session, zone in zones.items()}

    assert over[far_west] - over[far_east] == timedelta(hours=24)


def test_session_order_is_soonest_first_and_newest_first(section):
    today = clock.now().date()
    days = [
        today - timedelta(days=400),
        today + timedelta(days=90),
        today + timedelta(days=9),
        today - timedelta(days=9),
    ]
    old, late, soon, new = [make_session(section, date=day) for day in days]

    sessions = section.listed_sessions()

    assert list(sessions.upcoming()) == [soon, late]
    assert list(sessions.recorded()) == [new, old]


def test_simultaneous_sessions_have_a_stable_order(section):
    made = [make_session(section) for _ in range(3)]

    assert list(section.listed_sessions().recorded()) == made[::-1]
    assert made[1].neighbours() == (made[2], made[0])


def test_session_without_a_date_is_in_no_list_and_may_be_a_draft(section):
    draft = make_session(section, date=None, live=False)

    assert (draft.starts_at, draft.ends_at) == (None, None)
    assert list(session_model().objects.upcoming()) == list(session_model().objects.recorded()) == []
    assert draft.neighbours() == (None, None)


def test_session_without_a_date_cannot_be_published(section):
    with pytest.raises(ValidationError) as caught:
        make_session(section, date=None)

    assert list(caught.value.message_dict) == ["date"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"start_time": time(10), "end_time": time(9)}, "end_time"),
        ({"end_time": time(9)}, "start_time"),
        ({"date": date(1, 1, 1)}, "date"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"access": "anybody"}, "access"),
        ({"registration_url": "javascript:alert(1)"}, "registration_url"),
    ],
)
def test_invalid_session_is_refused_at_its_field(section, fields, wrong):
    with pytest.raises(ValidationError) as caught:
        make_session(section, **fields)

    assert wrong in caught.value.message_dict


def test_session_stores_the_kinds_of_members_content(section):
    text = ("text", RichText("<p>For members</p>"))

    session = make_session(section, members_content=[text, text])

    session.refresh_from_db()
    assert session.members_summary == {"text": 2}


def test_session_draft_changes_nothing_public(section):
    session = make_session(section, speakers=[("speaker", {"name": "Amara"})])
    before = session.ends_at

    session.date = date(2099, 1, 1)
    session.speakers = [("speaker", {"name": "Not announced yet"})]
    session.members_content = [("text", RichText("<p>New</p>"))]
    session.save_revision()

    stored = session_model().objects.get(pk=session.pk)
    assert stored.ends_at == before
    assert stored.members_summary == {}
    assert [row.name for row in stored.speaker_index.all()] == ["Amara"]


def test_session_published_draft_becomes_public(section):
    session = make_session(section)
    session.date = date(2099, 1, 1)
    session.speakers = [("speaker", {"name": "Amara"})]

    session.save_revision().publish()

    stored = session_model().objects.get(pk=session.pk)
    assert stored.is_upcoming
    assert [row.key for row in stored.speaker_index.all()] == ["amara"]


def test_partial_save_keeps_the_datetimes_correct(section):
    session = make_session(section)
    session.date = date(2024, 1, 1)

    session.save(update_fields=["date"])

    session.refresh_from_db()
    assert session.ends_at == datetime(2024, 1, 2, 5, tzinfo=timezone.utc)


def test_session_belongs_below_a_section_and_has_no_children(home, section):
    model = session_model()

    assert model.can_create_at(section)
    assert not model.can_create_at(home)
    assert model.allowed_subpage_models() == []


def test_session_does_not_offer_wagtails_password():
    assert session_model().private_page_options == ["login", "groups"]
    assert Access.values == ["section", "own", "public"]


def test_copied_session_is_listed_in_the_other_section(home, section):
    other = make_section(home)
    session = make_session(section, speakers=[("speaker", {"name": "Amara"})])

    copy = session.copy(to=other)

    assert list(other.listed_sessions().with_speaker("amara")) == [copy]
    assert list(section.listed_sessions().with_speaker("amara")) == [session]


def test_title_with_line_breaks_is_saved_in_one_line(section):
    has_seo_title = "seo_title" in {field.name for field in section._meta.get_fields()}
    more = {"seo_title": "Three\nfour"} if has_seo_title else {}
    session = make_session(section, title="One\r\ntwo", **more)
    saved = (session.title, session.draft_title, getattr(session, "seo_title", "Three four"), session.slug)

    session.title = "Five\rsix"
    session.save_revision().publish()
    session.refresh_from_db()

    assert saved == ("One two", "One two", "Three four", session.slug)
    assert (session.title, session.draft_title) == ("Five six", "Five six")


def test_publication_of_a_draft_is_dated_when_it_is_published(section):
    session = make_session(section, live=False)
    assert (session.first_published_at, session.last_published_at) == (None, None)

    with time_machine.travel("2026-05-03T12:00:00Z", tick=False):
        session.save_revision().publish()
    session.refresh_from_db()
    first = session.first_published_at
    with time_machine.travel("2026-06-03T12:00:00Z", tick=False):
        session.save_revision().publish()
    session.refresh_from_db()

    assert first == session.first_published_at == datetime(2026, 5, 3, 12, tzinfo=timezone.utc)
    assert session.last_published_at == datetime(2026, 6, 3, 12, tzinfo=timezone.utc)


def test_custom_search_fields_are_found(section, monkeypatch):
    # As a class below the mixin would add them; the tests' own page types have no such field.
    texts = session_model().searched_texts
    monkeypatch.setattr(session_model(), "searched_texts", lambda session: [*texts(session), "Topic Łódź"])

    session = make_session(section, title="Funding")

    assert list(section.sessions().with_words("lodz fund")) == [session]
