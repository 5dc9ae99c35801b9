"""The content and headers for each name of a members' file."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from maigu_wagtail.recordings.models import PrivateFileMixin, Recording

# Everything else is sent as a download, with a type that no browser displays.
SHOWN = ("video/", "audio/")
PICTURES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
UNKNOWN = "application/octet-stream"
WEBVTT = "text/vtt; charset=utf-8"
# In characters; file systems limit names to 255 bytes.
LONGEST_NAME = 80
_CAPTIONS = re.compile(r"captions-([1-9][0-9]{0,17})\.vtt", re.ASCII)


@dataclass(frozen=True, slots=True)
class Content:
    """
    What is sent: ``text``, or the file that the storage has under ``key``.

    ``disposition`` is the ``Content-Disposition`` header: the name to save it as, and whether it
    may be displayed.
    """

    content_type: str
    disposition: str
    key: str = ""
    text: str | None = None


def content_of(file: PrivateFileMixin, name: str, *, is_download: bool = False) -> Content | None:
    """
    Return what ``file`` has under ``name``, or ``None``.

    ``is_download`` asks to send a recording as a download, which is done if its editor allows it.
    """
    if name == file.download_name:
        return _main_content(file, is_download=is_download)
    if not isinstance(file, Recording):
        return None
    if file.poster and name == file.poster_name:
        content_type = PICTURES.get(PurePosixPath(name).suffix, UNKNOWN)
        return Content(
            content_type, disposition_of(name, name, is_shown=content_type != UNKNOWN), key=file.poster.name or ""
        )
    if match := _CAPTIONS.fullmatch(name):
        for captions in file.captions.filter(pk=int(match[1])):
            return Content(WEBVTT, disposition_of(name, name, is_shown=True), text=captions.webvtt)
    return None


def _main_content(file: PrivateFileMixin, *, is_download: bool) -> Content:
    is_playable = isinstance(file, Recording) and file.content_type.startswith(SHOWN)
    content_type = file.content_type or UNKNOWN if is_playable or not isinstance(file, Recording) else UNKNOWN
    is_shown = is_playable and not (is_download and file.is_downloadable)
    disposition = disposition_of(file.download_name, f"{_readable_stem(file)}{file.extension}", is_shown=is_shown)
    return Content(content_type, disposition, key=file.file.name or "")


def is_saved(file: PrivateFileMixin, name: str, *, is_download: bool) -> bool:
    """Return whether ``name`` of ``file`` is sent for the member to keep: a handout, or a recording as a download."""
    is_kept = not isinstance(file, Recording) or (is_download and file.is_downloadable)
    return name == file.download_name and is_kept


def disposition_of(plain_name: str, name: str, *, is_shown: bool) -> str:
    """
    Return a ``Content-Disposition`` header (RFC 6266).

    ``plain_name`` must be ASCII; it is for clients that ignore ``filename*``.
    """
    kind = "inline" if is_shown else "attachment"
    return f"{kind}; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name, safe='')}"


def _readable_stem(file: PrivateFileMixin) -> str:
    """Return the original file name without its folder, extension and invisible characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", file.original_name))[-1]
    # Direction marks, for example, can disguise an extension.
    visible = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*')
    stem = visible.rpartition(".")[0] if "." in visible else visible
    return stem.strip(" .")[:LONGEST_NAME] or PurePosixPath(file.download_name).stem
