"""Tags and filters of the watch page: addresses of files, captions, transcripts and videos elsewhere."""

from dataclasses import dataclass, replace
from uuid import UUID

from django import template
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

from maigu_wagtail.recordings import embeds
from maigu_wagtail.recordings.models import Caption, PrivateFileMixin, Recording
from maigu_wagtail.recordings.timing import Paragraph, from_json, timed_transcript
from maigu_wagtail.sessions import public_facts
from maigu_wagtail.sessions.contents import caption_label
from maigu_wagtail.sessions.session import SessionPageMixin

register = template.Library()


@dataclass(frozen=True, slots=True)
class Track:
    """Captions as a player takes them; ``is_default`` where they are in the reader's language."""

    address: str
    language: str
    label: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Transcript:
    """What is said in a recording, in one language (a BCP 47 tag; empty where it is not known)."""

    language: str
    label: str
    paragraphs: list[Paragraph]
    is_default: bool


@register.simple_tag
def file_address(file: PrivateFileMixin, name: str) -> str:
    """Return the address of a members' file at the file view, which asks again who may have it."""
    return _address(file.uid, name)


@register.simple_tag
def recordings_of(page: SessionPageMixin) -> list[Recording]:
    """Return the recordings of a session in order, with the captions of all of them looked up at once."""
    recordings = [block.value for block in page.members_content if isinstance(block.value, Recording)]
    # Their text is for the player, which asks for it at an address of its own.
    prefetch_related_objects(recordings, Prefetch("captions", Caption.objects.defer("webvtt")))
    return recordings


@register.simple_tag(takes_context=True)
def tracks(context: Context, recording: Recording) -> list[Track]:
    """Return the captions of a recording; those in the reader's language are shown from the beginning."""
    captions = list(recording.captions.all())
    chosen = _captions_for_reader(context.get("request"), captions)
    return [
        Track(
            _address(recording.uid, caption.name),
            caption.language,
            caption_label(caption),
            caption is chosen,
        )
        for caption in captions
    ]


@register.simple_tag(takes_context=True)
def transcripts_of(context: Context, recording: Recording) -> list[Transcript]:
    """
    Return what is said in a recording, in each language that there is.

    The transcript that an editor has written is in the language of the first captions, which it is made from; it stands in
    for them. ``is_default`` is what the reader's browser asks for, or the first one.
    """
    captions = list(recording.captions.all())
    chosen = _captions_for_reader(context.get("request"), captions) or next(iter(captions), None)
    found = [
        Transcript(caption.language, caption_label(caption), from_json(caption.timed_transcript), caption is chosen)
        for caption in captions
    ]
    if recording.transcript:
        paragraphs = from_json(recording.timed_transcript) or timed_transcript(recording.transcript, "")
        found[:1] = [replace(found[0], paragraphs=paragraphs)] if found else [Transcript("", "", paragraphs, True)]
    return [transcript for transcript in found if transcript.paragraphs]


@register.simple_tag(takes_context=True)
def embed_frame(context: Context, address: str) -> embeds.Frame | None:
    """Return the frame for a video elsewhere, ``None`` where only a link is safe."""
    frame = embeds.frame_of(address)
    request = context.get("request")
    # In a sandbox that lets a frame be of its own origin, ours would be no sandbox.
    if frame and request and embeds.host_of(frame.address) == request.get_host().removeprefix("www."):
        return None
    return frame


@register.filter
def poster_address(page: SessionPageMixin) -> str:
    """Return the address of the picture of a session that everyone may see; empty where there is none."""
    return public_facts.poster_address(page)


@register.simple_tag(takes_context=True)
def full_poster_address(context: Context) -> str:
    """Return the same of the page that is drawn, with the host; empty also for a page that is no session."""
    page = context["page"]
    return public_facts.full_poster_address(context["request"], page) if isinstance(page, SessionPageMixin) else ""


@register.filter
def host_name(address: str) -> str:
    """Return the host of an address, such as "vimeo.com"; empty where it is not safe as a link."""
    return embeds.host_of(address)


@register.filter
def clock(seconds: float | None) -> str:
    """Return a moment in a recording as "1:02:03" or "2:03"; empty for none."""
    if seconds is None:
        return ""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


@register.filter
def file_kind(file: PrivateFileMixin) -> str:
    """Return what kind of file it is as its ending says, such as "PDF"."""
    return file.extension.removeprefix(".").upper()


def _address(uid: UUID, name: str) -> str:
    return reverse("maigu_wagtail:file", args=[uid, name])


def _captions_for_reader(request: HttpRequest | None, captions: list[Caption]) -> Caption | None:
    """Return the captions in the first of the reader's languages that has some: the browser's, then the page's."""
    header = request.headers.get("Accept-Language", "") if request else ""
    wanted = [language for language, _weight in parse_accept_lang_header(header.lower())] or [get_language() or ""]
    for language in wanted:
        for exactly in (True, False):
            for caption in captions:
                if _is_in(caption.language, language, exactly=exactly):
                    return caption
    return None


def _is_in(tag: str, language: str, *, exactly: bool) -> bool:
    """Return whether a language is one that a reader of ``language`` reads; not ``exactly``, in whatever country."""
    own, asked = tag.lower(), language.lower()
    return own == asked if exactly else own.partition("-")[0] == asked.partition("-")[0]
