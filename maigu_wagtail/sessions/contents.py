"""
Describes what members get in a session, for public pages.

Reads only the session's public summary, so it reveals none of the content.
"""

from collections.abc import Callable
from typing import Any

from django.utils.text import capfirst, get_text_list
from django.utils.translation import get_language, get_language_info, gettext, ngettext

from maigu_wagtail.recordings.models import CAPTIONS_IN, Caption


def contents(session: Any, *, is_short: bool = False) -> list[str]:
    """
    Return what members get, such as ``["video, 58 min", "captions in English", "transcript"]``.

    ``is_short`` gives language codes instead of names, for narrow columns.
    """
    field: Any = session._meta.get_field("members_content")
    # A site may add block types; types it has removed are left out.
    blocks = field.stream_block.child_blocks
    summary: dict[str, int] = session.members_summary
    ours = [text for kind, describe in WORDS.items() if kind in blocks for text in describe(summary, is_short) if text]
    if session.has_join_link and "join_link" in blocks:
        ours.insert(0, gettext("link to join"))
    return ours + [str(blocks[kind].label) for kind in summary if kind in blocks.keys() - WORDS]


def recording_note(session: Any) -> str:
    """Return a sentence for feeds and calendars that says the recording is available; "" while it is not."""
    summary = session.members_summary
    if session.is_upcoming or not (summary.get("recording") or summary.get("video_embed")):
        return ""
    values = {"kinds": ", ".join(contents(session))}
    if session.is_public:
        return gettext("The recording is available: %(kinds)s.") % values
    return gettext("The recording is available for members: %(kinds)s.") % values


def language_name(tag: str, *, in_itself: bool = False) -> str:
    """
    Return the name of the language ``tag`` (BCP 47), or the tag if Django does not know it.

    The name is in the active language or, with ``in_itself``, in the language itself.
    """
    try:
        info = get_language_info(tag.lower())
    except KeyError:
        return tag
    return str(info["name_local" if in_itself else "name_translated"])


def caption_label(caption: Caption) -> str:
    """Return the label of captions or, without one, the name of their language in itself, such as "Español"."""
    return caption.label or capfirst(language_name(caption.language, in_itself=True))


def length_words(seconds: int) -> str:
    """Return a length such as "58 min" or "1 h 5 min", rounded to minutes but at least one."""
    hours, minutes = divmod(max(1, round(seconds / 60)), 60)
    if not hours:
        return gettext("%(minutes)s min") % {"minutes": minutes}
    if not minutes:
        return gettext("%(hours)s h") % {"hours": hours}
    return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


def _recordings(summary: dict[str, int], is_short: bool) -> list[str]:
    """Count videos and audio recordings. The length is left out if any video is on another host, as it is unknown."""
    elsewhere, sounds = summary.get("video_embed", 0), summary.get("audio", 0)
    kinds = [_counted_videos(summary.get("recording", 0) - sounds + elsewhere), _counted_sounds(sounds)]
    text = get_text_list([kind for kind in kinds if kind], gettext("and"))
    seconds = summary.get("seconds")
    if text and seconds and not elsewhere:
        text = gettext("%(what)s, %(length)s") % {"what": text, "length": length_words(seconds)}
    return [text, _captions(summary, is_short)]


def _counted_videos(number: int) -> str:
    if number < 2:
        return gettext("video") if number else ""
    return ngettext("%(count)s video", "%(count)s videos", number) % {"count": number}


def _counted_sounds(number: int) -> str:
    if number < 2:
        return gettext("audio") if number else ""
    return ngettext("%(count)s audio recording", "%(count)s audio recordings", number) % {"count": number}


def _captions(summary: dict[str, int], is_short: bool) -> str:
    languages = [key.removeprefix(CAPTIONS_IN) for key in summary if key.startswith(CAPTIONS_IN)]
    if not languages:
        return ""
    if is_short:
        return gettext("captions %(languages)s") % {"languages": ", ".join(tag.upper() for tag in languages)}
    names = get_text_list([_in_a_sentence(language_name(language)) for language in languages], gettext("and"))
    return gettext("captions in %(languages)s") % {"languages": names}


def _in_a_sentence(name: str) -> str:
    """Return the name of a language for use in a sentence: only some languages, such as English, capitalise it."""
    return name if (get_language() or "")[:2] in {"en", "de", "nl"} else name[:1].lower() + name[1:]


def _transcripts(summary: dict[str, int], is_short: bool) -> list[str]:
    number = summary.get("transcript", 0) + summary.get("transcripts", 0)
    return [ngettext("transcript", "transcripts", number) if number else ""]


def _handouts(summary: dict[str, int], is_short: bool) -> list[str]:
    number = summary.get("resource", 0)
    return [ngettext("%(count)s handout", "%(count)s handouts", number) % {"count": number} if number else ""]


def _texts(summary: dict[str, int], is_short: bool) -> list[str]:
    return [gettext("notes") if summary.get("text") else ""]


# In the order in which they are listed.
WORDS: dict[str, Callable[[dict[str, int], bool], list[str]]] = {
    "recording": _recordings,
    "video_embed": lambda summary, is_short: [],  # counted with the recordings
    "transcript": _transcripts,
    "resource": _handouts,
    "text": _texts,
    "join_link": lambda summary, is_short: [],  # only until the session ends
}
