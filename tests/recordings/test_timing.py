import pytest
from hypothesis import given
from hypothesis import strategies as st

from maigu_wagtail.recordings.timing import Line, Paragraph, timed_transcript, transcript_of

WEBVTT = """WEBVTT

00:00.000 --> 00:02.000
<v Amara>Welcome to the session.

00:02.000 --> 00:05.000
<v Amara>We begin with the ordinance.

01:00.500 --> 01:02.000
<v Jordan>Yes.

01:02.000 --> 01:04.000
<v Jordan>Thank you &amp; good day.
"""


def test_transcript_made_from_captions_has_the_time_of_each_line():
    assert timed_transcript("", WEBVTT) == [
        Paragraph((Line("Amara:"), Line("Welcome to the session.", 0.0), Line("We begin with the ordinance.", 2.0))),
        Paragraph((Line("Jordan:"), Line("Yes.", 60.5), Line("Thank you & good day.", 62.0))),
    ]


def test_edited_transcript_keeps_its_words_and_the_times_of_unchanged_lines():
    edited = "Welcome to the\nsession. We start with the model ordinance.\n\n\nYes. Thank you & good day.\n\nApplause."

    assert timed_transcript(edited, WEBVTT) == [
        Paragraph((Line("Welcome to the session. We start with the model ordinance.", 0.0),)),
        Paragraph((Line("Yes.", 60.5), Line("Thank you & good day.", 62.0))),
        Paragraph((Line("Applause."),)),
    ]
    assert [paragraph.at for paragraph in timed_transcript(edited, WEBVTT)] == [0.0, 60.5, None]


@pytest.mark.parametrize(("transcript", "webvtt", "texts"), [("", "", []), ("", "no captions", []), ("A.", "", ["A."])])
def test_transcript_without_captions_has_no_times(transcript, webvtt, texts):
    paragraphs = timed_transcript(transcript, webvtt)

    assert [paragraph.lines for paragraph in paragraphs] == [(Line(text),) for text in texts]


def test_short_words_are_not_matched_far_ahead():
    webvtt = "WEBVTT\n\n00:01.000 --> 00:02.000\nYes.\n\n00:03.000 --> 00:04.000\nGood day.\n"

    far, near = timed_transcript(f"Good day. {'x' * 2000}\n\nYes.", webvtt)

    assert near.at is None
    assert far.at == 3.0


@given(st.text(alphabet="ab .\n", max_size=60), st.lists(st.sampled_from(["a", "b a", "ab."]), max_size=4))
def test_no_word_of_a_transcript_is_lost(transcript, said):
    cues = "\n\n".join(f"00:0{number}.000 --> 00:0{number + 1}.000\n{text}" for number, text in enumerate(said))
    webvtt = f"WEBVTT\n\n{cues}\n" if said else ""

    texts = " ".join(line.text for paragraph in timed_transcript(transcript, webvtt) for line in paragraph.lines)

    assert "".join(texts.split()) == "".join((transcript or transcript_of(webvtt)).split())
