"""Statements that are worded once: what they answer is what the ORM answers."""

from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from maigu_wagtail.access.counters import tally
from maigu_wagtail.models import ClientAttempts, UnlockTally
from maigu_wagtail.sessions.prepared import Change, Given, Insert, Rows, givens, numbered

NOW = datetime(2026, 3, 1, 12, 34, 56, 789, tzinfo=timezone.utc)
CLIENT = {"client": Given("client")}

pytestmark = pytest.mark.django_db


def attempts(*clients):
    for position, client in enumerate(clients):
        ClientAttempts.objects.create(client=client, since=NOW + timedelta(hours=position), number=position)


def test_rows_are_those_of_the_values_given_each_time():
    attempts("a", "b", "c")
    rows = Rows(lambda: ClientAttempts, lambda rows: rows.filter(**CLIENT))

    assert [rows.one(client=client).number for client in "cab"] == [2, 0, 1]
    assert rows.one(client="a") == ClientAttempts.objects.get(client="a")
    assert rows.all(client="nobody") == []
    assert rows.one(client="nobody") is None


def test_rows_are_found_by_moments_and_uuids_as_each_database_keeps_them():
    locks = [uuid4(), uuid4()]
    for lock in locks:
        tally(lock, "wrong", NOW)
    rows = Rows(lambda: UnlockTally, lambda rows: rows.filter(lock=Given("lock"), hour__gt=Given("since")))

    for lock in locks:
        (row,) = rows.all(lock=lock, since=NOW - timedelta(hours=1))
        assert (row.lock, row.hour) == (lock, NOW.replace(minute=0, second=0, microsecond=0))
        assert rows.all(lock=lock, since=NOW) == []


def test_values_are_those_the_orm_gives():
    attempts("a", "b")
    rows = Rows(lambda: ClientAttempts, lambda rows: rows.filter(**CLIENT).values_list("since", "number"))

    assert rows.one(client="b") == ClientAttempts.objects.values_list("since", "number").get(client="b")


def test_several_values_of_one_name_are_told_apart():
    attempts("a", "b", "c")
    rows = Rows(lambda: ClientAttempts, lambda rows: rows.filter(client__in=givens("client", 2)).order_by("client"))

    assert [row.client for row in rows.all(**numbered("client", ["c", "a"]))] == ["a", "c"]
    assert [row.client for row in rows.all(**numbered("client", ["b", "nobody"]))] == ["b"]


def test_value_is_never_read_as_sql():
    attempts("a")
    rows = Rows(lambda: ClientAttempts, lambda rows: rows.filter(**CLIENT))

    for text in ("' OR 1=1 --", "%s", "%", '"', "a%"):
        assert rows.all(client=text) == []


def test_missing_value_is_an_error_and_not_the_last_one():
    attempts("a")
    rows = Rows(lambda: ClientAttempts, lambda rows: rows.filter(**CLIENT))
    rows.all(client="a")

    with pytest.raises(KeyError):
        rows.all()


def test_change_is_made_to_the_rows_of_the_values_given_and_counted():
    attempts("a", "b")
    more = Change(lambda: ClientAttempts, lambda rows: rows.filter(**CLIENT), {"number": F("number") + 1})

    assert [more.do(client=client) for client in ("b", "b", "nobody")] == [1, 1, 0]
    assert dict(ClientAttempts.objects.values_list("client", "number")) == {"a": 0, "b": 3}


def test_change_to_nothing_removes_the_rows():
    attempts("a", "b")
    gone = Change(lambda: ClientAttempts, lambda rows: rows.filter(**CLIENT))

    assert [gone.do(client="a"), gone.do(client="a")] == [1, 0]
    assert [row.client for row in ClientAttempts.objects.all()] == ["b"]


def test_insert_adds_a_row_and_gives_its_key():
    insert = Insert(lambda: ClientAttempts, lambda model: model(**CLIENT, since=Given("now")))

    keys = [insert.add(client=client, now=NOW) for client in "ab"]

    assert [ClientAttempts.objects.get(pk=key).client for key in keys] == ["a", "b"]
    assert ClientAttempts.objects.filter(since=NOW, number=1).count() == 2
    assert insert.add(client="a", now=NOW) is None
    assert ClientAttempts.objects.count() == 2


def test_statement_is_sent_once_for_each_answer():
    rows = Rows(lambda: ClientAttempts, lambda rows: rows.filter(**CLIENT))

    with CaptureQueriesContext(connection) as queries:
        rows.all(client="a")
        rows.all(client="b")

    assert len(queries) == 2
    assert "'a'" in queries[0]["sql"]
    assert "'b'" in queries[1]["sql"]


def test_manager_of_a_site_that_may_ask_for_other_rows_is_asked_each_time():
    attempts("a", "b")
    tenant = "a"

    class OfTenant(type(ClientAttempts.objects)):
        def get_queryset(self):
            return super().get_queryset().filter(client=tenant)

    manager = OfTenant()
    manager.model = ClientAttempts
    rows = Rows(lambda: SimpleNamespace(objects=manager), lambda rows: rows.filter(number__gte=Given("least")))

    assert [row.client for row in rows.all(least=0)] == ["a"]
    tenant = "b"
    assert [row.client for row in rows.all(least=0)] == ["b"]
