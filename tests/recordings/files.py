"""Small files of every kind that is taken, and of some that are not: real beginnings, and nothing much after them."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from PIL import Image

MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + bytes(64)
FRAGMENTED = b"\x00\x00\x00\x18ftypiso5\x00\x00\x02\x00iso5iso6" + bytes(64)
M4V = b"\x00\x00\x00\x20ftypM4V \x00\x00\x00\x01M4V M4A mp42isom" + bytes(64)
M4A = b"\x00\x00\x00\x20ftypM4A \x00\x00\x02\x00M4A mp42isom" + bytes(64)
QUICKTIME = b"\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00qt  " + bytes(64)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm" + bytes(
    64
)
MKV = (
    b"\x1a\x45\xdf\xa3\xa3\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x88matroska"
    + bytes(64)
)
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" + bytes(64)
PLAIN_MP3 = b"\xff\xfb\x90\x00" + bytes(64)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
SCRIPT = b"alert(1)"
EXE = b"MZ\x90\x00" + bytes(64)


def picture(form="PNG", size=(16, 9)):
    """Return a picture of one colour, as JPEG, PNG or WEBP."""
    stream = BytesIO()
    Image.new("RGB", size, "navy").save(stream, form)
    return stream.getvalue()


def picture_that_says(width, height):
    """Return a small PNG file that is very large once it is unpacked, as it says."""
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), (b"IDAT", b""), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def archive(*names, mimetype=""):
    """Return a zip file with these names in it; an OpenDocument file begins with its content type."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for name in names:
            made.writestr(name, "<x/>")
    return stream.getvalue()


def office(part, *more):
    """Return an Office Open XML file with the part that tells its kind."""
    return archive("[Content_Types].xml", part, *more)


PPTX = office("ppt/presentation.xml")
DOCX = office("word/document.xml")
XLSX = office("xl/workbook.xml")
ODT, ODP, ODS = (
    archive("content.xml", mimetype=f"application/vnd.oasis.opendocument.{name}")
    for name in ("text", "presentation", "spreadsheet")
)

# As they came from elsewhere: Word Online, encoders, scanners.
SAMPLES = Path(__file__).parent / "samples"
MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"


def sample(name):
    """Return a file of ``SAMPLES``."""
    return (SAMPLES / name).read_bytes()


def package(types, *names):
    """Return an Office Open XML file whose table of types says ``types``, with these parts."""
    namespace = "http://schemas.openxmlformats.org/package/2006/content-types"
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", f'<?xml version="1.0"?><Types xmlns="{namespace}">{types}</Types>')
        for name in names:
            made.writestr(name, "<x/>")
    return stream.getvalue()


def frames(header, length, count=8):
    """Return so many frames of an MP3 file, each with this header and of this length."""
    return (header + bytes(length - len(header))) * count
