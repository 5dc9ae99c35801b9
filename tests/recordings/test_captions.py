import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maigu_wagtail.recordings.captions import CaptionsError, cues, read_captions, transcript_of

VTT = """WEBVTT - Model ordinance

NOTE made by hand

intro
00:01.000 --> 00:04.500 align:start
<v Amara Castillo>Welcome, everybody.

00:00:04.500 --> 00:00:09.250
<v.loud Ben Ortiz>Thank you &amp; good <i>morning</i>.
"""
SRT = """1
00:00:01,000 --> 00:00:04,500
Welcome, everybody.

2
00:00:04,500 --> 00:00:09,250
Thank you &
good <i>morning</i>.
"""


def read(text, filename="captions.vtt"):
    return read_captions(text.encode(), filename)


def refused(text, filename="captions.vtt"):
    """Return the line and the message with which a text is refused."""
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(CaptionsError) as caught:
        read_captions(data, filename)
    return caught.value.line, str(caught.value.message)


def test_read_captions_keeps_webvtt():
    written = read(VTT)

    assert written.startswith("WEBVTT - Model ordinance\n")
    assert "intro\n00:00:01.000 --> 00:00:04.500 align:start\n<v Amara Castillo>Welcome, everybody." in written
    assert read(written) == written


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\n", b"\r"),
        lambda data: data.rstrip(b"\n"),
    ],
    ids=["byte-order mark", "line ends of Windows", "line ends of old Macs", "no last line end"],
)
@pytest.mark.parametrize(("text", "filename"), [(VTT, "a.vtt"), (SRT, "a.srt")], ids=["vtt", "srt"])
def test_read_captions_takes_what_programs_make_of_a_file(change, text, filename):
    assert read_captions(change(text.encode()), filename) == read(text, filename)


def test_read_captions_converts_srt():
    assert cues(read(SRT, "captions.srt")) == [(1.0, "Welcome, everybody."), (4.5, "Thank you & good morning.")]
    assert read(SRT, "captions.srt").startswith("WEBVTT\n\n")


@pytest.mark.parametrize("filename", ["", "captions.txt", "CAPTIONS.SRT"])
def test_read_captions_tells_srt_by_its_text(filename):
    assert read(SRT, filename) == read(SRT, "captions.srt")


def test_read_captions_takes_webvtt_with_another_ending():
    assert read(VTT, "captions.srt") == read(VTT)


def test_read_captions_takes_overlapping_cues_that_begin_together():
    written = read("WEBVTT\n\n00:01.000 --> 00:04.000\nOne\n\n00:01.000 --> 00:03.000\nTwo\n")

    assert [text for _start, text in cues(written)] == ["One", "Two"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "the file is empty"),
        ("WEBVTT\n", 1, "no captions here"),
        ("Hello\n\n00:01.000 --> 00:04.000\nOne\n", 1, "begins with the word WEBVTT"),
        ("WEBVTTX\n\n00:01.000 --> 00:04.000\nOne\n", 1, "begins with the word WEBVTT"),
        ("WEBVTT\n\n00:00:01,000 --> 00:00:04,000\nOne\n", 3, "a dot stands before the milliseconds"),
        ("WEBVTT\n\n00:61.000 --> 01:04.000\nOne\n", 3, "cannot be read"),
        ("WEBVTT\n\n0:1.000 --> 0:04.000\nOne\n", 3, "cannot be read"),
        ("WEBVTT\n\n٠٠:01.000 --> 00:04.000\nOne\n", 3, "cannot be read"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\nOne\n\n00:05.000 --> 00:05.000\nTwo\n", 6, "end before they begin"),
        ("WEBVTT\n\n00:05.000 --> 00:04.000\nOne\n", 3, "end before they begin"),
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000\nOne\n\n00:04.999 --> 00:09.000\nTwo\n",
            6,
            "begin earlier than those before",
        ),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\nHere --> there\n", 4, "cannot be read"),
        ("WEBVTT\n\nNOTE 00:01.000 --> 00:04.000\nOne\n", 3, "cannot be read"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n" + "a" * 2001 + "\n", 4, "too long"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n\x00\n", 4, "no text"),
        (b"WEBVTT\n\n00:01.000 --> 00:04.000\nMa\xf1ana\n", 4, "not UTF-8"),
        (b"\xff\xfeW\x00E\x00B\x00", 1, "not UTF-8"),
        (b"WEBVTT\n" * 400_000, 1, "larger than 2 MB"),
    ],
)
def test_read_captions_names_the_line_that_is_wrong(text, line, words):
    found_line, message = refused(text)

    assert found_line == line
    assert words in message


