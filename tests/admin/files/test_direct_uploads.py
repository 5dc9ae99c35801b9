import pytest
import time_machine
from boto3.s3.transfer import TransferConfig
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import TestCase
from storages.backends.s3 import S3Storage

from maigu_wagtail.admin.files.direct_uploads import arrived
from maigu_wagtail.models import Recording
from maigu_wagtail.recordings import s3
from maigu_wagtail.recordings.lifecycle import StoreFailed, keeping_files
from maigu_wagtail.recordings.s3 import full_key
from tests.admin.files.screens import BY_SCRIPT, recording_form, upload, url
from tests.admin.passwords.screens import errors, soup
from tests.recordings import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(s3_storage, settings):
    settings.MAIGU_WAGTAIL_DIRECT_UPLOAD = True
    return s3_storage


@pytest.fixture
def client_of_store(s3_server):
    return s3_server.client()


def ask(client, name="Part 1.mp4", size=None):
    return client.post(url("recordings_upload"), {"name": name, "size": len(files.MP4) if size is None else size})


def put(told, content=files.MP4, **changed):
    """Send a file as the browser does, and return the store's answer."""
    import urllib3

    fields = {**told["fields"], **changed, "file": ("film", content)}
    return urllib3.request("POST", told["url"], fields=fields).status


def keys(storage):
    return sorted(found.key for found in storage.bucket.objects.all())


