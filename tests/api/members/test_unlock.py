"""``<id>/unlock/``, on every version of the API alike."""

import json
from datetime import datetime, timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from maigu_wagtail.models import SharedPassword, UnlockCounter
from tests.api.calls import CANARY, PASSWORD, problem_of
from tests.doors import make_page, type_password
from tests.factories import make_section, make_session

pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.django_db]

MONTH = timedelta(days=30)


def test_unlock_returns_a_token_for_the_content(api, section, session, password):
    response = api.unlock(session)

    body = response.json()
    assert response.status_code == 200
    assert set(body) == {"token", "header", "expires_at", "section"}
    assert body["token"].startswith("mgu1_")
    assert (body["header"], body["section"]) == ("X-Maigu-Unlock", section.pk)
    ends_in = datetime.fromisoformat(body["expires_at"].replace("Z", "+00:00")) - timezone.now()
    assert MONTH - timedelta(minutes=1) < ends_in <= MONTH
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    assert not response.cookies
    assert CANARY in api.content(session, body["token"]).content.decode()


def test_unlock_counts_attempts_as_the_page_does(api, session, password):
    api.unlock(session)
    api.unlock(session, "wrong")

    assert UnlockCounter.objects.aggregate(Sum("opened"), Sum("wrong")) == {"opened__sum": 1, "wrong__sum": 1}


def test_unlock_accepts_a_password_changed_by_a_mail_program(api, session, password):
    assert api.unlock(session, "\u00a0correct  horse\tbattery\u200b\n").status_code == 200


def test_unlock_refuses_a_wrong_password(api, session, password):
    response = api.unlock(session, "wrong")

    assert response.status_code == 403
    assert problem_of(response) == "wrong-password"
    assert "token" not in response.json()


def test_unlock_distinguishes_an_earlier_password_from_a_wrong_one(api, session, password):
    password.rotate("another good password", earlier="end")

    response = api.unlock(session)

    assert response.status_code == 403
    assert problem_of(response) == "password-revoked"
    assert datetime.fromisoformat(response.json()["changed_at"].replace("Z", "+00:00"))


def test_unlock_of_a_session_with_its_own_password_accepts_only_that(api, section, password):
    own = make_session(section, access="own")
    SharedPassword.objects.create_password(own, "only for attorneys")

    assert problem_of(api.unlock(own)) == "wrong-password"
    assert api.unlock(own, "only for attorneys").status_code == 200


def test_unlock_of_a_public_session_is_a_conflict(api, section, password):
    response = api.unlock(make_session(section, access="public"))

    assert response.status_code == 409
    assert problem_of(response) == "not-locked"


def test_unlock_of_a_section_without_a_password_is_refused(api, session):
    assert problem_of(api.unlock(session)) == "wrong-password"
    assert problem_of(api.unlock(session, "")) == "validation"


