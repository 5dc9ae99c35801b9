import re
from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.db import IntegrityError, OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maigu_wagtail.access import client_address as client_address_module
from maigu_wagtail.access.counters import CLEARED_EVERY, CLIENTS_OF_ALARM, count_event
from maigu_wagtail.access.policy import Outcome, unlock
from maigu_wagtail.access.throttle import (
    ATTEMPTS_UNDER_ALARM,
    MOST_REFUSALS,
    Allowance,
    CountsUnavailable,
    client_address,
    client_key,
    count_attempt,
    forget_attempts,
)
from maigu_wagtail.models import ClientAttempts, SharedPassword, UnlockCounter
from tests.doors import begin_no_row_that_clears, free_port, request_from
from tests.factories import make_section, make_session

NOW = datetime(2026, 3, 1, 12, 34, 56, 789, tzinfo=timezone.utc)
SECTION = uuid4()
LOCMEM = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "attempts"}


@pytest.fixture(params=["database", "cache"])
def store(request, settings):
    """Both stores of counts."""
    if request.param == "cache":
        settings.CACHES = {**settings.CACHES, "attempts": LOCMEM}
        settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "attempts"
        caches["attempts"].clear()
    return request.param


def tally_wrong(number, clients=CLIENTS_OF_ALARM, now=NOW):
    """Count so many wrong passwords at the section, from so many clients."""
    for what, times in (("wrong", number), ("clients", clients)):
        for _ in range(times):
            count_event(SECTION, what, now)


def attempts(client, number, now=NOW):
    return [count_attempt(client, SECTION, now).is_allowed for _ in range(number)]


# --- Who a client is --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:4711", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::1", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::1]", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::1]:4711", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("[fe80::1%eth0]:80", "fe80::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[::ffff:192.0.2.1]:4711", "192.0.2.1"),
        ("::1", "::/64"),
        ("", ""),
        ("unix:", "unix"),
        ("nonsense", "nonsense"),
        ("[", ""),
        ("x" * 500, "x" * 64),
    ],
)
def test_client_is_an_ipv4_address_or_an_ipv6_network(address, client):
    assert client_address(request_from(address)) == client


def test_clients_without_an_address_are_one_client():
    request = request_from()
    del request.META["REMOTE_ADDR"]

    assert client_address(request) == ""
    assert re.fullmatch(r"[0-9a-f]{64}", client_key(request, SECTION))


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "198.51.100.7"},
        {"X-Forwarded-For": "198.51.100.7, 203.0.113.9, 192.0.2.77"},
        {"X-Forwarded-For": ""},
        {"X-Forwarded-For": ",,,"},
        {"X-Real-Ip": "198.51.100.7"},
        {"Forwarded": "for=198.51.100.7"},
        {"X-Client-Ip": "198.51.100.7"},
        {"Client-Ip": "198.51.100.7"},
        {"True-Client-Ip": "198.51.100.7"},
        {"Cf-Connecting-Ip": "198.51.100.7"},
        {"X-Forwarded": "198.51.100.7"},
        {"Via": "1.1 198.51.100.7"},
    ],
    ids=lambda headers: str(headers),
)
def test_forged_headers_change_nothing_without_a_trusted_proxy(headers):
    assert client_key(request_from(**headers), SECTION) == client_key(request_from(), SECTION)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "1.1.1.1, 198.51.100.7", "198.51.100.7"),
        (1, "1.1.1.1,2.2.2.2 ,  198.51.100.7 ", "198.51.100.7"),
        (1, "1.1.1.1, 2001:db8:1:2::7", "2001:db8:1:2::/64"),
        (1, "1.1.1.1, [2001:db8:1:2::7]:4711", "2001:db8:1:2::/64"),
        (1, "", "192.0.2.1"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "1.1.1.1, 198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),
        (2, ",198.51.100.7", "192.0.2.1"),
        (1, "1.1.1.1, unknown", "unknown"),
    ],
)
def test_client_is_the_address_seen_by_the_last_trusted_proxy(settings, proxies, forwarded, client):
    settings.MAIGU_WAGTAIL_TRUSTED_PROXIES = proxies

    request = request_from(**{"X-Forwarded-For": forwarded, "X-Real-Ip": "9.9.9.9", "Forwarded": "for=9.9.9.9"})

    assert client_address(request) == client


def test_client_key_is_keyed_and_differs_by_section(settings):
    request = request_from()
    key = client_key(request, SECTION)

    assert re.fullmatch(r"[0-9a-f]{64}", key)
    assert key == client_key(request_from(), SECTION)
    assert key != client_key(request, uuid4())
    assert key != client_key(request_from("192.0.2.2"), SECTION)
    settings.SECRET_KEY = "another key"
    assert key != client_key(request, SECTION)


# --- Counting ---------------------------------------------------------------------------------------------------------


