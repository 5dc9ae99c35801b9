from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maigu_wagtail.recordings.kinds import HANDOUTS, POSTERS, RECORDINGS, RefusedFile, kind_of

from . import files


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
def test_kind_of_recording_is_told_by_its_name_and_its_beginning(data, name, expected):
    assert content_type(data, name, RECORDINGS) == expected


@pytest.mark.parametrize("name", list(HANDOUTS))
def test_kind_of_handout_is_told_by_its_name_and_what_is_in_it(name):
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
        assert "does not match its name" in refusal(expected[other][0], f"slides.{name}", HANDOUTS)


@pytest.mark.parametrize(
    ("form", "name", "expected"),
    [
        ("JPEG", "poster.jpg", "image/jpeg"),
        ("JPEG", "poster.JPEG", "image/jpeg"),
        ("PNG", "poster.png", "image/png"),
        ("WEBP", "poster.webp", "image/webp"),
    ],
)
def test_kind_of_poster_is_told_by_its_name_and_its_beginning(form, name, expected):
    assert content_type(files.picture(form), name, POSTERS) == expected


@pytest.mark.parametrize(
    "name", ["page.html", "film.mov", "film.mkv", "film.mp4.exe", "mp4", ".mp4", "film.", "", "a.svg"]
)
def test_kind_of_another_ending_is_refused_with_the_list_of_what_goes(name):
    assert refusal(files.MP4, name, RECORDINGS).endswith("can: .mp4, .m4v, .webm, .mp3, .m4a.")


@pytest.mark.parametrize("extension", list(RECORDINGS))
@pytest.mark.parametrize(
    "data",
    [files.HTML, files.SVG, files.SCRIPT, files.EXE, files.PDF, files.QUICKTIME, files.HEIC, files.MKV, b"", b"ftyp"],
    ids=["html", "svg", "script", "program", "pdf", "quicktime", "heic", "matroska", "empty", "short"],
)
def test_kind_of_something_renamed_is_refused(data, extension):
    message = refusal(data, f"film.{extension}", RECORDINGS)

    assert "does not match its name" in message
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
def test_kind_of_a_handout_that_is_none_is_refused(data, name):
    assert "does not match its name" in refusal(data, name, HANDOUTS)


@pytest.mark.parametrize("data", [files.SVG, files.HTML, b"GIF89a" + bytes(20)], ids=["svg", "html", "gif"])
@pytest.mark.parametrize("extension", list(POSTERS))
def test_kind_of_a_poster_that_is_none_is_refused(data, extension):
    assert "does not match its name" in refusal(data, f"poster.{extension}", POSTERS)


def test_kind_of_leaves_the_file_at_its_beginning():
    file = BytesIO(files.DOCX)
    file.seek(7)

    kind_of(file, "a.docx", HANDOUTS)

    assert file.tell() == 0


kinds = st.sampled_from([RECORDINGS, HANDOUTS, POSTERS])
starts = st.sampled_from([files.MP4, files.WEBM, files.DOCX, files.ODT, files.PDF, b""])


@given(starts, st.integers(0, 200), st.binary(max_size=60), kinds, st.data())
def test_kind_of_anything_raises_nothing_but_refused(start, cut, rest, kinds, data):
    name = "file." + data.draw(st.sampled_from(list(kinds)))

    assert outcome(start[:cut] + rest, name, kinds) in {"refused", name[5:]}


@given(st.text(max_size=30), kinds)
def test_kind_of_any_name_raises_nothing_but_refused(name, kinds):
    with pytest.raises(RefusedFile):
        kind_of(BytesIO(b"nothing"), name, kinds)
