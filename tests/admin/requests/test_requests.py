from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale, ModelLogEntry

from maigu_wagtail.access import audit_log
from maigu_wagtail.access.requests import RequestState
from maigu_wagtail.models import PasswordRequest, SharedPassword, UnlockLink
from tests.admin.passwords.screens import MANAGE, READ, SECRET, SEE, cells, make_password, said, soup, words
from tests.doors import queries_of
from tests.factories import make_section, make_session
from tests.requests import BROKEN_MAIL, KEPT_MAIL, TYPED, make_request, send_mail_by

ANSWER = "answer_passwordrequest"
LIST = "/admin/maigu/requests/"


@pytest.fixture
def asked(section: Any) -> PasswordRequest:
    return make_request(section)


@pytest.fixture
def password(section: Any) -> SharedPassword:
    return make_password(section)


def at(asked: PasswordRequest) -> str:
    return reverse("maigu_request", args=[asked.pk])


def sent_form(response: Any, **changes: Any) -> dict[str, Any]:
    form = response.context["send_form"]
    data = {f"send-{name}": form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data["send-password"] = data["send-password"].pk
    data.pop("send-adds_password")
    return {**data, "action": "send", **{f"send-{name}": value for name, value in changes.items()}}


# --- Who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [(), (SEE, READ, MANAGE), (ANSWER,)])
def test_requests_need_their_own_permission(
    as_staff: Any, section: Any, asked: Any, password: Any, given: tuple[str, ...]
) -> None:
    client = as_staff(*given)

    for method, address in (
        *(("get", address) for address in (LIST, f"{LIST}results/", at(asked))),
        *(("post", address) for address in (at(asked), f"{LIST}several/")),
    ):
        response = getattr(client, method)(address)
        is_refused = (response.status_code, response.get("Location")) == (302, reverse("wagtailadmin_home"))
        assert is_refused == (ANSWER not in given), (method, address)


def test_staff_of_one_section_see_no_requests_of_another(as_staff: Any, home: Any, section: Any, asked: Any) -> None:
    theirs = make_request(make_section(home, title="Theirs"), name="Somebody else")
    client = as_staff(ANSWER, page=section)

    assert "Somebody else" not in words(client.get(LIST))
    assert TYPED["name"] in words(client.get(LIST))
    assert client.get(at(theirs)).status_code == 404
    assert client.post(at(theirs), {"action": "otherwise"}).status_code == 404
    client.post(f"{LIST}several/", {"action": "delete", "request": [theirs.pk], "confirmed": ""})
    theirs.refresh_from_db()
    assert theirs.is_open


def test_site_history_hides_requests_of_other_sections(as_staff: Any, home: Any, section: Any, asked: Any) -> None:
    theirs = make_request(make_section(home))
    client = as_staff(ANSWER, page=section)
    for each in (asked, theirs):
        client.post(at(each), {"action": "otherwise"})
    theirs.close(RequestState.DECLINED)
    from wagtail.log_actions import log

    log(theirs, audit_log.REQUEST_DECLINED)

    user = ModelLogEntry.objects.get(action=audit_log.REQUEST_ANSWERED).user
    from wagtail.log_actions import registry

    seen = registry.get_log_model_for_model(PasswordRequest).objects.viewable_by_user(user)
    assert {entry.object_id for entry in seen if "request" in entry.action} == {str(asked.pk)}


def test_request_shows_the_session_whose_page_it_came_from(as_superuser: Client, section: Any, asked: Any) -> None:
    assert "Asked on the page of" not in words(as_superuser.get(at(asked)))

    PasswordRequest.objects.update(session_key=make_session(section, title="Town Budgets").translation_key)

    assert "Asked on the page of Town Budgets" in words(as_superuser.get(at(asked)))


# --- The list ---------------------------------------------------------------------------------------------------------


def test_list_shows_open_requests_first(as_superuser: Client, section: Any, asked: Any) -> None:
    make_request(section, name="Second", email="b@example.org").close(RequestState.DECLINED)

    rows = cells(as_superuser.get(LIST))

    assert [row[1] for row in rows] == [f"{TYPED['name']} {TYPED['organisation']}", f"Second {TYPED['organisation']}"]
    assert rows[0][2] == "Open"
    assert rows[1][2].startswith("Declined")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=open", ["Alma"]),
        ("?state=declined", ["Bela"]),
        ("?q=alma", ["Alma"]),
        ("?q=springfield", ["Bela"]),
        ("?q=b@example", ["Bela"]),
        ("?state=nonsense", ["Alma", "Bela"]),
        ("?q=%00", []),
    ],
)
def test_list_is_filtered_and_searched(as_superuser: Client, section: Any, query: str, found: list[str]) -> None:
    make_request(section, name="Alma", email="a@example.org", organisation="Riverton")
    make_request(section, name="Bela", email="b@example.org", organisation="Springfield").close(RequestState.DECLINED)
    if query == "?q=%00":
        assert as_superuser.get(f"{LIST}{query}").status_code == 200
        return

    rows = cells(as_superuser.get(f"{LIST}{query}"))

    assert [row[1].split()[0] for row in rows] == found


