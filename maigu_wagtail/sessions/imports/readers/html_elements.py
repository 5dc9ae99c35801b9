"""What the elements of a page mean, whichever system made it."""

import json
import re
from copy import copy
from dataclasses import dataclass

from .addresses import target_of
from .passages import LABELLED, PLAIN
from .words import SKIPPED_NAMES, SKIPPED_TAGS, TITLE_TAGS

Attributes = dict[str, str]

# "accordion-title", "elementor-tab-title", "views-field-title", "fusion-toggle-heading"; not the title that a person has.
_TITLE_NAME = re.compile(r"(?:^|[a-z_]-?_?)(?:title|heading|headline|titulo)(?:$|[-_])")
_NO_TITLE_NAME = re.compile(
    r"job|speaker|person|staff|author|presenter|subtitle|sub-title|section|page-title|widget|site|bio"
)
_DATE_NAME = re.compile(r"(?:^|[-_])(?:date|time|fecha|datetime)(?:$|[-_])")
_BOLD = re.compile(r"font-weight\s{0,3}:\s{0,3}(?:bold|[6-9]00)")
_ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]\\{}]{4,2000}")
# One row, card or panel: a date in it belongs to a title in it.
_OWN_BLOCK = {"tr", "article", "details"}
_OWN_BLOCK_NAME = re.compile(r".{0,50}[-_](?:item|row)|card|et_pb_toggle|vc_tta-panel")


@dataclass(slots=True)
class Element:
    """What holds for the text in an element; its own children begin with the same."""

    tag: str = ""
    style: int = PLAIN
    is_skipped: bool = False
    is_bold: bool = False
    is_italic: bool = False
    href: str = ""
    list_tag: str = ""
    block: int = 0
    item: int = 0
    is_main: bool = False
    in_article: bool = False


def open_element(parent: Element, tag: str, attributes: Attributes, number: int) -> Element:
    """Return what holds inside the element ``tag``, the page's ``number``-th, within ``parent``."""
    names = set(f"{attributes.get('class', '')} {attributes.get('id', '')}".lower().split()) if attributes else set()
    element = copy(parent)
    element.tag = tag
    element.is_skipped = parent.is_skipped or _is_skipped(parent, tag, names, attributes)
    element.style = _style(parent.style, tag, names)
    if tag in {"b", "strong"} or ("style" in attributes and _BOLD.search(attributes["style"][:1000])):
        element.is_bold = True
    elif tag in {"i", "em"}:
        element.is_italic = True
    elif tag == "a":
        element.href = target_of(attributes.get("href", "").strip()[:2000])
    elif tag in {"ul", "ol", "menu", "table", "dl"}:
        element.list_tag, element.item = "", 0
    elif tag == "li":
        element.list_tag, element.item = "ol" if parent.tag == "ol" else "ul", number
    elif tag in _OWN_BLOCK or (tag in {"div", "section"} and any(map(_OWN_BLOCK_NAME.fullmatch, names))):
        element.block, element.in_article = number, parent.in_article or tag == "article"
    element.is_main = parent.is_main or tag == "main" or attributes.get("role") == "main"
    return element


def is_date_element(tag: str, attributes: Attributes) -> bool:
    """Return whether an element within a line has a date, and so stands apart from the text before it."""
    return tag == "time" or any(map(_DATE_NAME.search, attributes.get("class", "").lower().split()))


def addresses_in(tag: str, attributes: Attributes) -> list[str]:
    """Return the addresses of links, frames and players, also those which a script would load."""
    found = []
    if tag == "a":
        found.append(attributes.get("href", ""))
    elif tag in {"iframe", "video", "source", "embed"}:
        found += [attributes.get(name, "") for name in ("src", "data-src", "data-lazy-src", "data-litespeed-src")]
    elif tag == "object":
        found.append(attributes.get("data", ""))
    for name, value in attributes.items():
        if name.startswith("data-") and ("vimeo" in value or "youtu" in value):
            found += _ADDRESS.findall(value[:20_000].replace("\\/", "/"))
    return [target_of(address.strip()) for address in found if 0 < len(address.strip()) <= 2000]


def addresses_in_comment(comment: str) -> list[str]:
    """Return the address of a Gutenberg block such as ``wp:embed``."""
    start = comment.find("{")
    if not comment.strip().startswith("wp:") or start < 0 or len(comment) > 10_000:
        return []
    try:
        settings = json.loads(comment[start : comment.rfind("}") + 1])
    except (ValueError, RecursionError):
        return []
    address = settings.get("url") if isinstance(settings, dict) else None
    return [address] if isinstance(address, str) and 0 < len(address) <= 2000 else []


def _is_skipped(parent: Element, tag: str, names: set[str], attributes: Attributes) -> bool:
    if tag in SKIPPED_TAGS or names & SKIPPED_NAMES:
        return True
    if tag in {"footer", "aside"}:
        return not parent.in_article and not parent.is_main
    return tag == "button" and not _opens_panel(names, attributes)


def _style(inherited: int, tag: str, names: set[str]) -> int:
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return min(int(tag[1]), inherited)
    is_title = tag in {"summary", "dt", "button", "legend"} or any(
        _TITLE_NAME.search(name) and not _NO_TITLE_NAME.search(name) for name in names
    )
    return min(LABELLED, inherited) if is_title and tag in TITLE_TAGS else inherited


def _opens_panel(names: set[str], attributes: Attributes) -> bool:
    return (
        "aria-expanded" in attributes
        or "aria-controls" in attributes
        or any("accordion" in n or "toggle" in n for n in names)
    )
