"""Requests sent at the same moment, from real threads with real transactions."""

from collections import Counter

import pytest
from django.core import mail
from django.db import OperationalError, connection
from django.test import Client

from maigu_wagtail.access.request_mail import Answer, Letter, send_password
from maigu_wagtail.access.requests import MOST_OPEN
from maigu_wagtail.access.scope import own_key
from maigu_wagtail.models import PasswordRequest, RequestNotice, SharedPassword, UnlockLink
from tests.doors import is_open, type_password
from tests.factories import make_session
from tests.requests import TYPED, ask, make_request
from tests.threads import Workers

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_concurrent_requests_send_staff_one_email_and_keep_one_of_an_address(section, tmp_path):
    section.offers_request_form = True
    section.request_addresses = "staff@example.org"
    section.save()
    workers = Workers(tmp_path)

    def send(position):
        email = f"a{position % 10}@example.org"
        try:
            return ask(Client(), section, email=email, address=f"198.51.100.{position}").status_code
        except OperationalError:
            # SQLite may give up waiting for its one writer.
            assert connection.vendor == "sqlite"
            return None

    statuses = Counter(workers.at_once(40, send))

    assert statuses[303] >= 1
    assert workers.alone(PasswordRequest.objects.count) <= 10
    assert workers.alone(RequestNotice.objects.count) == 1
    assert len(mail.outbox) == 1
    if connection.vendor != "sqlite":
        assert statuses == {303: 40}
        assert workers.alone(PasswordRequest.objects.count) == 10


def test_burst_of_requests_sends_one_email_fills_a_bounded_table_and_stops_nobody(section, tmp_path):
    section.offers_request_form = True
    section.request_addresses = "staff@example.org"
    section.save()
    session = make_session(section, members_content=[("text", "<p>MEMBERS-CANARY</p>")])
    SharedPassword.objects.create_password(section, "correct horse")
    before, senders, addresses, burst = 100, 8, 200, 1000
    fields = {**TYPED, "lock": own_key(section), "language": "en"}
    PasswordRequest.objects.bulk_create(
        PasswordRequest(**{**fields, "email": f"before{n}@example.org"}, open_key=f"{n}") for n in range(before)
    )
    workers = Workers(tmp_path)

    def send(position):
        return Counter(
            ask(
                Client(), section, email=f"a{number}@example.org", address=f"198.51.100.{number % addresses}"
            ).status_code
            for number in range(position, burst, senders)
        )

    def visit():
        """Look at the section and unlock a device, again and again; return whether all of it worked."""
        worked = []
        for _time in range(20):
            client = Client()
            worked.append(client.get(section.url).status_code == 200)
            worked.append(type_password(client, section, "correct horse").status_code == 303)
            worked.append(is_open(client, session))
        return all(worked)

    *answers, is_undisturbed = workers.at_once(
        senders + 1, lambda position: send(position) if position < senders else visit()
    )

    statuses = sum(answers, Counter())
    assert is_undisturbed
    # Those who ask at the same moment as the last that fits may be added too.
    assert MOST_OPEN <= workers.alone(PasswordRequest.objects.count) < MOST_OPEN + senders
    assert statuses[303] == workers.alone(PasswordRequest.objects.count) - before
    assert statuses[503] == burst - statuses[303]
    assert len(mail.outbox) == 1


def test_two_staff_who_answer_at_once_send_one_email(section, tmp_path):
    password = SharedPassword.objects.create_password(section, "correct horse")
    asked = make_request(section)
    workers = Workers(tmp_path)

    def answer(position):
        mine = PasswordRequest.objects.get(pk=asked.pk)
        try:
            return send_password(mine, password, Letter("Access", "{link}", "en"))
        except OperationalError:
            assert connection.vendor == "sqlite"
            return None

    answers = Counter(workers.at_once(8, answer))

    assert answers[Answer.DONE] <= 1
    assert len(mail.outbox) == answers[Answer.DONE]
    assert workers.alone(UnlockLink.objects.count) == answers[Answer.DONE]
    if connection.vendor != "sqlite":
        assert answers == {Answer.DONE: 1, Answer.CLOSED: 7}