def test_list_is_filtered_by_section(as_superuser: Client, home: Any, section: Any, asked: Any) -> None:
    other = make_section(home, title="Other")
    make_request(other, name="Theirs")

    assert [row[1].split()[0] for row in cells(as_superuser.get(f"{LIST}?section={other.pk}"))] == ["Theirs"]


def test_empty_list_says_how_to_begin(as_superuser: Client, section: Any) -> None:
    assert "no section offers the form yet" in words(as_superuser.get(LIST))

    section.offers_request_form = True
    section.save()

    assert "No requests yet. They appear here" in words(as_superuser.get(LIST))


def test_list_needs_a_constant_number_of_queries(as_superuser: Client, section: Any, asked: Any) -> None:
    as_superuser.get(LIST)
    _response, one = queries_of(lambda: as_superuser.get(LIST))
    for number in range(2):
        make_request(section, email=f"a{number}@example.org")

    assert queries_of(lambda: as_superuser.get(LIST))[1] == one


# --- Menu and dashboard -----------------------------------------------------------------------------------------------


def test_menu_and_dashboard_say_how_many_are_open(as_staff: Any, section: Any, asked: Any) -> None:
    make_request(section, email="b@example.org").close(RequestState.DECLINED)
    client = as_staff(ANSWER)

    page = client.get(reverse("wagtailadmin_home"))

    assert "Requests (1)" in page.content.decode()
    assert "1 request is waiting for an answer" in words(page)

    asked.close(RequestState.OTHERWISE)
    page = client.get(reverse("wagtailadmin_home"))
    assert "Requests (" not in page.content.decode()
    assert "waiting for an answer" not in words(page)


@pytest.mark.parametrize("requests", [1, 3])
def test_menu_and_dashboard_count_the_open_ones_once(as_superuser: Client, section: Any, requests: int) -> None:
    for number in range(requests):
        make_request(section, email=f"a{number}@example.org")

    with CaptureQueriesContext(connection) as queries:
        page = as_superuser.get(reverse("wagtailadmin_home"))

    # The menu's items are in the properties of Wagtail's sidebar.
    assert f"Requests ({requests})" in page.content.decode()
    counts = [query for query in queries if "COUNT" in query["sql"] and "maigu_wagtail_passwordrequest" in query["sql"]]
    assert len(counts) == 1


def test_menu_of_others_has_no_requests(as_staff: Any, asked: Any) -> None:
    page = as_staff(SEE, READ, MANAGE).get(reverse("wagtailadmin_home")).content.decode()

    assert LIST not in page
    assert "waiting for an answer" not in page


# --- Answering --------------------------------------------------------------------------------------------------------


