from datetime import timedelta

import pytest
import urllib3
from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone
from wagtail.models import Collection

from maigu_wagtail.models import Recording, Upload
from maigu_wagtail.recordings import multipart
from tests.admin.files.screens import VTT, upload
from tests.admin.files.several import begin, listed, plan_of, several_url, the_upload
from tests.recordings import files

pytestmark = pytest.mark.django_db

MB = 1024 * 1024
FILM = files.MP4 + bytes(11 * MB)


@pytest.fixture
def store(s3_storage, settings, monkeypatch):
    """File storage in S3 that takes films in parts of the smallest size that S3 allows."""
    settings.MAIGU_WAGTAIL_DIRECT_UPLOAD = True
    monkeypatch.setattr(multipart, "PART_SIZE", 5 * MB)
    return s3_storage


def started(client, name="panel.mp4", content=FILM, **more):
    begin(client, (name, len(content)), **more)
    return the_upload(name)


def ask_parts(client, row):
    return client.post(several_url("parts", row.pk))


def put(part, content=FILM):
    """Send a part as the browser does, and return the store's answer."""
    blob = content[part["start"] : part["start"] + part["size"]]
    return urllib3.request("PUT", part["url"], body=blob).status


def send_parts(client, row, content=FILM):
    statuses = [put(part, content) for part in ask_parts(client, row).json()["parts"]]
    assert set(statuses) <= {200}


def finish(client, row, **facts):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(several_url("complete", row.pk), facts)


def attach(client):
    client.post(several_url(), {**plan_of(client), "attach": "1"})


def keys(storage):
    return sorted(found.key for found in storage.bucket.objects.all())


def running(storage):
    """Return the keys of uploads in parts that have begun and not ended."""
    return [upload.object_key for upload in storage.bucket.multipart_uploads.all()]


def test_film_is_uploaded_in_parts_and_becomes_a_recording(as_superuser, store):
    row = started(as_superuser)
    told = ask_parts(as_superuser, row).json()
    assert [(part["start"], part["size"]) for part in told["parts"]] == [
        *((0, 5 * MB), (5 * MB, 5 * MB)),
        (10 * MB, len(FILM) - 10 * MB),
    ]
    assert keys(store) == []
    send_parts(as_superuser, row)

    assert finish(as_superuser, row, duration="62", width="640", height="360").status_code == 200
    attach(as_superuser)

    recording = Recording.objects.get()
    assert (recording.size, recording.duration, recording.width) == (len(FILM), 62, 640)
    assert keys(store) == [recording.file.name]
    kept = store.bucket.Object(recording.file.name).get()
    assert (kept["ContentType"], kept["Body"].read() == FILM) == ("video/mp4", True)
    assert running(store) == []


def test_upload_continues_with_the_parts_that_are_missing(as_superuser, store):
    row = started(as_superuser)
    put(ask_parts(as_superuser, row).json()["parts"][1])

    # The editor comes back and chooses the same file.
    again = started(as_superuser)
    told = ask_parts(as_superuser, again).json()

    assert again == row
    assert [part["start"] for part in told["parts"]] == [0, 10 * MB]
    assert told["missing"] == len(FILM) - 5 * MB
    send_parts(as_superuser, row)
    assert finish(as_superuser, row).status_code == 200


@pytest.mark.parametrize("other", [{"content": FILM + b"x"}, {"modified": 1800000000000}], ids=["size", "modified"])
def test_changed_file_of_the_same_name_is_another_upload(as_superuser, store, other):
    started(as_superuser)

    begin(as_superuser, ("panel.mp4", len(other.get("content", FILM))), modified=other.get("modified", 1700000000000))

    assert Upload.objects.count() == 2


def test_addresses_are_signed_a_few_at_a_time(as_superuser, store, monkeypatch):
    monkeypatch.setattr("maigu_wagtail.admin.files.several_uploads.ADDRESSES", 2)
    row = started(as_superuser)

    told = ask_parts(as_superuser, row).json()

    assert (len(told["parts"]), told["missing"]) == (2, len(FILM))


def test_upload_that_the_store_has_ended_begins_anew(as_superuser, store):
    row = started(as_superuser)
    send_parts(as_superuser, row)
    for begun in store.bucket.multipart_uploads.all():
        begun.abort()

    told = ask_parts(as_superuser, row).json()

    assert told["missing"] == len(FILM)
    send_parts(as_superuser, row)
    assert finish(as_superuser, row).status_code == 200


