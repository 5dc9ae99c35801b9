"""Tags and filters for the watch page: URLs of files, captions, transcripts and embedded videos."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.template.context import Context
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

from maigu_wagtail.members.file_access import address_of
from maigu_wagtail.recordings.embeds import Frame, frame_of, host_of
from maigu_wagtail.recordings.models import Caption, PrivateFileMixin, Recording
from maigu_wagtail.recordings.timing import Line, Paragraph, clock, time_fragment
from maigu_wagtail.recordings.transcripts import transcripts_in
from maigu_wagtail.sessions import public_facts
from maigu_wagtail.sessions.contents import caption_label
from maigu_wagtail.sessions.public_facts import poster_address
from maigu_wagtail.sessions.session import SessionPageMixin

register = template.Library()

# The file view checks access again.
register.simple_tag(address_of, name="file_address")
register.filter(clock)
register.filter("host_name", host_of)
register.filter(poster_address)


@dataclass(frozen=True, slots=True)
class Track:
    """Captions for the player; ``is_default`` if they are in the reader's language."""

    address: str
    language: str
    label: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Transcript:
    """The transcript of a recording in one language (a BCP 47 tag, or "" if unknown)."""

    language: str
    label: str
    paragraphs: list[Paragraph]
    is_default: bool


@register.simple_tag
def recordings_of(page: SessionPageMixin) -> list[Recording]:
    """Return the recordings of a session in order, with their captions prefetched."""
    recordings = [block.value for block in page.members_content if isinstance(block.value, Recording)]
    # The player fetches the text from its own URL.
    prefetch_related_objects(recordings, Prefetch("captions", Caption.objects.defer("webvtt")))
    return recordings


@register.simple_tag(takes_context=True)
def tracks(context: Context, recording: Recording) -> list[Track]:
    """Return the captions of a recording. Those in the reader's language are shown by default."""
    captions = list(recording.captions.all())
    chosen = _captions_for_reader(context.get("request"), captions)
    return [
        Track(address_of(recording, caption.name), caption.language, caption_label(caption), caption is chosen)
        for caption in captions
    ]


@register.simple_tag(takes_context=True)
def transcripts_of(context: Context, recording: Recording) -> list[Transcript]:
    """
    Return the transcripts of a recording, one for each language.

    ``is_default`` is set for the language that the browser prefers, or the first.
    """
    captions = list(recording.captions.all())
    chosen = _captions_for_reader(context.get("request"), captions) or next(iter(captions), None)
    return [
        Transcript(
            caption.language if caption else "",
            caption_label(caption) if caption else "",
            paragraphs,
            caption is chosen,
        )
        for caption, paragraphs in transcripts_in(recording)
    ]


@register.simple_tag(takes_context=True)
def line_id(context: Any, recording: Recording, line: Line) -> str:
    """
    Return the id of a transcript's line, to link to its second without a script; "" for all but the first in a second.

    The same in the results of the members' search (``Passage.fragment``).
    """
    name = time_fragment(recording.pk, int(line.at or 0))
    used: set[str] = context.render_context.setdefault("maigu_line_ids", set())
    if name in used:
        return ""
    used.add(name)
    return name


@register.simple_tag(takes_context=True)
def embed_frame(context: Context, address: str) -> Frame | None:
    """Return the frame for a video on another host, or ``None`` if only a link is safe."""
    frame = frame_of(address)
    request = context.get("request")
    # The sandbox allows a frame its own origin, so it would not restrict a frame from ours.
    if frame and request and host_of(frame.address) == request.get_host().removeprefix("www."):
        return None
    return frame


@register.simple_tag(takes_context=True)
def full_poster_address(context: Context) -> str:
    """Return the absolute URL of the current page's public poster, or "". Other pages than sessions have none."""
    page = context["page"]
    return public_facts.full_poster_address(context["request"], page) if isinstance(page, SessionPageMixin) else ""


@register.filter
def file_kind(file: PrivateFileMixin) -> str:
    """Return the kind of a file by its extension, such as "PDF"."""
    return file.extension.removeprefix(".").upper()


def _captions_for_reader(request: HttpRequest | None, captions: list[Caption]) -> Caption | None:
    """Return the captions in the first of the browser's languages, or of the page's, that has any."""
    header = request.headers.get("Accept-Language", "") if request else ""
    languages = [language for language, _weight in parse_accept_lang_header(header.lower())] or [get_language() or ""]
    for language in languages:
        for exactly in (True, False):
            for caption in captions:
                if _is_in(caption.language, language, exactly=exactly):
                    return caption
    return None


def _is_in(tag: str, language: str, *, exactly: bool) -> bool:
    """Return whether captions in ``tag`` suit a reader of ``language``; unless ``exactly``, regions are ignored."""
    captions_tag, requested = tag.lower(), language.lower()
    return captions_tag == requested if exactly else captions_tag.partition("-")[0] == requested.partition("-")[0]
