"""The description of the API is valid, and is what the API does."""

import json
from datetime import date

import pytest
from django.core.files.base import ContentFile
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.rich_text import RichText

from maigu_wagtail.api.openapi.document import DESCRIPTION, document
from maigu_wagtail.api.problems import PROBLEMS
from tests.api.calls import APIS
from tests.factories import make_handout, make_recording, make_session

pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.django_db]
V2 = "/api/v2/sessions/openapi.json"
V3 = ["/api/v3/openapi.json"] if WAGTAIL_VERSION >= (8, 0) else []


@pytest.fixture
def described(client):
    return client.get(V2).json()


def assert_fits(described, path, method, response):
    """Assert that ``response`` is one of those that the description has for it."""
    operation = described["paths"][path][method]
    answer = operation["responses"][str(response.status_code)]
    if response.status_code == 204:
        assert "content" not in answer
        return
    schema = answer["content"][response.headers["Content-Type"]]["schema"]
    resolved = {**schema, "components": described["components"]}
    Draft202012Validator(resolved, format_checker=FormatChecker()).validate(response.json())


def parameters_of(operation):
    """Return the schemas of what stands in the path and in the query string of ``operation``."""
    parameters = [item for item in operation.get("parameters", ()) if item["in"] != "header"]
    named = {(item["in"], item["name"].replace("pk", "id")): item["schema"] for item in parameters}
    return {name: {key: schema[key] for key in schema if key != "title"} for name, schema in named.items()}


def test_description_is_valid(described):
    OpenAPIV31SpecValidator(described).validate()


@pytest.mark.parametrize("address", V3)
def test_api_v3_schema_of_this_package_is_valid(client, address):
    whole = client.get(address).json()

    ours = {path: item for path, item in whole["paths"].items() if path.startswith(("/api/v3/sess", "/api/v3/sect"))}

    assert len(ours) == 14
    OpenAPIV31SpecValidator({"openapi": whole["openapi"], "info": whole["info"], "paths": ours}).validate()


@pytest.mark.parametrize("address", V3)
def test_api_v3_describes_each_address_like_v2(client, described, address):
    paths = client.get(address).json()["paths"]

    for path, here in described["paths"].items():
        there = paths["/api/v3" + path.replace("{id}", "{pk}")]
        assert set(there) == set(here)
        for method, operation in here.items():
            assert there[method]["operationId"] == operation["operationId"]
            assert set(there[method]["responses"]) == set(operation["responses"])
            assert parameters_of(there[method]) == parameters_of(operation)


def test_generated_description_matches_the_shipped_file():
    served = document("https://cms.example.org/api/v2")

    assert json.loads(DESCRIPTION.read_text()) == json.loads(json.dumps(served))


def test_description_names_every_problem(described):
    texts = json.dumps(described)

    assert [name for name in PROBLEMS if f"`{name}`" not in texts] == []


@pytest.mark.parametrize("root", [root.removesuffix("sessions/") for root in APIS])
def test_public_responses_match_the_description(client, section, described, root):
    photo = get_image_model().objects.create(title="Bea", file=get_test_image_file())
    people = [("speaker", {"name": "Bea", "photo": photo}), ("moderator", {"name": "Amara"})]
    times = {"start_time": "14:00", "end_time": "15:30"}
    session = make_session(section, speakers=people, description="<p>Text</p>", **times)

    for query in ("", "?fields=*", "?fields=_,title", "?status=recorded&order=-date"):
        assert_fits(described, "/sessions/", "get", client.get(f"{root}sessions/{query}"))
    assert_fits(described, "/sessions/{id}/", "get", client.get(f"{root}sessions/{session.pk}/"))
    assert_fits(described, "/sections/", "get", client.get(f"{root}sections/?fields=*"))
    assert_fits(described, "/sections/{id}/", "get", client.get(f"{root}sections/{section.pk}/"))
    assert_fits(described, "/sessions/{id}/", "get", client.get(f"{root}sessions/987654/"))
    assert_fits(described, "/sessions/", "get", client.get(f"{root}sessions/?password=x"))


def test_unlock_responses_match_the_description(api, section, described, password):
    recording = make_recording(("en",), duration=60)
    recording.poster.save("poster.jpg", ContentFile(b"picture"))
    blocks = [
        ("text", RichText("<p>Text</p>")),
        ("recording", recording),
        ("resource", make_handout()),
        ("video_embed", {"url": "https://vimeo.com/1", "title": "One"}),
        ("transcript", {"title": "", "text": "Words"}),
        ("join_link", {"url": "https://meet.example.org/1"}),
    ]
    session = make_session(section, members_content=blocks, date=date(2099, 7, 1))
    unlocked = api.unlock(session)
    given = api.content(session, unlocked.json()["token"])
    assert len(given.json()["blocks"]) == len(blocks)

    unlocks = [unlocked, api.unlock(session, "wrong"), api.unlock(session, ""), api.unlock(987654)]
    unlocks += [api.send(session, "x"), api.send(session, "x", content_type="text/plain")]
    for response in (*unlocks, api.unlock(session, mode="cookie")):
        assert_fits(described, "/sessions/{id}/unlock/", "post", response)
    for response in (given, api.content(session, "mgu1_x"), api.content(987654)):
        assert_fits(described, "/sessions/{id}/content/", "get", response)
    assert_fits(described, "/sessions/{id}/lock/", "post", api.lock(session))
    address, token = f"{api.root}{session.pk}/watched/", {"X-Maigu-Unlock": unlocked.json()["token"]}
    report = {"recording": str(recording.uid), "reached": "half"}
    for body, headers in ((report, token), ({}, token), ([], token), (report, {})):
        sent = api.client.post(address, json.dumps(body), content_type="application/json", headers=headers)
        assert_fits(described, "/sessions/{id}/watched/", "post", sent)
