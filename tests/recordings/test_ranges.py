import asyncio
import os
from datetime import timezone as fixed_timezone
from email.utils import parsedate_to_datetime
from io import BytesIO

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, InMemoryStorage, Storage
from django.core.handlers.asgi import ASGIRequest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.middleware.gzip import GZipMiddleware
from django.test import RequestFactory
from django.utils.http import http_date
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maigu_wagtail.recordings.ranges import BLOCK, respond

CONTENT = bytes(range(250)) * 4
KEY = "ab/abcdef.mp4"


@pytest.fixture(autouse=True)
def _no_database():
    """Have the end of a response close no connection, as Django's own test client does."""
    request_finished.disconnect(close_old_connections)
    yield
    request_finished.connect(close_old_connections)


@pytest.fixture
def storage(tmp_path):
    return filled(FileSystemStorage(tmp_path))


def filled(storage, content=CONTENT):
    storage.save(KEY, ContentFile(content))
    return storage


class Distant(Storage):
    """What a site's own backend may be: it has neither a path nor the time of a change, and gives little at once."""

    class Slow(BytesIO):
        def read(self, number=-1):
            return super().read(min(number, 100) if number >= 0 else 100)

    def _open(self, name, mode="rb"):
        return File(self.Slow(CONTENT), name)

    def size(self, name):
        return len(CONTENT)


def ask(storage, asked=None, *, method="get", **headers):
    if asked is not None:
        headers["range"] = asked
    request = getattr(RequestFactory(), method)("/", headers=headers)
    return respond(request, storage, KEY, "video/mp4")


def headers_of(storage):
    return ask(storage, method="head").headers


def body_of(response):
    body = b"".join(response) if response.streaming else response.content
    response.close()
    return body


def assert_whole(response):
    assert response.status_code == 200
    assert "Content-Range" not in response.headers
    assert response.headers["Content-Length"] == str(len(CONTENT))
    assert response.headers["Content-Type"] == "video/mp4"
    assert response.headers["Accept-Ranges"] == "bytes"
    assert body_of(response) == CONTENT


def assert_part(response, start, stop):
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(CONTENT)}"
    assert response.headers["Content-Length"] == str(stop - start)
    assert response.headers["Content-Type"] == "video/mp4"
    assert body_of(response) == CONTENT[start:stop]


def test_last_modified_is_that_of_the_file(storage):
    os.utime(storage.path(KEY), (1_700_000_000, 1_700_000_000))

    assert headers_of(storage)["Last-Modified"] == http_date(1_700_000_000)


def test_suffix_range_of_an_empty_file_gets_all(tmp_path):
    response = ask(filled(FileSystemStorage(tmp_path), b""), "bytes=-5")

    assert (response.status_code, body_of(response)) == (200, b"")
    assert "Content-Range" not in response.headers


def test_file_in_a_folder_is_read_by_the_server(storage):
    response = ask(storage)

    # What ``wsgi.file_wrapper`` looks for.
    assert isinstance(response.file_to_stream.fileno(), int)
    response.close()


def test_request_without_a_range_gets_all(storage):
    assert_whole(ask(storage))


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=0-0", 0, 1),
        ("bytes=999-999", 999, 1000),
        ("bytes=100-", 100, 1000),
        ("bytes=-10", 990, 1000),
        ("bytes=-5000", 0, 1000),
        ("bytes=500-5000", 500, 1000),
        ("BYTES=0-9", 0, 10),
        ("bytes= 0-9 ", 0, 10),
        ("bytes=00000000000000000000000000000005-9", 5, 10),
        (f"bytes=0-{'9' * 5000}", 0, 1000),
        (f"bytes=-{'9' * 5000}", 0, 1000),
    ],
)
def test_range_gets_its_part(storage, asked, start, stop):
    assert_part(ask(storage, asked), start, stop)


@pytest.mark.parametrize("asked", ["bytes=1000-", "bytes=1000-1001", "bytes=-0", f"bytes={'9' * 5000}-"])
def test_range_past_the_end_is_not_satisfiable(storage, asked):
    response = ask(storage, asked)

    assert response.status_code == 416
    assert response.headers["Content-Range"] == "bytes */1000"
    assert response.content == b""