def test_attempts_are_allowed_up_to_the_limit(db, store):
    assert attempts("client", 12) == [True] * 10 + [False] * 2
    assert attempts("another", 1) == [True]


@pytest.mark.parametrize("address", ["", "unix:", "@"])
def test_missing_client_address_is_reported_once(caplog, address):
    client_address_module._warn_of_unknown_clients.cache_clear()

    for _ in range(3):
        client_address(request_from(address))

    [record] = caplog.records
    assert record.levelname == "WARNING"
    assert "MAIGU_WAGTAIL_TRUSTED_PROXIES to 1" in record.getMessage()
    client_address(request_from("192.0.2.1"))
    assert len(caplog.records) == 1


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_limit_follows_the_setting(db, store, settings, limit):
    settings.MAIGU_WAGTAIL_ATTEMPTS = limit

    assert attempts("client", 6) == [True] * limit + [False] * (6 - limit)


def test_window_starts_with_the_first_attempt_and_ends_on_the_second(db, store, time_machine):
    time_machine.move_to(NOW, tick=False)
    assert attempts("client", 10) == [True] * 10
    end = NOW + timedelta(seconds=900)

    for after in (timedelta(seconds=1), timedelta(seconds=899)):
        time_machine.move_to(NOW + after, tick=False)
        refused = count_attempt("client", SECTION, NOW + after)
        assert (refused.is_allowed, refused.again_at) == (False, end)

    time_machine.move_to(end, tick=False)
    assert attempts("client", 11, end) == [True] * 10 + [False]


def test_refused_attempts_do_not_extend_the_window(db, store, time_machine):
    time_machine.move_to(NOW, tick=False)
    attempts("client", 30)

    time_machine.move_to(NOW + timedelta(seconds=900), tick=False)

    assert attempts("client", 1, NOW + timedelta(seconds=900)) == [True]


def test_client_is_insistent_after_the_limit_of_refusals_until_the_window_ends(db, store, time_machine):
    time_machine.move_to(NOW, tick=False)
    allowances = [count_attempt("client", SECTION, NOW) for _ in range(10 + MOST_REFUSALS + 5)]
    other = [count_attempt("another", SECTION, NOW) for _ in range(11)]

    assert [allowance.is_insistent for allowance in allowances] == [False] * (10 + MOST_REFUSALS) + [True] * 5
    assert not any(allowance.is_allowed for allowance in allowances[10:])
    assert not any(allowance.is_insistent for allowance in other)
    end = NOW + timedelta(seconds=900)
    time_machine.move_to(end, tick=False)
    assert count_attempt("client", SECTION, end) == Allowance(True, *_rest(store, end))


def _rest(store, now):
    # The database says of an allowed attempt that the next one may follow now, a cache when the window ends.
    return (now if store == "database" else now + timedelta(seconds=900), False)


def test_refusals_of_an_alarm_do_not_outlast_it(db, settings):
    settings.MAIGU_WAGTAIL_ALARM = 5
    tally_wrong(5)
    assert attempts("newcomer", 30) == [True] * 3 + [False] * 27

    UnlockCounter.objects.all().delete()

    assert attempts("newcomer", 8) == [True] * 7 + [False]


def test_forgetting_resets_one_client(db, store):
    attempts("client", 10)
    attempts("another", 10)

    forget_attempts("client")

    assert attempts("client", 1) == [True]
    assert attempts("another", 1) == [False]


def test_alarm_leaves_a_new_client_three_attempts(db, store, settings):
    settings.MAIGU_WAGTAIL_ALARM = 5
    attempts("early", 5)
    tally_wrong(4)
    assert attempts("calm", 4) == [True] * 4

    tally_wrong(1, clients=0)

    assert attempts("newcomer", 5) == [True] * ATTEMPTS_UNDER_ALARM + [False] * 2
    assert attempts("early", 1) == [False]
    assert [count_attempt("elsewhere", uuid4(), NOW).is_allowed for _ in range(4)] == [True] * 4


def test_many_wrong_passwords_from_few_clients_raise_no_alarm(db, store, settings):
    settings.MAIGU_WAGTAIL_ALARM = 5
    tally_wrong(500, clients=CLIENTS_OF_ALARM - 1)
    assert attempts("newcomer", 5) == [True] * 5

    tally_wrong(0, clients=1)

    assert attempts("another", 5) == [True] * ATTEMPTS_UNDER_ALARM + [False] * 2


def test_one_client_alone_never_reduces_the_attempts_of_others(section, store, settings, time_machine):
    settings.MAIGU_WAGTAIL_ALARM = 20
    sessions = [section, *(make_session(section, access="own") for _ in range(9))]
    alone = request_from("192.0.2.1")

    for minutes in (0, 16, 32, 48, 64, 80):
        now = NOW + timedelta(minutes=minutes)
        time_machine.move_to(now, tick=False)
        for page in sessions:
            for _ in range(12):
                unlock(alone, page, "wrong", now=now)

    assert sum(UnlockCounter.objects.values_list("wrong", flat=True)) > 20 * 10
    outcomes = [unlock(request_from("192.0.2.2"), section, "wrong", now=now).outcome for _ in range(10)]
    assert outcomes == [Outcome.WRONG] * 10


def test_several_clients_reduce_the_attempts_of_others(section, store, settings):
    settings.MAIGU_WAGTAIL_ALARM = 20
    for number in range(CLIENTS_OF_ALARM):
        for _ in range(5):
            unlock(request_from(f"192.0.2.{number}"), section, "wrong", now=NOW)

    outcomes = [unlock(request_from("192.0.2.99"), section, "wrong", now=NOW).outcome for _ in range(4)]

    assert outcomes == [Outcome.WRONG] * ATTEMPTS_UNDER_ALARM + [Outcome.TOO_MANY]


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=1)], ids=["an hour", "a day"])
def test_fast_clock_locks_nobody_out_for_longer_than_the_window(db, store, time_machine, ahead):
    time_machine.move_to(NOW + ahead, tick=False)
    assert attempts("client", 12, NOW + ahead) == [True] * 10 + [False] * 2
    time_machine.move_to(NOW, tick=False)

    refused = count_attempt("client", SECTION, NOW)

    assert not refused.is_allowed
    assert refused.again_at <= NOW + timedelta(seconds=900)
    end = refused.again_at
    # A cache counts by the clock of its own server, which here is ours.
    time_machine.move_to(end if store == "database" else NOW + ahead + timedelta(seconds=900), tick=False)
    assert count_attempt("client", SECTION, end).is_allowed


def test_fast_clock_leaves_no_alarm(db, store, settings):
    settings.MAIGU_WAGTAIL_ALARM = 5
    tally_wrong(50, now=NOW + timedelta(days=1))

    assert attempts("newcomer", 10) == [True] * 10
    assert attempts("tomorrow", 5, NOW + timedelta(days=1)) == [True] * ATTEMPTS_UNDER_ALARM + [False] * 2


def test_clock_set_back_allows_no_more_attempts(db):
    ahead = NOW + timedelta(seconds=5)
    assert attempts("client", 6, ahead) == [True] * 6

    assert attempts("client", 5, NOW) == [True] * 4 + [False]
    assert attempts("client", 1, ahead) == [False]


def test_clients_starting_at_the_same_time_are_counted_separately(db):
    assert attempts("one", 1) == attempts("other", 1) == [True]

    attempts("one", 9)

    assert attempts("one", 1) == [False]
    assert attempts("other", 9) == [True] * 9


def test_counting_needs_few_queries(db):
    begin_no_row_that_clears()
    counts = []
    for _ in range(22):
        with CaptureQueriesContext(connection) as queries:
            attempts("client", 1)
        counts.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))

    # Look and insert; look and add, from the fourth on with a look at the alarm; the first ten refusals are counted.
    assert counts == [2, *[2] * 2, *[3] * 7, *[2] * 10, 1, 1]


def test_counting_in_a_cache_queries_only_the_alarm(db, settings):
    settings.CACHES = {**settings.CACHES, "attempts": LOCMEM}
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "attempts"
    caches["attempts"].clear()

    with CaptureQueriesContext(connection) as queries:
        attempts("client", 12)

    assert len(queries) == 7
    assert not ClientAttempts.objects.exists()


def test_client_rows_hold_no_address_and_are_cleared(section):
    password = "wrong CANARY"
    addresses = [f"192.0.2.{number}" for number in range(1, CLEARED_EVERY)]
    for address in addresses:
        unlock(request_from(address), section, password, now=NOW)
    rows = str(list(ClientAttempts.objects.values()))
    # At the lock, and for this hour of the section.
    assert ClientAttempts.objects.count() == 2 * len(addresses)
    assert "192.0.2" not in rows
    assert "CANARY" not in rows + str(list(UnlockCounter.objects.values()))

    later = NOW + timedelta(hours=2)
    for number in range(CLEARED_EVERY):
        unlock(request_from(f"198.51.100.{number}"), section, password, now=later)

    assert not ClientAttempts.objects.filter(since__lte=NOW + timedelta(hours=1)).exists()


# --- Where it can't be counted ----------------------------------------------------------------------------------------


def failing(*words):
    """Return a wrapper under which every query that has all ``words`` fails."""

    def execute(run, sql, params, many, context):
        if all(word in sql for word in words):
            raise OperationalError("database is locked")
        return run(sql, params, many, context)

    return connection.execute_wrapper(execute)


