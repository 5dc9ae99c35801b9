"""The password itself, and the token that stands for it, wherever else they could turn up."""

import io
import logging
from urllib.parse import parse_qs, urlsplit

import pytest
from django import VERSION as DJANGO_VERSION
from django.apps import apps
from django.core import mail, management
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils.log import AdminEmailHandler
from django.views.debug import SafeExceptionReporterFilter, get_default_exception_reporter_filter
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.models import ModelLogEntry, PageLogEntry

from tests.factories import make_handout
from tests.leaks import library as planted
from tests.leaks.library import MARK, OWN_PASSWORD, PASSWORD, everything_of, plant_drafts, unlock

pytestmark = pytest.mark.urls("tests.leaks.urls")

NEXT_PASSWORD = f"{MARK} moults in the autumn"


@pytest.fixture
def mails_of_errors(settings):
    """Have errors sent as Django does, with all that it knows of a request and of every frame."""
    settings.DEBUG = False
    settings.ADMINS = ["admin@example.org"] if DJANGO_VERSION >= (6, 0) else [("Admin", "admin@example.org")]
    handler = logging.getLogger("django.request")
    email = AdminEmailHandler(include_html=True)
    email.setLevel(logging.ERROR)
    handler.addHandler(email)
    yield mail.outbox
    handler.removeHandler(email)


def texts_of_mails():
    parts = [message.subject + message.body for message in mail.outbox]
    parts += [content for message in mail.outbox for content, _type in message.alternatives]
    return "\n".join(parts)


def test_password_can_be_read_back_and_is_in_no_table(library):
    assert library.password.reveal() == PASSWORD

    rows = [str(row) for model in apps.get_models() for row in model._base_manager.values()]
    assert [row for row in rows if library.password.sealed in row]
    for password in (PASSWORD, OWN_PASSWORD):
        assert [row for row in rows if password in row] == []


def test_dump_and_object_texts_contain_no_password(library):
    dump = io.StringIO()
    management.call_command("dumpdata", stdout=dump)

    assert library.password.sealed in dump.getvalue()
    assert PASSWORD not in dump.getvalue()
    for text in (repr(library.password), str(library.password), repr(vars(library.password))):
        assert PASSWORD not in text


def test_wagtail_log_contains_no_password(library, admin_user):
    new = library.password.rotate(NEXT_PASSWORD, earlier="end", user=admin_user)
    assert new.reveal(user=admin_user) == NEXT_PASSWORD
    new.revoke(user=admin_user)

    entries = [*ModelLogEntry.objects.all(), *PageLogEntry.objects.all()]
    assert len(ModelLogEntry.objects.all()) == 6
    for entry in entries:
        assert MARK not in f"{entry.label} {entry.message} {entry.data} {entry.comment} {vars(entry)}"


def test_server_log_contains_no_password(settings, caplog, library):
    settings.MAIGU_WAGTAIL_ATTEMPTS = 2
    caplog.set_level(logging.DEBUG)

    for password in ("wrong", PASSWORD, OWN_PASSWORD, f"{PASSWORD}!", PASSWORD):
        unlock(Client(), library.section, password)

    assert "/maig-u/unlock/" in caplog.text
    for record in caplog.records:
        if record.name != "django.db.backends":
            assert MARK not in record.getMessage()


@pytest.mark.parametrize("typed", [PASSWORD, f"{PASSWORD}!", OWN_PASSWORD], ids=["right", "almost right", "another's"])
@pytest.mark.parametrize("broken", ["template", "keys", "cookies", "counts"])
def test_unlock_error_is_reported_without_the_password(settings, library, mails_of_errors, typed, broken):
    client = Client(raise_request_exception=False)
    if broken == "template":
        settings.MAIGU_WAGTAIL_BASE_TEMPLATE = "leaks/broken.html"
    elif broken == "keys":
        settings.SECRET_KEY_FALLBACKS = [None]
    elif broken == "cookies":
        settings.MAIGU_WAGTAIL_UNLOCK_LIFETIME = "no number"
    else:
        settings.MAIGU_WAGTAIL_ATTEMPTS = "no number"

    response = unlock(client, library.section, typed)

    assert response.status_code in (303, 403, 500, 503)
    assert (response.status_code == 500) == bool(mail.outbox)
    assert typed not in everything_of(response) or response.status_code in (403, 503)
    assert MARK not in texts_of_mails()
    assert "mgu1_" not in texts_of_mails()


