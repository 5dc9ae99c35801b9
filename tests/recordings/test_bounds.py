"""What a hostile file makes the site read: no more than a little, whatever it says of itself."""

import struct
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest

from maigu_wagtail.recordings.archives import MOST_BYTES, OversizedArchive, contents_of
from maigu_wagtail.recordings.kinds import HANDOUTS, HEAD, RefusedFile, kind_of
from maigu_wagtail.recordings.metadata import MOST_BYTES as MOST_OF_A_FILM
from maigu_wagtail.recordings.metadata import Metadata, read_metadata
from tests.recordings import files


class CountedFile(BytesIO):
    """A file that knows how much was read of it, and the largest piece."""

    total = largest = 0

    def read(self, size=-1):
        data = super().read(size)
        self.total += len(data)
        self.largest = max(self.largest, len(data))
        return data


def archive_of(entries, *, is_zip64=False, says=None):
    """Return a zip file whose table of contents has so many entries, each with the name "a"."""
    local = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"a"
    entry = b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    table = entry * entries
    said = entries if says is None else says
    end = struct.pack("<HHHHIIH", 0, 0, min(said, 0xFFFF), min(said, 0xFFFF), len(table), len(local), 0)
    if is_zip64:
        end = struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    large = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, said, said, len(table), len(local))
    large += b"PK\6\7" + struct.pack("<IQI", 0, len(local) + len(table), 1)
    return local + table + (large if is_zip64 else b"") + b"PK\5\6" + end


def refusal(file, name):
    with pytest.raises(RefusedFile) as caught:
        kind_of(file, name, HANDOUTS)
    return caught.value.message


@pytest.mark.parametrize("extension", ["docx", "pptx", "xlsx"])
@pytest.mark.parametrize("changes", [{}, {"is_zip64": True}, {"says": 1}], ids=["plain", "zip64", "one is said"])
def test_endless_zip_directory_is_not_read(changes, extension):
    file = CountedFile(archive_of(100_000, **changes))

    message = refusal(file, f"slides.{extension}")

    assert message == (f"“slides.{extension}” contains too many parts to check. Save it as a PDF and upload that.")
    assert file.largest <= MOST_BYTES + 1
    assert file.total < HEAD + MOST_BYTES + 200_000


def test_open_document_with_an_endless_zip_directory_is_not_read():
    mark = files.ODT[: files.ODT.index(b"PK\1\2")]
    file = CountedFile(mark + archive_of(100_000))

    assert "too many parts" in refusal(file, "a.odt")
    assert file.total < HEAD + MOST_BYTES + 200_000


def test_document_with_many_parts_is_accepted():
    stream = BytesIO()
    with ZipFile(stream, "w") as made:
        for name in ("[Content_Types].xml", "ppt/presentation.xml", *(f"ppt/slides/slide{n}.xml" for n in range(5000))):
            made.writestr(name, "<x/>")

    assert kind_of(stream, "a.pptx", HANDOUTS).extension == "pptx"


@pytest.mark.parametrize("compression", [ZIP_DEFLATED, ZIP_BZIP2])
def test_zip_bomb_is_not_unpacked(compression):
    stream = BytesIO()
    with ZipFile(stream, "w", compression) as made:
        made.writestr("[Content_Types].xml", bytes(2 * MOST_BYTES))
        made.writestr("word/other.xml", "<x/>")

    with pytest.raises(RefusedFile):
        kind_of(stream, "a.docx", HANDOUTS)
    if compression == ZIP_DEFLATED:
        with pytest.raises(OversizedArchive):
            contents_of(stream, "[content_types].xml")
    else:
        assert contents_of(stream, "[content_types].xml")[1] == b""


@pytest.mark.parametrize(
    "table",
    [
        b'<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><Types>&b;</Types>',
        b'<!DOCTYPE t SYSTEM "http://example.org/x"><Types/>',
        b'<?xml version="1.0" encoding="no-such"?><Types/>',
        b"<Types>",
        b"<Override/>" * 10,
        b"\xff\xfe<",
        b"<a>" * 100_000,
    ],
    ids=["entities", "elsewhere", "encoding", "cut off", "no root", "two bytes", "deep"],
)
def test_hostile_content_types_table_is_ignored(table):
    stream = BytesIO()
    with ZipFile(stream, "w") as made:
        made.writestr("[Content_Types].xml", table)
        made.writestr("word/other.xml", "<x/>")

    assert "do not match its name" in refusal(stream, "a.docx")


def test_video_of_endless_boxes_is_read_up_to_a_limit():
    boxes = struct.pack(">I4s", 8, b"trak") * (MOST_OF_A_FILM // 4)
    file = CountedFile(files.MP4[:24] + struct.pack(">I4s", len(boxes) + 8, b"moov") + boxes)

    assert read_metadata(file) == Metadata()
    assert file.total <= MOST_OF_A_FILM
