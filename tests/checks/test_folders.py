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


def test_folder_beside_the_media_is_in_order(served):
    assert storage_findings() == []


@pytest.mark.parametrize("inside", ["", "private", "a/b/c", "../media/private"])
def test_folder_inside_the_media_is_an_error(settings, served, inside):
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = served / inside

    (message,) = storage_findings()

    assert message.id == "maigu_wagtail.E015"
    assert "MEDIA_ROOT" in message.msg


def test_folder_whose_name_only_begins_like_the_media_is_in_order(settings, served):
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = f"{served}-private"

    assert storage_findings() == []


def test_link_into_the_media_is_an_error(settings, served, tmp_path):
    (served / "private").mkdir()
    (tmp_path / "link").symlink_to(served / "private")
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = tmp_path / "link" / "recordings"

    assert ids(storage_findings()) == ["maigu_wagtail.E015"]


def test_media_that_are_a_link_are_followed_too(settings, served, tmp_path):
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


def test_folder_of_another_alias_is_an_error(settings, served, tmp_path):
    keep_in(settings, DJANGOS_OWN, "thumbnails", location=str(tmp_path / "thumbnails"))
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = tmp_path / "thumbnails"

    (message,) = storage_findings()

    assert (message.id, "STORAGES['thumbnails']" in message.msg) == ("maigu_wagtail.E015", True)


def test_alias_with_a_folder_of_its_own_is_checked_as_well(settings, served):
    keep_in(settings, FOLDER, location=str(served / "private"))

    assert ids(storage_findings()) == ["maigu_wagtail.E015"]


def test_djangos_own_storage_is_an_error_outside_of_the_media_too(settings, served, tmp_path):
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
def test_modes_that_give_others_anything_are_an_error(settings, served, tmp_path, files, folders, expected):
    modes = {"file_permissions_mode": files, "directory_permissions_mode": folders}
    keep_in(settings, FOLDER, location=str(tmp_path / "private"), **modes)

    assert ids(storage_findings()) == expected


def test_no_folder_at_all_is_a_warning(settings):
    settings.MEDIA_ROOT = ""

    (message,) = storage_findings()

    assert message.id == "maigu_wagtail.W010"
    assert "MAIGU_WAGTAIL_RECORDINGS_FOLDER" in message.msg


def test_file_in_the_place_of_the_folder_is_reported(settings, served, tmp_path):
    (tmp_path / "private").write_text("no folder")
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = tmp_path / "private"

    assert ids(storage_findings()) == ["maigu_wagtail.W006"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="an administrator may write everywhere")
def test_folder_of_somebody_else_is_reported(settings, served):
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = "/maigu-recordings/private"

    assert ids(storage_findings()) == ["maigu_wagtail.W006"]
