from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from maigu_wagtail.access.counters import CLIENTS_OF_ALARM, apart, count_event, despite_failure, hour_of, wrong_lately
from maigu_wagtail.models import ClientAttempts, SharedPassword, UnlockCounter

NOW = datetime(2026, 3, 1, 12, 34, 56, 789, tzinfo=timezone.utc)
LOCK = uuid4()


def numbers():
    return list(UnlockCounter.objects.order_by("hour", "password_key").values_list("password_key", "opened", "wrong"))


def test_counter_has_one_row_per_hour_lock_and_password(db):
    count_event(LOCK, "wrong", NOW)
    count_event(LOCK, "wrong", NOW + timedelta(minutes=25))
    count_event(LOCK, "opened", NOW, password_key=7)
    count_event(LOCK, "wrong", NOW + timedelta(minutes=26))
    count_event(uuid4(), "wrong", NOW)

    assert sorted(numbers()) == [(0, 0, 1), (0, 0, 1), (0, 0, 2), (7, 1, 0)]
    assert {row.hour for row in UnlockCounter.objects.all()} == {hour_of(NOW), hour_of(NOW) + timedelta(hours=1)}


@pytest.mark.parametrize(("second", "hour"), [(0, 12), (3599, 12), (3600, 13)])
def test_hour_starts_on_the_hour(second, hour):
    moment = datetime(2026, 3, 1, 12, tzinfo=timezone.utc) + timedelta(seconds=second)

    assert hour_of(moment) == datetime(2026, 3, 1, hour, tzinfo=timezone.utc)


def test_wrong_lately_sums_this_hour_and_the_previous_one(db):
    for hours in (0, 1, 2):
        for _ in range(hours + 1):
            count_event(LOCK, "wrong", NOW - timedelta(hours=hours))
            count_event(LOCK, "clients", NOW - timedelta(hours=hours))
    assert wrong_lately(LOCK, NOW) == 0  # from too few clients
    for _ in range(CLIENTS_OF_ALARM - 3):
        count_event(LOCK, "clients", NOW)
    count_event(LOCK, "wrong", NOW, password_key=7)
    count_event(LOCK, "refused", NOW)
    count_event(uuid4(), "wrong", NOW)

    assert wrong_lately(LOCK, NOW) == 3
    assert wrong_lately(LOCK, NOW + timedelta(hours=5)) == 0


def test_live_unlocks_are_recent_and_not_locked_again(section, settings, time_machine):
    settings.MAIGU_WAGTAIL_UNLOCK_LIFETIME = 7200
    time_machine.move_to(NOW, tick=False)
    password = SharedPassword.objects.create_password(section, "correct horse")
    for hours, what in ((0, "opened"), (0, "opened"), (1, "opened"), (3, "opened"), (0, "forgotten")):
        count_event(password.lock, what, NOW - timedelta(hours=hours), password_key=password.pk)

    assert password.live_unlocks() == 2
    password.rotate("new words", earlier="run-out")
    assert password.live_unlocks() == 2
    password.revoke()
    assert password.live_unlocks() == 0


def test_live_unlocks_are_never_negative(section):
    password = SharedPassword.objects.create_password(section, "correct horse")
    count_event(password.lock, "forgotten", datetime.now(timezone.utc), password_key=password.pk)

    assert password.live_unlocks() == 0


def fail(run, sql, params, many, context):
    if UnlockCounter._meta.db_table in sql:
        raise OperationalError("database is locked")
    return run(sql, params, many, context)


def test_counter_that_cannot_be_saved_is_logged_without_an_error(db, caplog):
    with connection.execute_wrapper(fail):
        count_event(LOCK, "wrong", NOW)

    assert numbers() == []
    assert "could not be counted" in caplog.text


def test_failing_counter_leaves_the_transaction_around_it_usable(db):
    with transaction.atomic():
        with despite_failure(), connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column FROM maigu_wagtail_unlockcounter")
        count_event(LOCK, "wrong", NOW)

    assert numbers() == [(0, 0, 1)]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_apart_opens_no_transaction_outside_one():
    with apart():
        assert not connection.in_atomic_block
    with pytest.raises(DatabaseError), apart(), connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column FROM maigu_wagtail_unlockcounter")

    assert numbers() == []


def test_rows_show_only_their_time_as_text(db):
    count_event(LOCK, "wrong", NOW)
    attempts = ClientAttempts(client="client", since=NOW, number=3)

    assert str(UnlockCounter.objects.get()) == "2026-03-01 12"
    assert str(attempts) == "3"
