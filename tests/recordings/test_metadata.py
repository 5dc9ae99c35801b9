import io
from pathlib import Path

import pytest

from maigu_wagtail.recordings.metadata import Metadata, read_metadata

MEDIA = Path(__file__).resolve().parents[2] / "example_site" / "catalogue" / "media"


@pytest.mark.parametrize(
    ("name", "size"), [("inside-the-gun-shop-1.webm", True), ("connecting-silos.mp3", False)], ids=["film", "sound"]
)
def test_read_metadata_returns_length_and_size(name, size):
    with (MEDIA / name).open("rb") as file:
        found = read_metadata(file)

        assert file.tell() == 0
    assert 5 < found.duration < 60
    assert bool(found.width and found.height) is size


@pytest.mark.parametrize("content", [b"", b"no film at all", b"\x00\x00\x00\x20ftypisom" + b"\xff" * 5000])
def test_read_metadata_of_another_file_returns_nothing(content):
    assert read_metadata(io.BytesIO(content)) == Metadata()
