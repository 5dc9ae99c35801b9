"""The examples in the description of the API are answers that it gives."""

import json
from datetime import date

import pytest
from django.test import Client
from wagtail.models import Site
from wagtail.rich_text import RichText

from maigu_wagtail.api.openapi.document import description
from maigu_wagtail.models import Caption, SharedPassword
from tests.api.calls import APIS, PASSWORD
from tests.factories import make_recording, make_section, make_session

# Of the package's own page types: others have other fields.
pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.django_db, pytest.mark.once]
HOST = "cms.example.org"
OPERATIONS = [operation for item in description()["paths"].values() for operation in item.values()]
# By the name of the operation, or of the problem.
EXAMPLES = {
    answer["example"].get("type", "").rpartition("/")[2] or operation["operationId"]: answer["example"]
    for operation in OPERATIONS
    for response in operation["responses"].values()
    for answer in response.get("content", {}).values()
    if "example" in answer
}


@pytest.fixture
def site(home, settings):
    settings.ALLOWED_HOSTS = [HOST]
    home.title = "Home"
    home.save()
    site = Site.objects.get()
    site.hostname, site.port = HOST, 443
    site.save()


@pytest.mark.parametrize("root", [root.removesuffix("sessions/") for root in APIS])
def test_examples_are_real_responses(home, site, private_folder, root, time_machine):
    time_machine.move_to("2026-11-25 17:00Z", tick=False)
    texts = {"introduction": "<p>Training for mayors and their staff.</p>", "contact_email": "training@example.org"}
    section = make_section(home, slug="maig-u", **texts)
    SharedPassword.objects.create_password(section, PASSWORD)
    session = make_session(
        section,
        title="Civil litigation",
        slug="civil-litigation",
        date=date(2023, 12, 14),
        start_time="14:00",
        end_time="15:30",
        description="<p>How a city goes to court.</p>",
        audience="City attorneys",
        speakers=[("speaker", {"name": "Amara Cole", "role": "Mayor", "organisation": "City of Examples"})],
        members_content=[("text", RichText("<p>The slides are with the city.</p>"))],
    )
    given = answers(Client(), f"{root}sessions/", f"{root}sections/{section.pk}/", session.pk)
    given["sections_search"] = answer_of_search(Client(), f"{root}sections/{section.pk}/search/", section, session)

    for name, answer in given.items():
        text = json.dumps(answer).replace(root, "/api/v2/")
        for pk, shown in ((session.pk, 5), (section.pk, 3)):
            text = text.replace(f'"id": {pk},', f'"id": {shown},').replace(f"s/{pk}/", f"s/{shown}/")
            text = text.replace(f'"section": {pk}', f'"section": {shown}')
        assert json.loads(text) == EXAMPLES[name]
    assert set(given) == set(EXAMPLES)


def answer_of_search(client, address, section, session):
    """Return what the search answers once the session has a recording, with the id of its block as in the example."""
    recording = make_recording()
    webvtt = "WEBVTT\n\n12:31.000 --> 12:36.000\n<v Amara Cole>We ask for background checks.\n"
    Caption.objects.create(recording=recording, language="en", webvtt=webvtt)
    session.members_content = [("recording", recording)]
    session.save()
    unlock = {"password": PASSWORD, "next": section.get_url()}
    client.post(f"{section.get_url()}unlock/", unlock, headers={"host": HOST}, secure=True)
    answer = client.get(address, {"q": "background checks"}, headers={"host": HOST}, secure=True).json()
    (match,) = answer["items"][0]["matches"]
    (shown,) = EXAMPLES["sections_search"]["items"][0]["matches"]
    answer["items"][0]["matches"] = [{**match, "block": shown["block"]}]
    return answer


def answers(client, sessions, section, pk):
    """Return what each operation answers, with its token and the id of a block as the examples have them."""

    def ask(method, address, *args, **headers):
        return getattr(client, method)(address, *args, headers={"host": HOST, **headers}, secure=True).json()

    def unlock(password):
        body = json.dumps({"password": password})
        return client.post(
            f"{sessions}{pk}/unlock/", body, content_type="application/json", headers={"host": HOST}, secure=True
        ).json()

    refused, opened = unlock("correct horse"), unlock(PASSWORD)
    content = ask("get", f"{sessions}{pk}/content/", **{"x-maigu-unlock": opened["token"]})
    (block,) = content["blocks"]
    return {
        "sessions_list": ask("get", sessions),
        "sessions_detail": ask("get", f"{sessions}{pk}/"),
        "sections_detail": ask("get", section),
        "sessions_unlock": {**opened, "token": EXAMPLES["sessions_unlock"]["token"]},
        "wrong-password": refused,
        "unlock-required": ask("get", f"{sessions}{pk}/content/"),
        "sessions_content": {**content, "blocks": [{**block, "id": EXAMPLES["sessions_content"]["blocks"][0]["id"]}]},
    }
