from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File
from wagtail.models import Collection

from maigu_wagtail.members.file_access import address_of
from maigu_wagtail.models import Caption, Handout, Recording, SharedPassword
from maigu_wagtail.recordings.captions import CaptionsError
from maigu_wagtail.recordings.create import create_handout, create_recording
from maigu_wagtail.recordings.kinds import RefusedFile
from maigu_wagtail.recordings.lifecycle import StoreFailed
from tests.doors import type_password
from tests.factories import WEBVTT, make_session
from tests.full_disk import ROOM, no_room

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_folder")]

WORDS = "correct horse battery"
MEDIA = Path(__file__).resolve().parents[2] / "example_site/catalogue/media"
SUBRIP = "1\n00:00:01,000 --> 00:00:02,000\nBienvenidos.\n"


def media(name):
    return ContentFile((MEDIA / name).read_bytes(), name=name)


def content(field_file):
    with field_file.open() as file:
        return file.read()


def stored(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_created_recording_has_what_its_file_says():
    with (MEDIA / "invisible-wounds.webm").open("rb") as film:
        recording = create_recording(File(film))

    recording.refresh_from_db()
    assert (recording.title, recording.original_name) == ("invisible-wounds", "invisible-wounds.webm")
    assert (recording.content_type, recording.size) == ("video/webm", (MEDIA / "invisible-wounds.webm").stat().st_size)
    assert (recording.width, recording.height, recording.duration > 0) == (320, 180, True)
    assert content(recording.file) == (MEDIA / "invisible-wounds.webm").read_bytes()


def test_created_recording_has_captions_in_the_order_given_and_a_poster():
    recording = create_recording(
        media("invisible-wounds.webm"),
        title="Part 1",
        captions={"es": SUBRIP, "en": WEBVTT.encode()},
        poster=media("invisible-wounds.webp"),
        is_downloadable=True,
        duration=7,
    )

    recording.refresh_from_db()
    assert (recording.title, recording.duration, recording.is_downloadable) == ("Part 1", 7, True)
    assert content(recording.poster) == (MEDIA / "invisible-wounds.webp").read_bytes()
    assert [caption.language for caption in recording.captions.all()] == ["es", "en"]
    assert recording.captions.first().webvtt.startswith("WEBVTT")
    assert recording.captions.first().timed_transcript


def test_member_gets_a_created_recording_and_handout(client, section):
    recording = create_recording(media("connecting-silos.mp3"))
    handout = create_handout(media("targeting-the-source.pdf"), title="Slides")
    make_session(section, members_content=[("recording", recording), ("resource", handout)])
    SharedPassword.objects.create_password(section, WORDS)
    type_password(client, section, WORDS)

    film = client.get(address_of(recording, recording.file_names[0]))
    slides = client.get(address_of(handout, handout.download_name))

    assert film["Content-Type"] == "audio/mpeg"
    assert film.getvalue() == (MEDIA / "connecting-silos.mp3").read_bytes()
    assert (slides["Content-Type"], handout.title) == ("application/pdf", "Slides")
    assert slides.getvalue() == (MEDIA / "targeting-the-source.pdf").read_bytes()


@pytest.mark.parametrize(
    ("refused", "error"),
    [
        ({"file": ContentFile(b"%PDF-1.7", name="film.mp4")}, RefusedFile),
        ({"file": ContentFile(b"film", name="film")}, RefusedFile),
        ({"poster": ContentFile(b"<svg/>", name="poster.png")}, RefusedFile),
        ({"captions": {"en": "not captions"}}, CaptionsError),
    ],
)
def test_refused_file_leaves_nothing(private_folder, refused, error):
    with pytest.raises(error):
        create_recording(**{"file": media("connecting-silos.mp3"), **refused})

    assert not Recording.objects.exists()
    assert not Caption.objects.exists()
    assert stored(private_folder) == []


def test_full_disk_leaves_nothing(private_folder):
    large = ContentFile(b"%PDF-1.7" + bytes(2 * ROOM), name="large.pdf")

    with no_room(), pytest.raises(StoreFailed):
        create_handout(large)

    assert not Handout.objects.exists()
    assert stored(private_folder) == []


def test_unknown_field_is_an_error():
    with pytest.raises(TypeError):
        create_handout(media("targeting-the-source.pdf"), colour="red")


def test_created_handout_can_be_in_a_collection():
    collection = Collection.get_first_root_node().add_child(name="Attorneys")

    assert create_handout(media("targeting-the-source.pdf"), collection=collection).collection == collection
