import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from tests.checks.found import found, ids

FOLDER = "maigu_wagtail.recordings.storage.PrivateFileSystemStorage"
S3 = "storages.backends.s3.S3Storage"


def keep_in(settings, backend, alias="maigu_recordings", **options):
    settings.STORAGES = {**settings.STORAGES, alias: {"BACKEND": backend, "OPTIONS": options}}


def storage_findings():
    return found(tags=["maigu_storage"])


def test_storage_defaults_to_the_private_folder(settings):
    assert "maigu_recordings" not in settings.STORAGES
    assert storage_findings() == []


def test_missing_alias_is_an_error(settings):
    settings.MAIGU_WAGTAIL_RECORDINGS_STORAGE = "private_s3"

    (message,) = storage_findings()

    assert message.id == "maigu_wagtail.E005"
    assert "MAIGU_WAGTAIL_RECORDINGS_STORAGE names 'private_s3'" in message.msg


def test_missing_alias_keeps_the_site_from_starting(settings):
    settings.MAIGU_WAGTAIL_RECORDINGS_STORAGE = "private_s3"

    with pytest.raises(SystemCheckError, match=r"maigu_wagtail\.E005"):
        call_command("check")


@pytest.mark.parametrize(
    ("backend", "options", "said"),
    [
        ("nowhere.Storage", {}, "nowhere"),
        (S3, {"bucket": "misspelt"}, "Invalid setting 'bucket'"),
        (S3, {"bucket_name": "b", "location": "/rooted"}, "begin with a leading slash"),
        (S3, {"bucket_name": "b", "cloudfront_key_id": "K1"}, "must be provided together"),
        (FOLDER, {"folder": "/srv/x"}, "folder"),
    ],
    ids=["no such backend", "unknown option", "rooted location", "half a signer", "unknown argument"],
)
def test_storage_that_cannot_be_created_is_an_error_with_its_reason(settings, backend, options, said):
    keep_in(settings, backend, **options)

    (message,) = storage_findings()

    assert message.id == "maigu_wagtail.E006"
    assert said in message.msg


@pytest.mark.parametrize("alias", ["default", "staticfiles"])
def test_alias_for_public_files_is_an_error(settings, tmp_path, alias):
    keep_in(settings, FOLDER, alias, location=str(tmp_path / "private"))
    settings.MAIGU_WAGTAIL_RECORDINGS_STORAGE = alias

    assert ids(storage_findings()) == ["maigu_wagtail.E014"]


def test_unknown_storage_needs_proof(settings):
    keep_in(settings, "django.core.files.storage.InMemoryStorage")

    assert ids(storage_findings()) == ["maigu_wagtail.W007"]


def test_failure_of_an_unrelated_storage_is_not_reported(settings):
    keep_in(settings, "nowhere.Storage", "thumbnails")

    assert storage_findings() == []


@pytest.mark.parametrize("header", ["X-Accel-Redirect", "X-Sendfile", None, ""])
def test_known_sendfile_header_passes(settings, header):
    settings.MAIGU_WAGTAIL_SENDFILE = header

    assert storage_findings() == []


@pytest.mark.parametrize("header", ["X-Accel", "x-sendfile", True])
def test_unknown_sendfile_header_is_an_error(settings, header):
    settings.MAIGU_WAGTAIL_SENDFILE = header

    assert ids(storage_findings()) == ["maigu_wagtail.E018"]


@pytest.mark.parametrize("prefix", ["maigu-private/", "/maigu-private", "/", ""])
def test_sendfile_prefix_that_is_not_a_location_is_an_error(settings, prefix):
    settings.MAIGU_WAGTAIL_SENDFILE = "X-Accel-Redirect"
    settings.MAIGU_WAGTAIL_SENDFILE_PREFIX = prefix

    assert ids(storage_findings()) == ["maigu_wagtail.E018"]


def test_sendfile_without_a_folder_is_an_error(settings, s3_storage):
    assert storage_findings() == []
    settings.MAIGU_WAGTAIL_SENDFILE = "X-Accel-Redirect"

    assert ids(storage_findings()) == ["maigu_wagtail.E019"]


def deployment_findings():
    return ids(run_checks(tags=["maigu_storage"], include_deployment_checks=True))


def test_deployment_check_warns_when_django_sends_recordings(settings):
    assert deployment_findings() == ["maigu_wagtail.W013"]
    assert storage_findings() == []

    settings.MAIGU_WAGTAIL_SENDFILE = "X-Accel-Redirect"

    assert deployment_findings() == []


def test_deployment_check_accepts_a_store(s3_storage):
    assert "maigu_wagtail.W013" not in deployment_findings()


def test_direct_upload_is_only_for_s3(settings, s3_storage):
    settings.MAIGU_WAGTAIL_DIRECT_UPLOAD = True
    assert storage_findings() == []

    settings.STORAGES = {name: value for name, value in settings.STORAGES.items() if name != "maigu_recordings"}

    assert ids(storage_findings()) == ["maigu_wagtail.W008"]


def test_storage_that_cannot_be_created_is_reported_once(settings):
    keep_in(settings, "nowhere.Storage")
    settings.MAIGU_WAGTAIL_SENDFILE = "X-Sendfile"
    settings.MAIGU_WAGTAIL_DIRECT_UPLOAD = True

    assert ids(storage_findings()) == ["maigu_wagtail.E006"]
