"""The walk over the API's own doors to members' content, on every version of it."""

import json
import logging
from itertools import product

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client

from tests.api.calls import APIS, Caller, problem_of
from tests.factories import make_handout, make_recording
from tests.leaks import library as planted
from tests.leaks.library import MARK, OWN_PASSWORD, PASSWORD, everything_of, plant_drafts
from tests.leaks.test_secrets import mails_of_errors, texts_of_mails

pytestmark = pytest.mark.urls("tests.leaks.urls")

__all__ = ["mails_of_errors"]
RECORDING = f"{MARK}recording"
FIELDS = ["members_content", "recording", "transcript", "captions", "webvtt", "blocks", "password", "share_message"]


@pytest.fixture(params=APIS)
def root(request):
    return request.param


@pytest.fixture
def filled(library):
    """Return the library, whose session has files with canaries in every field besides."""
    recording = make_recording(title=RECORDING, original_name=f"{RECORDING}.mp4", transcript=f"{MARK}transcript")
    recording.captions.create(language="en", label=f"{MARK}label", webvtt=f"WEBVTT\n\n{MARK}webvtt")
    recording.poster.save("poster.jpg", ContentFile(b"picture"))
    handout = make_handout(title=f"{MARK}slides", original_name=f"{MARK}slides.pdf")
    text = [(block.block_type, block.value) for block in library.session.members_content]
    embed = ("video_embed", {"url": f"https://vimeo.com/{MARK}", "title": f"{MARK}embed"})
    words = ("transcript", {"title": f"{MARK}heading", "text": f"{MARK}words"})
    library.session.members_content = [*text, ("recording", recording), ("resource", handout), embed, words]
    library.session.save()
    return library


def member_of(library, root):
    caller = Caller(root)
    return caller, caller.unlock(library.session, PASSWORD).json()["token"]


def test_member_gets_every_canary_and_a_visitor_none(filled, root, outsider):
    plant_drafts(filled)
    caller, token = member_of(filled, root)
    given = everything_of(caller.content(filled.session, token))
    for word in (
        "sectiontext",
        "recording",
        "transcript",
        "label",
        "slides",
        "vimeo.com/",
        "embed",
        "heading",
        "words",
    ):
        assert word in given
    assert planted.DRAFT_TEXT not in given

    for page, method in product((filled.session, filled.own), ("get", "head", "options", "post", "put")):
        for conditions in ({}, {"Range": "bytes=0-"}, {"If-None-Match": "*"}, {"X-Maigu-Unlock": "mgu1_1.x.1"}):
            address = f"{root}{page.pk}/content/"
            answer = everything_of(getattr(outsider, method)(address, headers=conditions))
            assert MARK not in answer
            assert "ETag" not in answer


def test_public_responses_contain_no_file_canary(filled, root, member):
    assert RECORDING in everything_of(member.get(f"{root}{filled.session.pk}/content/"))
    addresses = ["/api/v2/sessions/", "/api/v2/pages/", "/api/v2/sections/", "/api/v3/pages/", "/api/v3/openapi.json"]
    addresses += [f"{start}{filled.session.pk}/" for start in addresses[:4]]

    for address, look in product(addresses, ("", "?fields=*", f"?fields={','.join(FIELDS)}")):
        for visitor in (Client(), member):
            assert MARK not in everything_of(visitor.get(f"{address}{look}"))
    for name, value in product(FIELDS, (RECORDING, "x")):
        assert client_error(Client().get("/api/v2/sessions/", {name: value}))
        assert client_error(Client().get("/api/v2/sessions/", {"order": name}))


def client_error(response):
    return problem_of(response) == "malformed" and MARK not in response.json()["title"]


def test_section_password_does_not_open_a_session_with_its_own(filled, root):
    caller, token = member_of(filled, root)

    assert MARK not in everything_of(caller.content(filled.own, token))
    own = caller.unlock(filled.own, OWN_PASSWORD).json()["token"]
    assert planted.OWN_TEXT in everything_of(caller.content(filled.own, own))
    assert MARK not in everything_of(caller.content(filled.session, own))


def test_unlock_responses_are_never_cached(settings, filled, root):
    settings.MAIGU_WAGTAIL_ATTEMPTS = 2
    caller, token = member_of(filled, root)
    pk = filled.session.pk
    answers = [
        *(caller.content(pk), caller.content(pk, token), caller.content(pk, "x"), caller.content(filled.open)),
        *(caller.content(987654), caller.unlock(pk, ""), caller.unlock(pk, PASSWORD), caller.unlock(987654)),
        *(caller.unlock(filled.open), caller.send(pk, "x"), caller.send(pk, "x", content_type="text/plain")),
        *(caller.unlock(pk, "wrong"), caller.unlock(pk, "wrong"), caller.unlock(pk, "wrong"), caller.lock(pk)),
        *(caller.client.options(f"{root}{pk}/unlock/"), caller.client.put(f"{root}{pk}/content/")),
    ]

    assert {answer.status_code for answer in answers} == {200, 204, 400, 401, 403, 404, 405, 409, 415, 422, 429}
    for answer in answers:
        assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "ETag" not in answer.headers


def test_typed_text_is_in_no_response_and_no_log(settings, caplog, filled, root):
    settings.MAIGU_WAGTAIL_ATTEMPTS = 2
    caplog.set_level(logging.DEBUG)
    caller = Caller(root)
    almost = f"{PASSWORD}!"

    answers = [caller.unlock(filled.session, word) for word in (almost, OWN_PASSWORD, PASSWORD, almost)]
    answers += [caller.send(filled.session, f'{{"password": "{almost}"'), caller.unlock(filled.session, [almost])]
    answers.append(caller.send(filled.session, json.dumps({"password": almost}), content_type="text/plain"))

    assert [answer.status_code for answer in answers] == [403, 403, 429, 429, 400, 422, 415]
    for answer in answers:
        assert MARK not in everything_of(answer)
    for record in caplog.records:
        if record.name != "django.db.backends":
            assert MARK not in record.getMessage()


@pytest.mark.parametrize("broken", ["keys", "lifetime", "counts"])
def test_api_unlock_error_is_reported_without_the_password(settings, filled, root, mails_of_errors, broken):
    caller = Caller(root)
    if broken == "keys":
        settings.SECRET_KEY_FALLBACKS = [None]
    elif broken == "lifetime":
        settings.MAIGU_WAGTAIL_UNLOCK_LIFETIME = "no number"
    else:
        settings.MAIGU_WAGTAIL_ATTEMPTS = "no number"

    response = caller.unlock(filled.session, PASSWORD)

    assert response.status_code in (500, 503)
    assert (response.status_code == 500) == bool(mail.outbox)
    assert MARK not in everything_of(response)
    assert MARK not in texts_of_mails()
    assert "mgu1_" not in texts_of_mails()


def test_error_in_content_responds_without_its_message(settings, filled, root):
    settings.DEBUG = True
    caller, token = member_of(filled, root)
    assert planted.SECTION_TEXT in everything_of(caller.content(filled.session, token))
    spoilt = json.dumps([{"type": "text", "value": {"words": planted.SECTION_TEXT}, "id": "1"}])
    type(filled.session).objects.filter(pk=filled.session.pk).update(members_content=spoilt)

    response = caller.content(filled.session, token)

    assert response.status_code == 500
    assert MARK not in everything_of(response)