def test_request_is_answered_in_one_click(as_staff: Any, section: Any, asked: Any, password: Any) -> None:
    client = as_staff(ANSWER)
    page = client.get(at(asked))
    for text in TYPED.values():
        assert text in words(page)
    assert SECRET not in page.content.decode()
    assert page.headers["Cache-Control"].startswith("max-age=0")

    response = client.post(at(asked), sent_form(page), follow=True)

    assert said(response) == [f"The password was sent to {TYPED['email']}."]
    [letter] = mail.outbox
    assert UnlockLink.objects.get().url() in letter.body
    assert SECRET not in letter.body
    asked.refresh_from_db()
    assert (asked.state, asked.closed_by.get_username()) == (RequestState.SENT, f"staff-{ANSWER}")
    assert 'name="action"' not in client.get(at(asked)).content.decode()


def test_email_can_be_edited_and_have_the_password(
    as_superuser: Client, section: Any, asked: Any, password: Any
) -> None:
    older = make_password(section, "an older password", label="Older")
    newest = make_password(section, "the newest password", label="Newest")
    page = as_superuser.get(at(asked))
    assert page.context["send_form"].initial["password"] == newest
    data = sent_form(page, password=older.pk, subject="Welcome", body="Here: {link}", adds_password=True)

    as_superuser.post(at(asked), data)

    [letter] = mail.outbox
    link = UnlockLink.objects.get()
    assert link.password == older
    assert (letter.subject, letter.body) == ("Welcome", f"Here: {link.url()}\n\nThe password: an older password")


def test_email_in_the_language_of_the_request(as_superuser: Client, section: Any, settings: Any) -> None:
    settings.WAGTAIL_I18N_ENABLED = True
    spanish = Locale.objects.create(language_code="es")
    translated = section.copy_for_translation(spanish, copy_parents=True)
    translated.title = "MAIG U en español"
    translated.save_revision().publish()
    make_password(section)
    asked = make_request(translated)

    initial = as_superuser.get(at(asked)).context["send_form"].initial

    assert asked.language == "es"
    assert "MAIG U en español" in initial["subject"]


@pytest.mark.parametrize(
    ("changes", "name", "error"),
    [
        ({"subject": ""}, "subject", "This field is required."),
        ({"body": "Nothing"}, "body", "This email would not let anybody in."),
        ({"body": "x" * 10_001}, "body", "at most 10000 characters"),
        ({"password": 999_999}, "password", "Choose a password that is in use."),
    ],
)
def test_email_with_errors_is_not_sent(
    as_superuser: Client, asked: Any, password: Any, changes: dict[str, Any], name: str, error: str
) -> None:
    page = as_superuser.post(at(asked), sent_form(as_superuser.get(at(asked)), **changes))

    assert error in " ".join(page.context["send_form"].errors[name])
    assert mail.outbox == []
    asked.refresh_from_db()
    assert asked.is_open


def test_password_of_another_section_cannot_be_sent(as_superuser: Client, home: Any, asked: Any, password: Any) -> None:
    theirs = make_password(make_section(home), "another good password")

    page = as_superuser.post(at(asked), sent_form(as_superuser.get(at(asked)), password=theirs.pk))

    assert "password" in page.context["send_form"].errors
    assert mail.outbox == []


def test_broken_mail_is_said_and_can_be_sent_again(
    as_superuser: Client, asked: Any, password: Any, settings: Any
) -> None:
    data = sent_form(as_superuser.get(at(asked)), subject="Welcome")
    send_mail_by(settings, BROKEN_MAIL)

    page = as_superuser.post(at(asked), data)

    assert "The email could not be sent, so the request is still open." in said(page)[0]
    assert page.context["send_form"]["subject"].value() == "Welcome"
    assert "An answer to this request could not be sent." in words(page)
    assert "the email could not be sent" in cells(as_superuser.get(LIST))[0][2]
    assert not UnlockLink.objects.exists()

    send_mail_by(settings, KEPT_MAIL)
    as_superuser.post(at(asked), data)
    assert len(mail.outbox) == 1