def test_completed_upload_whose_answer_was_lost_is_found(as_superuser, store):
    row = started(as_superuser)
    send_parts(as_superuser, row)
    row.refresh_from_db()
    found = multipart.arrived_parts(store, row.key, row.multipart_id)
    multipart.complete(store, row.key, row.multipart_id, found.items())

    assert ask_parts(as_superuser, row).json() == {"parts": [], "missing": 0}
    assert finish(as_superuser, row).status_code == 200


def test_incomplete_upload_is_not_completed(as_superuser, store):
    row = started(as_superuser)
    assert finish(as_superuser, row).status_code == 400
    put(ask_parts(as_superuser, row).json()["parts"][0])

    assert finish(as_superuser, row).status_code == 400

    assert keys(store) == []
    assert not Upload.objects.get().is_complete


def test_store_accepts_only_a_part_of_its_size(as_superuser, store):
    part = ask_parts(as_superuser, started(as_superuser)).json()["parts"][0]

    assert urllib3.request("PUT", part["url"], body=FILM).status == 403
    assert (
        urllib3.request("PUT", part["url"].replace("partNumber=1", "partNumber=2"), body=FILM[: 5 * MB]).status == 403
    )
    assert urllib3.request("GET", part["url"]).status == 403
    assert put(part) == 200


def test_completed_upload_can_neither_be_changed_nor_repeated(as_superuser, store):
    row = started(as_superuser)
    parts = ask_parts(as_superuser, row).json()["parts"]
    send_parts(as_superuser, row)
    finish(as_superuser, row)

    assert {put(part, bytes(len(FILM))) for part in parts} == {404}
    assert finish(as_superuser, row).status_code == 409
    assert ask_parts(as_superuser, row).status_code == 409
    row.refresh_from_db()
    assert store.bucket.Object(row.key).get()["Body"].read() == FILM
    attach(as_superuser)
    assert finish(as_superuser, row).status_code == 404
    assert {put(part, bytes(len(FILM))) for part in parts} == {404}
    assert Recording.objects.count() == 1


@pytest.mark.parametrize("content", [files.HTML + bytes(6 * MB), files.QUICKTIME + bytes(6 * MB)], ids=["html", "mov"])
def test_file_of_another_kind_is_refused_and_nothing_of_it_stays(as_superuser, store, content):
    row = started(as_superuser, content=content)
    send_parts(as_superuser, row, content)

    answer = finish(as_superuser, row)

    assert answer.status_code == 422
    assert "The contents of “panel.mp4” do not match its name" in answer.json()["message"]
    assert (keys(store), running(store), listed(as_superuser)) == ([], [], [])


def test_upload_of_another_user_is_not_found(as_superuser, as_adder, store):
    row = started(as_superuser)
    send_parts(as_superuser, row)
    other, _user = as_adder("recording", "add")

    for name in ("parts", "complete", "file"):
        assert other.post(several_url(name, row.pk), {"file": upload()}).status_code == 404
    other.post(several_url(), {"remove": row.pk})
    assert finish(as_superuser, row).status_code == 200


def test_addresses_need_the_permission_on_the_collection(as_adder, as_nobody, client, store):
    mine = Collection.get_first_root_node().add_child(name="Mine")
    adder, user = as_adder("recording", "add", collection=mine)
    assert "collection" in begin(adder, ("panel.mp4", 100)).json()["message"]
    row = started(adder, collection=mine.pk)
    assert ask_parts(adder, row).status_code == 200

    for visitor in (client, as_nobody):
        assert begin(visitor, ("panel.mp4", 100)).status_code == 302
        assert ask_parts(visitor, row).status_code == 302
    user.groups.get().collection_permissions.all().delete()
    assert ask_parts(adder, row).status_code == 302


def test_removed_upload_ends_in_the_store_too(as_superuser, store):
    row = started(as_superuser)
    send_parts(as_superuser, row)
    assert len(running(store)) == 1

    with TestCase.captureOnCommitCallbacks(execute=True):
        as_superuser.post(several_url(), {"remove": row.pk})

    assert running(store) == []


