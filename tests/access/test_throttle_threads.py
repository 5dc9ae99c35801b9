"""Attempts at the same moment, from real threads with real transactions."""

import re
import socket
import subprocess
import time
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta, timezone

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection, connections, transaction
from django.test import Client

from maigu_wagtail.access.counters import count_event
from maigu_wagtail.access.policy import Outcome, unlock
from maigu_wagtail.access.statistics import clear_old, statistics_of
from maigu_wagtail.access.throttle import ATTEMPTS_UNDER_ALARM
from maigu_wagtail.models import SharedPassword, UnlockCounter
from tests.doors import free_port, request_from
from tests.threads import Workers

LOCMEM = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "attempts"}
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def workers(section, tmp_path):
    """A section with a password, and threads that see it."""
    SharedPassword.objects.create_password(section, "correct horse")
    return Workers(tmp_path)


def wrong_ones():
    return sum(UnlockCounter.objects.values_list("wrong", flat=True))


@pytest.mark.parametrize("is_atomic", [False, True], ids=["", "ATOMIC_REQUESTS"])
def test_forty_concurrent_attempts_compare_no_more_than_the_limit(section, workers, monkeypatch, is_atomic):
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", is_atomic)
    address = f"{section.url}unlock/"

    def post(position):
        return Client().post(address, {"password": f"wrong {position}"}).status_code

    statuses = Counter(workers.at_once(40, post))

    assert set(statuses) <= {403, 429, 503}
    assert 1 <= statuses[403] <= 10
    assert workers.alone(wrong_ones) <= statuses[403]
    if connection.vendor != "sqlite":
        # SQLite may give up waiting for its one writer; then nothing was compared.
        assert statuses == {403: 10, 429: 30}
        assert workers.alone(wrong_ones) == 10
        assert workers.alone(lambda: Client().post(address, {"password": "correct horse"}).status_code) == 429


def test_forty_concurrent_attempts_in_transactions_compare_no_more_than_the_limit(section, workers):
    def attempt(position):
        with transaction.atomic():
            return unlock(request_from(), section, f"wrong {position}").outcome

    outcomes = Counter(workers.at_once(40, attempt))

    assert set(outcomes) <= {Outcome.WRONG, Outcome.TOO_MANY, Outcome.UNAVAILABLE}
    assert 1 <= outcomes[Outcome.WRONG] <= 10
    assert workers.alone(wrong_ones) <= 10


def test_forty_concurrent_attempts_under_alarm_compare_no_more_than_three(section, workers, settings):
    settings.MAIGU_WAGTAIL_ALARM = 0

    outcomes = Counter(workers.at_once(40, lambda n: unlock(request_from(), section, f"wrong {n}").outcome))

    assert set(outcomes) <= {Outcome.WRONG, Outcome.TOO_MANY, Outcome.UNAVAILABLE}
    assert 1 <= outcomes[Outcome.WRONG] <= ATTEMPTS_UNDER_ALARM


def test_ended_window_is_restarted_by_one_of_many_threads(section, workers):
    now = datetime.now(timezone.utc)
    before = now - timedelta(seconds=1000)
    workers.alone(lambda: [unlock(request_from(), section, "wrong", now=before) for _ in range(12)])

    outcomes = Counter(workers.at_once(40, lambda n: unlock(request_from(), section, f"wrong {n}", now=now).outcome))

    assert 1 <= outcomes[Outcome.WRONG] <= 10
    assert set(outcomes) <= {Outcome.WRONG, Outcome.TOO_MANY, Outcome.UNAVAILABLE}


def test_forty_concurrent_clients_are_all_counted(section, workers):
    def attempt(position):
        return unlock(request_from(f"192.0.2.{position}"), section, "correct horse").outcome

    outcomes = Counter(workers.at_once(20 if connection.vendor == "sqlite" else 40, attempt))

    assert set(outcomes) <= {Outcome.OPENED, Outcome.UNAVAILABLE}
    if connection.vendor != "sqlite":
        assert outcomes == {Outcome.OPENED: 40}
        assert workers.alone(lambda: UnlockCounter.objects.get().opened) == 40


def test_cache_counts_forty_concurrent_attempts(section, workers, settings):
    settings.CACHES = {**settings.CACHES, "attempts": LOCMEM}
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "attempts"
    caches["attempts"].clear()

    outcomes = Counter(workers.at_once(40, lambda n: unlock(request_from(), section, f"wrong {n}").outcome))

    assert outcomes == {Outcome.WRONG: 10, Outcome.TOO_MANY: 30}


def test_redis_counts_forty_concurrent_attempts(section, workers, settings, redis_address):
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_address}
    settings.CACHES = {**settings.CACHES, "attempts": redis}
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "attempts"

    outcomes = Counter(workers.at_once(40, lambda n: unlock(request_from(), section, f"wrong {n}").outcome))
    refused = workers.alone(lambda: unlock(request_from(), section, "correct horse"))
    other = workers.alone(lambda: unlock(request_from("192.0.2.2"), section, "correct horse"))

    assert outcomes == {Outcome.WRONG: 10, Outcome.TOO_MANY: 30}
    assert refused.outcome == Outcome.TOO_MANY
    assert 890 < (refused.again_at - datetime.now(timezone.utc)).total_seconds() <= 900
    assert other.outcome == Outcome.OPENED
    keys = " ".join(key.decode() for key in caches["attempts"]._cache.get_client().scan_iter())
    assert re.fullmatch(r"(:1:maigu_wagtail\.attempts\.[0-9a-f]{64}(\.since)? ?)+", keys)


@pytest.fixture
def redis_address(tmp_path):
    """A Redis of this test's own."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"redis://127.0.0.1:{port}"
    server.terminate()
    server.wait(10)


def test_unlocks_cleared_concurrently_are_added_once(section, workers):
    now = datetime.now(timezone.utc)

    def prepare():
        password = SharedPassword.objects.get()
        for hours in range(5):
            long_ago = now - timedelta(days=500, hours=hours)
            count_event(password.lock, "opened", long_ago, password_key=password.pk)

    def clear(position):
        # SQLite may give up waiting for its one writer; then nothing has changed.
        with suppress(OperationalError):
            clear_old(now)

    workers.alone(prepare)
    workers.at_once(8, clear)
    workers.alone(lambda: clear_old(now))

    assert (
        workers.alone(lambda: statistics_of(SharedPassword.objects.all())[SharedPassword.objects.get().pk].number) == 5
    )
    assert workers.alone(UnlockCounter.objects.count) == 0
