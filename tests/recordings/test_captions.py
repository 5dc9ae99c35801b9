import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maigu_wagtail.recordings.captions import MOST_BYTES, CaptionsError, read_captions
from maigu_wagtail.recordings.cues import cues_of
from maigu_wagtail.recordings.timing import timed_transcript, transcript_of

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


def cues(webvtt):
    return [(cue.start, cue.text) for cue in cues_of(webvtt)]


def refused(text, filename="captions.vtt"):
    """Return the line and the message with which a text is refused."""
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(CaptionsError) as caught:
        read_captions(data, filename)
    fault = caught.value.faults[0]
    return fault.line, str(fault.message)


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
def test_read_captions_accepts_files_of_common_programs(change, text, filename):
    assert read_captions(change(text.encode()), filename) == read(text, filename)


def test_read_captions_converts_srt():
    assert cues(read(SRT, "captions.srt")) == [(1.0, "Welcome, everybody."), (4.5, "Thank you & good morning.")]
    assert read(SRT, "captions.srt").startswith("WEBVTT\n\n")


@pytest.mark.parametrize("filename", ["", "captions.txt", "CAPTIONS.SRT"])
def test_read_captions_recognises_srt_by_its_text(filename):
    assert read(SRT, filename) == read(SRT, "captions.srt")


def test_read_captions_accepts_webvtt_with_another_extension():
    assert read(VTT, "captions.srt") == read(VTT)


def test_read_captions_accepts_overlapping_cues_that_start_together():
    written = read("WEBVTT\n\n00:01.000 --> 00:04.000\nOne\n\n00:01.000 --> 00:03.000\nTwo\n")

    assert [text for _start, text in cues(written)] == ["One", "Two"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "it is empty"),
        ("WEBVTT\n", 1, "has no captions"),
        ("Hello\n\n00:01.000 --> 00:04.000\nOne\n", 1, "must begin with the word WEBVTT"),
        ("WEBVTTX\n\n00:01.000 --> 00:04.000\nOne\n", 1, "must begin with the word WEBVTT"),
        ("WEBVTT\n\n00:00:01,000 --> 00:00:04,000\nOne\n", 3, "a full stop before the milliseconds"),
        ("WEBVTT\n\n00:61.000 --> 01:04.000\nOne\n", 3, "cannot be read"),
        ("WEBVTT\n\n٠٠:01.000 --> 00:04.000\nOne\n", 3, "cannot be read"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\nOne\n\n00:05.000 --> 00:05.000\nTwo\n", 6, "end before they begin"),
        ("WEBVTT\n\n00:05.000 --> 00:04.000\nOne\n", 3, "end before they begin"),
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000\nOne\n\n00:04.999 --> 00:09.000\nTwo\n",
            6,
            "begin earlier than the ones before",
        ),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\nHere --> there\n", 4, "cannot be read"),
        ("WEBVTT\n\nNOTE 00:01.000 --> 00:04.000\nOne\n", 3, "cannot be read"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n" + "a" * 2001 + "\n", 4, "too long"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n\x00\n", 4, "not text"),
        (b"WEBVTT\n\n00:01.000 --> 00:04.000\nMa\xf1ana\n", 4, "UTF-8. Save it again"),
        (b"\xff\xfeW\x00E\x00B\x00", 1, "must begin with the word WEBVTT"),
        (b"WEBVTT\n" * 400_000, 1, "too large for captions"),
    ],
)
def test_read_captions_names_the_faulty_line(text, line, words):
    found_line, message = refused(text)

    assert found_line == line
    assert words in message


def test_read_captions_names_the_faulty_line_of_srt():
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
        return error.faults[0].line, ""


@given(texts, st.sampled_from(["", "a.vtt", "a.srt"]))
@example("WEBVTT\n\n00:05.000 --> 00:06.000\n<v Ana><v Ben>x\n", "")
def test_read_captions_output_reads_the_same_again(text, filename):
    line, written = outcome(text.encode(), filename)

    if written:
        assert written.startswith("WEBVTT")
        assert written.count("-->") <= text.count("-->")
        assert read_captions(written.encode(), "a.vtt") == written
        assert len(cues(written)) <= text.count("-->")
    else:
        assert 1 <= line <= len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


@given(st.binary(max_size=200))
def test_read_captions_reads_any_text_or_names_a_line(data):
    line, written = outcome(data, "a.srt")

    assert bool(line) != bool(written)


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 10**5), st.text(st.characters(categories=["L", "P"])))))
def test_cues_returns_every_cue_with_its_time(made):
    made = [(start, length, text) for start, length, text in sorted(made) if text.strip()]
    lines = [f"{moment(start)} --> {moment(start + length)}\n{escaped(text)}\n" for start, length, text in made]

    found = cues(read("WEBVTT\n\n" + "\n".join(lines))) if made else []

    assert found == [(start / 1000, " ".join(text.split())) for start, _length, text in made]


def moment(milliseconds):
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_transcript_names_speakers_and_drops_tags():
    assert transcript_of(VTT) == "Amara Castillo: Welcome, everybody.\n\nBen Ortiz: Thank you & good morning."


