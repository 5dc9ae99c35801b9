"""
What members find inside a session, in words: the same for everybody, and none of it.

Reads no more than the session's public summary.
"""

from collections.abc import Callable
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import get_language_info, gettext, ngettext

from maigu_wagtail.models import SessionPageMixin
from maigu_wagtail.models.recordings import CAPTIONS_IN


def contents(session: SessionPageMixin) -> list[str]:
    """Return in words what kinds of members' content a session has, such as "1 recording (58 min)"."""
    field: Any = session._meta.get_field("members_content")
    # A site may have kinds of its own, and what is none of its kinds any more is not named.
    blocks = field.stream_block.child_blocks
    summary: dict[str, int] = session.members_summary
    ours = [words(summary) for kind, words in WORDS.items() if kind in blocks]
    return [said for said in ours if said] + [
        str(blocks[kind].label) for kind in summary if kind in blocks.keys() - WORDS
    ]


def language_name(tag: str, *, in_itself: bool = False) -> str:
    """Return what the language of a BCP 47 tag is called, ``in_itself`` or in the reader's; the tag where none knows it."""
    try:
        info = get_language_info(tag.lower())
    except KeyError:
        return tag
    return str(info["name_local" if in_itself else "name_translated"])


def length_words(seconds: int) -> str:
    """Return how long something is, such as "58 min" or "1 h 5 min"; a part of a minute counts as one."""
    hours, minutes = divmod(max(1, round(seconds / 60)), 60)
    if not hours:
        return gettext("%(minutes)s min") % {"minutes": minutes}
    if not minutes:
        return gettext("%(hours)s h") % {"hours": hours}
    return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


def _recordings(summary: dict[str, int]) -> str:
    number = summary.get("recording", 0)
    words = ngettext("%(count)s recording", "%(count)s recordings", number) % {"count": number}
    if seconds := summary.get("seconds"):
        words = gettext("%(what)s (%(length)s)") % {"what": words, "length": length_words(seconds)}
    languages = [key.removeprefix(CAPTIONS_IN) for key in summary if key.startswith(CAPTIONS_IN)]
    if languages:
        names = get_text_list([language_name(language) for language in languages], gettext("and"))
        words = gettext("%(what)s with captions in %(languages)s") % {"what": words, "languages": names}
    return words if number else ""


def _videos(summary: dict[str, int]) -> str:
    number = summary.get("video_embed", 0)
    return ngettext("%(count)s video", "%(count)s videos", number) % {"count": number} if number else ""


def _transcripts(summary: dict[str, int]) -> str:
    number = summary.get("transcript", 0) + summary.get("transcripts", 0)
    return ngettext("%(count)s transcript", "%(count)s transcripts", number) % {"count": number} if number else ""


def _handouts(summary: dict[str, int]) -> str:
    number = summary.get("resource", 0)
    return ngettext("%(count)s handout", "%(count)s handouts", number) % {"count": number} if number else ""


def _texts(summary: dict[str, int]) -> str:
    number = summary.get("text", 0)
    return ngettext("%(count)s text", "%(count)s texts", number) % {"count": number} if number else ""


# In the order in which a reader looks for them.
WORDS: dict[str, Callable[[dict[str, int]], str]] = {
    "recording": _recordings,
    "video_embed": _videos,
    "transcript": _transcripts,
    "resource": _handouts,
    "text": _texts,
}
