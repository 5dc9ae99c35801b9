import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from maigu_wagtail.access.request_mail import Letter, send_password
from maigu_wagtail.access.requests import RequestState
from maigu_wagtail.models import PasswordRequest, SharedPassword, UnlockLink
from tests.factories import make_section
from tests.requests import TYPED, ask, make_request


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("maigu_requests", *arguments, stdout=out)
    return out.getvalue()


def close(asked: PasswordRequest, days: int) -> PasswordRequest:
    asked.close(RequestState.DECLINED, now=timezone.now() - timedelta(days=days))
    return asked


@pytest.fixture
def sent(section: Any) -> PasswordRequest:
    asked = make_request(section, answers=[["How?", "By chance"]])
    password = SharedPassword.objects.create_password(section, "correct horse")
    send_password(asked, password, Letter("Access", "{link}", "en"))
    return asked


def test_requests_of_an_address_are_exported(home: Any, section: Any, sent: PasswordRequest) -> None:
    make_request(section, email="other@example.org")
    make_request(make_section(home, title="Second"), email=TYPED["email"].upper())

    first, second = json.loads(run("--export", f" {TYPED['email'].upper()} "))

    assert {name: first[name] for name in TYPED} == TYPED
    assert (first["section"], first["session"]) == ("MAIG U", None)
    assert (first["section"], first["answers"], first["state"]) == ("MAIG U", [["How?", "By chance"]], "sent")
    assert first["link"] == TYPED["organisation"]
    assert second["section"] == "Second"


def test_requests_of_an_address_are_erased_with_the_name_on_the_link(section: Any, sent: PasswordRequest) -> None:
    make_request(section, email="other@example.org")

    assert run("--erase", TYPED["email"].upper()) == "Erased 1 requests.\n"

    assert list(PasswordRequest.objects.values_list("email", flat=True)) == ["other@example.org"]
    assert UnlockLink.objects.get().label == ""
    assert json.loads(run("--export", TYPED["email"])) == []


def test_old_requests_are_deleted_and_open_ones_stay(section: Any) -> None:
    for number, days in enumerate((89, 91, 400)):
        close(make_request(section, email=f"a{number}@example.org"), days)
    waiting = make_request(section)
    PasswordRequest.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - timedelta(days=500))

    assert run() == "Deleted 2 old requests.\n"

    assert set(PasswordRequest.objects.values_list("email", flat=True)) == {"a0@example.org", TYPED["email"]}


def test_command_deletes_more_than_one_batch(section: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maigu_wagtail.access.requests.CLEARED_AT_ONCE", 2)
    for number in range(5):
        close(make_request(section, email=f"a{number}@example.org"), 91)

    assert PasswordRequest.objects.clear_old() == 2
    assert run() == "Deleted 3 old requests.\n"


def test_old_requests_are_deleted_when_someone_looks_or_asks(section: Any, admin_client: Client, settings: Any) -> None:
    settings.MAIGU_WAGTAIL_REQUEST_DAYS = 7
    section.offers_request_form = True
    section.save()
    close(make_request(section, email="old@example.org"), 8)
    ask(Client(), section)
    assert list(PasswordRequest.objects.values_list("email", flat=True)) == [TYPED["email"]]

    close(make_request(section, email="old@example.org"), 8)
    admin_client.get("/admin/maigu/requests/")
    assert list(PasswordRequest.objects.values_list("email", flat=True)) == [TYPED["email"]]


def test_staff_are_told_of_what_came_since_by_cron(home: Any, section: Any, time_machine: Any) -> None:
    time_machine.move_to("2026-05-03 16:00Z", tick=False)
    for each in (section, make_section(home)):
        each.offers_request_form = True
        each.request_addresses = "staff@example.org"
        each.save()
    ask(Client(), section)
    time_machine.move_to("2026-05-03 16:05Z", tick=False)
    ask(Client(), section, email="b@example.org")
    mail.outbox.clear()

    assert run("--notify") == "Sent 0 emails.\n"
    time_machine.move_to("2026-05-03 17:00Z", tick=False)
    assert run("--notify") == "Sent 1 emails.\n"

    assert [letter.subject for letter in mail.outbox] == ["1 new request for the password of MAIG U"]
    time_machine.move_to("2026-05-03 18:30Z", tick=False)
    assert run("--notify") == "Sent 0 emails.\n"
