"""Descriptions as clean HTML, in the features of the description field."""

from itertools import groupby

from django.utils.html import escape
from wagtail.whitelist import Whitelister, allow_without_attributes, attribute_rule, check_url

from .passages import PLAIN, Passage


class DescriptionWhitelister(Whitelister):
    """Lets through what the description field can hold, without classes, styles or scripts."""

    element_rules = {
        "a": attribute_rule({"href": check_url}),
        **dict.fromkeys(("[document]", "b", "br", "i", "li", "ol", "p", "ul"), allow_without_attributes),
    }


def to_description(passages: list[Passage]) -> str:
    """Return ``passages`` as paragraphs and lists."""
    parts = []
    for list_tag, group in groupby(_joined(passages), key=lambda lines: lines[0].list_tag):
        texts = ["<br/>".join(_text(line) for line in lines) for lines in group]
        if list_tag:
            parts.append(f"<{list_tag}>" + "".join(f"<li>{text}</li>" for text in texts) + f"</{list_tag}>")
        else:
            parts += [f"<p>{text}</p>" for text in texts]
    return str(DescriptionWhitelister().clean("".join(parts)))


def _joined(passages: list[Passage]) -> list[list[Passage]]:
    groups: list[list[Passage]] = []
    for passage in passages:
        if passage.is_continued and groups:
            groups[-1].append(passage)
        else:
            groups.append([passage])
    return groups


def _text(passage: Passage) -> str:
    html = passage.html or escape(passage.text)
    return f"<b>{html}</b>" if passage.style < PLAIN and "<b>" not in html else html
