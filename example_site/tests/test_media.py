import re
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.files.base import ContentFile

from example_site.catalogue.media import MEDIA, RECORDINGS, webvtt
from maigu_wagtail.models import Handout, Recording, SessionPage

from .loading_catalogues import load_catalogue


def kinds(slug):
    """Return the kinds of members' content of a session, in order."""
    return [block.block_type for block in SessionPage.objects.get(slug=slug).members_content]


def content(recording):
    with recording.file.open() as file:
        return file.read()


@pytest.fixture
def recording(section):
    return Recording.objects.get(title="The first hours")


def test_every_recorded_session_has_something_to_watch(section):
    sessions = section.sessions().live().recorded()

    shown = [{"recording", "video_embed"} & {block.block_type for block in s.members_content} for s in sessions]

    assert len(shown) == 15
    assert [len(kinds) for kinds in shown] == [1] * 15


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("inside-the-gun-shop", ["recording", "recording", "text"]),
        ("atf-gun-trafficking-report", ["recording", "resource", "text"]),
        ("utilizing-federal-funding", ["video_embed", "text"]),
        ("connecting-silos", ["recording", "text"]),
    ],
    ids=["two parts", "slides", "elsewhere", "sound"],
)
def test_sessions_cover_each_kind_of_content(section, slug, expected):
    assert kinds(slug) == expected


def test_one_recording_is_audio_only(section):
    (sound,) = (recording for recording in Recording.objects.all() if recording.is_audio)

    assert (sound.title, sound.width, bool(sound.poster)) == ("Four speakers, sound only", None, False)
    assert content(sound)[:2] in {b"\xff\xf3", b"\xff\xfb"} or content(sound)[:3] == b"ID3"


def test_videos_are_separate_files_with_posters(section):
    videos = [recording for recording in Recording.objects.all() if not recording.is_audio]

    assert len({content(video) for video in videos}) == len(videos) == 14
    short = [video for video in videos if video.content_type == "video/webm"]
    assert {content(video)[:4] for video in short} == {b"\x1aE\xdf\xa3"}
    assert all(video.poster and 10 <= video.duration <= 40 for video in short)
    assert [video.title for video in videos if video.is_poster_public] == ["Part 1: Who the dealers are"]


def test_one_video_is_too_long_to_load_at_once(section):
    (film,) = Recording.objects.filter(content_type="video/mp4")

    assert (film.title, film.duration, film.codecs) == ("How the money travels", 360, "avc1, mp4a")
    assert 5_000_000 < film.size < 12_000_000
    assert content(film)[4:8] == b"ftyp"
    assert "00:05:40.000 --> 00:06:00.000\nYour notes for members" in film.captions.first().webvtt


def test_recordings_have_captions_in_two_languages_and_a_transcript(recording):
    english, spanish = recording.captions.all()

    assert (english.language, spanish.language) == ("en", "es")
    assert "00:00:04.000 --> 00:00:08.000\nKnow who speaks, and who speaks to the families.\n" in english.webvtt
    assert "Sepa quién habla, y quién habla con las familias." in spanish.webvtt
    assert recording.transcript.split("\n\n") == [line for line, _spanish in RECORDINGS[stem(recording)]["lines"]]


def stem(file):
    return Path(file.original_name).stem


def test_captions_after_a_minute_have_correct_times():
    assert webvtt(["a"] * 16).rstrip().endswith("00:01:00.000 --> 00:01:04.000\na")


def test_slides_are_valid_pdf_files(section):
    for handout in Handout.objects.all():
        text = content(handout).decode("ascii")
        offsets = [int(offset) for offset in re.findall(r"^(\d{10}) 00000 n", text, re.MULTILINE)]

        assert text.startswith("%PDF-1.4")
        assert [text[offset:].split(" ", 1)[0] for offset in offsets] == [str(n + 1) for n in range(len(offsets))]
        assert text[int(re.search(r"startxref\n(\d+)", text)[1]) :].startswith("xref")
    assert Handout.objects.count() == 2


def test_files_are_stored_privately(section):
    folder = Path(site_settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER)

    paths = [Path(thing.file.path) for model in (Recording, Handout) for thing in model.objects.all()]

    assert len(paths) == 17
    assert {path.is_relative_to(folder) for path in paths} == {True}
    assert not folder.is_relative_to(site_settings.MEDIA_ROOT)


@pytest.fixture
def lost(recording):
    """A recording whose file is missing during the test; all tests share the files."""
    storage, name, kept = recording.file.storage, recording.file.name, content(recording)
    storage.delete(name)
    yield recording
    storage.save(name, ContentFile(kept))


def test_file_lost_by_the_storage_is_restored(lost):
    said = load_catalogue()

    assert said == "  restored: The first hours\nCatalogue loaded: 1 restored.\n"
    lost.refresh_from_db()
    assert content(lost) == (MEDIA / "mass-shooting-protocol-and-playbook.webm").read_bytes()
    assert load_catalogue() == "The catalogue is already loaded. There is nothing to do.\n"


def test_texts_edited_on_a_recording_are_kept(recording):
    recording.title = recording.transcript = "Changed in the CMS"
    recording.save()

    load_catalogue()

    recording.refresh_from_db()
    assert (recording.title, recording.transcript) == ("Changed in the CMS", "Changed in the CMS")


def test_shipped_files_are_few_and_all_used(section):
    shipped = {path.name: path.stat().st_size for path in MEDIA.iterdir()}

    used = {thing.original_name for model in (Recording, Handout) for thing in model.objects.all()}
    posters = {f"{stem(recording)}.webp" for recording in Recording.objects.all() if recording.poster}
    assert set(shipped) == used | posters
    assert sum(size for name, size in shipped.items() if not name.endswith(".mp4")) <= 600_000
