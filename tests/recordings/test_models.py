import pytest
from wagtail.rich_text import RichText

from maigu_wagtail.models import SessionFile
from tests.factories import make_handout, make_recording, make_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_folder")]


def test_file_is_stored_under_a_random_private_name(private_folder):
    recording = make_recording(original_name="../../Chief's private talk.MP4")

    kept = private_folder / recording.file.name
    assert kept.read_bytes() == b"moving pictures"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "talk" not in recording.file.name
    assert recording.file.name.endswith(".mp4")


def test_files_of_one_name_are_stored_separately(private_folder):
    first, second = (make_recording(original_name="session.mp4", content=text) for text in (b"one", b"two"))

    assert first.file.name != second.file.name
    kept = [(private_folder / recording.file.name).read_bytes() for recording in (first, second)]
    assert kept == [b"one", b"two"]


@pytest.mark.parametrize(
    ("original", "name"),
    [
        ("Panel, part 1.MP4", "panel-part-1.mp4"),
        ("../../etc/passwd.mp4", "passwd.mp4"),
        ('a"b\r\nSet-Cookie: x.mp4', "ab-set-cookie-x.mp4"),
        ("\u202egnp.mp4", "gnp.mp4"),
        ("жж.mp4", "file.mp4"),
    ],
)
def test_download_name_is_plain(original, name):
    assert make_recording(original_name=original).download_name == name


def test_file_has_no_address_of_its_own():
    with pytest.raises(ValueError, match="no public address"):
        _ = make_recording().file.url


def test_session_knows_its_files_in_any_order_of_saving(section):
    recording, handout = make_recording(), make_handout()
    session = make_session(section, members_content=[("recording", recording), ("resource", handout)])

    assert set(SessionFile.objects.filter(session=session).values_list("uid", flat=True)) == {
        recording.uid,
        handout.uid,
    }

    session.members_content = [("resource", handout), ("text", RichText("<p>Notes</p>"))]
    session.save()
    assert list(SessionFile.objects.values_list("uid", flat=True)) == [handout.uid]


def test_draft_does_not_change_which_files_a_session_has(section):
    session = make_session(section, members_content=[("recording", make_recording())])
    kept = list(SessionFile.objects.values_list("uid", flat=True))

    session.members_content = [("recording", make_recording())]
    session.save_revision()

    assert list(SessionFile.objects.values_list("uid", flat=True)) == kept


def test_summary_counts_members_content(section):
    first = make_recording(("en", "es"), duration=600, transcript="Welcome.")
    second = make_recording(("en",), duration=300)
    content = [("recording", first), ("recording", second), ("resource", make_handout())]

    session = make_session(section, members_content=content)

    expected = {"recording": 2, "resource": 1, "captions": 2, "captions:en": 1, "captions:es": 1}
    expected |= {"transcripts": 1, "seconds": 900}
    assert session.members_summary == expected


def test_summary_follows_a_change_of_the_recording(section):
    recording = make_recording(duration=600)
    session = make_session(section, members_content=[("recording", recording)])

    recording.captions.create(language="es", webvtt="WEBVTT")
    recording.transcript = "Welcome."
    recording.save()
    session.refresh_from_db()

    expected = {"recording": 1, "captions": 1, "captions:es": 1, "transcripts": 1, "seconds": 600}
    assert session.members_summary == expected


def test_summary_omits_a_deleted_recording(section):
    recording = make_recording(duration=600)
    session = make_session(section, members_content=[("recording", recording)])

    recording.delete()
    session.refresh_from_db()

    assert session.members_summary == {}
    assert not SessionFile.objects.exists()