def save(client, told, **fields):
    """Send the form of a new recording with what was put into the store; what waits for the commit is done."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(url("recordings_add"), recording_form(uploaded=told["uploaded"], **fields))


def test_browser_uploads_to_the_store_and_the_form_uses_the_file(as_superuser, store):
    told = ask(as_superuser).json()
    assert put(told) == 204

    save(as_superuser, told, title="", duration="62")

    recording = Recording.objects.get()
    assert (recording.title, recording.original_name) == ("Part 1", "Part 1.mp4")
    assert (recording.content_type, recording.size, recording.duration) == ("video/mp4", len(files.MP4), 62)
    assert keys(store) == [full_key(store, recording.file.name)]
    assert recording.file.read() == files.MP4


def test_form_has_an_upload_address_only_for_direct_uploads(as_superuser, store, settings):
    assert soup(as_superuser.get(url("recordings_add"))).find(id="id_uploaded")["data-maigu-direct"] == url(
        "recordings_upload"
    )

    settings.MAIGU_WAGTAIL_DIRECT_UPLOAD = False
    assert soup(as_superuser.get(url("recordings_add"))).find(id="id_uploaded") is None
    assert ask(as_superuser).status_code == 404


def test_local_folder_accepts_no_direct_uploads(as_superuser, settings, private_folder):
    settings.MAIGU_WAGTAIL_DIRECT_UPLOAD = True

    assert ask(as_superuser).status_code == 404
    assert soup(as_superuser.get(url("recordings_add"))).find(id="id_uploaded") is None


def test_direct_upload_needs_the_add_permission(client, as_nobody, as_adder, store):
    assert ask(client).status_code == 302
    assert ask(as_nobody).status_code == 302
    assert ask(as_adder("recording", "choose")[0]).status_code == 302
    assert "url" in ask(as_adder("recording", "add")[0]).json()
    assert as_nobody.get(url("recordings_upload")).status_code in {302, 405}


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("a.mov", 100, "You cannot use"),
        ("a.mp4", 0, "The limit is"),
        ("a.mp4", 10**15, "The limit is"),
        ("a.mp4", "many", "The limit is"),
        ("a.mp4", "9" * 400, "The limit is"),
        ("", 100, "You cannot use"),
    ],
)
def test_direct_upload_is_refused_for_invalid_files(as_superuser, store, name, size, words):
    answer = ask(as_superuser, name, size)

    assert answer.status_code == 422
    assert words in answer.json()["errors"]["file"][0]


@pytest.mark.parametrize(
    ("content", "changed"),
    [
        (files.MP4 * 20, {}),
        (files.MP4, {"Content-Type": "text/html"}),
        (files.MP4, {"key": "elsewhere.mp4"}),
        (b"", {}),
    ],
    ids=["size", "type", "key", "empty"],
)
def test_store_accepts_only_the_requested_upload(as_superuser, store, settings, content, changed):
    settings.MAIGU_WAGTAIL_RECORDING_MAX_SIZE = 10 * len(files.MP4)

    assert put(ask(as_superuser).json(), content, **changed) in {400, 403}
    assert keys(store) == []


@pytest.mark.parametrize("content", [files.HTML, files.QUICKTIME], ids=["html", "quicktime"])
def test_file_of_another_kind_is_not_saved(as_superuser, store, content):
    told = ask(as_superuser).json()
    put(told, content)

    answer = as_superuser.post(url("recordings_add"), recording_form(uploaded=told["uploaded"]), headers=BY_SCRIPT)

    assert "do not match its name" in answer.json()["errors"]["file"][0]
    assert not Recording.objects.exists()


def test_missing_upload_is_not_saved(as_superuser, store):
    told = ask(as_superuser).json()

    answer = as_superuser.post(url("recordings_add"), recording_form(uploaded=told["uploaded"]))

    assert errors(answer)["file"] == "The file did not reach the file storage. Upload it again."


def test_upload_key_is_for_one_user_once_within_a_day(as_superuser, as_adder, store):
    client, _user = as_adder("recording", "add")
    told = ask(client).json()
    put(told)
    sent = recording_form(uploaded=told["uploaded"])

    assert "cannot be used" in errors(as_superuser.post(url("recordings_add"), sent))["file"]
    with time_machine.travel("2099-01-01", tick=False):
        client.force_login(_user)
        assert "has expired" in errors(client.post(url("recordings_add"), sent))["file"]
    client.force_login(_user)
    assert save(client, told).status_code == 302
    assert "did not reach" in errors(client.post(url("recordings_add"), sent))["file"]
    assert Recording.objects.count() == 1


def test_upload_form_cannot_change_a_saved_file(as_superuser, store, client_of_store):
    told = ask(as_superuser).json()
    put(told)
    save(as_superuser, told)

    assert put(told, files.HTML) == 204

    recording = Recording.objects.get()
    assert recording.file.read() == files.MP4
    kept = client_of_store.head_object(Bucket=store.bucket_name, Key=full_key(store, recording.file.name))
    assert kept["ContentType"] == "video/mp4"
    assert told["fields"]["key"] == full_key(store, key_of_the_other(store, recording))
    assert "do not match its name" in errors(save(as_superuser, told))["file"]
    assert Recording.objects.count() == 1


def key_of_the_other(storage, recording):
    """Return the one key in the store that ``recording`` does not name."""
    (key,) = set(keys(storage)) - {recording.file.name}
    return key


def test_file_swapped_after_the_check_is_not_saved(as_superuser, store):
    told = ask(as_superuser).json()
    put(told)
    found = arrived(told["uploaded"], get_user_model().objects.get())
    recording = Recording(title="Part 1", original_name="Part 1.mp4", content_type="video/mp4", file=found)

    put(told, files.HTML)
    with pytest.raises(StoreFailed) as caught, keeping_files(recording):
        recording.save()

    assert caught.value.message.startswith("The file was replaced while it was being saved")
    assert not Recording.objects.exists()
    assert keys(store) == [told["fields"]["key"]]


def test_failed_save_leaves_the_upload_in_place(as_superuser, store):
    told = ask(as_superuser).json()
    put(told)
    found = arrived(told["uploaded"], get_user_model().objects.get())
    recording = Recording(title=None, original_name="Part 1.mp4", content_type="video/mp4", file=found)

    with pytest.raises(IntegrityError), keeping_files(recording), transaction.atomic():
        recording.save()

    assert keys(store) == [told["fields"]["key"]]
    assert save(as_superuser, told).status_code == 302
    assert keys(store) == [Recording.objects.get().file.name]


def test_large_file_is_saved_with_its_type_and_the_alias_options(as_superuser, s3_server, store, client_of_store):
    # In parts of 5 MiB, as a film of hundreds of them is by default.
    transfer = TransferConfig(multipart_threshold=5 * 1024**2, multipart_chunksize=5 * 1024**2)
    parameters = {"StorageClass": "STANDARD_IA", "CacheControl": "private"}
    storage = S3Storage(
        **s3_server.options(
            store.bucket_name, location="members", transfer_config=transfer, object_parameters=parameters
        )
    )
    film = files.MP4 + bytes(11 * 1024**2)
    storage.save("uploads/ab/film.mp4", ContentFile(film))

    s3.copy(storage, "uploads/ab/film.mp4", "ab/film.mp4", content_type="video/mp4")

    kept = client_of_store.get_object(Bucket=store.bucket_name, Key="members/ab/film.mp4")
    assert kept["Body"].read() == film
    assert (kept["ContentType"], kept["CacheControl"], kept["StorageClass"]) == ("video/mp4", "private", "STANDARD_IA")


def test_abandoned_upload_is_removed_with_the_orphans(as_superuser, store):
    told = ask(as_superuser).json()
    put(told)

    call_command("maigu_files", remove_orphans=True)
    assert keys(store) == [told["fields"]["key"]]

    call_command("maigu_files", remove_orphans=True, older_than=-1)
    assert keys(store) == []


@pytest.mark.parametrize("token", ["nonsense", "a:b:c", "\x00"])
def test_unsigned_upload_key_is_refused(as_superuser, store, token):
    store.save("ab/other.mp4", ContentFile(files.MP4))

    answer = as_superuser.post(url("recordings_add"), recording_form(uploaded=token))

    assert "file" in errors(answer) or "uploaded" in errors(answer)
    assert not Recording.objects.exists()


def test_file_in_the_form_takes_precedence_over_a_direct_upload(as_superuser, store):
    told = ask(as_superuser).json()
    put(told)

    as_superuser.post(
        url("recordings_add"), recording_form(file=upload("b.webm", files.WEBM), uploaded=told["uploaded"])
    )

    assert Recording.objects.get().content_type == "video/webm"
