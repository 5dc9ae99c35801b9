from urllib.parse import urlsplit

import pytest
from django.apps import apps
from hypothesis import example, given
from hypothesis import strategies as st
from wagtail.embeds.finders import get_finders
from wagtail.embeds.models import Embed

from maigu_wagtail.recordings.embeds import Frame, Video, frame_of, is_safe_link, only_frame, parse, resolve
from tests import embed_finders
from tests.embed_finders import DOWN, FRAME, GOOD, UNKNOWN, WITH_SCRIPT

VIMEO = "https://player.vimeo.com/video/76979871"
YOUTUBE = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"
PLAYERS = {"player.vimeo.com", "www.youtube-nocookie.com"}


@pytest.fixture
def provider(settings):
    """Have one provider of videos beside Vimeo and YouTube, and give what it was asked."""
    settings.WAGTAILEMBEDS_FINDERS = [{"class": "tests.embed_finders"}]
    embed_finders.asked.clear()
    get_finders.cache_clear()
    yield embed_finders.asked
    get_finders.cache_clear()


@pytest.mark.parametrize(
    ("address", "frame"),
    [
        ("https://vimeo.com/76979871", f"{VIMEO}?dnt=1"),
        ("https://www.vimeo.com/76979871/", f"{VIMEO}?dnt=1"),
        ("https://VIMEO.com/76979871", f"{VIMEO}?dnt=1"),
        ("https://vimeo.com/76979871/8272103f6e", f"{VIMEO}?h=8272103f6e&dnt=1"),
        ("https://vimeo.com/76979871?h=8272103f6e&share=copy", f"{VIMEO}?h=8272103f6e&dnt=1"),
        ("https://player.vimeo.com/video/76979871?h=8272103f6e&badge=0", f"{VIMEO}?h=8272103f6e&dnt=1"),
        ("https://vimeo.com/manage/videos/76979871/8272103f6e", f"{VIMEO}?h=8272103f6e&dnt=1"),
        ("https://vimeo.com/channels/staffpicks/76979871", f"{VIMEO}?dnt=1"),
        ("https://vimeo.com/groups/cities/videos/76979871", f"{VIMEO}?dnt=1"),
        ("https://vimeo.com/showcase/42/video/76979871", f"{VIMEO}?dnt=1"),
        ("https://vimeo.com/76979871#t=1m30s", f"{VIMEO}?dnt=1#t=90s"),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", YOUTUBE),
        ("https://www.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&list=PL1&t=1h1m1s", f"{YOUTUBE}?start=3661"),
        ("https://m.youtube.com/watch?v=dQw4w9WgXcQ&t=90", f"{YOUTUBE}?start=90"),
        ("https://youtu.be/dQw4w9WgXcQ?si=share&t=90s", f"{YOUTUBE}?start=90"),
        ("https://www.youtube.com/embed/dQw4w9WgXcQ?start=5", f"{YOUTUBE}?start=5"),
        ("https://www.youtube.com/live/dQw4w9WgXcQ", YOUTUBE),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", YOUTUBE),
        ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ", YOUTUBE),
        ("https://youtu.be/dQw4w9WgXcQ?t=soon", YOUTUBE),
    ],
)
def test_parse_finds_the_video_of_an_address(address, frame):
    assert parse(address).frame_address == frame


@pytest.mark.parametrize(
    "address",
    [
        "",
        "vimeo.com/76979871",
        "http://vimeo.com/76979871",
        "//vimeo.com/76979871",
        "javascript:alert(1)//vimeo.com/76979871",
        "https://vimeo.com.example.org/76979871",
        "https://example.org/vimeo.com/76979871",
        "https://vimeo.com@example.org/76979871",
        "https://user@vimeo.com/76979871",
        "https://vimeo.com:8443/76979871",
        "https://vimeo.com\\@example.org/76979871",
        "https://vimeo.com/event/76979871",
        "https://vimeo.com/showcase/76979871",
        "https://vimeo.com/ondemand/film/76979871",
        "https://vimeo.com/76979871/settings",
        "https://vimeo.com/76979871?h=%22onload",
        "https://vimeo.com/٧٦٩٧٩٨٧١",
        "https://player.vimeo.com/76979871",
        "https://www.youtube.com/watch?v=dQw4w9WgXc",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ%22",
        "https://www.youtube.com/playlist?list=PL1",
        "https://www.youtube.com/embed/videoseries?list=PL1",
        "https://www.youtube.com/embed/live_stream?channel=UC1",
        "https://www.youtube.com/@channel",
        "https://youtu.be/embed/dQw4w9WgXcQ",
        "https://www.youtube-nocookie.com/watch?v=dQw4w9WgXcQ",
        "https://[vimeo.com/76979871",
        "https://vimeo.com/769 79871",
        "https://vimeo.com/76979871\n",
        f"https://vimeo.com/76979871?x={'x' * 2000}",
    ],
)
def test_parse_finds_no_video_elsewhere(address):
    assert parse(address) is None


