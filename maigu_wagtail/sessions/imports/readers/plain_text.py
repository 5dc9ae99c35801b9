"""The plain text of an old page as passages: copied from a browser, or written in Markdown."""

import re
from itertools import pairwise

from django.utils.html import escape

from .dates import find_dates
from .passages import ADDRESS, BOLD, LABELLED, PLAIN, Passage, in_one_line

_BULLET = re.compile(r"(?:[•◦‣▪●○·*–-]|o(?=\s))\s{0,8}(?=\S)")
_NUMBER = re.compile(r"\d{1,2}[.)]\s{1,8}(?=\S)")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(.+?)[\s#]*")
# "*** Ghost Guns ***"
_DECORATED = re.compile(r"([*=~_+#-]{2,20})\s{1,3}(\S.{1,200}\S)\s{1,3}\1")
_RULE = re.compile(r"[\s*_=-]{3,}")
# Programs wrap text at 72 to 80 characters.
_NARROWEST, _WIDEST = 60, 100
_LONGEST_WORD = 15
_FEWEST_FULL_LINES = 3
# A line that goes on in lower case is part of the sentence above if that is at least so long.
_SHORTEST_WRAPPED = 40
_LONGEST_HEADING = 200
_LONGEST_PARAGRAPH = 10_000


def read_text_passages(text: str) -> list[Passage]:
    """Return the lines of ``text``; lines wrapped at a fixed width are joined."""
    passages: list[Passage] = []
    written = text.splitlines()
    lines = [in_one_line(line) for line in written]
    width = _width(lines)
    begins_block, section = True, 0
    for number, line in enumerate(lines, start=1):
        if not line or _RULE.fullmatch(line):
            begins_block = True
            section -= bool(line)
            continue
        if not begins_block and _is_wrapped(passages[-1], lines[number - 2], line, width):
            _append(passages[-1], line)
            continue
        neighbours = lines[max(number - 2, 0) : number - 1] + lines[number : number + 1]
        is_numbered = bool(_NUMBER.match(line)) and any(map(_NUMBER.match, neighbours))
        passages.append(_to_passage(line, number, begins_block=begins_block, is_numbered=is_numbered))
        passages[-1].block = section
        begins_block = False
    _set_headings(passages, [len(line) - len(line.lstrip()) for line in written])
    return passages


def _set_headings(passages: list[Passage], indents: list[int]) -> None:
    """Set the lines as headings that are numbered, or that the lines below are indented under, if there are several."""
    numbers: list[tuple[int, int]] = []
    outdented: list[int] = []
    for index, (passage, below) in enumerate(pairwise(passages)):
        text = passage.text
        can_head = passage.begins_block and passage.style == PLAIN and not passage.list_tag
        if not can_head or len(text) > _LONGEST_HEADING or text.endswith((".", ":", ",", ";")):
            continue
        if (number := _NUMBER.match(text)) and not _NUMBER.match(below.text):
            numbers.append((int(number[0].strip(" .)")), index))
        if not below.begins_block and not below.list_tag and indents[passage.number - 1] < indents[below.number - 1]:
            outdented.append(index)
    steps = {second - first for (first, _first), (second, _second) in pairwise(numbers)}
    for found in ([index for _number, index in numbers] if steps in ({1}, {-1}) else [], outdented):
        # Steps and lists of topics have no dates.
        dated = sum(
            any(find_dates(near.text[:_LONGEST_HEADING]) for near in passages[index : index + 4]) for index in found
        )
        for index in found if len(found) > 1 and 2 * dated > len(found) else []:
            passages[index].style = LABELLED


def _width(lines: list[str]) -> int:
    """Return the width at which the text is wrapped, or 0 if it is not."""
    width = max(map(len, lines), default=0)
    full = sum(len(line) > width - _LONGEST_WORD for line in lines)
    return width if _NARROWEST <= width <= _WIDEST and full > _FEWEST_FULL_LINES else 0


def _is_wrapped(last: Passage, last_line: str, line: str, width: int) -> bool:
    """Return whether the first word of ``line`` did not fit into the line before, or goes on in the middle of its sentence."""
    if (
        last.style != PLAIN
        or len(last.text) > _LONGEST_PARAGRAPH
        or _BULLET.match(line)
        or ADDRESS.match(line)
        or line.startswith(("#", "**"))
    ):
        return False
    if ADDRESS.match(last_line.rpartition(" ")[2]) or find_dates(last_line) and find_dates(line):
        # Each line is about a session of its own.
        return False
    if last_line[-1] in ")]:.!?" and line[0].isupper():
        return False
    if (
        line[0].islower()
        and len(last_line) >= _SHORTEST_WRAPPED
        and last_line[-1] not in ".:;!?"
        and not ADDRESS.search(last_line)
    ):
        return True
    return bool(width) and len(last_line) + 1 + len(line.split(" ", 1)[0]) > width


def _append(last: Passage, line: str) -> None:
    last.text += f" {line}"
    last.html = escape(last.text)
    last.urls = tuple(ADDRESS.findall(last.text))
    last.text_beside_links = ADDRESS.sub("", last.text)


def _to_passage(line: str, number: int, *, begins_block: bool, is_numbered: bool) -> Passage:
    style, list_tag = PLAIN, ""
    if decorated := _DECORATED.fullmatch(line):
        style, line = LABELLED, decorated[2]
    elif heading := _MARKDOWN_HEADING.fullmatch(line):
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
