"""
What members find inside a session, in words: the same for everyone, and none of it.

Reads no more than the session's public summary.
"""

from collections.abc import Callable
from typing import Any

from django.utils.text import capfirst, get_text_list
from django.utils.translation import get_language, get_language_info, gettext, ngettext

from maigu_wagtail.recordings.models import CAPTIONS_IN, Caption

from .session import SessionPageMixin


def contents(session: SessionPageMixin, *, is_short: bool = False) -> list[str]:
    """
    Return in words what members get in a session, such as "video, 58 min", "captions in English", "transcript".

    ``is_short`` names languages by their codes, as a line of a list has room for.
    """
    field: Any = session._meta.get_field("members_content")
    # A site may have kinds of its own, and what is none of its kinds any more is not named.
    blocks = field.stream_block.child_blocks
    summary: dict[str, int] = session.members_summary
    ours = [said for kind, words in WORDS.items() if kind in blocks for said in words(summary, is_short) if said]
    return ours + [str(blocks[kind].label) for kind in summary if kind in blocks.keys() - WORDS]


def language_name(tag: str, *, in_itself: bool = False) -> str:
    """Return what the language of a BCP 47 tag is called, ``in_itself`` or in the reader's; the tag where none knows it."""
    try:
        info = get_language_info(tag.lower())
    except KeyError:
        return tag
    return str(info["name_local" if in_itself else "name_translated"])


def caption_label(caption: Caption) -> str:
    """Return what a menu calls captions: their own label, or the name of their language in itself, such as "Español"."""
    return caption.label or capfirst(language_name(caption.language, in_itself=True))


def length_words(seconds: int) -> str:
    """Return how long something is, such as "58 min" or "1 h 5 min"; a part of a minute counts as one."""
    hours, minutes = divmod(max(1, round(seconds / 60)), 60)
    if not hours:
        return gettext("%(minutes)s min") % {"minutes": minutes}
    if not minutes:
        return gettext("%(hours)s h") % {"hours": hours}
    return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


def _recordings(summary: dict[str, int], is_short: bool) -> list[str]:
    """Say how many videos and audio recordings there are, also of those on another site, whose length nobody knows."""
    elsewhere, sounds = summary.get("video_embed", 0), summary.get("audio", 0)
    kinds = [_counted_videos(summary.get("recording", 0) - sounds + elsewhere), _counted_sounds(sounds)]
    words = get_text_list([kind for kind in kinds if kind], gettext("and"))
    seconds = summary.get("seconds")
    if words and seconds and not elsewhere:
        words = gettext("%(what)s, %(length)s") % {"what": words, "length": length_words(seconds)}
    return [words, _captions(summary, is_short)]


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
    """Return the name of a language as it stands in a sentence: English and German write it with a capital letter."""
    return name if (get_language() or "")[:2] in {"en", "de", "nl"} else name[:1].lower() + name[1:]


def _transcripts(summary: dict[str, int], is_short: bool) -> list[str]:
    number = summary.get("transcript", 0) + summary.get("transcripts", 0)
    return [ngettext("transcript", "transcripts", number) if number else ""]


def _handouts(summary: dict[str, int], is_short: bool) -> list[str]:
    number = summary.get("resource", 0)
    return [ngettext("%(count)s handout", "%(count)s handouts", number) % {"count": number} if number else ""]


def _texts(summary: dict[str, int], is_short: bool) -> list[str]:
    return [gettext("notes") if summary.get("text") else ""]


# In the order in which a reader looks for them.
WORDS: dict[str, Callable[[dict[str, int], bool], list[str]]] = {
    "recording": _recordings,
    "video_embed": lambda summary, is_short: [],  # said with the recordings
    "transcript": _transcripts,
    "resource": _handouts,
    "text": _texts,
}
