"""HTML, a whole page or a fragment, as passages. Nothing here depends on how deep elements are nested."""

import re
from collections import Counter
from html.parser import HTMLParser

from django.utils.html import escape
from wagtail.whitelist import check_url

from .addresses import is_file, video_of
from .dates import find_dates
from .html_elements import Attributes, Element, addresses_in, addresses_in_comment, is_date_element, open_element
from .passages import ADDRESS, BOLD, PLAIN, Passage, in_one_line
from .tables import mark_columns
from .words import BLOCK_TAGS, VOID_TAGS

_HTML = re.compile(
    r"<(?:!doctype|html|body|div|p|h[1-6]|ul|ol|li|dl|table|tr|section|article|main|br|hr|span|a|strong|em|b|i|details|figure|iframe)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
# Ends whatever is left open: searching for a missing end again and again would take quadratic time. No text has the first
# character, see ``decoding.clean``.
_END = "\x1a\"'>-->]]></script></style></title></textarea>"
_MARKED = re.compile(r"<!\[+")
HEADING_TAGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_FEWEST_LETTERS_OF_MAIN = 200


def is_html(text: str) -> bool:
    """Return whether ``text`` has a tag that pages have."""
    return bool(_HTML.search(text[:1_000_000]))


def read_html_passages(html: str, *, has_paragraphs: bool = True) -> list[Passage]:
    """
    Return the lines of ``html``.

    Without ``has_paragraphs``, blank lines stand for paragraphs, as in WordPress's classic editor.
    """
    reader = _Reader(has_paragraphs=has_paragraphs)
    # Pages pasted from Word have "<![if …]>", which the parser can fail at.
    reader.feed(_MARKED.sub("<!", html) + _END)
    reader.close()
    reader.flush()
    passages = [passage for passage in reader.passages if passage.text or passage.urls]
    main = [passage for passage in passages if id(passage) in reader.in_main]
    return main if sum(len(passage.text) for passage in main) >= _FEWEST_LETTERS_OF_MAIN else passages


class _Reader(HTMLParser):
    def __init__(self, *, has_paragraphs: bool) -> None:
        super().__init__()
        self.passages: list[Passage] = []
        self.in_main: set[int] = set()
        self.has_paragraphs = has_paragraphs
        self.stack = [Element()]
        self.open_tags: Counter[str] = Counter()
        self.number = self.section = 0
        self.runs: list[tuple[str, Element]] = []
        self.urls: list[str] = []
        self.day = ""
        self.after_break = self.has_ended = self.after_empty_heading = False
        self.passages_before_heading = -1
        # The passages of each open list item, and those of each open table row.
        self.items: list[list[Passage]] = []
        self.rows: list[list[list[Passage]]] = []
        self.header: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes: Attributes = {name: value or "" for name, value in attrs}
        self.number += 1
        if tag == "hr":
            self.section -= 1
        if tag in BLOCK_TAGS:
            self.flush(is_break=tag == "br")
        elif is_date_element(tag, attributes):
            self.runs.append((" ", self.stack[-1]))
        self._close_implied(tag)
        element = open_element(self.stack[-1], tag, attributes, self.number)
        if not element.is_skipped or tag in {"object", "noscript"} or tag == "iframe":
            self.urls += addresses_in(tag, attributes)
        if tag == "time":
            self.day = self.day or attributes.get("datetime", "")[:10]
        if tag not in VOID_TAGS:
            self.stack.append(element)
            self.open_tags[tag] += 1
            self._open(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID_TAGS and tag not in BLOCK_TAGS:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCK_TAGS:
            self.flush()
        if tag in HEADING_TAGS and self.passages_before_heading == len(self.passages):
            self.after_empty_heading = True
        if not self.open_tags[tag]:
            return
        while True:
            element = self.stack.pop()
            self.open_tags[element.tag] -= 1
            self._close(element)
            if element.tag == tag:
                break

    def handle_data(self, data: str) -> None:
        element = self.stack[-1]
        data, end, _ignored = data.partition(_END[0])
        if element.is_skipped or self.has_ended:
            return
        self.has_ended = bool(end)
        if self.has_paragraphs or element.tag == "pre":
            self.runs.append((data, element))
            return
        for count, line in enumerate(data.split("\n")):
            if count:
                self.flush(is_break=True)
            self.runs.append((line, element))

    def handle_comment(self, data: str) -> None:
        self.urls += addresses_in_comment(data)

    def flush(self, *, is_break: bool = False) -> None:
        """End the line: at a line break, or where a block element begins or ends."""
        text = in_one_line("".join(run for run, _element in self.runs))
        if text or self.urls:
            self._add(text)
            self.after_break = is_break
        else:
            # A second line break ends the paragraph.
            self.after_break = False
        self.runs, self.urls, self.day = [], [], ""

    def _add(self, text: str) -> None:
        written = [element for run, element in self.runs if run.strip()]
        first = written[0] if written else self.stack[-1]
        style = max((element.style for element in written), default=PLAIN)
        if style == PLAIN and written and all(element.is_bold for element in written):
            style = BOLD
        is_next = bool(self.items and first.item and self.items[-1] and self.items[-1][0].item == first.item)
        passage = Passage(
            text,
            _to_html(self.runs),
            style,
            list_tag=first.list_tag,
            is_continued=self.after_break or is_next,
            urls=tuple(dict.fromkeys([*self.urls, *ADDRESS.findall(text)])),
            text_beside_links=_beside_links(self.runs),
            day=self.day,
            block=first.block or self.section,
            item=first.item,
            follows_empty_heading=self.after_empty_heading,
        )
        self.passages.append(passage)
        self.after_empty_heading = False
        if first.is_main:
            self.in_main.add(id(passage))
        if self.items and first.item:
            self.items[-1].append(passage)
        if self.rows and self.rows[-1]:
            self.rows[-1][-1].append(passage)

    def _close_implied(self, tag: str) -> None:
        """Close a paragraph, item or cell that HTML lets an author leave open."""
        closed = {
            "li": ("li",),
            "dt": ("dt", "dd"),
            "dd": ("dt", "dd"),
            "tr": ("tr", "td", "th"),
            "td": ("td", "th"),
            "th": ("td", "th"),
        }
        last = self.stack[-1].tag
        while last in closed.get(tag, ()) or (last == "p" and tag in BLOCK_TAGS and tag != "br"):
            element = self.stack.pop()
            self.open_tags[element.tag] -= 1
            self._close(element)
            last = self.stack[-1].tag

    def _open(self, tag: str) -> None:
        if tag in HEADING_TAGS:
            self.passages_before_heading = len(self.passages)
        elif tag == "li":
            self.items.append([])
        elif tag == "table":
            self.header.append([])
        elif tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1].append([])

    def _close(self, element: Element) -> None:
        if element.tag == "li" and self.items:
            _free_from_list(self.items.pop())
        elif element.tag == "table" and self.header:
            self.header.pop()
        elif element.tag == "tr" and self.rows:
            row = self.rows.pop()
            if self.header:
                self.header[-1] = mark_columns(row, self.header[-1])


def _free_from_list(passages: list[Passage]) -> None:
    """Let an item with a heading, or with a bold line and a date, be a session, not an item of a description."""
    is_dated = len(passages) > 1 and passages[0].style == BOLD and any(find_dates(line.text[:200]) for line in passages)
    if is_dated or any(passage.style < BOLD for passage in passages):
        for passage in passages:
            passage.list_tag, passage.is_continued = "", False


def _beside_links(runs: list[tuple[str, Element]]) -> str:
    own = [text for text, element in runs if not (video_of(element.href) or is_file(element.href))]
    return in_one_line(ADDRESS.sub("", "".join(own)))


def _to_html(runs: list[tuple[str, Element]]) -> str:
    """Return the runs of a line with bold, italics and links to pages; not with links to videos and files."""
    parts: list[str] = []
    for text, element in runs:
        part = str(escape(" ".join(f"x{text}x".split())[1:-1]))
        if not part:
            continue
        if part.strip():
            part = f"<b>{part}</b>" if element.is_bold and element.style == PLAIN else part
            part = f"<i>{part}</i>" if element.is_italic else part
            href = element.href
            if href and not href.startswith("#") and check_url(href) and not video_of(href) and not is_file(href):
                part = f'<a href="{escape(href)}">{part}</a>'
        parts.append(part)
    return "".join(parts).strip()
