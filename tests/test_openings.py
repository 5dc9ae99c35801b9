from datetime import datetime, timedelta, timezone
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maigu_wagtail.access.counters import hour_of, tally
from maigu_wagtail.access.statistics import Openings, clear_old, openings_of
from maigu_wagtail.models import ClientAttempts, SharedPassword, UnlockTally

NOW = datetime(2026, 3, 1, 12, 34, 56, 789, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
migration = import_module("maigu_wagtail.migrations.0005_openings_by_hour")


@pytest.fixture
def make(section):
    """A password of the section that opened once at each of these moments."""
    number = iter(range(100))

    def make_password(*moments, what="opened"):
        password = SharedPassword.objects.create_password(section, f"words number {next(number)}")
        for moment in moments:
            tally(password.lock, what, moment, password_key=password.pk)
        return password

    return make_password


def of(password):
    password.refresh_from_db()
    return openings_of([password])[password.pk]


def test_openings_are_added_up_and_the_last_is_told(make):
    password, other, unused = make(NOW, NOW - HOUR, NOW - 2 * HOUR), make(NOW - HOUR), make()
    tally(password.lock, "opened_again", NOW + HOUR, password_key=password.pk)
    for what in ("earlier", "forgotten"):
        tally(other.lock, what, NOW + HOUR, password_key=other.pk)
    tally(uuid4(), "opened", NOW + HOUR, password_key=other.pk)

    assert openings_of(iter([password, other, unused])) == {
        password.pk: Openings(4, NOW + HOUR),
        other.pk: Openings(1, NOW - HOUR),
        unused.pk: Openings(0, None),
    }


def test_openings_in_one_hour_are_one_row_with_the_last_moment(make):
    password = make(NOW, NOW + timedelta(seconds=1))

    assert UnlockTally.objects.get().opened == 2
    assert of(password) == Openings(2, NOW + timedelta(seconds=1))


@pytest.mark.parametrize("number", [0, 1, 3])
def test_openings_cost_one_query_for_any_number_of_passwords(make, number):
    passwords = [make(NOW, NOW - HOUR) for _position in range(number)]

    with CaptureQueriesContext(connection) as queries:
        openings = openings_of(passwords)

    assert [found.number for found in openings.values()] == [2] * number
    assert len(queries) == min(number, 1)


def test_clear_old_removes_what_says_nothing_any_more(db, settings):
    settings.MAIGU_WAGTAIL_ATTEMPTS_WINDOW, settings.MAIGU_WAGTAIL_ACTIVITY_DAYS = 900, 2
    for seconds in (899, 900, 901):
        ClientAttempts.objects.create(client=f"client {seconds}", since=NOW - timedelta(seconds=seconds))
    for hours in (47, 48, 49):
        tally(uuid4(), "wrong", hour_of(NOW) - timedelta(hours=hours))

    clear_old(hour_of(NOW))
    clear_old(NOW)

    assert [row.client for row in ClientAttempts.objects.all()] == ["client 899"]
    assert UnlockTally.objects.count() == 1


def test_openings_of_hours_that_are_cleared_are_kept(make, settings):
    settings.MAIGU_WAGTAIL_ACTIVITY_DAYS = 2
    old, older = NOW - 50 * HOUR, NOW - 60 * HOUR
    password, other = make(older, old, NOW), make(old, older, what="opened_again")
    UnlockTally.objects.create(lock=uuid4(), password_key=9999, hour=hour_of(old), opened=3)

    for _time in range(2):
        clear_old(NOW)

        assert UnlockTally.objects.count() == 1
        assert of(password) == Openings(3, NOW)
        assert of(other) == Openings(2, old)
    password.refresh_from_db()
    assert (password.earlier_openings, password.earlier_last_opened_at) == (2, old)


def test_openings_of_later_hours_are_added_to_those_that_were_kept(make, settings):
    settings.MAIGU_WAGTAIL_ACTIVITY_DAYS = 2
    password = make(NOW, NOW + 10 * HOUR)

    for hours in (50, 60, 70):
        clear_old(NOW + hours * HOUR)

    assert not UnlockTally.objects.exists()
    assert of(password) == Openings(2, NOW + 10 * HOUR)


def test_migration_counts_no_opening_twice(make):
    password, other = make(NOW, NOW - HOUR), make(NOW)
    # As they were kept before: all openings with the password, and its hours without a moment.
    UnlockTally.objects.update(last_opened_at=None)
    for row, number in ((password, 5), (other, 0)):
        SharedPassword.objects.filter(pk=row.pk).update(earlier_openings=number, earlier_last_opened_at=NOW)

    migration.leave_what_hours_do_not_tell(apps, None)

    assert of(password) == Openings(5, NOW)
    assert of(other) == Openings(1, NOW)


def test_migration_goes_back_to_all_openings_with_the_password(make):
    password, unused = make(NOW, NOW - HOUR), make()
    SharedPassword.objects.filter(pk=password.pk).update(earlier_openings=3, earlier_last_opened_at=NOW - 9 * HOUR)

    migration.add_what_hours_tell(apps, None)

    password.refresh_from_db()
    unused.refresh_from_db()
    assert (password.earlier_openings, password.earlier_last_opened_at) == (5, NOW)
    assert (unused.earlier_openings, unused.earlier_last_opened_at) == (0, None)