def test_transcript_of_two_speakers_in_one_cue_has_both():
    text = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ana>Yes.</v>\n<v Ben>No.</v>\n"

    assert transcript_of(text) == "Ana: Yes.\n\nBen: No."


def test_transcript_of_one_speaker_joins_cues_to_a_paragraph():
    text = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ana>One half\n\n00:04.000 --> 00:05.000\n<v Ana>and the other.\n"

    assert transcript_of(text) == "Ana: One half and the other."


def test_transcript_starts_a_paragraph_after_a_silence():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\n00:05.000 --> 00:06.000\nTwo\n\n00:09.000 --> 00:10.000\nmore.\n"

    assert transcript_of(text) == "One.\n\nTwo more."


def test_transcript_keeps_text_written_as_entities():
    text = "WEBVTT\n\n00:01.000 --> 00:04.000\n&lt;b&gt; is <b>bold</b> &#39;here&#39; <00:02.000>now\n"

    assert transcript_of(text) == "<b> is bold 'here' now"


def test_transcript_and_cues_of_other_text_are_empty():
    assert transcript_of("nothing") == ""
    assert cues("nothing") == []


# --- Odd files of common programs, from tests/recordings/cases ----------------------------------------------------------


def case(name):
    return (Path(__file__).parent / "cases" / name).read_bytes()


def faults(data, filename="captions.srt"):
    """Return the lines and messages with which a file is refused."""
    with pytest.raises(CaptionsError) as caught:
        read_captions(data if isinstance(data, bytes) else data.encode(), filename)
    return [(fault.line, str(fault.message)) for fault in caught.value.faults]


def test_srt_with_angle_brackets_keeps_every_word():
    written = read_captions(case("generics.srt"), "generics.srt")

    assert [text for _start, text in cues(written)] == [
        "use a List<Item> here",
        "if x < 5 and y > 3 then stop",
        "R&D, AT&T & Q<A",
        "Yellow bold it",
    ]
    assert "List&lt;Item&gt;" in written
    assert "x &lt; 5 and y &gt; 3" in written
    assert "Yellow <b>bold</b> <i>it</i>" in written
    assert "<font" not in written
    assert "List<Item> here if x < 5 and y > 3 then stop R&D, AT&T & Q<A Yellow" in transcript_of(written)


@pytest.mark.parametrize("filename", ["a.srt", "a.vtt"])
def test_commands_of_other_formats_are_not_shown(filename):
    data = case("an8.srt")
    if filename == "a.vtt":
        data = b"WEBVTT\n\n" + data.replace(b",000", b".000")

    written = read_captions(data, filename)

    assert "\\" not in written
    assert transcript_of(written) == "Sign on the door Two"


def test_short_fractions_are_read_as_decimals():
    written = read_captions(case("short.srt"), "short.srt")

    assert "00:00:04.750 --> 00:00:04.800" in written
    assert faults("1\n00:00:04,8 --> 00:00:04,75\nshort\n") == [
        (2, "These captions end before they begin, or at the same time.")
    ]


def test_text_after_an_empty_line_is_refused_and_named():
    [(line, message)] = faults(case("lostpart.vtt"), "lostpart.vtt")

    assert line == 6
    assert message.startswith("This text has no times above it, so it would not be shown.")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\nTwo\n\n3\n00:00:05,000 --> 00:00:06,000\nThree\n", 5),
        ("1\n00:00:01,000 --> 00:00:02,000\nOne\n\nmore of one\n\n2\n00:00:05,000 --> 00:00:06,000\nTwo\n", 5),
        ("A title\n\n1\n00:00:01,000 --> 00:00:02,000\nOne\n", 1),
        ("1\n00:00:01,000 --> 00:00:02,000\nOne\n\nwords\n00:00:05,000 --> 00:00:06,000\nTwo\n", 5),
    ],
    ids=["without times", "after an empty line", "before the first", "right above times"],
)
def test_srt_text_without_times_is_refused_and_named(text, line):
    assert [found for found, _message in faults(text)] == [line]


def test_rolling_captions_say_each_line_once():
    written = read_captions(case("rolling.vtt"), "rolling.vtt")

    assert transcript_of(written) == "welcome to the training today we talk about safe storage"
    assert cues(written) == [
        (0.24, "welcome to the training"),
        (2.56, "today we talk"),
        (5.01, "about safe storage"),
    ]


def test_captions_that_grow_word_by_word_say_each_word_once():
    said = ["welcome", "to", "the", "training", "of", "today"]
    lines = [f"00:0{at}.000 --> 00:0{at + 1}.000\n{' '.join(said[: at + 1])}\n" for at in range(len(said))]

    assert transcript_of(read("WEBVTT\n\n" + "\n".join(lines))) == "welcome to the training of today"


