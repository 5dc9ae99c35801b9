"""``<id>/content/`` and ``<id>/lock/``, on every version of the API alike."""

import json
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.rich_text import RichText

from maigu_wagtail.models import SharedPassword, UnlockCounter
from tests.api.calls import CANARY, problem_of
from tests.doors import queries_of, type_password
from tests.factories import make_handout, make_recording, make_section, make_session

pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.django_db]


@pytest.fixture
def token(api, session, password):
    return api.unlock(session).json()["token"]


def assert_locked(response, name):
    assert response.status_code == 401
    assert problem_of(response) == name
    assert CANARY not in response.content.decode()
    assert response.headers["WWW-Authenticate"].startswith('Bearer realm="members"')
    assert ("invalid_token" in response.headers["WWW-Authenticate"]) == (name != "unlock-required")
    return response.json()


def test_content_returns_the_blocks_for_a_token(api, section, session, token):
    response = api.content(session, token)

    body = response.json()
    assert response.status_code == 200
    assert (body["id"], body["section"]) == (session.pk, section.pk)
    assert body["expires_at"].endswith("Z")
    assert [(block["type"], block["value"]) for block in body["blocks"]] == [("text", f"<p>{CANARY}</p>")]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    assert {"X-Maigu-Unlock", "Authorization", "Cookie"} <= set(response.headers["Vary"].split(", "))
    assert "ETag" not in response.headers


def test_content_accepts_a_bearer_token_and_the_page_cookie(api, section, session, token):
    assert CANARY in api.content(session, Authorization=f"Bearer {token}").content.decode()
    type_password(api.client, section, "correct horse battery")
    assert CANARY in api.content(session).content.decode()


def test_content_has_absolute_addresses(api, home, section, password):
    text = f'<p><a linktype="page" id="{section.pk}">MAIG U</a> <a href="https://example.org/">there</a></p>'
    session = make_session(section, members_content=[("text", RichText(text))], access="public")

    (block,) = api.content(session).json()["blocks"]

    assert f'href="http://testserver{section.url}"' in block["value"]
    assert 'href="https://example.org/"' in block["value"]


def test_content_has_files_with_signed_addresses(api, section, password):
    recording = make_recording(("en", "es"), duration=95, transcript="Good morning.")
    recording.poster.save("poster.jpg", ContentFile(b"a picture"))
    recording.captions.filter(language="es").update(label="Español")
    handout = make_handout(content=b"the slides")
    blocks = [("recording", recording), ("resource", handout)]
    session = make_session(section, members_content=blocks)
    token = api.unlock(session).json()["token"]

    video, slides = (block["value"] for block in api.content(session, token).json()["blocks"])

    assert (video["title"], video["kind"], video["duration"]) == (recording.title, "video", 95)
    assert video["transcript"] == "Good morning."
    assert [(c["language"], c["label"]) for c in video["captions"]] == [("en", "English"), ("es", "Español")]
    assert (slides["title"], slides["name"]) == (handout.title, handout.download_name)
    assert (slides["size"], slides["content_type"]) == (len(b"the slides"), "application/pdf")
    addresses = {
        video["url"]: b"moving pictures",
        video["poster"]: b"a picture",
        video["captions"][0]["url"]: b"WEBVTT",
        slides["url"]: b"the slides",
    }
    stranger = Client()
    for address, expected in addresses.items():
        assert address.startswith("http://testserver/maigu/files/")
        opened = stranger.get(address)
        assert opened.status_code == 200
        assert b"".join(opened.streaming_content if opened.streaming else [opened.content]).startswith(expected)
        assert stranger.get(address.partition("?")[0]).status_code == 403
    assert video["expires_at"] == slides["expires_at"]
    ends_in = datetime.fromisoformat(video["expires_at"].replace("Z", "+00:00")) - timezone.now()
    assert timedelta(minutes=59) < ends_in <= timedelta(hours=1)

    password.rotate("another good password", earlier="end")

    for address in addresses:
        assert stranger.get(address).status_code == 403


def test_content_has_embedded_videos_and_transcripts(api, section):
    blocks = [
        ("video_embed", {"url": "https://vimeo.com/1", "title": "Part 1"}),
        ("transcript", {"title": "", "text": "Good morning."}),
    ]
    session = make_session(section, members_content=blocks, access="public")

    values = {block["type"]: block["value"] for block in api.content(session).json()["blocks"]}

    assert values == {
        "video_embed": {"url": "https://vimeo.com/1", "title": "Part 1"},
        "transcript": {"title": "", "text": "Good morning."},
    }


def test_content_omits_a_missing_file(api, section):
    handout = make_handout()
    session = make_session(section, members_content=[("resource", handout)], access="public")
    assert len(api.content(session).json()["blocks"]) == 1

    handout.delete()

    assert api.content(session).json()["blocks"] == []


