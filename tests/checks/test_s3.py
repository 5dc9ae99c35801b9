"""Each trap in which members' files on S3 become public, with the real storage."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.config import Config
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.files.storage import storages
from storages.backends.s3 import S3Storage

from tests.checks.found import ids
from tests.checks.test_storage import S3, keep_in, storage_findings

ROOT = Path(__file__).resolve().parents[2]
PRIVATE = {
    "bucket_name": "members",
    "region_name": "eu-west-3",
    "signature_version": "s3v4",
    "addressing_style": "virtual",
    "querystring_auth": True,
    "default_acl": None,
    "custom_domain": None,
    "object_parameters": {},
    "file_overwrite": False,
}
EVERYBODY = 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'


class OpensEachFile(S3Storage):
    """A backend of a site's own that works out an ACL for each file."""

    def get_object_parameters(self, name):
        return {"ACL": "public-read"}


class Unsigned(S3Storage):
    """A backend of a site's own whose class says what an alias need not."""

    querystring_auth = False


@pytest.fixture(scope="module")
def key_of_cloudfront():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )


def test_private_bucket_passes(settings):
    keep_in(settings, S3, **PRIVATE)

    assert storage_findings() == []


@pytest.mark.parametrize(
    ("option", "value", "check_id"),
    [
        ("querystring_auth", False, "E007"),
        ("custom_domain", "cdn.example.org", "E008"),
        ("default_acl", "public-read", "E009"),
        ("default_acl", "public-read-write", "E009"),
        ("default_acl", "authenticated-read", "E009"),
        ("signature_version", None, "E010"),
        ("signature_version", "s3", "E010"),
        ("client_config", Config(signature_version="s3"), "E010"),
        ("client_config", Config(), "E010"),
        ("object_parameters", {"ACL": "public-read"}, "E011"),
        ("object_parameters", {"GrantRead": EVERYBODY}, "E011"),
        ("object_parameters", {"CacheControl": "public, max-age=31536000"}, "E011"),
        ("object_parameters", {"CacheControl": "s-maxage=60"}, "E011"),
        ("file_overwrite", True, "E012"),
        ("region_name", None, "E013"),
    ],
)
def test_unsafe_option_is_an_error_with_a_hint(settings, option, value, check_id):
    keep_in(settings, S3, **{**PRIVATE, option: value})

    (message,) = storage_findings()

    assert message.id == f"maigu_wagtail.{check_id}"
    assert "'maigu_recordings'" in message.msg
    assert "STORAGES['maigu_recordings']" in message.hint


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("default_acl", "private"),
        ("default_acl", "bucket-owner-full-control"),
        ("client_config", Config(signature_version="s3v4", request_checksum_calculation="when_required")),
        ("object_parameters", {"ServerSideEncryption": "aws:kms", "CacheControl": "private, no-store"}),
        ("object_parameters", {"GrantRead": 'id="someone"'}),
        ("location", "recordings"),
    ],
)
def test_safe_option_passes(settings, option, value):
    keep_in(settings, S3, **{**PRIVATE, option: value})

    assert storage_findings() == []


def test_region_of_the_client_counts(settings):
    region = Config(signature_version="s3v4", region_name="eu-west-3")
    keep_in(settings, S3, **{**PRIVATE, "region_name": None, "client_config": region})

    assert storage_findings() == []


def test_cloudfront_domain_with_a_signer_passes(settings, key_of_cloudfront):
    signer = {"cloudfront_key_id": "K1", "cloudfront_key": key_of_cloudfront}
    keep_in(settings, S3, **{**PRIVATE, "custom_domain": "cdn.example.org", **signer})

    assert storage_findings() == []


def test_alias_without_options_is_an_error(settings):
    keep_in(settings, S3, bucket_name="members")

    assert ids(storage_findings()) == [f"maigu_wagtail.{number}" for number in ("E010", "E012", "E013")]