def test_error_is_reported_without_tokens(library, member, mails_of_errors):
    token = member.cookies["maigu_unlock_token"].value
    client = Client(raise_request_exception=False)
    client.cookies = member.cookies

    response = client.get("/broken/", headers={"Authorization": f"Bearer {token}"})

    assert response.status_code == 500
    assert "The site is broken." in texts_of_mails()
    assert "mgu1_" not in everything_of(response)
    assert "mgu1_" not in texts_of_mails()


class FilterThatHidesNothing(SafeExceptionReporterFilter):
    """A site's own, which shows a developer everything."""

    def is_active(self, request):
        return False

    def get_safe_settings(self):
        return {}

    def get_safe_request_meta(self, request):
        return request.META

    def get_safe_cookies(self, request):
        return {}


HEADER_ADDRESSES = ["/api/v2/sessions/", "/api/v2/sessions/{pk}/content/", "/maig-u/civil/watch/", "/maig-u/notes/"]
if WAGTAIL_VERSION >= (8, 0):
    HEADER_ADDRESSES += ["/api/v3/sessions/", "/api/v3/sessions/{pk}/content/"]


@pytest.fixture(params=["Django's reports", "a site's own reports", "debug page"])
def reports(request, settings, mails_of_errors):
    """Return what is reported of a failed response: to admins by mail, or on the page itself."""
    if request.param == "a site's own reports":
        settings.DEFAULT_EXCEPTION_REPORTER_FILTER = f"{__name__}.FilterThatHidesNothing"
        get_default_exception_reporter_filter.cache_clear()
    settings.DEBUG = request.param == "debug page"
    yield lambda response: everything_of(response) if settings.DEBUG else texts_of_mails()
    get_default_exception_reporter_filter.cache_clear()


@pytest.mark.parametrize("name", ["X-Maigu-Unlock", "X-Members", "Authorization"])
@pytest.mark.parametrize("address", ["/broken/", *HEADER_ADDRESSES])
def test_error_is_reported_without_the_token_in_a_header(settings, library, reports, address, name):
    settings.MAIGU_WAGTAIL_UNLOCK_HEADER = "X-Members" if name == "X-Members" else "X-Maigu-Unlock"
    password = {"password": PASSWORD}
    content = f"/api/v2/sessions/{library.session.pk}"
    token = Client().post(f"{content}/unlock/", password, content_type="application/json").json()["token"]
    headers = {name: f"Bearer {token}" if name == "Authorization" else token}
    assert planted.SECTION_TEXT in everything_of(Client().get(f"{content}/content/", headers=headers))
    client = Client(raise_request_exception=False)

    with connection.execute_wrapper(failing):
        response = client.get(address.format(pk=library.session.pk), headers=headers)

    assert response.status_code == 500
    assert "The site is broken." in reports(response) or "The database is broken." in reports(response)
    for part in (token[5:30], token[-20:]):
        assert part not in reports(response)


def failing(execute, sql, params, many, context):
    raise DatabaseError("The database is broken.")


@pytest.mark.usefixtures("private_folder")
def test_error_is_reported_without_the_file_ticket(library, reports):
    handout = make_handout()
    library.session.members_content = [("resource", handout)]
    library.session.save()
    password = {"password": PASSWORD}
    content = f"/api/v2/sessions/{library.session.pk}"
    token = Client().post(f"{content}/unlock/", password, content_type="application/json").json()["token"]
    given = Client().get(f"{content}/content/", headers={"X-Maigu-Unlock": token}).json()
    address = given["blocks"][0]["value"]["url"].removeprefix("http://testserver")
    ticket = parse_qs(urlsplit(address).query)["token"][0]
    assert b"slides" in Client().get(address).getvalue()
    client = Client(raise_request_exception=False)

    for odd in (address, address.replace("?token", "?%74oken"), f"{address}&x=1"):
        with connection.execute_wrapper(failing):
            response = client.get(odd, RAW_URI=odd, REQUEST_URI=odd, HTTP_REFERER=f"http://testserver{odd}")

        assert response.status_code == 500
        assert "The database is broken." in reports(response)
        assert ticket not in reports(response)


@pytest.mark.usefixtures("private_folder")
def test_broken_link_is_reported_without_the_file_ticket(settings, library):
    settings.MIDDLEWARE = ["django.middleware.common.BrokenLinkEmailsMiddleware", *settings.MIDDLEWARE]
    settings.MANAGERS = ["m@example.org"] if DJANGO_VERSION >= (6, 0) else [("M", "m@example.org")]
    ticket = "1.1.aaaaaaaaaaaaaaaaaaaaaa.1.bbbbbbbbbbbbbbbbbbbbbbbbbb"
    missing = f"/maigu/files/00000000-0000-4000-8000-000000000000/film.mp4?token={ticket}"

    Client().get(missing, headers={"Referer": "http://testserver/maig-u/civil/watch/"})

    assert "film.mp4" in texts_of_mails()
    assert ticket not in texts_of_mails()


