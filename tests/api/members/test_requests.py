import json
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import PageViewRestriction

from maigu_wagtail.models import PasswordRequest, SharedPassword
from tests.api.calls import APIS, problem_of
from tests.factories import make_section, make_session
from tests.requests import TYPED, ask, make_request

pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.parametrize("root", APIS)]


@pytest.fixture
def section(home: Any) -> Any:
    return make_section(
        home, slug="maig-u", offers_request_form=True, request_questions="One?\nTwo?", trusted_domains="*.gov"
    )


def post(root: str, section: Any, body: Any = None, **extra: Any) -> Any:
    address = f"{root.replace('/sessions/', '/sections/')}{getattr(section, 'pk', section)}/requests/"
    text = body if isinstance(body, str | bytes) else json.dumps(TYPED if body is None else body)
    return Client().post(address, text, **{"content_type": "application/json", **extra})


def test_request_over_the_api_is_kept_like_one_of_the_form(root: str, section: Any) -> None:
    response = post(root, section, {**TYPED, "answers": ["", "A friend"]})

    assert (response.status_code, response.json()) == (202, {"received": True})
    assert response.headers["Cache-Control"] == "private, no-store"
    asked = PasswordRequest.objects.get()
    assert {name: getattr(asked, name) for name in TYPED} == TYPED
    assert asked.answers == [["Two?", "A friend"]]


@pytest.mark.parametrize("slug", ["talk", "elsewhere", "", "a\0b"])
def test_request_over_the_api_names_the_session(root: str, section: Any, slug: str) -> None:
    session = make_session(section, slug="talk")

    response = post(root, section, {**TYPED, "session": slug})

    assert response.status_code == 202
    assert PasswordRequest.objects.get().session_key == (session.translation_key if slug == "talk" else None)


def test_trusted_address_over_the_api_is_answered_at_once(root: str, section: Any) -> None:
    SharedPassword.objects.create_password(section, "correct horse")

    trusted, other = post(root, section, {**TYPED, "email": "aide@riverton.gov"}), post(root, section)

    assert (trusted.status_code, trusted.content) == (other.status_code, other.content)
    assert [letter.to for letter in mail.outbox] == [["aide@riverton.gov"]]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/name", "/organisation", "/email"]),
        ({**TYPED, "email": "jordan"}, ["/email"]),
        ({**TYPED, "message": "m" * 2001}, ["/message"]),
        ({**TYPED, "name": 5}, ["/name"]),
        ({**TYPED, "session": 5}, ["/session"]),
        ({**TYPED, "name": "a\0b"}, ["/name"]),
        ({**TYPED, "name": "\ud800"}, ["/name"]),
        ({**TYPED, "answers": "One"}, ["/answers"]),
        ({**TYPED, "answers": ["a", "b", "c", "d"]}, ["/answers"]),
        ({**TYPED, "answers": [None]}, ["/answers"]),
        ({**TYPED, "answers": ["ok", "x" * 1001]}, ["/answers/1"]),
    ],
)
def test_what_is_wrong_is_said_at_its_pointer(root: str, section: Any, body: Any, pointers: list[str]) -> None:
    response = post(root, section, body)

    assert (response.status_code, problem_of(response)) == (422, "validation")
    assert [error["pointer"] for error in response.json()["errors"]] == pointers
    assert not PasswordRequest.objects.exists()


@pytest.mark.parametrize(
    ("body", "extra", "problem"),
    [
        ("[]", {}, "malformed"),
        ("{", {}, "malformed"),
        (b"\xff", {}, "malformed"),
        (json.dumps({"message": "m" * 100_000}), {}, "malformed"),
        ("name=a", {"content_type": "application/x-www-form-urlencoded"}, "unsupported-media-type"),
        ("{}", {"content_type": "text/plain"}, "unsupported-media-type"),
    ],
)
def test_body_that_is_no_small_json_object_is_refused(
    root: str, section: Any, body: Any, extra: dict[str, str], problem: str
) -> None:
    assert problem_of(post(root, section, body, **extra)) == problem
    assert not PasswordRequest.objects.exists()


@pytest.mark.parametrize("why", ["not offered", "draft", "restricted", "missing", "no number"])
def test_section_without_a_form_is_not_found(root: str, section: Any, why: str) -> None:
    pk: Any = section.pk
    if why == "not offered":
        section.offers_request_form = False
        section.save()
    elif why == "draft":
        section.unpublish()
    elif why == "restricted":
        PageViewRestriction.objects.create(page=section, restriction_type="login")
    else:
        pk = 999_999 if why == "missing" else "x"

    assert problem_of(post(root, pk)) == "not-found"
    assert not PasswordRequest.objects.exists()


def test_form_and_api_share_the_limit(root: str, section: Any) -> None:
    for number in range(5):
        ask(Client(), section, email=f"a{number}@example.org")
        post(root, section, {**TYPED, "email": f"b{number}@example.org"})

    response = post(root, section, {**TYPED, "email": "last@example.org"})

    assert (response.status_code, problem_of(response)) == (429, "rate-limited")
    assert int(response.headers["Retry-After"]) > 800


def test_full_table_is_said_over_the_api(root: str, section: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maigu_wagtail.access.requests.MOST_OPEN", 1)
    make_request(section, email="first@example.org")

    response = post(root, section)

    assert (response.status_code, problem_of(response)) == (503, "unavailable")
    assert response.json()["detail"] == "We can’t take your request right now."


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_requests_can_only_be_posted(root: str, section: Any, method: str) -> None:
    make_request(section)
    address = f"{root.replace('/sessions/', '/sections/')}{section.pk}/requests/"

    response = getattr(Client(), method)(address)

    assert (response.status_code, response.headers["Allow"]) == (405, "POST, OPTIONS")
    assert TYPED["name"] not in response.content.decode()


def test_check_of_the_site_holds_for_the_api_too(root: str, section: Any, settings: Any) -> None:
    settings.MAIGU_WAGTAIL_REQUEST_CHECK = "tests.requests.refuse_without_captcha"

    response = post(root, section)

    assert problem_of(response) == "validation"
    assert response.json()["errors"] == [{"pointer": "", "detail": "Solve the puzzle."}]
    assert not PasswordRequest.objects.exists()