def test_read_captions_of_srt_names_the_line_that_is_wrong():
    assert refused(SRT.replace("00:00:09,250", "00:00:02,250"), "a.srt")[0] == 6
    assert refused(SRT.replace("00:00:09,250", "soon"), "a.srt")[0] == 6


def test_captions_error_reads_as_a_sentence():
    with pytest.raises(CaptionsError, match=r"^Line 3: The times cannot be read\."):
        read("WEBVTT\n\n00:61.000 --> 01:04.000\nOne\n")


PIECES = [
    *(
        "WEBVTT",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        " ",
        "00:01.000 --> 00:04.000",
        "00:00:01,000 --> 00:00:04,000",
        "1",
        "-->",
    ),
    *("01:00:00.000", "NOTE", "STYLE", "REGION", "<v Ana>", "</v>", "<", ">", "&amp;", "&#0;", "align:start", "Text. "),
    *("\u2028", "\ufeff", "\x0b", "\x85", "\x00", "ñ", "00:05.000 --> 00:06.000\nx\n\n"),
]
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.lists(
    st.sampled_from(PIECES), max_size=30
).map(lambda pieces: "WEBVTT\n\n" + "".join(pieces))


def outcome(data, filename):
    """Return the line with which ``data`` is refused, and what it is read as: one of them is nothing."""
    try:
        return 0, read_captions(data, filename)
    except CaptionsError as error:
        return error.line, ""


@given(texts, st.sampled_from(["", "a.vtt", "a.srt"]))
@example("WEBVTT\n\n00:05.000 --> 00:06.000\n<v Ana><v Ben>x\n", "")
def test_read_captions_refuses_or_gives_what_reads_the_same_again(text, filename):
    line, written = outcome(text.encode(), filename)

    if written:
        assert written.startswith("WEBVTT")
        assert written.count("-->") == text.count("-->")
        assert read_captions(written.encode(), "a.vtt") == written
        assert len(cues(written)) <= text.count("-->")
    else:
        assert 1 <= line <= len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


@given(st.binary(max_size=200))
def test_read_captions_of_anything_names_a_line_or_reads_it(data):
    line, written = outcome(data, "a.srt")

    assert bool(line) != bool(written)


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 10**5), st.text(st.characters(categories=["L", "P"])))))
def test_cues_gives_every_cue_with_its_time(made):
    made = [(start, length, text) for start, length, text in sorted(made) if text.strip()]
    lines = [f"{moment(start)} --> {moment(start + length)}\n{escaped(text)}\n" for start, length, text in made]

    found = cues(read("WEBVTT\n\n" + "\n".join(lines))) if made else []

    assert found == [(start / 1000, " ".join(text.split())) for start, _length, text in made]


def moment(milliseconds):
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_transcript_of_names_speakers_and_drops_tags():
    assert transcript_of(VTT) == "Amara Castillo: Welcome, everybody.\n\nBen Ortiz: Thank you & good morning."


def test_transcript_of_two_speakers_in_one_cue_has_both():
    text = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ana>Yes.</v>\n<v Ben>No.</v>\n"

    assert transcript_of(text) == "Ana: Yes.\n\nBen: No."


def test_transcript_of_one_speaker_joins_cues_to_a_paragraph():
    text = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ana>One half\n\n00:04.000 --> 00:05.000\n<v Ana>and the other.\n"

    assert transcript_of(text) == "Ana: One half and the other."


def test_transcript_of_a_silence_after_a_sentence_begins_a_paragraph():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\n00:05.000 --> 00:06.000\nTwo\n\n00:09.000 --> 00:10.000\nmore.\n"

    assert transcript_of(text) == "One.\n\nTwo more."


def test_transcript_of_keeps_what_is_written_with_entities():
    text = "WEBVTT\n\n00:01.000 --> 00:04.000\n&lt;b&gt; is <b>bold</b> &#39;here&#39; <00:02.000>now\n"

    assert transcript_of(text) == "<b> is bold 'here' now"


def test_transcript_and_cues_of_no_webvtt_are_empty():
    assert transcript_of("nothing") == ""
    assert cues("nothing") == []