@pytest.mark.parametrize(
    "asked",
    [
        *("bytes=9-0", "bytes=0-1,5-6", "bytes=0-1, -1", "bytes=", "bytes=-", "bytes", "bytes=a-b", "bytes=0-1-2"),
        *("bytes=1.5-2", "bytes=+1-2", "bytes=--1", "bytes=٠-٩", "chapters=1-2", "bytes 0-9", "", "bytes=0-9\x00"),
    ],
)
def test_reversed_multiple_or_junk_range_gets_all(storage, asked):
    assert_whole(ask(storage, asked))


@pytest.mark.parametrize("asked", ["bytes=0-99", "bytes=5000-"])
def test_head_gets_the_headers_of_the_whole_file_and_no_body(storage, asked):
    response = ask(storage, asked, method="head")

    assert response.status_code == 200
    assert response.headers["Content-Length"] == "1000"
    assert response.headers["Accept-Ranges"] == "bytes"
    assert body_of(response) == b""


def test_empty_file_has_no_parts(tmp_path):
    storage = filled(FileSystemStorage(tmp_path), b"")

    assert body_of(ask(storage)) == b""
    assert body_of(ask(storage, "bytes=-5")) == b""
    assert ask(storage, "bytes=0-").status_code == 416


@pytest.mark.parametrize("asked", ["bytes=7-", "bytes=7-99999999", "bytes=-2000000"])
def test_range_of_a_long_video_is_sent_in_full(tmp_path, asked):
    # WebKit takes a shorter answer for the end of the film, and iOS refuses it.
    storage = filled(FileSystemStorage(tmp_path), bytes(2_000_007))

    response = ask(storage, asked)

    assert response.status_code == 206
    assert response.headers["Content-Range"] == "bytes 7-2000006/2000007"
    assert response.headers["Content-Length"] == "2000000"
    assert len(body_of(response)) == 2_000_000


@pytest.mark.parametrize(("asked", "length"), [(None, 2_000_000), ("bytes=7-", 1_999_993), ("bytes=7-100006", 100_000)])
def test_response_is_read_block_by_block(tmp_path, asked, length):
    response = ask(filled(FileSystemStorage(tmp_path), bytes(2_000_000)), asked)

    blocks = [len(block) for block in response]
    response.close()

    assert max(blocks) == BLOCK
    assert sum(blocks) == length


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.none() | st.integers(0, 1200), last=st.none() | st.integers(0, 1200))
def test_every_range_gets_what_a_slice_would(storage, first, last):
    response = ask(storage, f"bytes={'' if first is None else first}-{'' if last is None else last}")

    if first is None and last is None:
        return assert_whole(response)
    if first is None:
        wanted = CONTENT[-last:] if last else b""
    elif last is not None and last < first:
        return assert_whole(response)
    else:
        wanted = CONTENT[first:] if last is None else CONTENT[first : last + 1]
    assert response.status_code == (206 if wanted else 416)
    assert body_of(response) == wanted


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="latin-1"), max_size=40).map(lambda text: f"bytes={text}") | st.text(max_size=20))
def test_any_range_header_gets_only_bytes_of_the_file(storage, asked):
    response = ask(storage, asked)

    assert response.status_code in (200, 206, 416)
    assert body_of(response) in CONTENT


def test_range_with_the_current_tag_gets_its_part(storage):
    tag = headers_of(storage)["ETag"]

    assert_part(ask(storage, "bytes=0-9", if_range=tag), 0, 10)


def test_range_with_the_current_date_gets_its_part(storage):
    changed = headers_of(storage)["Last-Modified"]

    assert_part(ask(storage, "bytes=0-9", if_range=changed), 0, 10)


@pytest.mark.parametrize(
    "condition",
    ['"another"', "W/{tag}", "{tag}, {tag}", "*", "", "junk", http_date(1), http_date(4_000_000_000)],
    ids=["other", "weak", "several", "any", "empty", "junk", "earlier", "later"],
)
def test_range_of_a_file_that_has_changed_gets_all(storage, condition):
    tag = headers_of(storage)["ETag"]

    assert_whole(ask(storage, "bytes=0-9", if_range=condition.format(tag=tag)))
    assert_whole(ask(storage, "bytes=5000-", if_range=condition.format(tag=tag)))


