"""What the watch page makes of recordings, handouts and videos elsewhere."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.blocks import StructBlockValidationError
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.models import Collection, CollectionViewRestriction

from maigu_wagtail.models import Access, Caption
from maigu_wagtail.sessions.blocks import VideoEmbedBlock
from tests.factories import make_handout, make_recording, make_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_folder")]

# Site, page, section, breadcrumbs and their like, then the recordings, their captions, and the handouts.
QUERIES = 10

VIMEO = {"url": "https://vimeo.com/76979871/8272103f6e", "title": "The panel"}
ELSEWHERE = {"url": "https://talks.example.org/watch/1", "title": "A talk"}
SPANISH = "WEBVTT\n\n00:01.000 --> 00:02.000\nBienvenidos a la sesión.\n"


@pytest.fixture
def open_session(section: Any) -> Any:
    """Give a function that makes a session open to everybody, whose members' content is what it is given."""
    return lambda *content, **fields: make_session(
        section, members_content=list(content), access=Access.PUBLIC, **fields
    )


@pytest.fixture
def watch_page(client: Any) -> Any:
    """Give a function that returns the watch page of a session."""

    def watch_page(session: Any, **headers: str) -> BeautifulSoup:
        response = client.get(f"{session.url}watch/", headers=headers)
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser")

    return watch_page


def words(element: Any) -> str:
    return " ".join(element.get_text(" ").split())


def test_recording_plays_in_the_browsers_player(client, open_session, watch_page):
    recording = make_recording(("en",), title="Part <1>", duration=3480, width=1280, height=720)
    page = watch_page(open_session(("recording", recording)))

    video = page.select_one("video")
    assert (video["width"], video["height"], video["preload"]) == ("1280", "720", "metadata")
    assert video.has_attr("controls")
    assert video.has_attr("playsinline")
    assert not video.has_attr("crossorigin")
    assert page.select_one(f"#{video['aria-labelledby']}").get_text() == "Part <1>"
    assert b"".join(client.get(video["src"]).streaming_content) == b"moving pictures"
    track = video.select_one("track")
    assert client.get(track["src"]).headers["Content-Type"] == "text/vtt; charset=utf-8"


def test_player_poster_is_the_members_file(client, open_session, watch_page):
    recording = make_recording(content_type="video/mp4", poster="aa/picture.png")
    session = open_session(("recording", recording))

    assert watch_page(session).video["poster"].endswith(f"/{recording.uid}/poster.png")
    assert str(recording.uid) not in client.get(session.url).content.decode()


def test_audio_has_its_own_player(open_session, watch_page):
    page = watch_page(open_session(("recording", make_recording(content_type="audio/mpeg"))))

    assert page.select_one("audio[controls]")["src"]
    assert page.video is None


@pytest.mark.parametrize(
    ("accepted", "default"),
    [
        ("es-MX,es;q=0.9,en;q=0.5", "es"),
        ("en-GB", "en"),
        ("fr, en;q=0.1", "en"),
        ("fr", None),
        ("", "en"),
        ("*;q=x,,;;", "en"),
    ],
)
def test_captions_in_the_page_language_are_on(open_session, watch_page, accepted, default):
    page = watch_page(open_session(("recording", make_recording(("en", "es")))), **{"Accept-Language": accepted})

    tracks = {track["srclang"]: track.has_attr("default") for track in page.select("track")}
    assert tracks == {language: language == default for language in ("en", "es")}
    assert [track["label"] for track in page.select("track")] == ["English", "Español"]


def test_transcript_has_the_times_of_the_captions(open_session, watch_page):
    recording = make_recording(("en",), transcript="Amara Castillo: Welcome to the session.\n\nApplause & <b>.")

    box = watch_page(open_session(("recording", recording))).select_one(".maigu-transcript")

    assert [words(part) for part in box.select(".maigu-transcript__part")] == [
        "0:00 Amara Castillo: Welcome to the session.",
        "Applause & <b>.",
    ]
    assert [line["data-maigu-at"] for line in box.select("[data-maigu-at]")] == ["0.000"]