def test_second_answer_is_told_that_it_is_late(as_superuser: Client, asked: Any, password: Any) -> None:
    data = sent_form(as_superuser.get(at(asked)))
    as_superuser.post(at(asked), data, follow=True)

    response = as_superuser.post(at(asked), data, follow=True)

    assert said(response) == ["Somebody has answered this request already. Nothing was sent."]
    assert len(mail.outbox) == 1


def test_request_is_declined_with_a_message(as_superuser: Client, asked: Any) -> None:
    as_superuser.post(at(asked), {"action": "decline", "decline-message": "We only serve city staff."})

    [letter] = mail.outbox
    assert (letter.to, letter.body) == ([TYPED["email"]], "We only serve city staff.")
    asked.refresh_from_db()
    assert asked.state == RequestState.DECLINED


def test_request_is_declined_without_an_email(as_superuser: Client, asked: Any) -> None:
    response = as_superuser.post(at(asked), {"action": "decline", "decline-message": ""}, follow=True)

    assert said(response) == ["The request was declined."]
    assert mail.outbox == []


def test_request_answered_another_way_is_closed(as_superuser: Client, asked: Any) -> None:
    as_superuser.post(at(asked), {"action": "otherwise"})

    asked.refresh_from_db()
    assert asked.state == RequestState.OTHERWISE
    assert mail.outbox == []


def test_section_without_a_password_says_so(as_superuser: Client, asked: Any) -> None:
    page = as_superuser.get(at(asked))

    assert page.context["send_form"] is None
    assert "The section has no password in use" in words(page)


def test_unpublished_section_says_so(as_superuser: Client, section: Any, asked: Any, password: Any) -> None:
    section.unpublish()

    page = as_superuser.get(at(asked))

    assert page.context["send_form"] is None
    assert "Publish the section first." in words(page)


# --- Several at once --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "left"), [("otherwise", ["otherwise"] * 2), ("decline", ["declined"] * 2), ("delete", [])]
)
def test_several_requests_are_closed_or_deleted_after_confirmation(
    as_superuser: Client, section: Any, asked: Any, action: str, left: list[str]
) -> None:
    second = make_request(section, email="b@example.org")
    data = {"action": action, "request": [asked.pk, second.pk]}

    page = as_superuser.post(f"{LIST}several/", data)

    assert TYPED["name"] in words(page)
    assert PasswordRequest.objects.filter(state="open").count() == 2
    [button] = soup(page).select("form button[name=confirmed]")
    assert "2 requests" in button.get_text(" ")

    response = as_superuser.post(f"{LIST}several/", {**data, "confirmed": ""}, follow=True)

    assert said(response)[0].startswith("2 requests were")
    assert list(PasswordRequest.objects.values_list("state", flat=True)) == left
    assert mail.outbox == []


@pytest.mark.parametrize(
    "data",
    [{}, {"action": "delete"}, {"action": "send", "request": ["1"]}, {"request": ["x", "9" * 30], "action": "delete"}],
)
def test_nothing_ticked_changes_nothing(as_superuser: Client, asked: Any, data: dict[str, Any]) -> None:
    response = as_superuser.post(f"{LIST}several/", data, follow=True)

    assert said(response) == ["Nothing was changed. Tick one or more open requests first."]
    assert PasswordRequest.objects.count() == 1


def test_log_has_no_names(as_superuser: Client, asked: Any) -> None:
    as_superuser.post(f"{LIST}several/", {"action": "delete", "request": [asked.pk], "confirmed": ""})

    entry = ModelLogEntry.objects.get(action=audit_log.REQUEST_DELETED)
    assert entry.label.startswith("Request ")
    assert "canary" not in f"{vars(entry)}".lower()