def test_content_of_a_public_session_is_for_everybody(api, section):
    session = make_session(section, access="public", members_content=[("text", RichText("<p>Open</p>"))])

    body = api.content(session).json()

    assert body["expires_at"] is None
    assert body["blocks"][0]["value"] == "<p>Open</p>"


def test_content_without_a_token_says_where_to_unlock(api, session, token):
    assert CANARY in api.content(session, token).content.decode()

    body = assert_locked(api.content(session), "unlock-required")

    assert body["unlock_url"] == f"http://testserver{api.root}{session.pk}/unlock/"


@pytest.mark.parametrize(
    "spoil",
    [lambda t: t[:-3], lambda t: f"{t}x", lambda t: "mgu1_nonsense", lambda t: "x" * 9000],
    ids=["cut", "longer", "nonsense", "huge"],
)
def test_content_refuses_a_foreign_token(api, session, token, spoil):
    assert_locked(api.content(session, spoil(token)), "token-invalid")
    if spoil(token).startswith("mgu1_"):
        assert_locked(api.content(session, Authorization=f"Bearer {spoil(token)}"), "token-invalid")


def test_content_refuses_a_token_of_another_section(api, home, session, password):
    other = make_section(home)
    SharedPassword.objects.create_password(other, "the other section's own")
    theirs = api.unlock(make_session(other), "the other section's own").json()["token"]

    assert_locked(api.content(session, theirs), "token-invalid")
    # In a cookie it is not meant for this section at all.
    type_password(api.client, other, "the other section's own")
    assert_locked(api.content(session), "unlock-required")


def test_content_refuses_a_token_from_before_the_password_was_changed(api, session, password, token):
    password.rotate("another good password", earlier="end")

    body = assert_locked(api.content(session, token), "token-revoked")

    assert body["changed_at"].endswith("Z")


def test_content_accepts_a_token_whose_password_is_expiring(api, session, password, token):
    password.rotate("another good password", earlier="run-out")

    assert CANARY in api.content(session, token).content.decode()


def test_content_refuses_an_expired_token(api, session, token):
    with time_machine.travel(timezone.now() + timedelta(days=30, seconds=1)):
        assert_locked(api.content(session, token), "token-expired")


def test_content_accepts_a_token_signed_with_a_fallback_key(api, settings, session, token):
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another secret key"
    assert_locked(api.content(session, token), "token-invalid")

    settings.SECRET_KEY_FALLBACKS = [old]

    assert CANARY in api.content(session, token).content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_content_is_read_only(api, session, token, method):
    response = getattr(api.client, method)(f"{api.root}{session.pk}/content/", headers={"X-Maigu-Unlock": token})

    assert problem_of(response) == "method-not-allowed"
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_head_of_content_has_no_body(api, session, token):
    address = f"{api.root}{session.pk}/content/"

    assert api.client.head(address).status_code == 401
    opened = api.client.head(address, headers={"X-Maigu-Unlock": token})
    assert (opened.status_code, opened.content) == (200, b"")


def test_content_takes_as_many_queries_for_one_block_as_for_three(api, section, password, token):
    numbers = set()
    for number in (1, 3):
        blocks = [("text", RichText("<p>One</p>"))] * number
        blocks += [("recording", make_recording(("en",))) for _ in range(number)]
        blocks += [("resource", make_handout()) for _ in range(number)]
        page = make_session(section, members_content=blocks)
        api.content(page, token)
        response, queries = queries_of(lambda page=page: api.content(page, token))
        assert len(response.json()["blocks"]) == 3 * number
        numbers.add(queries)
    assert len(numbers) == 1
    assert max(numbers) <= 9


def test_error_in_content_reveals_none_of_it(api, settings, session, token):
    settings.DEBUG = True
    assert CANARY in api.content(session, token).content.decode()
    spoilt = json.dumps([{"type": "text", "value": {"words": CANARY}, "id": "1"}])
    type(session).objects.filter(pk=session.pk).update(members_content=spoilt)

    response = api.content(session, token)

    assert response.status_code == 500
    assert problem_of(response) == "internal-error"
    assert CANARY not in response.content.decode()


def test_lock_removes_the_grants_of_the_section_from_the_cookie(api, section, session, password):
    type_password(api.client, section, "correct horse battery")
    assert CANARY in api.content(session).content.decode()

    response = api.lock(session)

    assert response.status_code == 204
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    assert_locked(api.content(session), "unlock-required")
    assert UnlockCounter.objects.filter(forgotten=1).exists()


def test_lock_is_refused_from_another_site(api, section, session, password):
    type_password(api.client, section, "correct horse battery")

    assert problem_of(api.lock(session, Origin="https://evil.example")) == "cross-site"
    assert CANARY in api.content(session).content.decode()


def test_lock_without_a_cookie_has_nothing_to_do(api, session, token):
    response = api.lock(session, **{"X-Maigu-Unlock": token, "Origin": "https://front.example"})

    assert response.status_code == 204
    assert not response.cookies
