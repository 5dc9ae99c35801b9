"""Previews of drafts in a front end that draws the site: from the CMS to what the front end is given."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import swapper
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail_headless_preview.models import PagePreview

from tests.api.calls import APIS, problem_of
from tests.factories import make_session

pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.django_db]
CANARY = "MEMBERS-CANARY"


@pytest.fixture(autouse=True)
def _headless(settings):
    settings.MAIGU_WAGTAIL_HEADLESS_PREVIEW = True


@pytest.fixture
def session(section):
    session = make_session(section, title="As published", members_content=[("text", RichText(f"<p>{CANARY}</p>"))])
    session.title = "The draft"
    session.save_revision()
    return session


@pytest.fixture
def another_editor(django_user_model):
    client = Client()
    client.force_login(django_user_model.objects.create_superuser("another"))
    return client


def token_of(client, page, mode=""):
    """Return the token that the preview panel of the CMS gives to the front end for the draft of ``page``."""
    response = client.get(f"/admin/pages/{page.pk}/view_draft/", {"mode": mode})
    assert response.status_code == 200
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    parts, query = framed(response)
    assert (parts.hostname, query["content_type"]) == ("front.example.org", [page._meta.label_lower])
    return query["token"][0]


def framed(response):
    """Return the address of the frame in ``response``, and its query."""
    (address,) = re.findall(r'<iframe src="([^"]+)"', response.content.decode())
    parts = urlsplit(unescape(address))
    return parts, parse_qs(parts.query)


@pytest.fixture(params=APIS)
def ask(request, client):
    """Return what asks for a preview as a front end does: without a cookie."""
    return lambda token, root=request.param: client.get(f"{root}preview/", {"token": token})


def test_preview_shows_the_draft_as_visitors_see_it(admin_client, session, ask):
    response = ask(token_of(admin_client, session))

    body = response.json()
    assert (response.status_code, body["mode"], body["blocks"]) == (200, "public", None)
    assert (body["page"]["id"], body["page"]["title"]) == (session.pk, "The draft")
    assert body["page"]["access"]["locked"]
    assert CANARY not in response.content.decode()


def test_preview_shows_members_content_only_in_members_mode(admin_client, session, ask):
    response = ask(token_of(admin_client, session, "members"))

    assert (response.status_code, response.json()["mode"]) == (200, "members")
    assert response.json()["blocks"][0]["value"] == f"<p>{CANARY}</p>"


def test_preview_is_not_cached_and_unlocks_nothing(admin_client, client, session, ask):
    token = token_of(admin_client, session, "members")
    for _time in range(2):
        response = ask(token)
        assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
        assert "ETag" not in response.headers
        assert not response.cookies

    assert client.get(f"{session.url}watch/").status_code == 403
    content = client.get(f"/api/v2/sessions/{session.pk}/content/", headers={"X-Maigu-Unlock": token})
    assert content.status_code == 401


def test_preview_expires_on_the_second(admin_client, session, ask, settings, time_machine):
    settings.MAIGU_WAGTAIL_PREVIEW_LIFETIME = 600
    start = timezone.now().replace(microsecond=0)
    time_machine.move_to(start, tick=False)
    token = token_of(admin_client, session)

    time_machine.move_to(start + timedelta(seconds=600), tick=False)
    assert ask(token).status_code == 200
    time_machine.move_to(start + timedelta(seconds=601), tick=False)
    assert problem_of(ask(token)) == "preview-ended"


def test_preview_ends_with_the_next_preview_of_its_editor(admin_client, another_editor, session, ask, time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    first = token_of(admin_client, session)
    of_another = token_of(another_editor, session)
    in_the_other_mode = token_of(admin_client, session, "members")
    time_machine.shift(5)
    second = token_of(admin_client, session)

    statuses = [ask(token).status_code for token in (first, of_another, in_the_other_mode, second)]

    assert statuses == [404, 200, 404, 200]
    assert PagePreview.objects.count() == 2


@pytest.mark.parametrize("change", ["", "cut", "longer", "mode", "foreign", "nul", "lone surrogate"])
def test_unknown_preview_token_shows_nothing(admin_client, session, ask, change):
    token = token_of(admin_client, session)
    foreign = PagePreview.objects.create(token="id=1:x:y", content_type=session.content_type, content_json="{}")  # noqa: S106 -- opens nothing
    changed = {
        "": "",
        "cut": token[:-1],
        "longer": token + "x" * 300,
        "mode": token.replace(".public:", ".members:"),
        "foreign": foreign.token,
        "nul": token + "\x00",
        "lone surrogate": token + "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    }[change]
    assert ask(token).status_code == 200
    assert changed != token

    assert problem_of(ask(changed)) == "preview-ended"


def test_preview_of_a_session_is_not_found_among_sections(admin_client, client, session):
    token = token_of(admin_client, session)
    own = token_of(admin_client, session.section)

    assert problem_of(client.get("/api/v2/sections/preview/", {"token": token})) == "preview-ended"
    answer = client.get("/api/v2/sections/preview/", {"token": own}).json()
    assert (answer["page"]["title"], answer["blocks"]) == (session.section.title, None)


def test_draft_is_in_no_other_response(admin_client, client, session):
    token_of(admin_client, session, "members")

    for address in ("/api/v2/sessions/", f"/api/v2/sessions/{session.pk}/", "/api/v2/pages/", session.url):
        text = client.get(address).content.decode()
        assert "As published" in text
        assert "The draft" not in text


def test_preview_ends_when_the_site_switches_it_off(admin_client, session, ask, settings):
    token = token_of(admin_client, session)
    settings.MAIGU_WAGTAIL_HEADLESS_PREVIEW = False

    assert problem_of(ask(token)) == "preview-ended"
    assert "front.example.org" not in admin_client.get(f"/admin/pages/{session.pk}/view_draft/").content.decode()


def test_page_that_was_never_saved_has_a_preview(admin_client, section, ask):
    model = swapper.load_model("maigu_wagtail", "SessionPage")
    kind = ContentType.objects.get_for_model(model)
    address = reverse("wagtailadmin_pages:preview_on_add", args=[kind.app_label, kind.model, section.pk])
    form = {
        "title": "Not saved yet",
        "slug": "not-saved-yet",
        "date": "2026-05-04",
        "start_time": "",
        "end_time": "",
        "time_zone": "America/New_York",
        "description": rich_text("<p>Text</p>"),
        "access": "section",
        "speakers": streamfield([]),
        "members_content": streamfield([("transcript", {"title": "", "text": CANARY})]),
        "comments": inline_formset([]),
    }
    data = nested_form_data(form)
    assert admin_client.post(f"{address}?mode=members", data).json()["is_valid"]
    _parts, query = framed(admin_client.get(f"{address}?mode=members"))

    body = ask(query["token"][0]).json()

    assert body["page"]["title"] == "Not saved yet"
    assert "id" not in body["page"]
    assert "detail_url" not in body["page"]["meta"]
    assert body["blocks"][0]["value"]["text"] == CANARY