def test_repeated_words_stay():
    lines = ["Yes.", "Yes.", "I think", "I think so.", "No, no, no."]
    text = [f"00:0{at}.000 --> 00:0{at + 1}.000\n{line}\n" for at, line in enumerate(lines)]

    assert transcript_of(read("WEBVTT\n\n" + "\n".join(text))) == "Yes. Yes. I think I think so. No, no, no."


def test_times_from_teams_are_padded():
    written = read_captions(case("teams.vtt"), "teams.vtt")

    assert "00:00:00.000 --> 00:00:02.430" in written
    assert "00:00:02.500 --> 00:00:04.000" in written
    assert transcript_of(written) == "Ann Example: Hello there.\n\nBo Example: Good."


def test_empty_captions_are_omitted():
    written = read_captions(case("emptycue.srt"), "emptycue.srt")

    assert cues(written) == [(3.0, "Two")]
    assert written.count("-->") == 1


def test_srt_without_numbers_is_accepted():
    written = read_captions(case("nonum.srt"), "nonum.srt")

    assert cues(written) == [(1.0, "no numbers"), (3.0, "at all")]


def test_srt_without_empty_lines_is_accepted():
    text = "1\n00:00:01,000 --> 00:00:02,000\nOne\n2\n00:00:02,000 --> 00:00:03,000\nTwo\nThree\n"

    assert cues(read_captions(text.encode(), "a.srt")) == [(1.0, "One"), (2.0, "Two Three")]


def test_first_five_errors_are_listed_in_order():
    cue = "{n}\n00:00:{n:02},000 --> 00:00:{end:02},000\nText\n\n"
    text = "".join(cue.format(n=n, end=n - 1 if n % 2 else n + 1) for n in range(1, 20))

    found = faults(text)

    assert [line for line, _message in found] == [2, 10, 18, 26, 34]
    assert len(str(pytest.raises(CaptionsError, read_captions, text.encode(), "a.srt").value).split("Line ")) == 6


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize(("text", "filename"), [(VTT, "a.vtt"), (SRT, "a.srt")], ids=["vtt", "srt"])
def test_known_encodings_are_converted(encoding, text, filename):
    text = text.replace("Welcome", "Bienvenidos, señoras y señores — Łódź")

    assert read_captions(text.encode(encoding), filename) == read(text, filename)


@pytest.mark.parametrize(
    ("encoding", "said", "named"),
    [
        ("cp1252", "Señoras y señores, bienvenidos a la sesión de hoy. Mañana hablaremos de la prevención.", "cp125"),
        ("cp1251", "Добро пожаловать на занятие. Сегодня мы говорим о безопасном хранении оружия дома.", "cp1251"),
        ("shift_jis", "ようこそ。今日は銃の安全な保管について話します。よろしくお願いします。", "shift-jis|cp932"),
    ],
)
def test_other_encodings_are_refused_and_named(encoding, said, named):
    text = SRT.replace("Welcome, everybody.", "\n".join([said] * 3))

    [(line, message)] = faults(text.encode(encoding), "a.srt")

    assert line == 3
    assert re.search(rf"probably encoded as ({named})[^ ]*, not UTF-8", message), message


HOSTILE = {
    "voices that never end": "<v " * 600,
    "voices with spaces": "<v" + " " * 1900,
    "tags in tags": "<" * 1900,
    "ampersands": "&" * 1900,
    "braces": "{\\" * 950,
    "quotes after a full stop": '."' * 950,
    "one word": "a" * 1900,
    "repeated words": "a " * 950,
}


@pytest.mark.parametrize("kind", ["a.srt", "a.vtt"])
@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE)
def test_hostile_captions_of_two_megabytes_are_read_in_linear_time(kind, line):
    """Each shape took minutes, or stopped the process: what is quadratic here does not end within the test's time."""
    number = MOST_BYTES // (len(line) + 50)
    separator = "," if kind == "a.srt" else "."
    cue = "{at}\n{clock}{s}000 --> {clock}{s}900\n{line}\n"
    text = "\n".join(
        cue.format(at=at, clock=f"{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}", s=separator, line=line)
        for at in range(number)
    )
    text = text if kind == "a.srt" else f"WEBVTT\n\n{text}"

    written = read_captions(text.encode()[:MOST_BYTES].rpartition(b"\n\n")[0], kind)

    assert len(timed_transcript("", written)) >= 0
    assert len(timed_transcript("Another text. " * 50_000, written)) >= 1


def test_many_captions_without_numbers_or_times_are_refused_in_linear_time():
    text = "WEBVTT\n\n" + "words without times\n\n" * 90_000

    assert len(faults(text.encode()[:MOST_BYTES], "a.vtt")) == 5


def test_more_captions_than_a_recording_needs_are_refused():
    text = "WEBVTT\n\n" + "".join(
        f"{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}.000 --> 99:00:00.000\na\n\n" for at in range(32_000)
    )

    assert [message for _line, message in faults(text, "a.vtt")] == ["This file has too many captions."]


def test_overlong_caption_is_refused():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n" + ("a" * 1000 + "\n") * 5

    assert faults(text, "a.vtt") == [(4, "This text is too long for one caption.")]