def test_unlock_of_anything_missing_is_not_found(api, home, section, session, password):
    site = Site.objects.create(hostname="other.example", root_page=make_page(home.get_parent(), "other"))
    elsewhere = make_session(make_section(site.root_page))
    hidden = make_session(section)
    PageViewRestriction.objects.create(page_id=hidden.pk, restriction_type="login")
    below = make_session(make_section(home))
    PageViewRestriction.objects.create(page_id=below.section.pk, restriction_type="groups")
    missing = [987654, 10**30, make_session(section, live=False), elsewhere, hidden, below, section, home]

    for door in (api.unlock, api.lock, api.content):
        answers = {(door(page).status_code, problem_of(door(page)), door(page).content) for page in missing}
        assert {answer[:2] for answer in answers} == {(404, "not-found")}
        assert len(answers) == 1
    assert api.unlock(session).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"{",
        b"null",
        b"[]",
        b'"correct horse battery"',
        b"[" * 4000,
        b"\xff\xfe{}",
        '{"password": "correct horse battery"}'.encode("utf-16"),
        b'{"password": "correct horse battery"}' + b" " * 4096,
        b'{"password": "' + b"x" * 1_000_000 + b'"}',
    ],
    ids=["nothing", "cut", "null", "list", "string", "deep", "no UTF-8", "UTF-16", "more than 4 kB", "1 MB"],
)
def test_body_that_is_not_a_small_object_is_malformed(api, session, password, body):
    response = api.send(session, body)

    assert response.status_code == 400
    assert problem_of(response) == "malformed"
    assert not UnlockCounter.objects.exists()


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({}, "/password"),
        ({"password": None}, "/password"),
        ({"password": 12345678}, "/password"),
        ({"password": [PASSWORD]}, "/password"),
        ({"password": {"password": PASSWORD}}, "/password"),
        ({"password": ""}, "/password"),
        ({"password": " \u200b\n"}, "/password"),
        ({"password": "x" * 129}, "/password"),
        ({"password": "nul\x00"}, "/password"),
        ({"password": "\ud800"}, "/password"),
        ({"password": PASSWORD, "mode": "session"}, "/mode"),
        ({"password": PASSWORD, "mode": ["cookie"]}, "/mode"),
    ],
)
def test_unusable_password_is_invalid(api, session, password, members, pointer):
    response = api.send(session, json.dumps(members))

    assert response.status_code == 422
    assert problem_of(response) == "validation"
    (error,) = response.json()["errors"]
    assert error["pointer"] == pointer
    assert error["detail"]


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "", "a"]
)
def test_form_content_types_are_refused(api, session, password, content_type):
    response = api.send(session, json.dumps({"password": PASSWORD}).encode(), content_type=content_type)

    assert response.status_code == 415
    assert problem_of(response) == "unsupported-media-type"
    assert response.headers["Accept"] == "application/json"


def test_json_with_a_charset_is_accepted(api, session, password):
    body = json.dumps({"password": PASSWORD})

    assert api.send(session, body, content_type="application/json; charset=utf-8").status_code == 200


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete"])
def test_other_methods_are_not_allowed(api, session, password, method):
    address = f"{api.root}{session.pk}/unlock/?password={PASSWORD}"

    response = getattr(api.client, method)(address)

    assert response.status_code == 405
    assert response.headers["Allow"] == "POST, OPTIONS"
    assert method == "head" or problem_of(response) == "method-not-allowed"
    assert api.client.options(address).status_code == 204


def test_password_in_the_query_string_is_ignored(api, session, password):
    response = api.client.post(
        f"{api.root}{session.pk}/unlock/?password={PASSWORD}", "{}", content_type="application/json"
    )

    assert problem_of(response) == "validation"


def test_too_many_wrong_passwords_delay_the_correct_one_too(api, settings, session, password):
    settings.MAIGU_WAGTAIL_ATTEMPTS = 2
    answers = [api.unlock(session, "wrong") for _time in range(2)]

    for word in (PASSWORD, "wrong"):
        response = api.unlock(session, word)

        assert response.status_code == 429
        assert problem_of(response) == "rate-limited"
        wait = int(response.headers["Retry-After"])
        assert 0 < wait <= 900
        assert response.json()["retry_after"] == wait
        assert response.headers["RateLimit"] == f'"unlock";r=0;t={wait}'
    for answer in (*answers, response):
        assert answer.headers["RateLimit-Policy"] == '"unlock";q=2;w=900'


def test_page_and_api_share_one_attempt_count(api, client, settings, section, session, password):
    settings.MAIGU_WAGTAIL_ATTEMPTS = 2
    type_password(client, section, "wrong")
    assert api.unlock(session, "wrong").status_code == 403

    assert api.unlock(session).status_code == 429
    assert type_password(client, section, PASSWORD).status_code == 429


def test_forged_client_address_does_not_reset_the_attempts(api, settings, session, password):
    settings.MAIGU_WAGTAIL_ATTEMPTS = 1
    made_up = [{"X-Forwarded-For": f"192.0.2.{n}", "Forwarded": f"for=192.0.2.{n}"} for n in range(3)]

    answers = [api.unlock(session, "wrong", headers=headers).status_code for headers in made_up]

    assert answers == [403, 429, 429]


