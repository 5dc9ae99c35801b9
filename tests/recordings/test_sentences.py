import time

import pytest

from maigu_wagtail.recordings.sentences import LONGEST, Sentence, sentences_of, voices_of
from maigu_wagtail.recordings.timing import Line, Paragraph, timed_transcript

VOICES = {"Amara Castillo", "Ben Ortiz"}


def paragraph(*lines):
    return Paragraph(tuple(Line(*line) for line in lines))


def texts(*paragraphs, voices=()):
    return [sentence.text for sentence in sentences_of(paragraphs, voices)]


def test_sentence_spans_captions_and_has_the_time_of_the_one_it_begins_in():
    said = paragraph(
        ("We begin with what the council decided", 10.0),
        ("in the year 2019. Then the mayor speaks of", 14.0),
        ("dealers, and of the records that they keep.", 18.5),
    )

    assert list(sentences_of([said], ())) == [
        Sentence("We begin with what the council decided in the year 2019.", 10.0, ""),
        Sentence("Then the mayor speaks of dealers, and of the records that they keep.", 14.0, ""),
    ]


def test_speaker_is_taken_from_the_voices_and_stays_until_the_next():
    said = [
        paragraph(("Amara Castillo:",), ("Welcome to this session on the work of cities.", 1.0)),
        paragraph(("This is the second paragraph of the same speaker.", 9.0)),
        paragraph(("Ben Ortiz:",), ("Thank you for having me here today, and good morning.", 20.0)),
        paragraph(("Remember: this colon follows no name of a speaker.", 30.0)),
    ]

    found = list(sentences_of(said, VOICES))

    assert [sentence.speaker for sentence in found] == ["Amara Castillo", "Amara Castillo", "Ben Ortiz", "Ben Ortiz"]
    assert found[0].text == "Welcome to this session on the work of cities."
    assert found[3].text == "Remember: this colon follows no name of a speaker."


def test_changed_text_has_the_time_of_what_was_said_before():
    webvtt = "WEBVTT\n\n00:05.000 --> 00:09.000\nThe first caption is kept as it was spoken.\n"
    transcript = (
        "The first caption is kept as it was spoken. And this an editor has typed in afterwards.\n\nSo was this."
    )

    assert [sentence.at for sentence in sentences_of(timed_transcript(transcript, webvtt), ())] == [5.0, 5.0, 5.0]
    assert [sentence.at for sentence in sentences_of(timed_transcript(transcript, ""), ())] == [None, None, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Yes. Mr. Ortiz asked the council for more time to answer. No.",
            ["Yes. Mr. Ortiz asked the council for more time to answer.", "No."],
        ),
        (
            "He said “we cannot know what this means for us yet.” Then he left.",
            ["He said “we cannot know what this means for us yet.”", "Then he left."],
        ),
        (
            "市議会は身元調査を求めました。はい。" * 2,
            ["市議会は身元調査を求めました。", "はい。市議会は身元調査を求めました。", "はい。"],
        ),
        ("", []),
        ("   ", []),
    ],
)
def test_short_sentences_are_joined_to_the_next(text, expected):
    assert texts(paragraph((text, 1.0))) == expected


def test_text_without_full_stops_is_cut_where_captions_begin():
    lines = [("word " * 9 + "last", float(number)) for number in range(20)]

    found = list(sentences_of([paragraph(*lines)], ()))

    assert all(len(sentence.text) <= LONGEST for sentence in found)
    assert all(sentence.text.startswith("word") and sentence.text.endswith("last") for sentence in found)
    assert [sentence.at for sentence in found] == [0.0, 6.0, 12.0, 18.0]


def test_text_without_captions_or_spaces_is_cut_all_the_same():
    assert "".join(texts(paragraph(("x" * 1000,)))) == "x" * 1000
    assert all(len(text) <= LONGEST for text in texts(paragraph(("word " * 500,))))


def test_hostile_text_takes_linear_time():
    start = time.process_time()
    for text in ("." * 100_000, ".' " * 30_000, "x " * 50_000, "x" * 100_000):
        texts(paragraph((text, 1.0)))
    texts(paragraph(*((f"word {number}", float(number)) for number in range(30_000))))

    assert time.process_time() - start < 5


def test_voices_are_those_of_the_captions():
    webvtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud Ben Ortiz>Hello</v> <v Amara Castillo>Hi\n\n00:03.000 --> 00:04.000\nNobody.\n"

    assert voices_of(webvtt) == VOICES
    assert voices_of("") == set()
