from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import timezone

from maigu_wagtail.access.requests import RequestState
from maigu_wagtail.members.request_form import request_view
from maigu_wagtail.models import PasswordRequest, SharedPassword, UnlockLink
from tests.doors import queries_of
from tests.factories import make_section
from tests.requests import BROKEN_MAIL, TYPED, ask, make_request, send_mail_by, started

SECRET = "canary violin harbour"


@pytest.fixture
def section(home: Any) -> Any:
    section = make_section(
        home,
        slug="maig-u",
        offers_request_form=True,
        trusted_domains="*.gov\nexample-city.org",
        request_addresses="staff@example.org",
    )
    SharedPassword.objects.create_password(section, SECRET)
    return section


def test_trusted_address_gets_the_link_at_once_and_nobody_else(client: Client, section: Any) -> None:
    ask(client, section, email="aide@riverton.gov", name="Buy now http://evil.example")

    [letter] = mail.outbox
    assert (letter.to, letter.cc, letter.bcc) == (["aide@riverton.gov"], [], [])
    assert UnlockLink.objects.get().url() in letter.body
    assert letter.body.startswith("Hello,\n\n")
    for text in (SECRET, "Buy now", "evil.example", TYPED["message"]):
        assert text not in letter.body + letter.alternatives[0].content
    asked = PasswordRequest.objects.get()
    assert (asked.state, asked.closed_by) == (RequestState.SENT, None)


def test_other_address_waits_for_staff(client: Client, section: Any) -> None:
    ask(client, section)

    assert [letter.to for letter in mail.outbox] == [["staff@example.org"]]
    assert PasswordRequest.objects.get().is_open


def test_response_is_the_same_for_trusted_and_other_addresses(section: Any) -> None:
    def post(email: str, address: str) -> tuple[Any, int]:
        data = {"started": started(section), **TYPED, "email": email}
        request = RequestFactory().post(f"{section.url}request/", data, REMOTE_ADDR=address)
        return queries_of(lambda: request_view(request, "maig-u/"))

    # Not ``close()``, which ends the connection to the database as well.
    post("first@example.org", "192.0.2.1")[0].then()
    mail.outbox.clear()
    (trusted, trusted_queries), (other, other_queries) = (
        post("aide@riverton.gov", "192.0.2.2"),
        post("aide@elsewhere.example", "192.0.2.3"),
    )

    assert (trusted.status_code, dict(trusted.headers)) == (other.status_code, dict(other.headers))
    assert trusted.content == other.content
    assert trusted_queries == other_queries
    # Nobody waits for the email: it is sent once the response has gone out.
    assert mail.outbox == []
    trusted.then()
    assert [letter.to for letter in mail.outbox] == [["aide@riverton.gov"]]


def test_known_address_gets_the_same_response_as_an_unknown_one(client: Client, section: Any) -> None:
    responses = [ask(client, section, email=email) for email in ("a@example.org", "a@example.org", "b@example.org")]

    assert len({(response.status_code, response.headers["Location"], response.content) for response in responses}) == 1


def test_mailbox_gets_three_answers_a_day(client: Client, section: Any, time_machine: Any) -> None:
    time_machine.move_to("2026-05-03 16:00Z", tick=False)
    for address in ("aide@riverton.gov", "AIDE@riverton.gov", "aide+1@riverton.gov", "aide+2@riverton.gov"):
        ask(client, section, email=address)
        ask(client, section, email="aideXYZ@riverton.gov", address="192.0.2.9")
    to = [letter.to[0] for letter in mail.outbox]
    assert [address for address in to if "XYZ" not in address and "gov" in address] == [
        "aide@riverton.gov",
        "AIDE@riverton.gov",
        "aide+1@riverton.gov",
    ]
    assert sorted(PasswordRequest.objects.filter(state="open").values_list("email", flat=True)) == [
        "aide+2@riverton.gov",
        "aideXYZ@riverton.gov",
    ]

    mail.outbox.clear()
    time_machine.move_to(timezone.now() + timedelta(days=1, seconds=1), tick=False)
    ask(client, section, email="aide+2@riverton.gov")
    assert [letter.to for letter in mail.outbox] == [["aide+2@riverton.gov"]]


@pytest.mark.parametrize("what", ["no password", "unreadable mail"])
def test_answer_that_cannot_be_sent_waits_for_staff(client: Client, section: Any, settings: Any, what: str) -> None:
    if what == "no password":
        SharedPassword.objects.get().revoke()
    else:
        send_mail_by(settings, BROKEN_MAIL)

    assert ask(client, section, email="aide@riverton.gov").status_code == 303

    asked = PasswordRequest.objects.get()
    assert asked.is_open
    assert asked.is_mail_failed == (what != "no password")
    assert not UnlockLink.objects.exists()


def test_answer_of_staff_does_not_count_for_the_day(section: Any, client: Client, admin_user: Any) -> None:
    for _number in range(3):
        make_request(section, email="aide@riverton.gov").close(RequestState.SENT, user=admin_user)

    ask(client, section, email="aide@riverton.gov")

    assert [letter.to for letter in mail.outbox] == [["aide@riverton.gov"]]


@pytest.mark.urls("tests.leaks.urls")
def test_trusted_domains_are_in_no_public_response(client: Client, section: Any) -> None:
    for address in (
        section.url,
        f"{section.url}request/",
        f"/api/v2/sections/{section.pk}/",
        f"/api/v2/pages/{section.pk}/?fields=*",
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        text = response.content.decode()
        for secret in ("example-city.org", "*.gov", "staff@example.org", "trusted_domains", "request_addresses"):
            assert secret not in text, address
