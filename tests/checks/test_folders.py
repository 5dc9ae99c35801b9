import os

import pytest

from tests.checks.found import ids
from tests.checks.test_storage import FOLDER, keep_in, storage_findings

DJANGOS_OWN = "django.core.files.storage.FileSystemStorage"


@pytest.fixture
def served(settings, tmp_path):
    """A folder that the site serves as its media, beside which files are kept as long as nothing is set."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


def test_folder_beside_the_media_passes(served):
    assert storage_findings() == []


@pytest.mark.parametrize("inside", ["", "private", "a/b/c", "../media/private"])
def test_folder_inside_the_media_is_an_error(settings, served, inside):
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = served / inside

    (message,) = storage_findings()

    assert message.id == "maigu_wagtail.E015"
    assert "MEDIA_ROOT" in message.msg


def test_folder_with_a_name_starting_like_the_media_passes(settings, served):
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = f"{served}-private"

    assert storage_findings() == []


def test_link_into_the_media_is_an_error(settings, served, tmp_path):
    (served / "private").mkdir()
    (tmp_path / "link").symlink_to(served / "private")
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = tmp_path / "link" / "recordings"

    assert ids(storage_findings()) == ["maigu_wagtail.E015"]


def test_linked_media_folder_is_followed(settings, served, tmp_path):
    (tmp_path / "link").symlink_to(served)
    settings.MEDIA_ROOT = tmp_path / "link"
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = served / "private"

    assert ids(storage_findings()) == ["maigu_wagtail.E015"]


def test_folder_around_the_media_is_an_error(settings, served, tmp_path):
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = tmp_path

    assert ids(storage_findings()) == ["maigu_wagtail.E015"]


@pytest.mark.parametrize("is_pair", [False, True])
def test_folder_among_the_static_files_is_an_error(settings, served, tmp_path, is_pair):
    folder = tmp_path / "assets"
    settings.STATICFILES_DIRS = [("prefix", str(folder)) if is_pair else folder]
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = folder / "private"

    assert ids(storage_findings()) == ["maigu_wagtail.E015"]


def test_folder_inside_the_static_root_is_an_error(settings, served, tmp_path):
    settings.STATIC_ROOT = str(tmp_path / "static")
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = tmp_path / "static" / "private"

    (message,) = storage_findings()

    assert (message.id, "STATIC_ROOT" in message.msg) == ("maigu_wagtail.E015", True)


def test_folder_shared_with_another_alias_is_an_error(settings, served, tmp_path):
    keep_in(settings, DJANGOS_OWN, "thumbnails", location=str(tmp_path / "thumbnails"))
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = tmp_path / "thumbnails"

    (message,) = storage_findings()

    assert (message.id, "STORAGES['thumbnails']" in message.msg) == ("maigu_wagtail.E015", True)


def test_alias_with_its_own_folder_is_checked_too(settings, served):
    keep_in(settings, FOLDER, location=str(served / "private"))

    assert ids(storage_findings()) == ["maigu_wagtail.E015"]


def test_django_storage_is_an_error_outside_the_media_too(settings, served, tmp_path):
    keep_in(settings, DJANGOS_OWN, location=str(tmp_path / "private"))

    assert ids(storage_findings()) == ["maigu_wagtail.E016"]


@pytest.mark.parametrize(
    ("files", "folders", "expected"),
    [
        (0o600, 0o700, []),
        (0o640, 0o2750, []),
        (0o644, 0o750, ["maigu_wagtail.E016"]),
        (0o640, 0o751, ["maigu_wagtail.E016"]),
        (None, 0o700, ["maigu_wagtail.E016"]),
    ],
)
def test_modes_open_to_others_are_an_error(settings, served, tmp_path, files, folders, expected):
    modes = {"file_permissions_mode": files, "directory_permissions_mode": folders}
    keep_in(settings, FOLDER, location=str(tmp_path / "private"), **modes)

    assert ids(storage_findings()) == expected


def test_missing_folder_setting_is_a_warning(settings):
    settings.MEDIA_ROOT = ""

    (message,) = storage_findings()

    assert message.id == "maigu_wagtail.W010"
    assert "MAIGU_WAGTAIL_RECORDINGS_FOLDER" in message.msg


def test_file_in_place_of_the_folder_is_reported(settings, served, tmp_path):
    (tmp_path / "private").write_text("no folder")
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = tmp_path / "private"

    assert ids(storage_findings()) == ["maigu_wagtail.W006"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="an administrator may write everywhere")
def test_folder_of_another_user_is_reported(settings, served):
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = "/maigu-recordings/private"

    assert ids(storage_findings()) == ["maigu_wagtail.W006"]


@pytest.mark.parametrize(
    ("default", "expected"),
    [
        ("storages.backends.s3.S3Storage", ["maigu_wagtail.W019"]),
        ("django.core.files.storage.FileSystemStorage", []),
        ("django.core.files.storage.InMemoryStorage", []),
        ("nowhere.Storage", []),
        (None, []),
    ],
)
def test_folder_nobody_chose_is_a_warning_where_public_files_are_remote(settings, served, default, expected):
    keep_in(settings, default, "default")
    if default is None:
        del settings.STORAGES["default"]

    assert ids(storage_findings()) == expected


def test_folder_that_the_site_chose_passes_where_public_files_are_remote(settings, served, tmp_path):
    keep_in(settings, "storages.backends.s3.S3Storage", "default", bucket_name="public")
    assert ids(storage_findings()) == ["maigu_wagtail.W019"]
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = tmp_path / "volume"
    assert storage_findings() == []
    del settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER
    keep_in(settings, FOLDER, location=str(tmp_path / "volume"))

    assert storage_findings() == []


def test_site_with_remote_public_files_is_told_what_to_set(site, tmp_path):
    site.set(f"MEDIA_ROOT = {str(tmp_path / 'media')!r}")
    site.set('STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}')
    site.set(
        'STORAGES["default"] = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {"bucket_name": "public"}}'
    )

    said = site.check()

    assert "(maigu_wagtail.W019) STORAGES['default'] stores public files remotely" in said
    assert f'MAIGU_WAGTAIL_RECORDINGS_FOLDER = "{tmp_path / "maigu_recordings"}"' in said