def test_if_range_without_a_range_says_nothing(storage):
    assert_whole(ask(storage, if_range='"another"'))


@pytest.mark.parametrize("asked", [None, "bytes=0-9"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_file_that_has_not_changed_is_not_sent_again(storage, asked, method):
    headers = headers_of(storage)

    for condition in (
        {"if_none_match": headers["ETag"]},
        {"if_none_match": f'"other", W/{headers["ETag"]}'},
        {"if_none_match": "*"},
        {"if_modified_since": headers["Last-Modified"]},
    ):
        response = ask(storage, asked, method=method, **condition)

        assert response.status_code == 304
        assert response.headers["ETag"] == headers["ETag"]
        assert body_of(response) == b""


def test_file_that_has_changed_is_sent_again(storage):
    assert_whole(ask(storage, if_none_match='"other"'))
    assert_whole(ask(storage, if_modified_since=http_date(1)))
    # The tag is what counts where both are given.
    assert_whole(ask(storage, if_none_match='"other"', if_modified_since=http_date(4_000_000_000)))


def test_failed_precondition_is_refused(storage):
    assert ask(storage, if_match='"other"').status_code == 412
    assert ask(storage, if_unmodified_since=http_date(1)).status_code == 412
    assert_part(ask(storage, "bytes=0-9", if_match=headers_of(storage)["ETag"]), 0, 10)


def test_etag_and_date_change_with_the_file(storage):
    before = headers_of(storage)
    storage.delete(KEY)
    filled(storage, CONTENT[:-1])

    assert headers_of(storage)["ETag"] != before["ETag"]
    assert KEY not in before["ETag"]


def test_date_is_that_of_the_file(storage):
    moment = parsedate_to_datetime(headers_of(storage)["Last-Modified"])

    assert moment == storage.get_modified_time(KEY).astimezone(fixed_timezone.utc).replace(microsecond=0)


def test_missing_file_is_distinguished_from_other_errors(storage):
    storage.delete(KEY)

    with pytest.raises(FileNotFoundError):
        ask(storage)


@pytest.mark.parametrize("make", [Distant, lambda: filled(InMemoryStorage())], ids=["distant", "memory"])
def test_storage_without_a_folder_serves_ranges_and_whole_files(make):
    storage = make()

    assert_whole(ask(storage))
    assert_part(ask(storage, "bytes=300-"), 300, 1000)
    assert_part(ask(storage, "bytes=-999"), 1, 1000)
    assert ask(storage, "bytes=1000-").status_code == 416


def test_storage_without_dates_uses_etags():
    headers = headers_of(Distant())

    assert "Last-Modified" not in headers
    assert_part(ask(Distant(), "bytes=0-9", if_range=headers["ETag"]), 0, 10)
    assert_whole(ask(Distant(), "bytes=0-9", if_range=""))


def test_naive_dates_are_supported(tmp_path, settings):
    settings.USE_TZ = False
    storage = filled(FileSystemStorage(tmp_path))

    assert ask(storage, if_modified_since=headers_of(storage)["Last-Modified"]).status_code == 304


def test_whole_file_is_passed_to_the_server_as_a_file(storage, tmp_path):
    response = ask(storage)

    # What ``wsgi.file_wrapper`` is given: the kernel can send it, and nothing says where it lies.
    assert isinstance(response.file_to_stream.fileno(), int)
    assert not hasattr(response.file_to_stream, "name")
    assert "Content-Disposition" not in response.headers
    file = response.file_to_stream.file
    response.close()
    assert file.closed


def test_full_range_is_passed_to_the_server_as_a_file(storage):
    response = ask(storage, "bytes=0-")

    assert isinstance(response.file_to_stream.fileno(), int)
    assert_part(response, 0, 1000)


@pytest.mark.parametrize("asked", ["bytes=1-", "bytes=0-998", "bytes=-10"])
def test_other_ranges_have_no_file_descriptor(storage, asked):
    # uWSGI would send the file from its beginning to its end.
    response = ask(storage, asked)
    response.close()

    assert not hasattr(response.file_to_stream, "fileno")


def test_no_file_stays_open_after_a_part_or_the_headers(storage):
    # What is left open is a ResourceWarning, and each warning fails a test.
    ask(storage, "bytes=0-9").close()
    ask(storage, method="head")
    ask(storage, "bytes=1000-")


def test_compressing_middleware_leaves_files_unchanged(tmp_path):
    storage = filled(FileSystemStorage(tmp_path), b"a" * 5000)

    def view(request):
        return respond(request, storage, KEY, "video/mp4")

    for asked, length in (("bytes=0-999", 1000), ("", 5000)):
        request = RequestFactory().get("/", headers={"accept-encoding": "gzip", "range": asked})
        response = GZipMiddleware(view)(request)

        assert "Content-Encoding" not in response.headers
        assert body_of(response) == b"a" * length


def ask_asgi(storage, headers=()):
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": list(headers)}
    return respond(ASGIRequest(scope, BytesIO()), storage, KEY, "video/mp4")


def blocks_of(response):
    async def collect():
        return [block async for block in response]

    assert response.is_async
    return asyncio.run(collect())


def test_whole_file_under_asgi_is_read_block_by_block(tmp_path):
    content = bytes(BLOCK * 3 + 5)
    response = ask_asgi(filled(FileSystemStorage(tmp_path), content))

    assert [len(block) for block in blocks_of(response)] == [BLOCK, BLOCK, BLOCK, 5]
    assert response.headers["Content-Length"] == str(len(content))


def test_range_under_asgi_is_read_block_by_block(tmp_path):
    content = bytes(BLOCK) + b"b" * BLOCK + b"c" * BLOCK
    response = ask_asgi(filled(FileSystemStorage(tmp_path), content), [(b"range", b"bytes=%d-" % (BLOCK + 1))])

    assert blocks_of(response) == [b"b" * (BLOCK - 1) + b"c", b"c" * (BLOCK - 1)]
    assert response.status_code == 206
    assert response.headers["Content-Length"] == str(2 * BLOCK - 1)


@pytest.mark.parametrize("headers", [[], [(b"range", b"bytes=9-")]], ids=["whole", "range"])
def test_asgi_client_that_disconnects_leaves_no_file_open(tmp_path, headers):
    response = ask_asgi(filled(FileSystemStorage(tmp_path), bytes(BLOCK * 3)), headers)
    response.close()

    assert b"".join(blocks_of(ask_asgi(filled(FileSystemStorage(tmp_path / "other")), headers))) in CONTENT


def test_refused_range_is_answered_as_plain_text_with_the_tag_of_the_file(storage):
    response = ask(storage, "bytes=1000-")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Accept-Ranges"] == "bytes"
    for name in ("ETag", "Last-Modified"):
        assert response.headers[name] == headers_of(storage)[name]


def test_etag_changes_with_the_time_of_a_file(storage):
    before = headers_of(storage)["ETag"]

    os.utime(storage.path(KEY), (1, 1))

    assert headers_of(storage)["ETag"] != before
    assert before.startswith('"')
    assert before.endswith('"')


def test_etags_of_files_with_equal_size_and_time_differ(storage):
    storage.save("ab/other.mp4", ContentFile(CONTENT))
    for key in (KEY, "ab/other.mp4"):
        os.utime(storage.path(key), (1, 1))

    other = respond(RequestFactory().head("/"), storage, "ab/other.mp4", "video/mp4").headers["ETag"]

    assert other != headers_of(storage)["ETag"]


def test_storage_may_return_a_plain_file_object():
    class Bare(Distant):
        def _open(self, name, mode="rb"):
            return BytesIO(CONTENT)

    assert_whole(ask(Bare()))
    assert_part(ask(Bare(), "bytes=300-"), 300, 1000)


def test_part_and_whole_close_the_file_that_was_opened():
    opened = []

    class Kept(Distant):
        def _open(self, name, mode="rb"):
            opened.append(File(BytesIO(CONTENT), name))
            return opened[-1]

    body_of(ask(Kept(), "bytes=0-9"))
    body_of(ask(Kept()))

    assert [file.closed for file in opened] == [True, True]
