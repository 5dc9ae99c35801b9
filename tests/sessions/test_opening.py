"""From when on a session is open to everyone."""

import random
from datetime import date, datetime, timedelta, timezone

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command

from maigu_wagtail.models import Access
from maigu_wagtail.sessions.opening import opening_moment
from tests.doors import queries_of
from tests.factories import make_section, make_session

DAY = date(2026, 5, 3)


def utc(*parts):
    return datetime(*parts, tzinfo=timezone.utc)


def fresh(page):
    return type(page).objects.get(pk=page.pk)


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        (DAY, "UTC", utc(2026, 5, 3)),
        (DAY, "America/New_York", utc(2026, 5, 3, 4)),
        (DAY, "Pacific/Auckland", utc(2026, 5, 2, 12)),
        # The clocks go forward at two, and back at two, of that day.
        (date(2026, 3, 8), "America/New_York", utc(2026, 3, 8, 5)),
        (date(2026, 3, 9), "America/New_York", utc(2026, 3, 9, 4)),
        (date(2026, 11, 1), "America/New_York", utc(2026, 11, 1, 4)),
        (date(2026, 11, 2), "America/New_York", utc(2026, 11, 2, 5)),
        # Midnight does not exist, or exists twice.
        (date(2026, 4, 24), "Africa/Cairo", utc(2026, 4, 23, 22)),
        (date(2026, 11, 1), "America/Havana", utc(2026, 11, 1, 4)),
        (None, "UTC", None),
        (DAY, "Nowhere/Else", None),
        (date(1026, 5, 3), "UTC", None),
        (date(9999, 12, 31), "Pacific/Auckland", None),
    ],
)
def test_day_begins_at_midnight_in_the_time_zone(day, zone, expected):
    assert opening_moment(day, zone) == expected


@pytest.mark.django_db
def test_opening_follows_the_date_and_the_time_zone(section):
    session = make_session(section, public_from="2026-05-03", time_zone="UTC")
    first = fresh(session).opens_at
    session = fresh(session)
    session.time_zone = "America/New_York"
    session.save()
    second = fresh(session).opens_at
    session.time_zone = "Asia/Tokyo"
    session.save(update_fields=["time_zone"])
    third = fresh(session).opens_at
    session.public_from = None
    session.save(update_fields=["public_from"])

    assert (first, second, third) == (utc(2026, 5, 3), utc(2026, 5, 3, 4), utc(2026, 5, 2, 15))
    assert fresh(session).opens_at is None


@pytest.mark.parametrize(("access", "password"), [(Access.SECTION, "section"), (Access.OWN, "own")])
@pytest.mark.django_db
def test_session_is_public_from_the_first_second_of_its_day(section, access, password):
    session = make_session(section, access=access, public_from=DAY, time_zone="America/New_York")
    seen = {}
    for seconds in (-1, 0, 1):
        with time_machine.travel(utc(2026, 5, 3, 4) + timedelta(seconds=seconds), tick=False):
            seen[seconds] = (session.is_public, section.sessions().open_to_everyone().exists(), session.next_opening)

    assert seen == {-1: (False, False, session.opens_at), 0: (True, True, None), 1: (True, True, None)}


@pytest.mark.django_db
def test_draft_neither_opens_nor_locks_a_session(section):
    with time_machine.travel(utc(2026, 5, 4), tick=False):
        locked = make_session(section)
        is_open = make_session(section, public_from=DAY)
        for session, day in ((locked, DAY), (is_open, None)):
            session.public_from = day
            session.save_revision()
            # As Wagtail does with a draft, whose values the page in memory has.
            session.save(update_fields=["has_unpublished_changes"], clean=False)

        assert [fresh(session).is_public for session in (locked, is_open)] == [False, True]
        for session in (locked, is_open):
            fresh(session).get_latest_revision().publish()
        assert [fresh(session).is_public for session in (locked, is_open)] == [True, False]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"access": Access.PUBLIC, "public_from": DAY}, "open to everyone already"),
        ({"public_from": date(206, 5, 3)}, "Check the year"),
    ],
    ids=["public", "year"],
)
@pytest.mark.django_db
def test_date_without_effect_is_refused(section, fields, message):
    with pytest.raises(ValidationError, match=message) as refusal:
        make_session(section, **fields)

    assert set(refusal.value.message_dict) == {"public_from"}


