"""The secrets in a session's members' content, block by block."""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Any

from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage

from maigu_wagtail.recordings.cues import cues_of
from maigu_wagtail.recordings.embeds import frame_of, parse
from maigu_wagtail.recordings.models import Handout, PrivateFileMixin, Recording

from .kinds import Kind, Secret
from .page_texts import strings_in

# What a file host puts into the address of a shared file.
_OPAQUE = re.compile(r"(?=[\w-]*[0-9])[\w-]{16,}")
_HREF = re.compile(r'\b(?:href|src)="([^"]*)"')
_SCHEME = re.compile(r"^[a-z]+:(?://)?")

Found = Iterator[tuple[Kind, str]]


def content_secrets(session: Any) -> Iterator[Secret]:
    """Yield the secrets of a session: of each block, and of the files and images it refers to."""
    for block in session.members_content:
        # A block whose file was deleted has no value.
        if block.value is not None:
            yield from _secrets(session, BLOCKS.get(block.block_type, _other)(block.value))
    yield from _secrets(session, _pictures_and_documents(session))


def _secrets(session: Any, found: Found) -> Iterator[Secret]:
    return (Secret(kind, f"“{session.title}”", text) for kind, text in found if text)


def _pictures_and_documents(session: Any) -> Found:
    """Yield the names of images and documents in texts for members: Wagtail itself gives them to everyone."""
    content = session.members_content
    for model, pk, _model_path, _content_path in content.stream_block.extract_references(content):
        if issubclass(model, AbstractImage | AbstractDocument):
            for found in model._default_manager.filter(pk=pk):
                yield Kind.TITLE, found.title
                yield Kind.TITLE, PurePath(found.file.name or "").stem


def _text(value: Any) -> Found:
    yield Kind.TEXT, value.source
    for address in _HREF.findall(value.source):
        yield from ((Kind.EMBED, part) for part in _OPAQUE.findall(address))


def _recording(recording: Recording) -> Found:
    yield from _file(recording)
    yield Kind.TEXT, recording.transcript
    for caption in recording.captions.all():
        yield Kind.TEXT, " ".join(cue.text for cue in cues_of(caption.webvtt))
    if not recording.is_poster_public:
        # The address of a public poster has it.
        yield Kind.FILE, str(recording.uid)
        yield Kind.FILE, recording.poster.name or ""


def _file(file: PrivateFileMixin) -> Found:
    yield Kind.TITLE, file.title
    yield Kind.FILE, file.original_name
    yield Kind.FILE, PurePath(file.file.name or "").stem
    if isinstance(file, Handout):
        yield Kind.FILE, str(file.uid)


def _embed(value: Any) -> Found:
    url = value.get("url") or ""
    yield Kind.TITLE, value.get("title") or ""
    video = parse(url)
    if video:
        yield Kind.EMBED, video.id
        yield Kind.EMBED, video.hash
        return
    frame = frame_of(url)
    for address in (url, frame.address if frame else ""):
        yield Kind.EMBED, _SCHEME.sub("", address)


def _transcript(value: Any) -> Found:
    yield Kind.TITLE, value.get("title") or ""
    yield Kind.TEXT, value.get("text") or ""


def _join(value: Any) -> Found:
    yield Kind.JOIN, _SCHEME.sub("", value.get("url") or "")
    yield Kind.JOIN, value.get("passcode") or ""
    for line in (value.get("meeting_id") or "", *(value.get("dial_in") or "").splitlines()):
        # Not the name of a country above a number.
        if any(letter.isdigit() for letter in line):
            yield Kind.JOIN, line


def _other(value: Any) -> Found:
    """Yield the texts of a site's own block."""
    yield from ((Kind.TEXT, text) for text in strings_in(value))


BLOCKS: dict[str, Callable[[Any], Found]] = {
    "join_link": _join,
    "recording": _recording,
    "resource": _file,
    "text": _text,
    "transcript": _transcript,
    "video_embed": _embed,
}
