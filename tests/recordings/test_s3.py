"""Signed addresses, asked of a store that checks them."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from storages.backends.s3 import S3Storage

from maigu_wagtail.recordings import s3
from maigu_wagtail.recordings.s3 import is_s3, presigned_address, presigned_post
from maigu_wagtail.recordings.storage import private_storage
from tests.s3_requests import ask_store, send_form

KEY = "ab/abcdef.mp4"
MINUTE = timedelta(seconds=60)


@pytest.fixture
def stored(s3_storage):
    s3_storage.save(KEY, ContentFile(b"recording"))
    return s3_storage


@pytest.fixture
def client_of_store(s3_server):
    return s3_server.client()


def address_of(storage, key=KEY, **changes):
    given = {"content_type": "video/mp4", "disposition": 'inline; filename="a.mp4"', "lifetime": 60, **changes}
    return presigned_address(storage, key, **given)


def test_signed_address_returns_the_file_with_our_headers(stored):
    answer = ask_store(address_of(stored))

    assert (answer.status, answer.body) == (200, b"recording")
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Content-Disposition"] == 'inline; filename="a.mp4"'
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_signed_address_serves_ranges(stored):
    answer = ask_store(address_of(stored), headers={"Range": "bytes=-4"})

    assert (answer.status, answer.body) == (206, b"ding")


@pytest.mark.parametrize(
    "change",
    [
        lambda address: address[:-4] + "0000",
        lambda address: address.replace("abcdef", "another"),
        lambda address: address.replace("video%2Fmp4", "text%2Fhtml"),
        lambda address: address.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"),
        lambda address: address.partition("?")[0],
        lambda address: address.partition("/ab/")[0],
    ],
    ids=["signature", "key", "type", "lifetime", "unsigned", "listing"],
)
def test_changed_address_is_refused(stored, change):
    address = address_of(stored)

    assert ask_store(address).status == 200
    assert change(address) != address
    for method in ("GET", "HEAD"):
        assert ask_store(change(address), method).status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_signed_address_is_only_for_reading(stored, client_of_store, method):
    assert ask_store(address_of(stored), method, b"changed").status == 403
    assert client_of_store.get_object(Bucket=stored.bucket_name, Key=KEY)["Body"].read() == b"recording"


def test_signed_address_expires(stored):
    with time_machine.travel(datetime.now(timezone.utc) - MINUTE * 2):
        address = address_of(stored)

    assert ask_store(address).status == 403


def test_missing_object_is_reported_by_the_store(stored):
    assert ask_store(address_of(stored, "ab/gone.mp4")).status == 404


def test_storage_location_is_respected(s3_server, stored):
    storage = S3Storage(**s3_server.options(stored.bucket_name, location="members"))
    storage.save(KEY, ContentFile(b"below"))

    assert "/members/ab/abcdef.mp4" in address_of(storage)
    assert ask_store(address_of(storage)).body == b"below"


def test_address_is_signed_even_when_the_alias_disables_signing(s3_server, stored):
    options = s3_server.options(stored.bucket_name, querystring_auth=False, custom_domain="cdn.example.org")
    storage = S3Storage(**options)

    assert storage.url(KEY) == f"https://cdn.example.org/{KEY}"
    assert ask_store(address_of(storage)).status == 200
    assert "X-Amz-Signature" in address_of(storage)


def test_cloudfront_signs_when_the_alias_has_a_signer(s3_server):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    more = {"custom_domain": "d111.cloudfront.net", "cloudfront_key_id": "KEY", "cloudfront_key": pem}
    storage = S3Storage(**s3_server.options("bucket", location="members", **more))

    with time_machine.travel(datetime(2026, 3, 1, tzinfo=timezone.utc), tick=False):
        address = urlsplit(address_of(storage))

    query = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"https://d111.cloudfront.net/members/{KEY}"
    assert query["Expires"] == ["1772323260"]
    assert query["Key-Pair-Id"] == ["KEY"]
    assert query["Signature"]
    assert query["response-content-type"] == ["video/mp4"]
    assert query["response-content-disposition"] == ['inline; filename="a.mp4"']
    assert query["response-cache-control"] == ["private, no-store"]


def test_other_storages_are_not_s3(s3_storage, tmp_path, settings):
    assert is_s3(s3_storage)
    assert is_s3(private_storage())
    assert not is_s3(FileSystemStorage(tmp_path))
    settings.STORAGES = {name: alias for name, alias in settings.STORAGES.items() if name != "maigu_recordings"}
    assert not is_s3(private_storage())


def test_boto3_is_not_imported_without_an_s3_storage():
    code = (
        "import sys, django; django.setup()\n"
        "from maigu_wagtail.recordings import s3, storage\n"
        "assert not s3.is_s3(storage.private_storage())\n"
        "assert not {'boto3', 'botocore', 'storages'} & set(sys.modules)\n"
    )
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}

    subprocess.run([sys.executable, "-c", code], check=True, env=environ)


def test_threads_share_one_client_of_a_storage(stored):
    def sign(number):
        return s3._clients.of(stored), address_of(stored, f"ab/{number}.mp4")

    with ThreadPoolExecutor(8) as pool:
        signed = list(pool.map(sign, range(80)))

    assert len({id(client) for client, _address in signed}) == 1
    assert len({address for _client, address in signed}) == 80


def test_storages_with_other_keys_have_other_clients(s3_server, stored):
    other = S3Storage(**s3_server.options("bucket", access_key="another"))

    assert s3._clients.of(other) is not s3._clients.of(stored)
    assert "another" in address_of(other)


# Python warns of what this is about: a process with threads that is forked.
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_forked_process_signs_when_another_thread_held_the_lock(stored):
    address_of(stored)
    with s3._clients.lock:
        child = os.fork()
        if child == 0:
            # No more than this: what pytest does at the end of a process is for its parent alone.
            os._exit(0 if "X-Amz-Signature" in address_of(stored) else 1)

    assert os.waitpid(child, 0)[1] == 0


def test_upload_form_accepts_the_named_file(stored, client_of_store):
    form = presigned_post(stored, "ab/new.mp4", content_type="video/mp4", most=10, lifetime=60)

    answer = send_form(form, b"0123456789", "video/mp4")

    assert answer.status == 204
    kept = client_of_store.get_object(Bucket=stored.bucket_name, Key="ab/new.mp4")
    assert (kept["Body"].read(), kept["ContentType"]) == (b"0123456789", "video/mp4")


@pytest.mark.parametrize(
    ("changes", "content"),
    [
        ({}, b"01234567890"),
        ({}, b""),
        ({"key": "ab/other.mp4"}, b"0123456789"),
        ({"Content-Type": "text/html"}, b"0123456789"),
        ({"acl": "public-read"}, b"0123456789"),
    ],
    ids=["longer", "empty", "other key", "other type", "public"],
)
def test_upload_form_accepts_nothing_else(stored, client_of_store, changes, content):
    form = presigned_post(stored, "ab/new.mp4", content_type="video/mp4", most=10, lifetime=60)
    form["fields"] |= changes

    assert send_form(form, content, "video/mp4").status in (400, 403)
    found = client_of_store.list_objects_v2(Bucket=stored.bucket_name)
    assert [entry["Key"] for entry in found["Contents"]] == [KEY]


def test_upload_form_expires(stored):
    with time_machine.travel(datetime.now(timezone.utc) - MINUTE * 2):
        form = presigned_post(stored, "ab/new.mp4", content_type="video/mp4", most=10, lifetime=60)

    assert send_form(form, b"0123456789", "video/mp4").status == 403


def test_upload_form_includes_the_encryption_options_of_the_alias(s3_server):
    parameters = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "key-1", "Metadata": {"a": "b"}}
    storage = S3Storage(**s3_server.options("bucket", object_parameters=parameters))

    fields = presigned_post(storage, KEY, content_type="video/mp4", most=10, lifetime=60)["fields"]

    assert fields["x-amz-server-side-encryption"] == "aws:kms"
    assert fields["x-amz-server-side-encryption-aws-kms-key-id"] == "key-1"
    assert fields["Content-Type"] == "video/mp4"