pieces = st.lists(
    st.one_of(
        st.sampled_from(
            ["https://", "vimeo.com", "youtu.be", "www.youtube.com", "player.vimeo.com", "/", "video", "watch", "embed"]
            + [
                "?v=",
                "?h=",
                "&",
                "#t=",
                "76979871",
                "dQw4w9WgXcQ",
                "8272103f6e",
                "@",
                ":",
                "\\",
                '"',
                "<",
                "%22",
                "1h",
                "[",
            ]
        ),
        st.text(max_size=4),
    ),
    max_size=12,
).map("".join)


@given(pieces)
@example("https://vimeo.com/76979871/8272103f6e")
@example("https://youtu.be/dQw4w9WgXcQ?t=٣")
def test_parse_returns_only_addresses_of_the_two_players(address):
    video = parse(address)

    if video:
        parts = urlsplit(video.frame_address)
        assert (parts.scheme, parts.netloc in PLAYERS) == ("https", True)
        assert set("\"'<>\\ \n`") & set(video.frame_address) == set()
        assert parse(video.frame_address) == video


@given(st.text())
@example("https://[")
@example("https://\ud800")
def test_unsafe_link_is_reported_without_an_error(text):
    assert is_safe_link(text) in {True, False}
    assert only_frame(text) == "" or is_safe_link(only_frame(text))


@pytest.mark.parametrize(
    ("html", "address"),
    [
        ('<iframe src="https://a.example.org/1"></iframe>', "https://a.example.org/1"),
        ("<IFRAME width=1 SRC=https://a.example.org/1?a=1&amp;b=2 />", "https://a.example.org/1?a=1&b=2"),
        ('<iframe src="https://a.example.org/1" src="https://b.example.org"></iframe>', "https://a.example.org/1"),
        ('<iframe src="https://a.example.org/1"></iframe><iframe src="https://a.example.org/1"></iframe>', ""),
        ('<iframe src="https://a.example.org/1"></iframe><script></script>', ""),
        ('<iframe src="http://a.example.org/1"></iframe>', ""),
        ('<iframe src="//a.example.org/1"></iframe>', ""),
        ('<iframe src="javascript:alert(1)"></iframe>', ""),
        ('<iframe srcdoc="<script>alert(1)</script>"></iframe>', ""),
        ('<img src="https://a.example.org/1">', ""),
        ("", ""),
    ],
)
def test_only_frame_returns_only_an_address(html, address):
    assert only_frame(html) == address


def test_frame_of_known_providers_makes_no_request(db, provider, django_assert_num_queries):
    with django_assert_num_queries(0):
        resolve("https://vimeo.com/76979871")
        frame = frame_of("https://vimeo.com/76979871")

    assert frame == Frame(f"{VIMEO}?dnt=1", "Vimeo", is_trusted=True)
    assert parse("https://youtu.be/dQw4w9WgXcQ") == Video("YouTube", "dQw4w9WgXcQ")
    assert provider == []


def test_frame_of_another_provider_is_read_from_the_stored_embed(db, provider):
    assert frame_of(GOOD) is None
    assert provider == []

    resolve(GOOD)
    resolve(GOOD)

    assert frame_of(GOOD) == Frame(FRAME, "Talks")
    assert provider == [GOOD]


def test_frame_of_another_provider_outlives_its_cached_response(db, provider):
    resolve(GOOD)
    Embed.objects.update(cache_until="2020-01-01T00:00:00Z")

    assert frame_of(GOOD) == Frame(FRAME, "Talks")
    assert provider == [GOOD]


@pytest.mark.parametrize("address", [WITH_SCRIPT, UNKNOWN, DOWN, "https://example.org/", "http://talks.example.org/1"])
def test_anything_else_stays_a_link(db, provider, address):
    resolve(address)

    assert frame_of(address) is None


def test_unreachable_provider_is_not_retried_for_a_while(db, provider, caplog):
    resolve(DOWN)
    resolve(f"{DOWN}2")
    resolve(UNKNOWN)
    resolve(GOOD)

    assert "down.example.org" in caplog.text
    assert "/watch/" not in caplog.text

    assert provider == [DOWN, UNKNOWN, GOOD]


def test_site_without_embeds_has_only_links(db, provider, monkeypatch):
    monkeypatch.delitem(apps.app_configs, "wagtailembeds")

    resolve(GOOD)

    assert frame_of(GOOD) is None
    assert frame_of("https://vimeo.com/76979871").provider == "Vimeo"
    assert provider == []