@pytest.mark.parametrize("content_type", ["video/mp4", "audio/mpeg"])
def test_captions_replace_a_missing_transcript_in_each_language(open_session, watch_page, content_type):
    recording = make_recording(("en",), content_type=content_type)
    Caption.objects.create(recording=recording, language="es", webvtt=SPANISH)
    session = open_session(("recording", recording))

    for accepted, said in (("es", "0:01 Bienvenidos a la sesión."), ("de", "0:00 Amara Castillo: Welcome")):
        page = watch_page(session, **{"Accept-Language": accepted})
        texts = page.select(".maigu-transcript")
        assert [text["lang"] for text in texts] == ["en", "es"]
        assert [option.get_text() for option in page.select(".maigu-said__language option")] == ["English", "Español"]
        (shown,) = page.select(".maigu-transcript[data-maigu-default]")
        assert words(shown.select_one(".maigu-transcript__part")).startswith(said)


def test_several_recordings_are_listed_with_their_lengths(open_session, watch_page):
    first, second = make_recording(title="Part 1", duration=60), make_recording(title="Part 2", duration=3900)

    page = watch_page(open_session(("recording", first), ("recording", second)))

    parts = page.select(".maigu-parts [role=listitem]")
    assert [words(part) for part in parts] == ["Part 1 1:00", "Part 2 1:05:00"]
    assert [page.select_one(part.a["href"])["role"] for part in parts] == ["region", "region"]
    assert watch_page(open_session(("recording", first))).select(".maigu-parts") == []


def test_handout_shows_its_type_and_size(client, open_session, watch_page):
    handout = make_handout(title="The slides", size=1258291)
    page = watch_page(open_session(("resource", handout), ("resource", make_handout())))

    line = page.select_one(".maigu-handout")
    assert words(line).replace("\xa0", " ") == "The slides PDF, 1.2 MB"
    response = client.get(line.a["href"])
    assert b"".join(response.streaming_content) == b"slides"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert [heading.get_text() for heading in page.select(".maigu-session h2")] == ["Handouts"]


def test_removed_files_leave_a_note(open_session, watch_page):
    recording, handout = make_recording(), make_handout()
    session = open_session(("recording", recording), ("resource", handout))
    recording.delete()
    handout.delete()

    text = words(watch_page(session))

    assert "This recording was removed." in text
    assert "This handout was removed." in text


def test_external_video_loads_only_on_request(open_session, watch_page):
    page = watch_page(open_session(("video_embed", VIMEO)))

    frame = page.find("template").find("iframe")
    assert page.find_all("iframe") == [frame]
    assert frame["src"] == "https://player.vimeo.com/video/76979871?h=8272103f6e&dnt=1"
    assert frame["title"] == "The panel"
    assert frame["referrerpolicy"] == "strict-origin-when-cross-origin"
    assert frame["allow"] == "fullscreen; picture-in-picture"
    assert not frame.has_attr("sandbox")
    assert page.select_one(".maigu-embed a")["href"] == VIMEO["url"]
    assert "Vimeo sees your device’s address" in words(page.select_one(".maigu-embed"))


def test_video_of_another_provider_is_sandboxed(open_session, watch_page):
    html = '<iframe src="https://player.example.org/1"></iframe>'
    key = get_embed_hash(ELSEWHERE["url"])
    Embed.objects.create(url=ELSEWHERE["url"], hash=key, html=html, type="video", provider_name="Talks")

    frame = watch_page(open_session(("video_embed", ELSEWHERE))).find("template").find("iframe")

    assert frame["src"] == "https://player.example.org/1"
    assert frame["sandbox"] == ["allow-scripts", "allow-same-origin", "allow-popups", "allow-presentation"]


def test_frame_of_our_own_site_is_never_embedded(open_session, watch_page):
    html = '<iframe src="https://testserver/admin/"></iframe>'
    Embed.objects.create(url=ELSEWHERE["url"], hash=get_embed_hash(ELSEWHERE["url"]), html=html, type="video")

    page = watch_page(open_session(("video_embed", ELSEWHERE)))

    assert page.find_all("iframe") == []
    assert page.select_one(".maigu-recording a")["href"] == ELSEWHERE["url"]


def test_unknown_provider_becomes_a_link(open_session, watch_page):
    page = watch_page(open_session(("video_embed", ELSEWHERE)))

    assert words(page.select_one(".maigu-recording a")) == "Watch the video on talks.example.org"
    assert page.find_all("template") == []


