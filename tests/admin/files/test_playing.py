"""What an editor is told of a recording that some members' browsers cannot play."""

import pytest
from django.test import TestCase

from maigu_wagtail.models import Recording
from tests.admin.files.screens import BY_SCRIPT, recording_form, upload, url
from tests.admin.passwords.screens import said, soup, words
from tests.factories import make_recording
from tests.recordings import files
from tests.s3_requests import send_form

WARNING = "Some members’ browsers cannot play this recording, because it is stored as HEVC (H.265)."
HEVC = files.sample("hevc.mp4")


def test_upload_warns_about_files_some_browsers_cannot_play(as_superuser, private_folder):
    answer = as_superuser.post(url("recordings_add"), recording_form(file=upload(content=HEVC)), follow=True)

    assert any(WARNING in message for message in said(answer))
    recording = Recording.objects.get()
    assert recording.codecs == "hvc1"
    assert WARNING in words(as_superuser.get(url("recording", recording)))


def test_scripted_upload_warns_on_the_next_page(as_superuser, private_folder):
    as_superuser.post(url("recordings_add"), recording_form(file=upload(content=HEVC)), headers=BY_SCRIPT)

    assert any(WARNING in message for message in said(as_superuser.get(url("recordings"))))


def test_direct_upload_warns_too(as_superuser, s3_storage, settings):
    settings.MAIGU_WAGTAIL_DIRECT_UPLOAD = True
    told = as_superuser.post(url("recordings_upload"), {"name": "a.mp4", "size": len(HEVC)}).json()
    assert send_form(told, HEVC, "video/mp4").status == 204

    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = as_superuser.post(url("recordings_add"), recording_form(uploaded=told["uploaded"]), follow=True)

    assert any(WARNING in message for message in said(answer))
    assert Recording.objects.get().codecs == "hvc1"


def test_upload_in_a_session_form_warns_too(as_superuser, private_folder):
    sent = {"maigu-recording-title": "Part 1", "maigu-recording-file": upload(content=HEVC)}

    as_superuser.post(url("recording_chooser:create"), sent)

    assert Recording.objects.get().codecs == "hvc1"
    assert any(WARNING in message for message in said(as_superuser.get(url("recordings"))))


def test_upload_that_every_browser_plays_gives_no_warning(as_superuser, private_folder):
    recording = make_recording(codecs="hvc1")

    answer = as_superuser.post(
        url("recording", recording), recording_form(file=upload("b.webm", files.WEBM)), follow=True
    )

    assert not any("cannot play" in message for message in said(answer))
    recording.refresh_from_db()
    assert recording.codecs == ""
    assert "Some members’ browsers" not in words(as_superuser.get(url("recording", recording)))


def test_saving_without_a_new_file_does_not_warn_again(as_superuser, private_folder):
    recording = make_recording(codecs="hvc1")

    answer = as_superuser.post(url("recording", recording), recording_form(is_downloadable="on"), follow=True)

    assert not any("cannot play" in message for message in said(answer))
    recording.refresh_from_db()
    assert (recording.codecs, recording.is_downloadable) == ("hvc1", True)


@pytest.mark.usefixtures("private_folder")
def test_script_gets_the_codecs_to_warn_about(as_superuser):
    page = soup(as_superuser.get(url("recordings_add")))

    assert '"hvc1": "HEVC (H.265)"' in page.find(id="id_file")["data-maigu-doubtful"]
    assert "maigu-codecs.js" in str(page)
