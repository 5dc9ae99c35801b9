"""Recognises MP3 files by their MPEG audio layer III frames (ISO/IEC 11172-3, 13818-3), wherever the first one is."""

from typing import IO

# Kilobits per second, by the index in a frame header: for MPEG 1, and for versions with lower sample rates.
_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_LOW_BITRATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
# Samples per second, by the indexes of the version (MPEG 2.5, reserved, 2, 1) and of the rate.
_RATES = ((11025, 12000, 8000), (), (22050, 24000, 16000), (44100, 48000, 32000))
_MPEG_1 = 3
_LAYER_3 = 1
# Consecutive headers at the right distance; other data does not contain this many by chance.
_ENOUGH = 3


def is_mp3(head: bytes, file: IO[bytes]) -> bool:
    """Return whether a file that starts with ``head`` has an ID3 tag or MP3 frames, wherever they start."""
    begins = len(head) - len(head.lstrip(b"\0"))
    if head.startswith(b"ID3", begins):
        return True
    at = head.find(b"\xff", begins)
    while at >= 0:
        frames, is_cut = _frames_from(head, at)
        # In a short file, or with long frames, accept fewer frames if they are right at the start.
        if frames >= _ENOUGH or (frames and is_cut and at == begins):
            return True
        at = head.find(b"\xff", at + 1)
    return False


def _frames_from(head: bytes, at: int) -> tuple[int, bool]:
    """Return how many frames follow each other from ``at``, up to ``_ENOUGH``, and whether ``head`` ends with them."""
    first, frames = head[at : at + 4], 0
    while frames < _ENOUGH and (length := _frame_length(head[at : at + 4])) and _are_alike(first, head[at : at + 4]):
        frames += 1
        at += length
    return frames, at + 4 > len(head)


def _frame_length(header: bytes) -> int:
    """Return the length of the frame with this header in bytes, or 0 if the header is not valid."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return 0
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    bitrate, rate, padding = header[2] >> 4, header[2] >> 2 & 3, header[2] >> 1 & 1
    if layer != _LAYER_3 or not _RATES[version] or rate == 3 or bitrate in (0, 15):
        return 0
    kilobits = (_BITRATES if version == _MPEG_1 else _LOW_BITRATES)[bitrate]
    samples = 1152 if version == _MPEG_1 else 576
    return samples // 8 * kilobits * 1000 // _RATES[version][rate] + padding


def _are_alike(first: bytes, other: bytes) -> bool:
    """Return whether two headers have the same version and sample rate, as all in a file do."""
    return first[1] & 0xFE == other[1] & 0xFE and first[2] & 0x0C == other[2] & 0x0C
