import errno
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import InMemoryStorage
from django.db import DatabaseError, transaction

from maigu_wagtail.models import Recording
from maigu_wagtail.recordings.lifecycle import StoreFailed, keeping_files
from maigu_wagtail.recordings.storage import private_storage
from tests.factories import make_recording
from tests.full_disk import ROOM, no_room

pytestmark = pytest.mark.django_db


def kept(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def new_recording():
    recording = Recording(title="New")
    recording.file = ContentFile(b"film", name="film.mp4")
    recording.poster = ContentFile(b"poster", name="poster.png")
    return recording


class NoPictures(InMemoryStorage):
    """A store that fails with what comes after a film."""

    def _save(self, name, content):
        if name.endswith(".png"):
            raise OSError("full")
        return super()._save(name, content)


def save_and_fail(recording, folder):
    with keeping_files(recording), transaction.atomic():
        recording.save()
        assert len(kept(folder)) == 2
        raise DatabaseError("no")


def test_new_files_are_removed_when_the_row_cannot_be_saved(private_folder):
    with pytest.raises(DatabaseError, match="no"):
        save_and_fail(new_recording(), private_folder)

    assert kept(private_folder) == []
    assert not Recording.objects.exists()


def test_existing_files_stay_when_the_row_cannot_be_saved(private_folder):
    recording = make_recording(content=b"before")
    before = kept(private_folder)
    recording.poster = ContentFile(b"poster", name="poster.png")

    with pytest.raises(KeyboardInterrupt), keeping_files(recording):
        raise KeyboardInterrupt

    assert kept(private_folder) == before


def test_store_that_accepts_one_of_two_files_keeps_neither(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "maigu_recordings": {"BACKEND": f"{NoPictures.__module__}.{NoPictures.__qualname__}"},
    }
    recording = new_recording()

    with pytest.raises(StoreFailed), keeping_files(recording):
        pass

    storage = recording.file.storage
    assert recording.file.name.endswith(".mp4")
    assert not storage.exists(recording.file.name)


class HalfFull(InMemoryStorage):
    """A store that keeps the first half of a file and then has no more room."""

    def _save(self, name, content):
        super()._save(name, ContentFile(content.read()[:2]))
        raise OSError(errno.ENOSPC, "No space left on device")


def test_partial_file_is_not_kept_by_any_store(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "maigu_recordings": {"BACKEND": f"{HalfFull.__module__}.{HalfFull.__qualname__}"},
    }
    recording = new_recording()

    with pytest.raises(StoreFailed) as caught, keeping_files(recording):
        pass

    folders, names = private_storage().listdir("")
    assert [name for folder in folders for name in private_storage().listdir(folder)[1]] + names == []
    assert caught.value.message.startswith("File storage is full, so nothing was saved.")


def test_partial_file_is_not_kept_on_a_full_disk(private_folder):
    with no_room(), pytest.raises(OSError, match="too large"):
        private_storage().save("ab/film.mp4", ContentFile(bytes(2 * ROOM)))

    assert kept(private_folder) == []
    private_storage().save("ab/film.mp4", ContentFile(b"film"))
    assert kept(private_folder) == ["ab/film.mp4"]


def test_partial_move_is_not_kept_on_a_full_disk(private_folder, other_device):
    path = other_device / "upload"
    path.write_bytes(bytes(2 * ROOM))

    with path.open("rb") as stream, no_room(), pytest.raises(OSError, match="too large"):
        private_storage().save("ab/film.mp4", MovedFile(stream))

    assert kept(private_folder) == []


@pytest.fixture
def other_device(private_folder):
    """A folder from which no file can simply be renamed into the store; without one, the test says nothing."""
    private_folder.mkdir()
    shared = Path("/dev/shm")  # noqa: S108 -- a folder with a random name is made in it
    if not shared.is_dir() or shared.stat().st_dev == private_folder.stat().st_dev:
        pytest.skip("There is one device alone.")
    with TemporaryDirectory(dir=shared) as folder:
        yield Path(folder)


class MovedFile(File):
    """A file as an upload that was kept on the disk."""

    def temporary_file_path(self):
        return self.file.name


def test_existing_file_stays_when_another_of_its_name_fails(private_folder):
    private_storage().save("ab/film.mp4", ContentFile(b"film"))

    with no_room(), pytest.raises(OSError, match="too large"):
        private_storage()._save("ab/film.mp4", ContentFile(bytes(2 * ROOM)))

    assert (private_folder / "ab/film.mp4").read_bytes() == b"film"


def test_replaced_file_stays_until_the_commit(private_folder, django_capture_on_commit_callbacks):
    recording = make_recording(content=b"before")
    before = recording.file.name

    with django_capture_on_commit_callbacks() as callbacks:
        recording.file.save("after.mp4", ContentFile(b"after"))

    assert kept(private_folder) == sorted([before, recording.file.name])
    for callback in callbacks:
        callback()
    assert kept(private_folder) == [recording.file.name]


def test_file_used_by_another_row_stays(private_folder, django_capture_on_commit_callbacks):
    recording = make_recording()
    Recording.objects.create(title="Copy by hand", file=recording.file.name)

    with django_capture_on_commit_callbacks(execute=True):
        recording.delete()

    assert kept(private_folder) == [Recording.objects.get().file.name]


def test_saving_some_fields_removes_no_file(private_folder, django_capture_on_commit_callbacks):
    recording = make_recording()
    before = kept(private_folder)
    recording.file.name = "ab/elsewhere.mp4"

    with django_capture_on_commit_callbacks(execute=True):
        recording.save(update_fields=["title"])

    assert kept(private_folder) == before


def test_deleting_a_row_without_its_file_is_not_an_error(private_folder, django_capture_on_commit_callbacks):
    recording = make_recording()
    (private_folder / recording.file.name).unlink()

    with django_capture_on_commit_callbacks(execute=True):
        recording.delete()

    assert not Recording.objects.exists()