def test_abandoned_upload_ends_after_a_week(as_superuser, store, capsys):
    row = started(as_superuser)
    send_parts(as_superuser, row)
    call_command("maigu_files", remove_orphans=True, older_than=-1)
    assert len(running(store)) == 1
    assert "Missing: 0" in capsys.readouterr().out
    Upload.objects.update(updated_at=timezone.now() - timedelta(days=8))

    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command("maigu_files")
        assert Upload.objects.exists()
        call_command("maigu_files", remove_orphans=True)

    assert (running(store), Upload.objects.count()) == ([], 0)


def test_store_that_fails_is_reported_and_the_upload_stays(as_superuser, store):
    row = started(as_superuser)
    send_parts(as_superuser, row)
    store.bucket.meta.client.delete_bucket_cors(Bucket=store.bucket_name)
    bucket, store.bucket_name = store.bucket_name, "there-is-none"

    answer = ask_parts(as_superuser, row)

    store.bucket_name = bucket
    assert (answer.status_code, answer.json()["message"]) == (503, "File storage is not responding. Try again.")
    assert finish(as_superuser, row).status_code == 200


@pytest.mark.parametrize(
    ("name", "size", "message"),
    [
        ("a.mov", 100, "You cannot use “a.mov” here."),
        ("a.mp4", 0, "“a.mp4”: This file is too large or empty"),
        ("a.mp4", 10**15, "“a.mp4”: This file is too large or empty"),
        ("a.mp4", "many", "“a.mp4”: This file is too large or empty"),
        ("a.mp4", "9" * 400, "“a.mp4”: This file is too large or empty"),
        ("a.jpg", 6 * MB, "“a.jpg”: This file is too large or empty"),
        ("a.vtt", 3 * MB, "“a.vtt”: This file is too large or empty"),
        ("a" * 300 + ".mp4", 100, "You cannot use"),
        ("\0.mp4", 100, "You cannot use “.mp4” here."),
    ],
)
def test_file_that_would_be_refused_is_not_begun(as_superuser, name, size, message):
    answer = begin(as_superuser, (name, size), ("good.mp4", 100))

    assert message in answer.json()["refused"][0]
    assert listed(as_superuser) == ["good.mp4"]
    assert "good.mp4" in answer.json()["html"]


def test_list_is_limited(as_superuser, monkeypatch):
    monkeypatch.setattr("maigu_wagtail.admin.files.several.MOST_FILES", 2)

    answer = begin(as_superuser, ("a.mp4", 1), ("b.mp4", 1), ("c.mp4", 1))

    assert "“c.mp4” was left out: the list is full." in answer.json()["refused"][0]
    assert listed(as_superuser) == ["a.mp4", "b.mp4"]


def test_whole_file_is_checked_against_what_was_announced(as_superuser, private_folder):
    row = started(as_superuser, "panel.en.vtt", VTT)

    assert as_superuser.post(several_url("file", row.pk), {"file": upload("x", VTT[:10])}).status_code == 400
    assert as_superuser.post(several_url("file", row.pk)).status_code == 400
    assert as_superuser.post(several_url("file", row.pk), {"file": upload("x", VTT)}).json() == {}
    assert as_superuser.post(several_url("file", row.pk), {"file": upload("x", VTT)}).status_code == 409
    assert Upload.objects.get().webvtt.startswith("WEBVTT")


def test_local_folder_and_captions_take_no_parts(as_superuser, private_folder, settings):
    row = started(as_superuser)
    assert ask_parts(as_superuser, row).status_code == 404

    settings.MAIGU_WAGTAIL_DIRECT_UPLOAD = True
    assert ask_parts(as_superuser, row).status_code == 404
    assert finish(as_superuser, row).status_code == 404
    assert Upload.objects.get().key == ""


def test_captions_are_not_sent_in_parts(as_superuser, store):
    assert ask_parts(as_superuser, started(as_superuser, "panel.en.vtt", VTT)).status_code == 404


def test_nothing_is_read_from_addresses_of_parts(as_superuser, store):
    row = started(as_superuser)

    for name in ("parts", "complete", "file"):
        assert as_superuser.get(several_url(name, row.pk)).status_code == 405
    answer = ask_parts(as_superuser, row)
    assert "no-store" in answer["Cache-Control"]
