"""What members get in a session, in words."""

import pytest
from django.utils import translation

from maigu_wagtail.sessions.contents import contents
from maigu_wagtail.sessions.dates import zone_place
from maigu_wagtail.sessions.public_facts import LONGEST_SUMMARY, summary
from tests.factories import make_session

CAPTIONS = {"captions": 2, "captions:en": 1, "captions:es": 1}


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ({}, []),
        ({"recording": 1, "seconds": 3480}, ["video, 58 min"]),
        ({"recording": 2}, ["2 videos"]),
        ({"recording": 1, "audio": 1, "seconds": 60}, ["audio, 1 min"]),
        ({"recording": 3, "audio": 1, "seconds": 3900}, ["2 videos and audio, 1 h 5 min"]),
        ({"video_embed": 1, "text": 3}, ["video", "notes"]),
        ({"recording": 1, "video_embed": 1, "seconds": 60}, ["2 videos"]),
        ({"recording": 1, "transcripts": 1, "transcript": 1, "resource": 2}, ["video", "transcripts", "2 handouts"]),
        ({"recording": 1, **CAPTIONS}, ["video", "captions in English and Spanish"]),
    ],
)
def test_contents_lists_the_kinds_of_content(section, kept, expected):
    session = make_session(section)
    session.members_summary = kept

    assert contents(session) == expected


def test_contents_in_a_list_uses_language_codes(section):
    session = make_session(section)
    session.members_summary = {"recording": 1, **CAPTIONS}

    assert contents(session, is_short=True) == ["video", "captions EN, ES"]


def test_language_and_place_names_follow_spanish_capitalisation(section):
    session = make_session(section, time_zone="America/New_York")
    session.members_summary = {"recording": 1, **CAPTIONS}

    with translation.override("es"):
        assert contents(session) == ["video", "subtítulos en inglés y español"]
        assert zone_place(session) == "Nueva York"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("<p>One sentence.</p>", "One sentence."),
        ("<p>One. Two. Three.</p>", "One. Two."),
        ("<p>One.</p><p>Two!</p><p>Three?</p>", "One. Two!"),
        ("<p>J. Smith and Dr. Lee of the U.S. court met. They agreed. All did.</p>",
         "J. Smith and Dr. Lee of the U.S. court met. They agreed."),
        ("<p>Said “no.” Then yes. Then no.</p>", "Said “no.” Then yes."),
        ("<p>第一句。第二句。第三句。</p>", "第一句。第二句。"),
        ("<p>version 2.5 is out. It works. Well.</p>", "version 2.5 is out. It works."),
    ],
)  # fmt: skip
def test_summary_has_two_sentences(html, expected):
    assert summary(html) == expected


def test_summary_of_long_sentences_is_shortened():
    text = summary(f"<p>{'word ' * 200}.</p>")

    assert len(text) <= LONGEST_SUMMARY
    assert text.endswith("word…")


def test_summary_is_cut_at_a_word_and_in_scripts_without_spaces_at_a_character():
    assert summary(f"<p>{'a' * 230}, complicated.</p>") == "a" * 230 + "…"
    assert summary(f"<p>Intro {'字' * 300}</p>") == "Intro " + "字" * 233 + "…"