def test_global_media_settings_that_reach_the_alias_are_reported(settings):
    settings.AWS_QUERYSTRING_AUTH = False
    settings.AWS_S3_CUSTOM_DOMAIN = "cdn.example.org"
    settings.AWS_DEFAULT_ACL = "public-read"
    settings.AWS_S3_OBJECT_PARAMETERS = {"CacheControl": "public, max-age=31536000"}
    settings.AWS_S3_FILE_OVERWRITE = True
    options = ("bucket_name", "region_name", "signature_version")
    keep_in(settings, S3, **{name: PRIVATE[name] for name in options})

    messages = storage_findings()

    assert ids(messages) == [f"maigu_wagtail.{number}" for number in ("E007", "E008", "E009", "E011", "E012")]
    for name, message in zip(
        (
            "AWS_QUERYSTRING_AUTH",
            "AWS_S3_CUSTOM_DOMAIN",
            "AWS_DEFAULT_ACL",
            "AWS_S3_OBJECT_PARAMETERS",
            "AWS_S3_FILE_OVERWRITE",
        ),
        messages,
        strict=True,
    ):
        assert f"(from {name})" in message.msg

    keep_in(settings, S3, **PRIVATE)

    assert storage_findings() == []


@pytest.mark.parametrize(("backend", "check_id"), [("OpensEachFile", "E011"), ("Unsigned", "E007")])
def test_custom_storage_class_is_checked_too(settings, backend, check_id):
    keep_in(
        settings,
        f"{__name__}.{backend}",
        **{name: value for name, value in PRIVATE.items() if name != "querystring_auth"},
    )

    assert ids(storage_findings()) == [f"maigu_wagtail.{check_id}"]


@pytest.mark.parametrize(
    ("own", "their", "public", "expected"),
    [
        ("", "", {}, ["maigu_wagtail.E014"]),
        ("media", "media/", {}, ["maigu_wagtail.E014"]),
        ("recordings", "", {"querystring_auth": False}, ["maigu_wagtail.E014"]),
        ("media/recordings", "media", {"custom_domain": "cdn.example.org"}, ["maigu_wagtail.E014"]),
        ("media/recordings", "media", {"default_acl": "public-read"}, ["maigu_wagtail.E014"]),
        ("recordings", "", {}, []),
        ("recordings", "media", {"querystring_auth": False}, []),
        ("media-recordings", "media", {"querystring_auth": False}, []),
        ("", "", {"bucket_name": "media"}, []),
        ("", "", {"endpoint_url": "https://s3.example.org"}, []),
    ],
)
def test_location_of_public_files_is_an_error(settings, own, their, public, expected):
    keep_in(settings, S3, "default", **{**PRIVATE, "location": their, **public})
    keep_in(settings, S3, **{**PRIVATE, "location": own})

    messages = storage_findings()

    assert ids(messages) == expected
    assert ["'default'" in message.msg for message in messages] == [True] * len(expected)


def test_bucket_from_a_global_setting_is_reported(settings):
    settings.AWS_STORAGE_BUCKET_NAME = "media"
    keep_in(settings, S3, "default")
    keep_in(settings, S3, **{name: value for name, value in PRIVATE.items() if name != "bucket_name"})

    (message,) = storage_findings()

    assert message.id == "maigu_wagtail.E014"
    assert "(from AWS_STORAGE_BUCKET_NAME)" in message.msg


def test_aliases_in_the_how_to_pass(settings):
    page = (ROOT / "docs" / "how-to" / "s3.md").read_text()
    own, other = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    written = {}

    exec(own, written)  # noqa: S102 -- of our own documentation
    settings.STORAGES = written["STORAGES"]
    assert storages["maigu_recordings"].bucket_name == "example-members-files"
    assert storage_findings() == []

    exec(other, written)  # noqa: S102 -- see above
    settings.STORAGES = {**written["STORAGES"]}
    assert storages["maigu_recordings"].endpoint_url == "https://s3.example.org"
    assert storage_findings() == []


def test_check_messages_contain_no_secret(settings):
    keys = {"access_key": "AKIAMEMBERS", "secret_key": "of-nobodys-business"}
    keep_in(settings, S3, **keys, bucket_name="members", querystring_auth=False)

    said = " ".join(f"{message.msg} {message.hint}" for message in storage_findings())

    assert "querystring_auth" in said
    assert "AKIAMEMBERS" not in said
    assert "nobodys" not in said


def test_site_without_s3_needs_no_boto3():
    code = (
        "import sys\n"
        "sys.modules['boto3'] = sys.modules['botocore'] = sys.modules['storages'] = None\n"
        "import django\n"
        "django.setup()\n"
        "from django.core.checks import run_checks\n"
        "print([message.id for message in run_checks(tags=['maigu_storage'])])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""},
    )

    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr
