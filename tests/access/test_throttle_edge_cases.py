"""The count of attempts at its edges: the window, the alarm, and what a refusal says, in both stores."""

import logging
from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest
from django.core.cache import caches

from maigu_wagtail.access.counters import CLIENTS_OF_ALARM, count_event
from maigu_wagtail.access.throttle import (
    ATTEMPTS_UNDER_ALARM,
    MOST_REFUSALS,
    CountsUnavailable,
    client_address,
    client_key,
    count_attempt,
    forget_attempts,
)
from maigu_wagtail.models import ClientAttempts
from tests.doors import request_from

NOW = datetime(2026, 3, 1, 12, 34, 56, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)
WINDOW = timedelta(seconds=900)
SECTION = uuid4()
LOCMEM = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "attempts-to-the-letter"}


@pytest.fixture(params=["database", "cache"])
def store(request, settings, db, time_machine):
    """Both stores of counts, by a clock that stands still."""
    time_machine.move_to(NOW, tick=False)
    if request.param == "cache":
        settings.CACHES = {**settings.CACHES, "attempts": LOCMEM}
        settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "attempts"
        caches["attempts"].clear()
    return request.param


def attempts(client, number, now=NOW, section=SECTION):
    return [count_attempt(client, section, now).is_allowed for _number in range(number)]


def alarm(settings, number=5):
    settings.MAIGU_WAGTAIL_ALARM = number
    for _number in range(number):
        count_event(SECTION, "wrong", NOW)
    for _number in range(CLIENTS_OF_ALARM):
        count_event(SECTION, "clients", NOW)


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1%eth0", "192.0.2.1"),
        ("[2001:db8:1:2::1]%0", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1%eth0%1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("192.0.2.1:80:81", "192.0.2.1:80:81"),
        ("a:b", "a"),
        ("x" * 64, "x" * 64),
        ("x" * 65, "x" * 64),
    ],
)
def test_client_is_read_from_proxy_headers(address, client):
    assert client_address(request_from(address)) == client


@pytest.mark.parametrize("proxies", [1, 2, 3])
def test_client_position_follows_the_number_of_proxies(settings, proxies):
    settings.MAIGU_WAGTAIL_TRUSTED_PROXIES = proxies
    request = request_from(**{"X-Forwarded-For": "198.51.100.1, ,198.51.100.2 ,198.51.100.3"})

    assert client_address(request) == f"198.51.100.{4 - proxies}"


def test_client_key_depends_on_address_and_lock(settings):
    lock, other = uuid4(), uuid4()
    requests = [request_from(address) for address in ("192.0.2.1", "192.0.2.2")]

    keys = {client_key(request, key) for request in requests for key in (lock, other)}

    assert len(keys) == 4
    assert client_key(requests[0], lock) in keys


@pytest.mark.parametrize(("after", "is_allowed"), [(WINDOW - SECOND, False), (WINDOW, True)])
def test_window_ends_on_the_second_and_another_starts(store, time_machine, after, is_allowed):
    attempts("client", 10)

    time_machine.move_to(NOW + after, tick=False)
    allowance = count_attempt("client", SECTION, NOW + after)

    assert allowance.is_allowed is is_allowed
    if is_allowed:
        assert attempts("client", 10, NOW + after) == [True] * 9 + [False]
    else:
        assert allowance.again_at == NOW + WINDOW


def test_restarted_window_ends_a_window_later(db, time_machine):
    attempts("client", 3)
    attempts("client", 12, NOW + WINDOW)

    assert ClientAttempts.objects.get().since == NOW + WINDOW
    assert count_attempt("client", SECTION, NOW + 2 * WINDOW - SECOND).again_at == NOW + 2 * WINDOW
    assert count_attempt("client", SECTION, NOW + 2 * WINDOW).is_allowed


def test_window_follows_the_setting(store, settings, time_machine):
    settings.MAIGU_WAGTAIL_ATTEMPTS_WINDOW = 60
    attempts("client", 10)

    assert count_attempt("client", SECTION, NOW).again_at == NOW + timedelta(seconds=60)
    time_machine.move_to(NOW + timedelta(seconds=60), tick=False)
    assert attempts("client", 1, NOW + timedelta(seconds=60)) == [True]


def test_refusals_are_explained_up_to_the_limit(store):
    attempts("client", 10)

    refusals = [count_attempt("client", SECTION, NOW) for _number in range(MOST_REFUSALS + 2)]

    assert {(refusal.is_allowed, refusal.again_at) for refusal in refusals} == {(False, NOW + WINDOW)}
    assert [refusal.is_insistent for refusal in refusals] == [False] * MOST_REFUSALS + [True] * 2


@pytest.mark.parametrize(("wrong", "left"), [(4, 10), (5, 3), (6, 3)])
def test_alarm_starts_at_the_threshold_of_wrong_passwords(store, settings, wrong, left):
    settings.MAIGU_WAGTAIL_ALARM = 5
    for _number in range(wrong):
        count_event(SECTION, "wrong", NOW)
    for _number in range(CLIENTS_OF_ALARM):
        count_event(SECTION, "clients", NOW)

    assert attempts("client", 12).count(True) == left


def test_alarm_applies_only_to_its_section(store, settings):
    alarm(settings)

    assert attempts("client", 4) == [True] * ATTEMPTS_UNDER_ALARM + [False]
    assert attempts("other", 4, section=uuid4()) == [True] * 4


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_alarm_never_allows_more_attempts_than_the_setting(store, settings, limit):
    alarm(settings)
    settings.MAIGU_WAGTAIL_ATTEMPTS = limit

    assert attempts("client", 6).count(True) == min(limit, ATTEMPTS_UNDER_ALARM)


def test_correct_password_resets_only_its_client(store):
    for client in ("client", "client.since", "other"):
        attempts(client, 10)

    forget_attempts("client")

    assert attempts("client", 11) == [True] * 10 + [False]
    assert attempts("client.since", 1) == attempts("other", 1) == [False]


def test_window_restarts_after_a_correct_password(store, time_machine):
    attempts("client", 10)
    forget_attempts("client")
    later = NOW + WINDOW - SECOND
    time_machine.move_to(later, tick=False)

    attempts("client", 10, later)

    assert count_attempt("client", SECTION, later).again_at == later + WINDOW


def test_failing_store_is_logged_with_its_error(settings, db, caplog):
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "nowhere"

    with caplog.at_level(logging.ERROR, "maigu_wagtail"), pytest.raises(CountsUnavailable) as error:
        count_attempt("client", SECTION, NOW)
    forget_attempts("client")

    assert error.value.__cause__
    assert [bool(record.exc_info) for record in caplog.records] == [True, True]
