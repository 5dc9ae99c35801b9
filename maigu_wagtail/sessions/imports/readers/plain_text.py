"""The plain text of an old page as passages: copied from a browser, or written in Markdown."""

import re

from django.utils.html import escape

from .passages import ADDRESS, BOLD, PLAIN, Passage, in_one_line

_BULLET = re.compile(r"(?:[•◦‣▪●○·*–-]|o(?=\s))\s{0,8}(?=\S)")
_NUMBER = re.compile(r"\d{1,2}[.)]\s{1,8}(?=\S)")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(.+?)[\s#]*")
_RULE = re.compile(r"[\s*_=-]{3,}")
# Programs wrap text at 72 to 80 characters.
_NARROWEST, _WIDEST = 50, 100
_LONGEST_WORD = 15
_FEWEST_FULL_LINES = 3
_LONGEST_PARAGRAPH = 10_000


def read_text_passages(text: str) -> list[Passage]:
    """Return the lines of ``text``; lines wrapped at a fixed width are joined."""
    passages: list[Passage] = []
    lines = [in_one_line(line) for line in text.splitlines()]
    width = _width(lines)
    begins_block, section = True, 0
    for number, line in enumerate(lines, start=1):
        if not line or _RULE.fullmatch(line):
            begins_block = True
            section -= bool(line)
            continue
        if not begins_block and width and _is_wrapped(passages[-1], lines[number - 2], line, width):
            _append(passages[-1], line)
            continue
        neighbours = lines[max(number - 2, 0) : number - 1] + lines[number : number + 1]
        is_numbered = bool(_NUMBER.match(line)) and any(map(_NUMBER.match, neighbours))
        passages.append(_to_passage(line, number, begins_block=begins_block, is_numbered=is_numbered))
        passages[-1].block = section
        begins_block = False
    return passages


def _width(lines: list[str]) -> int:
    """Return the width at which the text is wrapped, or 0 if it is not."""
    width = max(map(len, lines), default=0)
    full = sum(len(line) > width - _LONGEST_WORD for line in lines)
    return width if _NARROWEST <= width <= _WIDEST and full > _FEWEST_FULL_LINES else 0


def _is_wrapped(last: Passage, last_line: str, line: str, width: int) -> bool:
    """Return whether the first word of ``line`` did not fit into the line before."""
    if (
        last.style != PLAIN
        or len(last.text) > _LONGEST_PARAGRAPH
        or _BULLET.match(line)
        or line.startswith(("#", "**"))
    ):
        return False
    if last_line[-1] in ")]:.!?" and line[0].isupper():
        return False
    return len(last_line) + 1 + len(line.split(" ", 1)[0]) > width


def _append(last: Passage, line: str) -> None:
    last.text += f" {line}"
    last.html = escape(last.text)
    last.urls = tuple(ADDRESS.findall(last.text))
    last.text_beside_links = ADDRESS.sub("", last.text)


def _to_passage(line: str, number: int, *, begins_block: bool, is_numbered: bool) -> Passage:
    style, list_tag = PLAIN, ""
    if heading := _MARKDOWN_HEADING.fullmatch(line):
        style, line = len(heading[1]), heading[2]
    if line.startswith("**") and line.count("**") == 2:
        is_whole = line.endswith("**")
        style, line = (BOLD if style == PLAIN and is_whole else style), line.replace("**", "")
    elif bullet := _BULLET.match(line):
        list_tag, line = "ul", line[bullet.end() :]
    elif is_numbered and (bullet := _NUMBER.match(line)):
        list_tag, line = "ol", line[bullet.end() :]
    return Passage(
        line,
        escape(line),
        style,
        number,
        list_tag,
        begins_block=begins_block,
        urls=tuple(ADDRESS.findall(line)),
        text_beside_links=ADDRESS.sub("", line),
    )
