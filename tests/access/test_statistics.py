from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maigu_wagtail.access.counters import count_event, hour_of
from maigu_wagtail.access.statistics import PasswordStatistics, clear_old, statistics_of
from maigu_wagtail.models import ClientAttempts, SharedPassword, UnlockCounter

NOW = datetime(2026, 3, 1, 12, 34, 56, 789, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


@pytest.fixture
def make(section):
    """A password of the section that opened once at each of these moments."""
    number = iter(range(100))

    def make_password(*moments, what="opened"):
        password = SharedPassword.objects.create_password(section, f"words number {next(number)}")
        for moment in moments:
            count_event(password.lock, what, moment, password_key=password.pk)
        return password

    return make_password


def of(password):
    password.refresh_from_db()
    return statistics_of([password])[password.pk]


def test_unlocks_are_summed_with_the_time_of_the_last(make):
    password, other, unused = make(NOW, NOW - HOUR, NOW - 2 * HOUR), make(NOW - HOUR), make()
    count_event(password.lock, "opened_again", NOW + HOUR, password_key=password.pk)
    for what in ("earlier", "forgotten"):
        count_event(other.lock, what, NOW + HOUR, password_key=other.pk)
    count_event(uuid4(), "opened", NOW + HOUR, password_key=other.pk)

    assert statistics_of(iter([password, other, unused])) == {
        password.pk: PasswordStatistics(4, NOW + HOUR),
        other.pk: PasswordStatistics(1, NOW - HOUR),
        unused.pk: PasswordStatistics(0, None),
    }


def test_unlocks_in_one_hour_are_one_row_with_the_last_time(make):
    password = make(NOW, NOW + timedelta(seconds=1))

    assert UnlockCounter.objects.get().opened == 2
    assert of(password) == PasswordStatistics(2, NOW + timedelta(seconds=1))


@pytest.mark.parametrize("number", [0, 1, 3])
def test_unlocks_need_one_query_for_any_number_of_passwords(make, number):
    passwords = [make(NOW, NOW - HOUR) for _position in range(number)]

    with CaptureQueriesContext(connection) as queries:
        statistics = statistics_of(passwords)

    assert [found.number for found in statistics.values()] == [2] * number
    assert len(queries) == min(number, 1)


def test_clear_old_removes_rows_no_longer_needed(db, settings):
    settings.MAIGU_WAGTAIL_ATTEMPTS_WINDOW, settings.MAIGU_WAGTAIL_ACTIVITY_DAYS = 900, 2
    for seconds in (899, 900, 901):
        ClientAttempts.objects.create(client=f"client {seconds}", since=NOW - timedelta(seconds=seconds))
    for hours in (47, 48, 49):
        count_event(uuid4(), "wrong", hour_of(NOW) - timedelta(hours=hours))

    clear_old(hour_of(NOW))
    clear_old(NOW)

    assert [row.client for row in ClientAttempts.objects.all()] == ["client 899"]
    assert UnlockCounter.objects.count() == 1


def test_cleared_hours_keep_their_unlocks_in_the_total(make, settings):
    settings.MAIGU_WAGTAIL_ACTIVITY_DAYS = 2
    old, older = NOW - 50 * HOUR, NOW - 60 * HOUR
    password, other = make(older, old, NOW), make(old, older, what="opened_again")
    UnlockCounter.objects.create(lock=uuid4(), password_key=9999, hour=hour_of(old), opened=3)

    for _time in range(2):
        clear_old(NOW)

        assert UnlockCounter.objects.count() == 1
        assert of(password) == PasswordStatistics(3, NOW)
        assert of(other) == PasswordStatistics(2, old)
    password.refresh_from_db()
    assert (password.earlier_unlocks, password.earlier_last_unlocked_at) == (2, old)


def test_later_unlocks_are_added_to_the_total(make, settings):
    settings.MAIGU_WAGTAIL_ACTIVITY_DAYS = 2
    password = make(NOW, NOW + 10 * HOUR)

    for hours in (50, 60, 70):
        clear_old(NOW + hours * HOUR)

    assert not UnlockCounter.objects.exists()
    assert of(password) == PasswordStatistics(2, NOW + 10 * HOUR)
