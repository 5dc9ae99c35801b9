import struct
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maigu_wagtail.recordings.codecs import codecs_of, doubtful
from tests.recordings import files


def box(name, *content):
    body = b"".join(content)
    return struct.pack(">I4s", len(body) + 8, name) + body


def track(handler, code):
    """Return a track of pictures (``vide``), sound (``soun``) or something else."""
    table = box(b"stsd", bytes(4), struct.pack(">I", 1), box(code, bytes(70)))
    media = box(b"mdia", box(b"mdhd", bytes(24)), box(b"hdlr", bytes(8), handler, bytes(13)))
    inside = box(b"minf", box(b"vmhd", bytes(12)), box(b"stbl", table, box(b"stts", bytes(400))))
    return box(b"trak", box(b"tkhd", bytes(84)), struct.pack(">I", len(media) + len(inside)) + media[4:] + inside)


def film(*tracks, before=b""):
    return files.MP4[:24] + before + box(b"moov", box(b"mvhd", bytes(100)), *tracks)


def told(data):
    file = BytesIO(data)
    codes = codecs_of(file)
    assert file.tell() == 0
    return codes


PICTURE, SOUND = track(b"vide", b"avc1"), track(b"soun", b"mp4a")


@pytest.mark.parametrize(
    ("data", "codes", "names"),
    [
        (files.sample("hevc.mp4"), "hvc1", ["HEVC (H.265)"]),
        (film(PICTURE, SOUND), "avc1, mp4a", []),
        (film(track(b"vide", b"hev1"), SOUND), "hev1, mp4a", ["HEVC (H.265)"]),
        (film(SOUND, track(b"vide", b"dvh1")), "mp4a, dvh1", ["HEVC (H.265)"]),
        (film(track(b"vide", b"av01")), "av01", ["AV1"]),
        (film(track(b"vide", b"mp4v"), SOUND), "mp4v, mp4a", ["MPEG-4 Visual"]),
        (film(PICTURE, track(b"soun", b"ac-3")), "avc1, ac-3", ["Dolby AC-3"]),
        (film(track(b"soun", b"alac")), "alac", ["ALAC"]),
        (film(track(b"vide", b"xyz9")), "xyz9", ["xyz9"]),
        (film(PICTURE, SOUND, SOUND, track(b"text", b"tx3g"), track(b"tmcd", b"tmcd")), "avc1, mp4a", []),
        (film(PICTURE, before=box(b"mdat", bytes(100_000))), "avc1", []),
        (film(PICTURE, before=struct.pack(">I4sQ", 1, b"mdat", 516) + bytes(500)), "avc1", []),
        (film(PICTURE) + box(b"moof", bytes(40)) + struct.pack(">I4s", 0, b"mdat") + bytes(40), "avc1", []),
    ],
    ids=[
        "sample",
        "usual",
        "hev1",
        "dolby",
        "av1",
        "old",
        "ac-3",
        "alac",
        "unknown",
        "times",
        "end",
        "64 bits",
        "open",
    ],
)
def test_codecs_are_read_from_the_track_table(data, codes, names):
    assert told(data) == codes
    assert doubtful(codes) == names


@pytest.mark.parametrize(
    "data",
    [
        b"",
        files.MP4,
        files.WEBM,
        files.PLAIN_MP3,
        film(PICTURE)[:150],
        film(track(b"vide", b"\xff\x00<>")),
        files.MP4[:24] + struct.pack(">I4s", 4, b"moov"),
        files.MP4[:24] + struct.pack(">I4sQ", 1, b"moov", 2**64 - 1),
    ],
)
def test_codecs_without_a_track_table_are_unknown(data):
    assert told(data) == ""
    assert doubtful("") == []


class CountedFile(BytesIO):
    reads = 0

    def read(self, size=-1):
        self.reads += 1
        assert 0 < size <= 16
        return super().read(size)


@pytest.mark.parametrize(
    "boxes",
    [
        box(b"free") * 100_000,
        box(b"moov") * 100_000,
        box(b"moov", box(b"trak") * 100_000),
        box(b"moov", box(b"trak", *[box(b"mdia", *[box(b"hdlr", bytes(16))] * 100)] * 100) * 100),
        box(b"moov", SOUND * 1000),
    ],
    ids=["empty", "tables", "tracks", "nested", "many"],
)
def test_codecs_of_endless_boxes_need_few_reads(boxes):
    file = CountedFile(files.MP4[:24] + boxes)

    codecs_of(file)

    assert file.reads <= 1200


@given(st.binary(max_size=300), st.integers(0, 400))
def test_codecs_of_any_bytes_raise_nothing(rest, cut):
    data = film(PICTURE, SOUND)

    assert len(told(data[:cut] + rest + data[cut:])) <= 100
