"""How the gate answers: what a browser is told of a file, and what a server in front."""

import asyncio
import logging
from email.message import Message
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application
from django.core.files.storage import InMemoryStorage
from django.core.signals import request_finished
from django.db import connection
from django.test import Client

from maigu_wagtail.members.file_access import address_of
from maigu_wagtail.models import Access, SharedPassword
from tests.doors import type_password
from tests.factories import make_handout, make_recording, make_session
from tests.files import POSTER, VIDEO, addresses, all_of, bytes_at_gate, make_film, make_screening
from tests.s3_requests import ask_store


@pytest.fixture
def local(private_folder):
    return private_folder


@pytest.fixture
def screening(local, section):
    """A session that is open to everybody: here it is not asked who."""
    return make_screening(section, access=Access.PUBLIC)


def main_address(file):
    return address_of(file, file.download_name)


def show(section, *files):
    kinds = {"Recording": "recording", "Handout": "resource"}
    content = [(kinds[type(file).__name__], file) for file in files]
    return make_session(section, access=Access.PUBLIC, members_content=content)


def disposition_of(headers):
    """Return kind, plain name and full name in a disposition, as a browser reads them."""
    message = Message()
    message["Content-Disposition"] = headers["Content-Disposition"]
    full = headers["Content-Disposition"].partition("filename*=UTF-8''")[2]
    plain = headers["Content-Disposition"].split('filename="')[1].split('"')[0]
    return message.get_content_disposition(), plain, unquote(full)


def test_responses_are_never_cached_or_indexed(client, screening):
    for address in addresses(*screening[1:]):
        response = client.get(address)
        all_of(response)

        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert not response.cookies


def test_each_kind_of_file_has_its_content_type_and_disposition(client, screening):
    _session, film, slides = screening
    expected = {
        main_address(film): ("video/mp4", "inline"),
        address_of(film, "poster.jpg"): ("image/jpeg", "inline"),
        address_of(film, film.file_names[-1]): ("text/vtt; charset=utf-8", "inline"),
        main_address(slides): ("application/pdf", "attachment"),
    }
    for address, told in expected.items():
        headers = client.head(address).headers

        assert (headers["Content-Type"], disposition_of(headers)[0]) == told


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "", "application/javascript", "text/vtt"])
def test_unknown_file_type_is_not_rendered_by_browsers(client, local, section, content_type):
    film = make_recording(content_type=content_type, original_name="a.html", content=b"<script>alert(1)</script>")
    show(section, film)

    headers = client.head(main_address(film)).headers

    assert headers["Content-Type"] == "application/octet-stream"
    assert disposition_of(headers)[0] == "attachment"


@pytest.mark.parametrize(
    ("original", "plain", "full"),
    [
        ("Panel, part 1.pdf", "panel-part-1.pdf", "Panel, part 1.pdf"),
        ("Ordenanza año 2024.pdf", "ordenanza-ano-2024.pdf", "Ordenanza año 2024.pdf"),
        ("条例.pdf", "file.pdf", "条例.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\chief\\notes.pdf", "cuserschiefnotes.pdf", "notes.pdf"),
        ('a"b\r\nSet-Cookie: x=y.pdf', "ab-set-cookie-xy.pdf", "abSet-Cookie x=y.pdf"),
        ("\u202efdp.exe.pdf", "fdpexe.pdf", "fdp.exe.pdf"),
        ("\u200b.pdf", "file.pdf", "file.pdf"),
        (f"{'x' * 200}.pdf", f"{'x' * 80}.pdf", f"{'x' * 80}.pdf"),
        ("", "file.pdf", "file.pdf"),
    ],
)
def test_download_has_the_name_of_the_upload(client, local, section, original, plain, full):
    slides = make_handout(original_name="x.pdf")
    slides.original_name = original
    slides.save()
    show(section, slides)

    headers = client.head(main_address(slides)).headers

    assert disposition_of(headers) == ("attachment", plain, full)
    assert headers["Content-Disposition"].isascii()
    assert "Set-Cookie" not in headers


def test_head_has_the_size_and_no_body(client, screening):
    for address, content in addresses(*screening[1:]).items():
        response = client.head(address)

        assert response.headers["Content-Length"] == str(len(content))
        assert b"".join(response) == b""


def test_range_has_its_position(client, screening):
    response = client.get(main_address(screening[1]), headers={"range": "bytes=-7"})

    assert response.status_code == 206
    assert all_of(response) == VIDEO[-7:]
    assert response.headers["Content-Range"] == f"bytes {len(VIDEO) - 7}-{len(VIDEO) - 1}/{len(VIDEO)}"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_range_past_the_end_is_reported(client, screening):
    response = client.get(main_address(screening[1]), headers={"range": "bytes=999999-"})

    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(VIDEO)}"


def test_unchanged_file_is_not_sent_again(client, screening):
    address = main_address(screening[1])
    tag = client.head(address).headers["ETag"]

    response = client.get(address, headers={"if-none-match": tag})

    assert response.status_code == 304
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("place", ["private_folder", "s3_storage"])
def test_site_cache_stores_no_file_and_no_refusal(request, section, settings, place):
    request.getfixturevalue(place)
    around = ("django.middleware.cache.UpdateCacheMiddleware", "django.middleware.cache.FetchFromCacheMiddleware")
    conditional = "django.middleware.http.ConditionalGetMiddleware"
    settings.MIDDLEWARE = [around[0], conditional, *settings.MIDDLEWARE, around[1]]
    _session, *files = make_screening(section)
    SharedPassword.objects.create_password(section, "correct horse battery")
    member, stranger = Client(), Client()
    type_password(member, section, "correct horse battery")

    for address, content in addresses(*files).items():
        for _time in range(2):
            refusal = stranger.get(address)
            assert (refusal.status_code, "ETag" in refusal.headers) == (403, False)
            assert bytes_at_gate(member, address) == content


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_other_methods_are_refused(local, section, method):
    *_session, film, _slides = make_screening(section)
    strict = Client(enforce_csrf_checks=True)
    response = getattr(strict, method)(main_address(film))

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_options_response_is_the_same_for_every_address(client, local, section):
    *_session, film, _slides = make_screening(section)
    unknown = "/maigu/files/6a2f41a3-c54c-fce8-32d2-0324e1c32e22/file.mp4"
    answers = [client.options(address) for address in (main_address(film), unknown)]

    assert [answer.status_code for answer in answers] == [204, 204]
    assert answers[0].headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answers[0].headers == answers[1].headers


def test_missing_file_is_logged_without_the_ticket(client, screening, local, caplog):
    _session, film, _slides = screening
    (local / film.file.name).unlink()

    with caplog.at_level(logging.ERROR, "maigu_wagtail"):
        response = client.get(f"{main_address(film)}?token=TICKET-CANARY")

    assert response.status_code == 404
    assert response.content == b"File not found."
    assert response.headers["Cache-Control"] == "private, no-store"
    (record,) = [record for record in caplog.records if record.name.startswith("maigu_wagtail")]
    assert str(film.pk) in record.getMessage()
    assert "TICKET-CANARY" not in caplog.text


def test_row_without_a_file_is_not_found(client, screening):
    _session, film, _slides = screening
    address = main_address(film)
    type(film).objects.filter(pk=film.pk).update(file="")

    assert client.get(address.removesuffix(".mp4")).status_code == 404


def test_signed_file_may_be_embedded_by_another_site(client, admin_client, local, section):
    _session, film, _slides = make_screening(section)
    own = admin_client.head(main_address(film)).headers
    show(section, film)
    public = client.head(main_address(film)).headers

    assert own["Cross-Origin-Resource-Policy"] == "same-site"
    assert "Access-Control-Allow-Origin" not in own
    assert public["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert public["Access-Control-Allow-Origin"] == "*"


def test_nginx_gets_the_file_path(client, screening, settings):
    settings.MAIGU_WAGTAIL_SENDFILE = "X-Accel-Redirect"
    _session, film, _slides = screening
    response = client.get(main_address(film))

    assert response.headers["X-Accel-Redirect"] == f"/maigu-private/{film.file.name}"
    assert response.content == b""
    assert response.headers["Content-Type"] == "video/mp4"
    assert disposition_of(response.headers)[0] == "inline"
    assert response.headers["Cache-Control"] == "private, no-store"
    settings.MAIGU_WAGTAIL_SENDFILE_PREFIX = "/hidden"
    assert client.get(main_address(film)).headers["X-Accel-Redirect"] == f"/hidden/{film.file.name}"


def test_apache_gets_the_file_path(client, screening, local, settings):
    settings.MAIGU_WAGTAIL_SENDFILE = "X-Sendfile"
    _session, film, _slides = screening

    assert client.get(main_address(film)).headers["X-Sendfile"] == str(local / film.file.name)


@pytest.mark.parametrize("header", ["X-Accel-Redirect", "X-Sendfile"])
def test_web_server_gets_no_path_for_visitors_or_missing_files(client, local, section, settings, header):
    settings.MAIGU_WAGTAIL_SENDFILE = header
    session, film, slides = make_screening(section)

    assert header not in client.get(main_address(film)).headers
    show(section, film)
    assert header in client.get(main_address(film)).headers
    # Captions are in the database.
    assert header not in client.get(address_of(film, film.file_names[-1])).headers
    (local / film.file.name).unlink()
    response = client.get(main_address(film))
    assert (response.status_code, header in response.headers) == (404, False)


def test_storage_without_a_folder_is_read_by_the_view(client, section, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "maigu_recordings": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    settings.MAIGU_WAGTAIL_SENDFILE = "X-Accel-Redirect"
    _session, film, slides = make_screening(section, access=Access.PUBLIC)

    assert isinstance(film.file.storage, InMemoryStorage)
    for address, content in addresses(film, slides).items():
        assert bytes_at_gate(client, address) == content
    assert bytes_at_gate(client, main_address(film), range="bytes=6-11") == b"CANARY"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_file_view_works_under_asgi(local, home, section):
    film = make_film()
    show(section, film)

    async def ask(headers):
        scope = {"type": "http", "http_version": "1.1", "method": "GET", "path": main_address(film)}
        scope |= {"query_string": b"", "headers": [(b"host", b"testserver"), *headers]}
        browser = ApplicationCommunicator(get_asgi_application(), scope)
        await browser.send_input({"type": "http.request"})
        start = await browser.receive_output(10)
        body = b""
        while (message := await browser.receive_output(10)).get("more_body"):
            body += message["body"]
        await browser.wait()
        return start["status"], body + message.get("body", b"")

    def close_database(**kwargs):
        # Each request has a thread, and so a connection, of its own, and Django leaves a database in memory open.
        if connection.connection:
            connection.connection.close()

    request_finished.connect(close_database)
    try:
        assert asyncio.run(ask([])) == (200, VIDEO)
        assert asyncio.run(ask([(b"range", b"bytes=6-11")])) == (206, b"CANARY")
    finally:
        request_finished.disconnect(close_database)


def test_store_redirect_is_never_cached(client, s3_storage, section):
    _session, film, slides = make_screening(section, access=Access.PUBLIC)
    expected = {
        main_address(film): ("video/mp4", "inline", VIDEO),
        address_of(film, "poster.jpg"): ("image/jpeg", "inline", POSTER),
        main_address(slides): ("application/pdf", "attachment", addresses(film, slides)[main_address(slides)]),
    }
    for address, (content_type, kind, content) in expected.items():
        response = client.get(address)

        assert response.status_code == 302
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.content == b""
        answer = ask_store(response.headers["Location"])
        assert (answer.status, answer.body) == (200, content)
        assert answer.headers["Content-Type"] == content_type
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert disposition_of(answer.headers)[0] == kind


def test_store_responds_to_a_head_request(client, s3_storage, section):
    _session, film, _slides = make_screening(section, access=Access.PUBLIC)

    answer = ask_store(client.head(main_address(film)).headers["Location"], "HEAD")

    assert (answer.status, answer.headers["Content-Length"]) == (200, str(len(VIDEO)))


def test_captions_come_from_our_origin_with_a_store_too(client, s3_storage, section):
    _session, film, _slides = make_screening(section, access=Access.PUBLIC)

    response = client.get(address_of(film, film.file_names[-1]))

    assert response.status_code == 200
    assert response.content.startswith(b"WEBVTT")
    assert response.headers["Content-Type"] == "text/vtt; charset=utf-8"


def test_missing_object_is_reported_by_the_store(client, s3_storage, section):
    _session, film, _slides = make_screening(section, access=Access.PUBLIC)
    s3_storage.delete(film.file.name)

    assert ask_store(client.get(main_address(film)).headers["Location"]).status == 404


def test_signing_an_address_needs_no_request_to_the_store(client, s3_storage, s3_server, section, settings):
    _session, film, _slides = make_screening(section, access=Access.PUBLIC)
    options = s3_server.options(s3_storage.bucket_name, endpoint_url="http://127.0.0.1:9")
    alias = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "maigu_recordings": alias}

    response = client.get(main_address(film))

    assert response.status_code == 302
    assert urlsplit(response.headers["Location"]).netloc == "127.0.0.1:9"


def test_download_name_is_part_of_the_signature(client, s3_storage, section):
    slides = make_handout(original_name='Año "2024"; x=y&token=z.pdf')
    show(section, slides)

    location = client.get(main_address(slides)).headers["Location"]

    assert len(location) < 2000
    (told,) = parse_qs(urlsplit(location).query)["response-content-disposition"]
    assert disposition_of({"Content-Disposition": told})[2] == "Año 2024; x=y&token=z.pdf"
    assert disposition_of(ask_store(location).headers)[2] == "Año 2024; x=y&token=z.pdf"


def test_signed_store_address_is_in_no_log(client, s3_storage, section, caplog):
    _session, film, _slides = make_screening(section, access=Access.PUBLIC)

    with caplog.at_level(logging.INFO):
        location = client.get(main_address(film)).headers["Location"]

    signature = parse_qs(urlsplit(location).query)["X-Amz-Signature"][0]
    assert signature not in caplog.text


@pytest.mark.parametrize("storage", ["folder", "s3"])
@pytest.mark.parametrize(
    ("allowed", "query", "way"),
    [(True, "?download", "attachment"), (False, "?download", "inline"), (True, "", "inline")],
)
def test_recording_download_needs_the_staff_setting(client, request, section, storage, allowed, query, way):
    request.getfixturevalue({"folder": "private_folder", "s3": "s3_storage"}[storage])
    film = make_recording(content=VIDEO, is_downloadable=allowed)
    make_session(section, access=Access.PUBLIC, members_content=[("recording", film)])

    answer = client.get(f"{main_address(film)}{query}")

    if storage == "s3":
        stored = ask_store(answer.headers["Location"])
        assert (stored.body, stored.headers["Content-Type"]) == (VIDEO, "video/mp4")
        assert stored.headers["Content-Disposition"].startswith(f"{way}; ")
    else:
        assert (all_of(answer), answer.headers["Content-Type"]) == (VIDEO, "video/mp4")
        assert answer.headers["Content-Disposition"].startswith(f"{way}; ")


def test_recording_download_needs_access_to_the_recording(client, local, section):
    film = make_recording(content=VIDEO, is_downloadable=True)
    make_session(section, members_content=[("recording", film)])

    assert client.get(f"{main_address(film)}?download").status_code == 403