def test_executable_address_is_not_a_link(open_session, watch_page):
    page = watch_page(open_session(("video_embed", {"url": "javascript:alert(1)", "title": "X"})))

    assert "javascript:" not in str(page)
    assert "The address of this video can’t be used." in words(page)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://vimeo.com/76979871", "https://vimeo.com/76979871"),
        ("http://vimeo.com/76979871", "https://vimeo.com/76979871"),
        ("https://example.org/x", "https://example.org/x"),
        ("http://example.org/x", None),
        ("https://user:pass@example.org/x", None),
    ],
)
def test_video_block_accepts_only_https(typed, kept):
    block = VideoEmbedBlock()
    value = block.to_python({"url": typed, "title": "X"})
    if kept:
        assert block.clean(value)["url"] == kept
        return

    with pytest.raises(StructBlockValidationError) as raised:
        block.clean(value)
    assert list(raised.value.block_errors) == ["url"]


@pytest.mark.parametrize("number", [1, 3])
def test_watch_page_needs_as_many_queries_for_one_file_as_for_three(client, open_session, number):
    content = [("recording", make_recording(("en", "es"), transcript="Welcome.")) for _ in range(number)]
    content += [("resource", make_handout()) for _ in range(number)] + [("video_embed", VIMEO)] * number
    session = open_session(*content)
    client.get(f"{session.url}watch/")

    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"{session.url}watch/")

    assert response.content.count(b"<video") == number
    assert len(queries) == QUERIES


def test_public_page_lists_what_members_get(client, section):
    recording = make_recording(("en", "es"), duration=3480, transcript="Welcome.")
    content = [("recording", recording), ("video_embed", VIMEO), ("resource", make_handout())]
    session = make_session(section, members_content=[*content, ("resource", make_handout())])

    panel = BeautifulSoup(client.get(session.url).content, "html.parser").select_one(".maigu-panel")

    expected = "2 videos · captions in English and Spanish · transcript · 2 handouts."
    assert f"Inside for members: {expected}" in words(panel)


@pytest.mark.parametrize("is_public", [True, False])
def test_public_page_shows_the_poster_only_on_request(client, section, is_public):
    recording = make_recording(duration=90, poster="aa/picture.png", is_poster_public=is_public)
    session = make_session(section, members_content=[("recording", make_recording()), ("recording", recording)])

    page = BeautifulSoup(client.get(session.url).content, "html.parser")

    address = f"/maigu/files/{recording.uid}/poster.png"
    data = {thing["@type"]: thing for thing in json.loads(page.select_one("[type='application/ld+json']").string)}
    image = page.select_one("meta[property='og:image']")
    found = [image and image["content"], data["VideoObject"].get("thumbnailUrl")]
    assert found == [f"http://localhost{address}" if is_public else None] * 2
    assert [shown["src"] for shown in page.select(".maigu-poster")] == ([address] if is_public else [])
    assert data["VideoObject"]["duration"] == "PT90S"
    assert {"contentUrl", "embedUrl"} & set(data["VideoObject"]) == set()


def test_poster_in_a_restricted_collection_is_never_public(client, section):
    collection = Collection.get_first_root_node().add_child(name="Staff")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    recording = make_recording(poster="aa/picture.png", is_poster_public=True, collection=collection)

    session = make_session(section, members_content=[("recording", recording)])

    assert str(recording.uid) not in client.get(session.url).content.decode()


def test_recording_that_some_browsers_cannot_play_is_explained(open_session, watch_page):
    page = watch_page(open_session(("recording", make_recording(codecs="hvc1, mp4a", is_downloadable=True))))

    said = page.select_one("[data-maigu-because=undecodable]")
    assert words(said) == (
        "Your browser can’t play this recording. It is stored as HEVC (H.265), which only some browsers can play. "
        "Try another browser or another device. Download the recording"
    )
    assert said.a["href"] == f"{page.video['src']}?download"
    assert said.has_attr("hidden")
    assert page.select_one("[data-maigu-recording]").has_attr("data-maigu-doubtful")
    assert page.select_one(".maigu-recording__bar a")["href"] == said.a["href"]


def test_download_link_needs_the_staff_setting(open_session, watch_page):
    page = watch_page(open_session(("recording", make_recording(codecs="avc1, mp4a"))))

    assert words(page.select_one("[data-maigu-because=undecodable]")) == (
        "Your browser can’t play this recording. Try another browser or another device."
    )
    assert "download" not in str(page.select_one("[data-maigu-recording]")).lower()
    assert not page.select_one("[data-maigu-recording]").has_attr("data-maigu-doubtful")
