"""The plain text of an old page as passages: copied from a browser, or written in Markdown."""

import re

from django.utils.html import escape

from .passages import BOLD, PLAIN, Passage

_BULLET = re.compile(r"(?:[•◦‣▪●○·*–-]|o(?=\s))\s{0,8}(?=\S)")
_NUMBER = re.compile(r"\d{1,2}[.)]\s{1,8}(?=\S)")
_URL = re.compile(r"https?://[^\s<>\"'()\[\]]{4,2000}")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(.+?)[\s#]*")
_RULE = re.compile(r"[\s*_=-]{3,}")
# A file whose longest line is shorter has been wrapped by hand or by a program.
_WRAPPED_LENGTH = 100
_LONGEST_PARAGRAPH = 10_000


def read_text_passages(text: str) -> list[Passage]:
    """Return the lines of ``text``; lines wrapped at a fixed width are joined."""
    passages: list[Passage] = []
    lines = text.splitlines()
    is_wrapped = max(map(len, lines), default=0) <= _WRAPPED_LENGTH
    begins_block = True
    for number, line in enumerate(lines, start=1):
        line = " ".join(line.split())
        if not line or _RULE.fullmatch(line):
            begins_block = True
            continue
        if is_wrapped and not begins_block and passages and _continues(passages[-1], line):
            last = passages[-1]
            last.text += f" {line}"
            last.html, last.urls = escape(last.text), tuple(_URL.findall(last.text))
            continue
        passages.append(_to_passage(line, number, begins_block=begins_block))
        begins_block = False
    return passages


def _continues(last: Passage, line: str) -> bool:
    """Whether ``line`` goes on with the sentence of the line before, in a text of wrapped lines."""
    last_line = last.text[-_WRAPPED_LENGTH:]
    if (
        last.style != PLAIN
        or len(last.text) > _LONGEST_PARAGRAPH
        or _BULLET.match(line)
        or _NUMBER.match(line)
        or line.startswith(("#", "**"))
    ):
        return False
    return line[0].islower() or (len(last_line) > 55 and len(line) > 20 and last_line[-1] not in ".!?):")


def _to_passage(line: str, number: int, *, begins_block: bool) -> Passage:
    style, list_tag = PLAIN, ""
    if heading := _MARKDOWN_HEADING.fullmatch(line):
        style, line = len(heading[1]), heading[2]
    if line.startswith("**") and line.count("**") == 2:
        is_whole = line.endswith("**")
        style, line = (BOLD if style == PLAIN and is_whole else style), line.replace("**", "")
    elif bullet := _BULLET.match(line):
        list_tag, line = "ul", line[bullet.end() :]
    elif (bullet := _NUMBER.match(line)) and not begins_block:
        list_tag, line = "ol", line[bullet.end() :]
    urls = tuple(_URL.findall(line))
    return Passage(line, escape(line), style, number, list_tag, begins_block=begins_block, urls=urls)