@pytest.mark.parametrize(
    "words", [["clientattempts", "SELECT"], ["clientattempts", "INSERT"], ["clientattempts", "UPDATE"]]
)
def test_no_password_is_compared_when_the_database_cannot_count(section, words, caplog):
    SharedPassword.objects.create_password(section, "correct horse")
    attempts(client_key(request_from(), section.translation_key), 1)

    with failing(*words), CaptureQueriesContext(connection) as queries:
        address = "192.0.2.2" if "INSERT" in words else "192.0.2.1"
        attempt = unlock(request_from(address), section, "correct horse", now=NOW)

    assert attempt.outcome == Outcome.UNAVAILABLE
    assert "sharedpassword" not in str(queries.captured_queries)
    assert "can't be counted" in caplog.text
    assert unlock(request_from(), section, "correct horse", now=NOW).outcome == Outcome.OPENED


@pytest.mark.parametrize("words", [["clientattempts", "DELETE"], ["unlockcounter", "UPDATE"]])
def test_correct_password_unlocks_when_only_statistics_fail(section, words):
    SharedPassword.objects.create_password(section, "correct horse")

    with failing(*words):
        attempt = unlock(request_from(), section, "correct horse")

    assert attempt.outcome == Outcome.OPENED


def test_attempt_is_counted_when_old_rows_cannot_be_cleared(db, caplog):
    count_event(SECTION, "wrong", NOW - timedelta(days=1000))

    with failing("unlockcounter", "DELETE"):
        allowed = [attempts(f"client-{number}", 1) for number in range(CLEARED_EVERY)]

    assert allowed == [[True]] * CLEARED_EVERY
    assert "could not be cleared away" in caplog.text


def test_no_password_is_compared_while_the_cache_is_down(section, settings):
    SharedPassword.objects.create_password(section, "correct horse")
    down = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"redis://127.0.0.1:{free_port()}"}
    settings.CACHES = {**settings.CACHES, "attempts": down}
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "attempts"

    with CaptureQueriesContext(connection) as queries:
        attempt = unlock(request_from(), section, "correct horse")
    response = Client().post(f"{section.url}unlock/", {"password": "correct horse"})

    assert attempt.outcome == Outcome.UNAVAILABLE
    assert "sharedpassword" not in str(queries.captured_queries)
    assert response.status_code == 503
    assert "We can’t check the password right now." in response.content.decode()
    assert not response.cookies


@pytest.mark.parametrize(
    "backend", ["django.core.cache.backends.dummy.DummyCache", "tests.no_such_cache.Cache"], ids=["dummy", "missing"]
)
def test_cache_that_does_not_count_lets_nobody_in(section, settings, backend):
    SharedPassword.objects.create_password(section, "correct horse")
    settings.CACHES = {**settings.CACHES, "attempts": {"BACKEND": backend}}
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "attempts"

    assert unlock(request_from(), section, "correct horse").outcome == Outcome.UNAVAILABLE


def test_missing_cache_lets_nobody_in(section, settings):
    SharedPassword.objects.create_password(section, "correct horse")
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "nowhere"

    assert unlock(request_from(), section, "correct horse").outcome == Outcome.UNAVAILABLE


def test_correct_password_unlocks_when_the_cache_fails_after_counting(section, settings, caplog):
    SharedPassword.objects.create_password(section, "correct horse")
    settings.CACHES = {**settings.CACHES, "attempts": {"BACKEND": "tests.caches.ForgetsNothing", "LOCATION": "x"}}
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "attempts"

    assert unlock(request_from(), section, "correct horse").outcome == Outcome.OPENED
    assert "could not be forgotten" in caplog.text


def test_wrong_password_is_only_wrong_when_the_cache_fails_after_counting(section, settings, caplog):
    SharedPassword.objects.create_password(section, "correct horse")
    settings.CACHES = {**settings.CACHES, "attempts": {"BACKEND": "tests.caches.DiesAfterCounting", "LOCATION": "y"}}
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "attempts"

    assert unlock(request_from(), section, "wrong").outcome == Outcome.WRONG
    assert "clients that guess" in caplog.text


def test_count_under_constant_contention_is_unavailable(db):
    def overtaken(run, sql, params, many, context):
        if "INSERT" in sql and "clientattempts" in sql:
            raise IntegrityError("somebody was quicker")
        return run(sql, params, many, context)

    with connection.execute_wrapper(overtaken), pytest.raises(CountsUnavailable):
        count_attempt("client", SECTION, NOW)


def test_sections_count_separately(home, section):
    other = make_section(home)
    for page in (section, other):
        SharedPassword.objects.create_password(page, "correct horse")
    outcomes = [unlock(request_from(), section, "wrong").outcome for _ in range(11)]

    assert outcomes == [Outcome.WRONG] * 10 + [Outcome.TOO_MANY]
    assert unlock(request_from(), other, "correct horse").outcome == Outcome.OPENED