@pytest.mark.parametrize("is_debug", [False, True], ids=["live", "debug"])
def test_error_pages_contain_no_canary(settings, library, member, is_debug):
    settings.DEBUG = is_debug
    plant_drafts(library)
    stranger = Client(raise_request_exception=False)

    for address in (
        "/maig-u/missing/",
        "/maig-u/draft/",
        "/maig-u/notes/missing/",
        "/maig-u/civil/watch/x/",
        "/broken/",
    ):
        response = stranger.get(address)
        assert response.status_code in (404, 500)
        assert MARK not in everything_of(response)
    for address in ("/maig-u/civil/watch/", "/maig-u/notes/"):
        assert MARK in everything_of(member.get(address))
        assert MARK not in everything_of(stranger.get(address))
        enforcing = Client(enforce_csrf_checks=True)
        assert MARK not in everything_of(enforcing.post(address))
    for address in ("/maig-u/missing/", "/broken/"):
        visitor = Client(raise_request_exception=False)
        visitor.cookies = member.cookies
        assert planted.SECTION_TEXT not in everything_of(visitor.get(address))


def test_cms_pages_never_show_the_password(library, admin_client, as_editor_of):
    library.section.save_revision()
    library.own.save_revision()
    editor = as_editor_of(library.section)
    names = ("edit", "history", "usage", "copy", "delete", "unpublish", "move", "view_draft", "set_privacy")
    addresses = [
        reverse(f"wagtailadmin_pages:{name}", args=[page.pk])
        for name in names
        for page in (library.section, library.own)
    ]
    report = reverse("wagtailadmin_reports:site_history")
    addresses += [reverse("wagtailadmin_home"), report, f"{report}?export=csv", f"/admin/pages/{library.section.pk}/"]
    visits = [(admin_client, address) for address in addresses] + [(editor, address) for address in addresses[:4]]

    for client, address in visits:
        response = client.get(address)
        assert response.status_code in (200, 302)
        for secret in (PASSWORD, OWN_PASSWORD, library.password.sealed):
            assert secret not in everything_of(response)


def test_password_in_a_query_string_is_neither_read_nor_repeated(library):
    client = Client()

    for address in ("/maig-u/unlock/", "/maig-u/civil/watch/", "/maig-u/", "/maig-u/civil/", "/maig-u/notes/"):
        response = client.get(address, {"password": PASSWORD, "next": "/maig-u/"})
        assert not response.cookies
        assert planted.SECTION_TEXT not in everything_of(response)
    response = client.post(f"/maig-u/unlock/?password={PASSWORD}")
    assert response.status_code == 400
    assert not response.cookies


def test_cms_preview_marks_no_device_as_unlocked(library, admin_client):
    library.session.save_revision()

    preview = admin_client.get(f"/admin/pages/{library.session.pk}/view_draft/?mode=members")

    assert planted.SECTION_TEXT in everything_of(preview)
    assert "maigu_unlock_token" not in admin_client.cookies
    assert "private" in preview.headers["Cache-Control"]
    assert MARK not in everything_of(admin_client.get("/maig-u/civil/watch/"))


@pytest.mark.parametrize("broken", ["template", "cookies"])
def test_error_is_reported_without_the_token_of_a_link(settings, library, mails_of_errors, broken):
    link = library.password.create_link()
    address = f"{library.section.url}unlock/{link.token}/"
    assert Client().post(address).status_code == 303
    if broken == "template":
        settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "no.such.Storage"}}
    else:
        settings.MAIGU_WAGTAIL_UNLOCK_LIFETIME = "no number"

    responses = [getattr(Client(raise_request_exception=False), method)(address) for method in ("get", "post")]

    assert 500 in {response.status_code for response in responses}
    assert f"{library.section.url}unlock/" in texts_of_mails()
    assert link.token not in texts_of_mails()
    assert link.token.rpartition(".")[2] not in texts_of_mails()


def test_link_is_in_no_table(library):
    link = library.password.create_link(label="Spring mailing")
    assert Client().post(f"{library.section.url}unlock/{link.token}/").status_code == 303

    rows = [str(row) for model in apps.get_models() for row in model._base_manager.values()]
    assert [row for row in rows if "Spring mailing" in row]
    assert [row for row in rows if link.token in row or link.token.rpartition(".")[2] in row] == []
