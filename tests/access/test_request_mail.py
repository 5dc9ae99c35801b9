from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from maigu_wagtail.access import audit_log
from maigu_wagtail.access.request_mail import (
    Answer,
    Letter,
    decline,
    draft_of_answer,
    mark_answered,
    send_letter,
    send_password,
)
from maigu_wagtail.access.requests import RequestState
from maigu_wagtail.models import PasswordRequest, RequestNotice, SharedPassword, UnlockLink
from tests.doors import is_open
from tests.factories import make_section, make_session
from tests.requests import BROKEN_MAIL, KEPT_MAIL, TYPED, make_request, send_mail_by

SECRET = "canary violin harbour"


@pytest.fixture
def password(section: Any) -> Any:
    return SharedPassword.objects.create_password(section, SECRET, label="Members")


@pytest.fixture
def asked(section: Any) -> PasswordRequest:
    return make_request(section)


def letter(body: str = "Hello, {link}", subject: str = "Your access") -> Letter:
    return Letter(subject, body, "en")


def logged(row: Any) -> list[tuple[str, Any]]:
    return [(entry.action, entry.data) for entry in ModelLogEntry.objects.for_instance(row).order_by("pk")]


def test_answer_carries_a_link_that_unlocks(
    client: Any, section: Any, asked: Any, password: Any, admin_user: Any
) -> None:
    session = make_session(section, members_content=[("text", "MEMBERS-CANARY")])
    draft = draft_of_answer(asked, section)

    assert send_password(asked, password, draft, user=admin_user) == Answer.DONE

    [sent] = mail.outbox
    link = UnlockLink.objects.get()
    assert (sent.to, sent.cc, sent.bcc) == ([TYPED["email"]], [], [])
    assert sent.subject == "Your access to MAIG U"
    assert f"Hello {TYPED['name']}," in sent.body
    assert f"\n{link.url()}\n" in sent.body
    assert "{link}" not in sent.body
    html = sent.alternatives[0].content
    assert f'<a href="{link.url()}"' in html
    assert SECRET not in sent.body + html
    assert (link.label, link.max_uses) == (TYPED["organisation"], 5)
    assert client.post(link.url()).status_code == 303
    assert is_open(client, session)
    assert (asked.state, asked.closed_by) == (RequestState.SENT, admin_user)
    asked.refresh_from_db()
    assert asked.link == link


def test_password_is_added_on_demand_and_logged(asked: Any, password: Any, admin_user: Any) -> None:
    send_password(asked, password, letter(), adds_password=True, user=admin_user)

    assert mail.outbox[0].body.endswith(f"\n\nThe password: {SECRET}")
    assert [action for action, _data in logged(password)] == [
        audit_log.CREATED,
        audit_log.LINK_CREATED,
        audit_log.READ,
    ]


def test_log_of_an_answer_has_no_secret_and_no_form_text(asked: Any, password: Any, admin_user: Any) -> None:
    send_password(asked, password, letter(), adds_password=True, user=admin_user)
    UnlockLink.objects.get().deactivate(user=admin_user)

    assert logged(asked)[0][0] == audit_log.REQUEST_SENT
    entries = "".join(f"{vars(entry)}" for entry in ModelLogEntry.objects.all())
    for text in (*TYPED.values(), SECRET, UnlockLink.objects.get().key):
        assert text not in entries


def test_html_part_escapes_what_was_typed(asked: Any, password: Any) -> None:
    send_password(asked, password, letter("<script>alert(1)</script> {link}"))

    html = mail.outbox[0].alternatives[0].content
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_subject_has_no_line_breaks(asked: Any) -> None:
    send_letter(letter("x", "Hello\r\nBcc: victim@example.org"), to=["a@example.org"])

    assert mail.outbox[0].subject == "Hello Bcc: victim@example.org"
    assert "\nBcc" not in mail.outbox[0].message().as_string()


def test_answers_go_to_the_contact_and_come_from_the_setting(
    section: Any, asked: Any, password: Any, settings: Any
) -> None:
    settings.MAIGU_WAGTAIL_FROM_EMAIL = "MAIG U <maig-u@example.org>"
    section.contact_email = "help@example.org"
    section.save()

    send_password(asked, password, letter())

    assert (mail.outbox[0].from_email, mail.outbox[0].reply_to) == ("MAIG U <maig-u@example.org>", ["help@example.org"])


def test_broken_mail_leaves_the_request_open_without_a_link(
    asked: Any, password: Any, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    send_mail_by(settings, BROKEN_MAIL)

    assert send_password(asked, password, letter()) == Answer.MAIL_FAILED

    assert (asked.is_open, asked.is_mail_failed, asked.closed_at) == (True, True, None)
    assert not UnlockLink.objects.exists()
    assert TYPED["email"] not in caplog.text

    send_mail_by(settings, KEPT_MAIL)
    assert send_password(asked, password, letter()) == Answer.DONE
    assert not asked.is_mail_failed


def test_request_asked_again_during_a_broken_mail_stays_open(section: Any, asked: Any) -> None:
    asked.close(RequestState.SENT)
    make_request(section)

    asked.reopen()

    assert (asked.is_open, asked.is_mail_failed) == (True, True)
    assert PasswordRequest.objects.filter(state=RequestState.OPEN).count() == 2


@pytest.mark.parametrize("ended", ["revoked", "unreadable", "unpublished", "elsewhere"])
def test_answer_that_would_lead_nowhere_is_not_sent(section: Any, asked: Any, password: Any, ended: str) -> None:
    if ended == "revoked":
        password.revoke()
    elif ended == "unreadable":
        SharedPassword.objects.update(sealed="nothing")
        password.refresh_from_db()
    elif ended == "unpublished":
        section.unpublish()
    else:
        section.move(section.get_root(), pos="last-child")

    with pytest.raises(ValidationError):
        send_password(asked, password, letter(), adds_password=True)

    assert asked.is_open
    assert mail.outbox == []
    assert not UnlockLink.objects.exists()


def test_only_the_first_of_two_answers_is_sent(asked: Any, password: Any) -> None:
    same = PasswordRequest.objects.get(pk=asked.pk)

    assert send_password(asked, password, letter()) == Answer.DONE
    assert send_password(same, password, letter()) == Answer.CLOSED
    assert decline(same, letter()) == Answer.CLOSED
    assert mark_answered(same) == Answer.CLOSED

    assert len(mail.outbox) == 1
    assert UnlockLink.objects.count() == 1


def test_request_is_declined_with_or_without_an_email(section: Any, asked: Any) -> None:
    assert decline(asked) == Answer.DONE
    assert mail.outbox == []
    second = make_request(section, email="b@example.org")

    decline(second, letter("Sorry."))

    assert [sent.to for sent in mail.outbox] == [["b@example.org"]]
    assert logged(second) == [(audit_log.REQUEST_DECLINED, {"mail": True})]


def test_forgotten_requests_take_the_names_on_their_links_along(asked: Any, password: Any) -> None:
    send_password(asked, password, letter())

    assert PasswordRequest.objects.forget(PasswordRequest.objects.all()) == 1

    assert not PasswordRequest.objects.exists()
    assert UnlockLink.objects.get().label == ""


def test_deleted_section_takes_its_requests_along(home: Any, section: Any, asked: Any) -> None:
    other = make_request(make_section(home))
    RequestNotice.objects.create(lock=asked.lock, tried_at=asked.created_at)

    section.delete()

    assert list(PasswordRequest.objects.all()) == [other]
    assert not RequestNotice.objects.exists()
