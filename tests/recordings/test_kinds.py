from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maigu_wagtail.recordings.kinds import HANDOUTS, POSTERS, RECORDINGS, RefusedFile, kind_of
from tests.recordings import files


def content_type(data, name, kinds):
    return kind_of(BytesIO(data), name, kinds).content_type


def refusal(data, name, kinds):
    with pytest.raises(RefusedFile) as caught:
        kind_of(BytesIO(data), name, kinds)
    return caught.value.message


def outcome(data, name, kinds):
    """Return the ending of the kind that a file is, or that it is refused."""
    try:
        return kind_of(BytesIO(data), name, kinds).extension
    except RefusedFile:
        return "refused"


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (files.MP4, "part 1.mp4", "video/mp4"),
        (files.FRAGMENTED, "part 1.MP4", "video/mp4"),
        (files.M4V, "part.m4v", "video/mp4"),
        (files.M4V, "part.mp4", "video/mp4"),
        (files.WEBM, "part.webm", "video/webm"),
        (files.MP3, "sound.mp3", "audio/mpeg"),
        (files.PLAIN_MP3, "sound.mp3", "audio/mpeg"),
        (files.M4A, "sound.m4a", "audio/mp4"),
    ],
)
def test_kind_of_a_recording_is_read_from_its_name_and_first_bytes(data, name, expected):
    assert content_type(data, name, RECORDINGS) == expected


@pytest.mark.parametrize("name", list(HANDOUTS))
def test_kind_of_a_handout_is_read_from_its_name_and_contents(name):
    office = "application/vnd.openxmlformats-officedocument."
    odf = "application/vnd.oasis.opendocument."
    expected = {
        "pdf": (files.PDF, "application/pdf"),
        "pptx": (files.PPTX, f"{office}presentationml.presentation"),
        "docx": (files.DOCX, f"{office}wordprocessingml.document"),
        "xlsx": (files.XLSX, f"{office}spreadsheetml.sheet"),
        "odt": (files.ODT, f"{odf}text"),
        "odp": (files.ODP, f"{odf}presentation"),
        "ods": (files.ODS, f"{odf}spreadsheet"),
    }

    assert content_type(expected[name][0], f"slides.{name}", HANDOUTS) == expected[name][1]
    for other in set(expected) - {name}:
        assert "do not match its name" in refusal(expected[other][0], f"slides.{name}", HANDOUTS)


@pytest.mark.parametrize(
    ("form", "name", "expected"),
    [
        ("JPEG", "poster.jpg", "image/jpeg"),
        ("JPEG", "poster.JPEG", "image/jpeg"),
        ("PNG", "poster.png", "image/png"),
        ("WEBP", "poster.webp", "image/webp"),
    ],
)
def test_kind_of_a_poster_is_read_from_its_name_and_first_bytes(form, name, expected):
    assert content_type(files.picture(form), name, POSTERS) == expected


@pytest.mark.parametrize(
    "name", ["page.html", "film.mov", "film.mkv", "film.mp4.exe", "mp4", ".mp4", "film.", "", "a.svg"]
)
def test_kind_of_another_extension_is_refused_with_the_allowed_ones(name):
    assert refusal(files.MP4, name, RECORDINGS).endswith("kinds of files: .mp4, .m4v, .webm, .mp3, .m4a.")


@pytest.mark.parametrize("extension", list(RECORDINGS))
@pytest.mark.parametrize(
    "data",
    [files.HTML, files.SVG, files.SCRIPT, files.EXE, files.PDF, files.QUICKTIME, files.HEIC, files.MKV, b"", b"ftyp"],
    ids=["html", "svg", "script", "program", "pdf", "quicktime", "heic", "matroska", "empty", "short"],
)
def test_kind_of_a_renamed_file_is_refused(data, extension):
    message = refusal(data, f"film.{extension}", RECORDINGS)

    assert "do not match its name" in message
    assert ".mp4, .m4v, .webm, .mp3, .m4a" in message


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (files.archive("word/document.xml"), "a.docx"),
        (files.archive("anything.txt"), "a.docx"),
        (files.office("word/document.xml", "word/vbaProject.bin"), "a.docx"),
        (files.archive("mimetype", "content.xml"), "a.odt"),
        (files.DOCX[:-30], "a.docx"),
        (files.HTML, "a.pdf"),
        (b"", "a.pptx"),
    ],
    ids=["no types", "a plain archive", "with macros", "no mark", "cut off", "html", "empty"],
)
def test_kind_of_an_invalid_handout_is_refused(data, name):
    assert "do not match its name" in refusal(data, name, HANDOUTS)