def test_attempt_stays_counted_with_atomic_requests(api, settings, session, password):
    settings.MAIGU_WAGTAIL_ATTEMPTS = 1
    settings.DATABASES["default"]["ATOMIC_REQUESTS"] = True
    try:
        assert [api.unlock(session, "wrong").status_code for _time in range(2)] == [403, 429]
    finally:
        settings.DATABASES["default"]["ATOMIC_REQUESTS"] = False


def test_failing_attempt_store_unlocks_nothing(api, settings, session, password):
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "nowhere"

    response = api.unlock(session)

    assert response.status_code == 503
    assert problem_of(response) == "unavailable"


def test_signed_in_editor_needs_no_csrf_token_and_no_session(api, session, password, admin_user):
    api.client.force_login(admin_user)
    api.client.handler.enforce_csrf_checks = True

    response = api.unlock(session)

    assert response.status_code == 200
    assert "Cookie" not in response.headers.get("Vary", "")


def test_header_name_follows_the_setting(api, settings, session, password):
    settings.MAIGU_WAGTAIL_UNLOCK_HEADER = "X-Org-Unlock"

    body = api.unlock(session).json()

    assert body["header"] == "X-Org-Unlock"
    assert api.content(session, **{"X-Org-Unlock": body["token"]}).status_code == 200
    assert api.content(session, body["token"]).status_code == 401


def test_cookie_mode_returns_no_token_and_unlocks_the_page_too(api, section, session, password):
    response = api.unlock(session, mode="cookie", headers={"Origin": "http://testserver"})

    assert set(response.json()) == {"expires_at", "section"}
    assert response.cookies["maigu_unlock_token"]["httponly"]
    assert response.cookies["maigu_unlock_token"]["samesite"] == "Lax"
    assert CANARY in api.content(session).content.decode()
    assert CANARY in api.client.get(f"{session.url}watch/").content.decode()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example"])
def test_cookie_mode_is_only_for_trusted_origins(api, settings, session, password, origin):
    response = api.unlock(session, mode="cookie", headers={"Origin": origin})

    assert response.status_code == 403
    assert problem_of(response) == "cross-site"
    assert not response.cookies
    # A token goes to whoever may read the answer, and that CORS decides.
    assert api.unlock(session, headers={"Origin": origin}).status_code == 200
    if origin.startswith("https:"):
        settings.CSRF_TRUSTED_ORIGINS = [origin]
        assert api.unlock(session, mode="cookie", headers={"Origin": origin}).status_code == 200


def test_link_returns_a_token_for_the_content(api, session, password):
    link = password.create_link(max_uses=1)

    response = api.send(session, json.dumps({"link": link.token}))

    assert response.status_code == 200
    assert CANARY in api.content(session, response.json()["token"]).content.decode()
    link.refresh_from_db()
    assert link.uses == 1


def test_link_that_has_ended_says_why(api, session, password):
    used_up, deactivated = password.create_link(max_uses=1), password.create_link()
    api.send(session, json.dumps({"link": used_up.token}))
    deactivated.deactivate()

    reasons = []
    for link in (used_up, deactivated):
        response = api.send(session, json.dumps({"link": link.token}))
        assert (response.status_code, problem_of(response)) == (403, "link-ended")
        reasons.append(response.json()["reason"])
    password.revoke()
    reasons.append(api.send(session, json.dumps({"link": used_up.token})).json()["reason"])

    assert reasons == ["used-up", "deactivated", "password-changed"]


def test_link_of_another_lock_is_wrong(api, home, section, session, password):
    own = make_session(section, access="own")
    links = [
        SharedPassword.objects.create_password(make_section(home), "other words").create_link(),
        SharedPassword.objects.create_password(own, "own words").create_link(),
    ]
    tokens = [*(link.token for link in links), password.create_link().token[:-1], "x", "\x00", "ü" * 500]

    for token in tokens:
        response = api.send(session, json.dumps({"link": token}))
        assert (response.status_code, problem_of(response)) == (403, "wrong-link")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"link": 3}, "/link"),
        ({"link": ""}, "/link"),
        ({"link": None}, "/link"),
        ({"link": "a", "password": "b"}, "/link"),
    ],
)
def test_link_that_is_not_text_is_invalid(api, session, password, body, pointer):
    response = api.send(session, json.dumps(body))

    assert problem_of(response) == "validation"
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
