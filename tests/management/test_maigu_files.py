import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from django.core.management import CommandError, call_command

from tests.factories import make_handout, make_recording
from tests.recordings import files

pytestmark = pytest.mark.django_db

TWO_DAYS = 2 * 24 * 60 * 60


class Unlisted(Storage):
    """A store that takes files and does not say which."""


def make_orphan(folder, name="ab/orphan.mp4", age=TWO_DAYS):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(files.MP4)
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def test_files_lists_orphans_and_missing_files_and_changes_nothing(private_folder, capsys):
    recording, handout = make_recording(), make_handout()
    orphan = make_orphan(private_folder)
    (private_folder / handout.file.name).unlink()

    call_command("maigu_files")

    out, err = capsys.readouterr()
    assert out == ("No row names: ab/orphan.mp4\nFiles named: 2. Missing: 1. Orphans left: 1.\n")
    assert err == f"Missing in the store: {handout.file.name}\n"
    assert orphan.exists()
    assert (private_folder / recording.file.name).exists()


def test_files_removes_only_orphans_on_request(private_folder, capsys):
    recording = make_recording()
    recording.poster.save("poster.png", ContentFile(files.picture()))
    orphan = make_orphan(private_folder)

    call_command("maigu_files", remove_orphans=True)

    assert capsys.readouterr().out.endswith("Files named: 2. Missing: 0. Orphans removed: 1.\n")
    assert not orphan.exists()
    kept = {str(path.relative_to(private_folder)) for path in private_folder.rglob("*") if path.is_file()}
    assert kept == {recording.file.name, recording.poster.name}


def test_files_leaves_new_files_alone(private_folder, capsys):
    orphan = make_orphan(private_folder, age=60 * 60)

    call_command("maigu_files", remove_orphans=True)
    assert orphan.exists()

    call_command("maigu_files", remove_orphans=True, older_than=0.5)
    assert not orphan.exists()
    assert "Orphans removed: 0" in capsys.readouterr().out


def test_files_of_an_unused_store_are_none(private_folder, capsys):
    call_command("maigu_files")

    assert capsys.readouterr().out.startswith("Files named: 0. Missing: 0. Orphans left: 0")


def in_store(settings, kind):
    settings.STORAGES = {**settings.STORAGES, "maigu_recordings": {"BACKEND": f"{kind.__module__}.{kind.__qualname__}"}}


def test_files_uses_the_store_in_the_settings(settings, capsys):
    in_store(settings, InMemoryStorage)
    make_recording()

    call_command("maigu_files", older_than=0)

    assert capsys.readouterr().out.startswith("Files named: 1. Missing: 0. Orphans left: 0")


def test_files_of_a_store_that_cannot_list_are_an_error(settings):
    in_store(settings, Unlisted)

    with pytest.raises(CommandError, match="cannot list"):
        call_command("maigu_files")