@pytest.mark.parametrize("data", [files.SVG, files.HTML, b"GIF89a" + bytes(20)], ids=["svg", "html", "gif"])
@pytest.mark.parametrize("extension", list(POSTERS))
def test_kind_of_an_invalid_poster_is_refused(data, extension):
    assert "do not match its name" in refusal(data, f"poster.{extension}", POSTERS)


def test_kind_of_rewinds_the_file():
    file = BytesIO(files.DOCX)
    file.seek(7)

    kind_of(file, "a.docx", HANDOUTS)

    assert file.tell() == 0


WORD, SHOW, TABLE = map(
    files.MAIN.format, ("wordprocessingml.document", "presentationml.presentation", "spreadsheetml.sheet")
)


def override(part, content_type):
    return f'<Override PartName="/{part}" ContentType="{content_type}"/>'


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (files.sample("wordonline.docx"), "a.docx"),
        (files.package(override("word/document2.xml", WORD), "word/document2.xml"), "a.docx"),
        (files.package(override("ppt/presentation1.xml", SHOW), "ppt/presentation1.xml"), "a.pptx"),
        (files.package(override("book.xml", TABLE), "book.xml"), "a.xlsx"),
        (files.package(f'<Default Extension="xml" ContentType="{WORD}"/>', "main.xml"), "a.docx"),
        (files.package(override("Word/Document2.XML", WORD.upper()), "word\\document2.xml"), "a.docx"),
    ],
    ids=["Word Online", "Word", "PowerPoint", "Excel", "by its ending", "large letters"],
)
def test_kind_of_an_office_file_is_read_from_its_content_types(data, name):
    assert kind_of(BytesIO(data), name, HANDOUTS).extension == name[2:]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (files.sample("wordonline.docx"), "a.pptx"),
        (files.package(override("word/document2.xml", WORD), "word/other.xml"), "a.docx"),
        (files.package(override("a.xml", WORD.replace("openxmlformats-officedocument", "ms-word")), "a.xml"), "a.docx"),
        (
            files.package(
                override("a.xml", WORD) + override("m.bin", "application/vnd.ms-office.vbaProject"), "a.xml", "m.bin"
            ),
            "a.docx",
        ),
        (files.package(override("a.xml", WORD), "a.xml", "word/VBAPROJECT.BIN"), "a.docx"),
    ],
    ids=["another kind", "main part missing", "another type", "macros of another name", "macros in large letters"],
)
def test_kind_of_an_office_file_with_other_content_types_is_refused(data, name):
    assert "do not match its name" in refusal(data, name, HANDOUTS)


MPEG_1 = files.frames(b"\xff\xfb\x90\x00", 417)
MPEG_1_CRC = files.frames(b"\xff\xfa\x90\x00", 417)
MPEG_2 = files.frames(b"\xff\xf3\x80\x00", 208)
MPEG_2_CRC = files.frames(b"\xff\xf2\x80\x00", 208)
MPEG_25 = files.frames(b"\xff\xe3\x80\x00", 417)
MPEG_25_CRC = files.frames(b"\xff\xe2\x80\x00", 417)


@pytest.mark.parametrize("sound", [MPEG_1, MPEG_1_CRC, MPEG_2, MPEG_2_CRC, MPEG_25, MPEG_25_CRC])
@pytest.mark.parametrize(
    "front", [b"", bytes(5), bytes(10_000), b"\x55" * 300, b"\xff" * 40, b"APETAGEX" + bytes(24)], ids=len
)
def test_kind_of_audio_without_a_tag_is_read_from_its_frames(sound, front):
    assert content_type(front + sound, "a.mp3", RECORDINGS) == "audio/mpeg"


