import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.db import DatabaseError, transaction

from maigu_wagtail.models import Recording
from maigu_wagtail.models.file_keeping import StoreFailed, keeping_files
from tests.factories import make_recording

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


def test_files_are_taken_away_again_where_the_row_cannot_be_saved(private_folder):
    with pytest.raises(DatabaseError, match="no"):
        save_and_fail(new_recording(), private_folder)

    assert kept(private_folder) == []
    assert not Recording.objects.exists()


def test_files_that_were_there_before_stay_where_the_row_cannot_be_saved(private_folder):
    recording = make_recording(content=b"before")
    before = kept(private_folder)
    recording.poster = ContentFile(b"poster", name="poster.png")

    with pytest.raises(KeyboardInterrupt), keeping_files(recording):
        raise KeyboardInterrupt

    assert kept(private_folder) == before


def test_store_that_takes_one_of_two_files_keeps_neither(settings):
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


def test_replaced_file_stays_until_the_change_is_certain(private_folder, django_capture_on_commit_callbacks):
    recording = make_recording(content=b"before")
    before = recording.file.name

    with django_capture_on_commit_callbacks() as callbacks:
        recording.file.save("after.mp4", ContentFile(b"after"))

    assert kept(private_folder) == sorted([before, recording.file.name])
    for callback in callbacks:
        callback()
    assert kept(private_folder) == [recording.file.name]


def test_file_that_another_row_names_stays(private_folder, django_capture_on_commit_callbacks):
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


def test_deleting_a_row_whose_file_is_gone_is_no_error(private_folder, django_capture_on_commit_callbacks):
    recording = make_recording()
    (private_folder / recording.file.name).unlink()

    with django_capture_on_commit_callbacks(execute=True):
        recording.delete()

    assert not Recording.objects.exists()
