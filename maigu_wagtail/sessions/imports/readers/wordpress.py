"""WordPress exports (WXR): posts that are a session each, and pages with several sessions in their text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import escape
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from maigu_wagtail.sessions.imports.found import FoundSession, ImportFileError

from .addresses import video_of
from .dates import DateOrder, WrittenDate, find_dates, learn_order
from .decoding import clean
from .html_pages import read_html_passages
from .pages import key_of, read_one, read_passages, with_unique_keys
from .passages import ADDRESS, Passage, in_one_line
from .words import POST_PREFIXES_SKIPPED, POST_STATES_SKIPPED, POST_TYPES_SKIPPED

_DATE_KEY = re.compile(r"(?:^|_)(?:date|fecha|eventstartdate)(?:$|_)|start_date|session_date|event_date", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s{0,100}<\?xml[^>]{0,300}\?>")
_DAY = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_SHORTCODE = re.compile(r"\[/?[a-z][\w-]{0,40}(?:[\s=][^\[\]]{0,2000})?/?\]")
_TITLE_OF_SHORTCODE = re.compile(r"\btitle=[\"“”″']([^\"“”″']{1,300})[\"“”″']")


@dataclass
class Item:
    """A post or page of the export."""

    type: str = ""
    state: str = ""
    key: str = ""
    title: str = ""
    html: str = ""
    published: str = ""
    meta: list[tuple[str, str]] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)


def is_wxr(text: str) -> bool:
    """Return whether ``text`` begins like an export of WordPress."""
    return "wordpress.org/export" in text[:10_000] and "<rss" in text[:10_000]


def read_wxr(text: str, file_name: str, *, day_first: bool) -> list[FoundSession]:
    """Return the sessions in an export, in its order."""
    items = list(_items(text, file_name))
    texts = [text for item in items for text in (item.title, *(line.text for line in item.passages))]
    order = learn_order(texts, day_first=day_first)
    return with_unique_keys([session for item in items for session in _sessions(item, order)])


def _sessions(item: Item, order: DateOrder) -> list[FoundSession]:
    found = read_passages(item.passages, day_first=order.is_day_first, order=order)
    dated = sum(bool(session.title and session.date_text) for session in found)
    if dated > 1 or (item.type == "page" and dated):
        return [replace(session, source_key=key_of(item.key, session.source_key)) for session in found]
    return [] if item.type == "page" else [_session(item, order)]


def _session(item: Item, order: DateOrder) -> FoundSession:
    title = Passage(item.title, escape(item.title), style=1, urls=tuple(_addresses_in_meta(item)))
    written = _date_in_meta(item)
    found = read_one([title, *item.passages], order, fallback=written)
    notes = list(found.not_understood)
    place = _("post “%(title)s”") % {"title": item.title[:80]}
    if not found.date_text and (published := find_dates(item.published)):
        day = published[0].choices(order)[0] if published[0].choices(order) else None
        notes = [_("The date is the day on which WordPress published the post.")] if day else notes
        found = replace(found, date=day, date_text=item.published[:10] if day else "")
    if item.state in {"draft", "pending", "private", "future"}:
        notes.append(_("This was not published in WordPress."))
    return replace(found, place=place, source_key=key_of("wordpress", item.key), not_understood=tuple(notes))


def _addresses_in_meta(item: Item) -> list[str]:
    addresses = [address for _key, value in item.meta for address in ADDRESS.findall(value[:5000].replace("\\/", "/"))]
    return list(dict.fromkeys(address for address in addresses if video_of(address)))


def _date_in_meta(item: Item) -> WrittenDate | None:
    """Return the date in a field that a plugin has added, such as ``session_date`` or ``_EventStartDate``."""
    for key, value in item.meta:
        if _DATE_KEY.search(key[:100]):
            day = _DAY.fullmatch(value.strip())
            dates = find_dates("-".join(day.groups()) if day else value[:100])
            if dates:
                return dates[0]
    return None


def _items(text: str, file_name: str) -> Iterator[Item]:
    # The text is decoded already, whatever the declaration says.
    content = BytesIO(_DECLARATION.sub("", text).encode("utf-8", "replace"))
    try:
        for _event, element in iterparse(content, events=("end",)):
            if _name(element) != "item":
                continue
            item = _to_item(element)
            element.clear()
            if item and item.title + item.html:
                item.passages = _passages(item.html)
                yield item
    except ParseError as error:
        line, column = error.position
        raise ImportFileError(
            _("“%(file)s”, line %(line)d, column %(column)d: the file is damaged. Export it from WordPress again.")
            % {"file": file_name, "line": line, "column": column}
        ) from None
    except (DefusedXmlException, ValueError, LookupError):
        raise ImportFileError(
            _("“%(file)s” has parts that no WordPress export has. Export it from WordPress again.")
            % {"file": file_name}
        ) from None


def _name(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _to_item(element: Element) -> Item | None:
    """Return the post in ``element``, or ``None`` for attachments, menus and the like."""
    item = Item(type="post", state="publish")
    for child in element:
        name, text = _name(child), clean(child.text or "")
        if name == "encoded" and "content" in child.tag:
            item.html = text
        elif name == "postmeta":
            values = {_name(part): part.text or "" for part in child}
            item.meta.append((values.get("meta_key", ""), values.get("meta_value", "")))
        elif name in _FIELDS:
            setattr(item, _FIELDS[name], in_one_line(text))
    is_skipped = (
        item.type in POST_TYPES_SKIPPED
        or item.type.startswith(POST_PREFIXES_SKIPPED)
        or item.state in POST_STATES_SKIPPED
    )
    return None if is_skipped else item


_FIELDS = {"title": "title", "post_type": "type", "status": "state", "guid": "key", "post_date": "published"}


def _passages(html: str) -> list[Passage]:
    html = _SHORTCODE.sub(_without_shortcode, html)
    return read_html_passages(html, has_paragraphs="<!-- wp:" in html)


def _without_shortcode(match: re.Match[str]) -> str:
    """Return the title of an accordion's panel as one, and the addresses of a video."""
    title = _TITLE_OF_SHORTCODE.search(match[0])
    addresses = "".join(f"\n\n{escape(address)}\n\n" for address in ADDRESS.findall(match[0]))
    return (f"\n\n<dt>{escape(title[1])}</dt>\n\n" if title else "") + addresses
