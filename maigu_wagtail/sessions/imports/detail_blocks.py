"""Blocks of members' content from an export, as raw stream data that a new session can have."""

from typing import Any
from uuid import UUID

import swapper
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from wagtail.whitelist import allow_without_attributes

from maigu_wagtail.recordings.embeds import is_safe_link
from maigu_wagtail.recordings.models import Handout, PrivateFileMixin, Recording
from maigu_wagtail.recordings.permissions import may_use

from .checking import video_address
from .readers.descriptions import DescriptionWhitelister

FILES: dict[str, type[PrivateFileMixin]] = {"recording": Recording, "resource": Handout}
# What a malformed value of a site's own block can raise.
MALFORMED = (ValidationError, TypeError, ValueError, AttributeError, KeyError)
MORE_TAGS = ("blockquote", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "strong", "sub", "sup")


class MembersTextWhitelister(DescriptionWhitelister):
    """Also lets headings and quotations through."""

    element_rules = {
        **DescriptionWhitelister.element_rules,
        **dict.fromkeys(MORE_TAGS, allow_without_attributes),
    }


def usable_blocks(blocks: list[dict[str, Any]], *, user: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """
    Return ``blocks`` as raw stream data, and what is left out of them in words.

    A recording or handout is used again if this site has it and ``user`` may choose it (``None`` may
    choose all). Otherwise only its transcript is brought over.
    """
    known = swapper.load_model("maigu_wagtail", "SessionPage")._meta.get_field("members_content").stream_block
    raw: list[dict[str, Any]] = []
    left_out: list[str] = []
    for block in blocks:
        kind, value = block.get("type"), block.get("value")
        is_second = kind == "join_link" and any(each["type"] == kind for each in raw)
        if not isinstance(kind, str) or kind not in known.child_blocks or is_second:
            left_out.append(
                gettext("A part of the members’ content that this site cannot have: %(kind)s") % {"kind": kind}
            )
            continue
        try:
            made, missing = _made(kind, value, known.child_blocks[kind], user)
        except MALFORMED:
            made, missing = [], [gettext("A damaged part of the members’ content: %(kind)s") % {"kind": kind}]
        raw += made
        left_out += missing
    return raw, left_out


def _made(kind: str, value: Any, block: Any, user: Any) -> tuple[list[dict[str, Any]], list[str]]:
    if kind in FILES:
        return _file(kind, value, user)
    if kind == "text":
        pictures = (
            [gettext("Pictures and videos in a text for members")] if "<img" in value or "<iframe" in value else []
        )
        return [{"type": kind, "value": str(MembersTextWhitelister().clean(value))}], pictures
    if kind == "video_embed":
        # Not by its block, which asks the video host.
        url, title = video_address(value["url"]), str(value["title"])[:255]
        if not is_safe_link(url):
            return [], [gettext("Video: %(address)s") % {"address": url}]
        return [{"type": kind, "value": {"url": url, "title": title}}], []
    return [{"type": kind, "value": block.get_prep_value(block.clean(block.to_python(value)))}], []


def _file(kind: str, value: dict[str, Any], user: Any) -> tuple[list[dict[str, Any]], list[str]]:
    file = FILES[kind].objects.filter(uid=UUID(value["uid"])).select_related("collection").first()
    if file and (user is None or may_use(user, file)):
        return [{"type": kind, "value": file.pk}], []
    names = {"title": value.get("title"), "file": value.get("file_name")}
    if kind == "resource":
        return [], [gettext("Handout “%(title)s”: upload “%(file)s”, and add it.") % names]
    notes = [gettext("Recording “%(title)s”: upload “%(file)s”, and add it.") % names]
    if value.get("captions"):
        languages = ", ".join(str(caption["language"]) for caption in value["captions"])
        notes.append(gettext("Captions of “%(title)s”: %(languages)s") % {**names, "languages": languages})
    transcript = str(value.get("transcript") or "")
    made = [{"type": "transcript", "value": {"title": str(names["title"])[:255], "text": transcript}}]
    return made if transcript else [], notes