@pytest.mark.django_db
def test_password_chosen_later_locks_a_public_session(section):
    session = make_session(section, access=Access.PUBLIC)
    session.access = Access.OWN
    session.save()

    assert not fresh(session).is_public


@pytest.mark.django_db
def test_alias_opens_and_locks_with_its_original_changed_in_code(home, section):
    session = make_session(section, time_zone="UTC")
    alias = session.create_alias(parent=make_section(home), update_slug="alias")
    again = alias.create_alias(parent=section, update_slug="again")

    def opens():
        return [fresh(page).opens_at for page in (session, alias, again)]

    session = fresh(session)
    session.public_from = DAY
    session.save()
    assert opens() == [utc(2026, 5, 3)] * 3
    session.time_zone = "America/New_York"
    session.save(update_fields=["time_zone"])
    assert opens() == [utc(2026, 5, 3, 4)] * 3
    session.public_from = None
    session.save()
    assert opens() == [None] * 3


@pytest.mark.django_db
def test_alias_stays_locked_while_its_original_is(section):
    session = make_session(section, public_from=DAY, time_zone="UTC")
    alias = session.create_alias(parent=section, update_slug="alias")
    # Without a signal, as in SQL.
    type(session).objects.filter(pk=session.pk).update(public_from=None, opens_at=None)

    with time_machine.travel(utc(2026, 5, 4), tick=False):
        assert not fresh(alias).is_public
        assert not section.sessions().open_to_everyone().exists()
        assert fresh(alias).opens_at


@pytest.mark.django_db
def test_query_finds_what_the_property_says(home, section):
    chance = random.Random(90)  # noqa: S311 -- no secret
    with time_machine.travel(utc(2026, 5, 3, 12), tick=False):
        for _number in range(30):
            access = chance.choice(Access.values)
            day = (
                None if access == Access.PUBLIC else chance.choice([None, DAY + timedelta(days=chance.randint(-2, 2))])
            )
            zone = chance.choice(["Pacific/Auckland", "America/New_York", "Pacific/Pago_Pago"])
            session = make_session(section, access=access, public_from=day, time_zone=zone)
            if chance.random() < 0.3:
                session.create_alias(parent=section, update_slug=f"alias-{session.pk}")
        sessions = list(section.sessions())

        found = set(section.sessions().open_to_everyone())

        assert found == {session for session in sessions if session.is_public}
        assert 0 < len(found) < len(sessions)


@pytest.mark.django_db
def test_copy_stays_for_members(section):
    session = make_session(section, public_from=DAY)
    session.save_revision().publish()

    copied = fresh(session).copy(update_attrs={"slug": "copied"}, keep_live=True)
    copied.get_latest_revision().publish()

    with time_machine.travel(utc(2027, 1, 1), tick=False):
        assert fresh(session).is_public
        assert (fresh(copied).public_from, fresh(copied).is_public) == (None, False)


@pytest.mark.django_db
def test_rebuild_works_out_the_opening(section):
    session = make_session(section)
    type(session).objects.filter(pk=session.pk).update(public_from=DAY, time_zone="UTC")

    call_command("maigu_rebuild", verbosity=0)

    assert fresh(session).opens_at == utc(2026, 5, 3)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.django_db
def test_list_of_open_sessions_needs_no_query_for_each(section, number):
    for _number in range(number):
        make_session(section, public_from=DAY)

    with time_machine.travel(utc(2026, 6, 1), tick=False):
        found, queries = queries_of(lambda: [session.is_public for session in section.listed_sessions()])

    assert (found, queries) == ([True] * number, 1)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 4, 1), "Open to everyone from May 3, 2026."),
        (date(2026, 5, 2), "It will be open to everyone from May 3, 2026."),
    ],
    ids=["recorded", "upcoming"],
)
@pytest.mark.django_db
def test_page_says_from_when_a_session_is_open(client, section, day, text):
    session = make_session(section, date=day, public_from=DAY, members_content=[("text", "<p>Notes</p>")])
    with time_machine.travel(utc(2026, 4, 20), tick=False) as clock:
        before = " ".join(client.get(session.url).content.decode().split())
        clock.move_to(utc(2026, 5, 4))
        after = client.get(session.url).content.decode()

    assert text in before
    assert "open to everyone from" not in after.lower()
    assert "No password needed" in after