@pytest.mark.parametrize(
    "data",
    [files.sample("mpeg25.mp3"), MPEG_1[:600], MPEG_1[:100], bytes(100) + files.MP3, MPEG_1[200:]],
    ids=["MPEG 2.5", "two frames", "a part of one", "padding before a tag", "from the middle of a frame"],
)
def test_kind_of_audio_that_browsers_play_is_recognised(data):
    assert content_type(data, "a.mp3", RECORDINGS) == "audio/mpeg"


@pytest.mark.parametrize(
    "data",
    [
        files.frames(b"\xff\xfd\x90\x00", 522),
        files.frames(b"\xff\xf1\x50\x80", 400),
        files.frames(b"\xff\xeb\x90\x00", 417),
        files.frames(b"\xff\xfb\xf0\x00", 417),
        files.frames(b"\xff\xfb\x9c\x00", 417),
        b"\xff" * 100_000,
        b"\xff\xfb\x90\x00" * 20_000,
        files.HTML + MPEG_1[:417] + files.HTML,
        bytes(100_000),
    ],
    ids=["layer II", "AAC", "no version", "no bitrate", "no rate", "ones", "headers alone", "a frame in HTML", "zeros"],
)
def test_kind_of_an_invalid_mp3_is_refused(data):
    assert "do not match its name" in refusal(data, "a.mp3", RECORDINGS)


@pytest.mark.parametrize("front", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", b"%!PS-Adobe-3.0\n", bytes(1019)], ids=len)
def test_kind_of_a_pdf_is_read_from_a_header_near_the_start(front):
    assert content_type(front + files.PDF, "a.pdf", HANDOUTS) == "application/pdf"


def test_kind_of_a_pdf_whose_header_is_far_inside_is_refused():
    assert content_type(files.sample("junkpdf.pdf"), "a.pdf", HANDOUTS) == "application/pdf"
    assert "do not match its name" in refusal(bytes(1020) + files.PDF, "a.pdf", HANDOUTS)


@pytest.mark.parametrize("length", [b"\x84", b"\x40\x04", b"\x10\x00\x00\x04", b"\x01\x00\x00\x00\x00\x00\x00\x04"])
def test_kind_of_webm_is_recognised_with_any_length_encoding(length):
    assert content_type(files.WEBM.replace(b"\x84webm", length + b"webm"), "a.webm", RECORDINGS) == "video/webm"


@pytest.mark.parametrize(
    "front",
    [
        b"\x00\x00\x00\x08free",
        b"\x00\x00\x00\x08wide\x00\x00\x00\x0cskip????",
        b"\x00\x00\x00\x01free\x00\x00\x00\x00\x00\x00\x00\x18ABCDEFGH",
    ],
    ids=["free", "wide and skip", "size of 64 bits"],
)
def test_kind_of_mp4_is_recognised_after_empty_boxes(front):
    assert content_type(front + files.MP4, "a.mp4", RECORDINGS) == "video/mp4"
    assert "do not match its name" in refusal(front + files.QUICKTIME, "a.mp4", RECORDINGS)


@pytest.mark.parametrize(
    ("data", "name", "advice"),
    [
        (files.sample("extra.odt"), "a.odt", "If LibreOffice can open the file, save it again there"),
        (files.archive("content.xml", "META-INF/manifest.xml"), "a.odp", "If LibreOffice can open the file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "a.docx", "save it again without a password"),
    ],
    ids=["extra field", "no mark", "encrypted"],
)
def test_refusal_of_a_document_says_what_to_do(data, name, advice):
    assert advice in refusal(data, name, HANDOUTS)


kinds = st.sampled_from([RECORDINGS, HANDOUTS, POSTERS])
starts = st.sampled_from([files.MP4, files.WEBM, files.DOCX, files.ODT, files.PDF, b""])


@given(starts, st.integers(0, 200), st.binary(max_size=60), kinds, st.data())
def test_kind_of_any_bytes_raises_only_refused(start, cut, rest, kinds, data):
    name = "file." + data.draw(st.sampled_from(list(kinds)))

    assert outcome(start[:cut] + rest, name, kinds) in {"refused", name[5:]}


@given(st.text(max_size=30), kinds)
def test_kind_of_any_name_raises_only_refused(name, kinds):
    with pytest.raises(RefusedFile):
        kind_of(BytesIO(b"nothing"), name, kinds)
