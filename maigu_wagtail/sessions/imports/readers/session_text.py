"""What the lines of a session are about: its speakers, its audience, its recording and files, or what it describes."""

import re
from dataclasses import replace
from html import unescape

from django.utils.html import escape

from maigu_wagtail.sessions.imports.found import FoundSpeaker

from .addresses import is_file, video_of
from .lines import Line, is_undecided
from .passages import ADDRESS, LINKS, Passage, in_one_line
from .people import is_name_above, split_introduction
from .people_lists import people_of_lines, people_of_paragraphs
from .words import AUDIENCES, DATES, DETAILS, MODERATORS, SPEAKERS, TITLES, plain, split_label

# What is shorter beside a link is about the link: "Watch the recording".
_SHORTEST_SENTENCE = 30
_SEPARATORS = " –—|-"
_LABEL = re.compile(r"(?:<[bi]>){0,2}[^<:]{1,40}:\s?(?:</[bi]>){0,2}\s?")


class SessionText:
    """Sorts the lines of a session, the first of which is its title, into speakers, addresses, audience and description."""

    def __init__(self, title: Line | None, date: Line | None, lines: list[Line]) -> None:
        self.description: list[Passage] = []
        self.speakers: list[FoundSpeaker] = []
        self.videos: list[str] = []
        self.files: list[str] = []
        self.audience = ""
        self.whens: list[str] = []
        if title:
            self._read_addresses(title.passage)
        # A date above or below the title says when it begins before other lines do.
        heads = [line for line in (title if title is not date else None, date) if line]
        self.whens += [line.when for line in reversed(heads) if line.when]
        beside = [text for line in heads for text in (line.people, line.rest) if text]
        self._read([*(Line(_to_passage(text)) for text in beside), *lines])

    def _read(self, lines: list[Line]) -> None:
        expected = ""
        for group in _groups(lines):
            for line in group:
                self._read_addresses(line.passage)
                self.whens += [line.when] if line.when else []
            group = [
                line for line in group if not (line.is_time_only or line.is_date_only or is_link_only(line.passage))
            ]
            # "Coming soon" in the column for links does not describe the session.
            if not group or group[0].passage.label == LINKS:
                continue
            first = group[0].passage
            words = plain(first.text)
            expected = plain(first.label) or expected
            if len(group) == 1 and words in SPEAKERS | MODERATORS | AUDIENCES | DETAILS | TITLES:
                expected = words
            elif len(group) == 1 and expected in SPEAKERS | MODERATORS and is_undecided(first.text):
                continue
            elif not self._read_people(group, expected):
                if (
                    len(group) > 1
                    and split_introduction(first.text)[1] != first.text
                    and self._read_people(group[:1], expected)
                ):
                    # "Speaker: Ana Ruiz", and the description in the next line.
                    group = group[1:]
                group = self._without_audience(group, expected)
                self.description += [_without_addresses(_without_label(line.passage)) for line in group]
                expected = expected if expected in SPEAKERS | MODERATORS and first.list_tag else ""

    def _read_addresses(self, passage: Passage) -> None:
        for address in passage.urls:
            if video := video_of(address):
                self.videos.append(video)
            elif is_file(address):
                self.files.append(address)

    def _read_people(self, group: list[Line], expected: str) -> bool:
        texts = [line.passage.text for line in group]
        is_expected = expected in SPEAKERS | MODERATORS
        label, rest = split_introduction(texts[0])
        if label and not rest:
            texts, is_expected = texts[1:], True
        is_list = bool(group[0].passage.list_tag or len(texts) > 1 or is_expected or label)
        people = people_of_lines(texts, is_expected=is_expected or bool(label)) if is_list else []
        people = people or people_of_paragraphs(_paragraphs(group))
        # "Moderator: Ana Ruiz" in a list is about that line only.
        if expected in MODERATORS or (label in MODERATORS and (not rest or len(group) == 1)):
            people = [replace(person, is_moderator=True) for person in people]
        self.speakers += people
        return bool(people)

    def _without_audience(self, group: list[Line], expected: str) -> list[Line]:
        """Take the audience from the first line, and return the other lines; all of them if it has none."""
        text = group[0].passage.text
        label, rest = split_label(text)
        if label in AUDIENCES:
            self.audience = rest[:255]
            return group[1:]
        if expected in AUDIENCES:
            # All items of a list, or lines of a cell, below it.
            count = len(group) if group[0].passage.list_tag or group[0].passage.label else 1
            self.audience = ", ".join(line.passage.text for line in group[:count])[:255]
            return group[count:]
        return group[1:] if plain(text) in DATES else group


def is_link_only(passage: Passage) -> bool:
    """Whether a line has nothing, or nothing but a link to the recording or the slides."""
    has_link = any(video_of(address) or is_file(address) for address in passage.urls)
    return not passage.text or (has_link and len(passage.text_beside_links) < _SHORTEST_SENTENCE)


def _to_passage(text: str) -> Passage:
    return Passage(text, escape(text), urls=tuple(ADDRESS.findall(text)), text_beside_links=ADDRESS.sub("", text))


def _without_label(passage: Passage) -> Passage:
    """Remove "Description:" and the like from the beginning of ``passage``."""
    label, rest = split_label(passage.text)
    match = _LABEL.match(passage.html) if label in DETAILS and rest else None
    return replace(passage, text=rest, html=passage.html[match.end() :]) if match else passage


def _without_addresses(passage: Passage) -> Passage:
    """Remove the written addresses of videos and files, which only members get."""
    text, html = (ADDRESS.sub(_keep_page, written) for written in (passage.text, passage.html))
    if text == passage.text:
        return passage
    return replace(passage, text=in_one_line(text).strip(_SEPARATORS), html=html.strip(_SEPARATORS))


def _keep_page(address: re.Match[str]) -> str:
    written = unescape(address[0])
    return "" if video_of(written) or is_file(written) else address[0]


def _groups(lines: list[Line]) -> list[list[Line]]:
    """Group the items of a list, and the lines of a paragraph."""
    groups: list[list[Line]] = []
    for line in lines:
        passage = line.passage
        last = groups[-1][-1].passage if groups else None
        is_part = passage.label or _begins_part(passage.text)
        is_next = passage.is_continued or (passage.list_tag and passage.list_tag == (last and last.list_tag))
        belongs = last and is_next and not is_part
        if groups and len(groups[-1]) == 1 and not belongs and last and is_name_above(last.text, passage.text):
            # A card with a name, and below it a role.
            groups[-1].append(replace(line, passage=replace(passage, is_continued=True)))
        elif belongs:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _begins_part(text: str) -> bool:
    """Whether a line after a line break begins with "Speakers:", "Audience:" or the like."""
    return bool(split_introduction(text)[0]) or split_label(text)[0] in AUDIENCES | DATES


def _paragraphs(group: list[Line]) -> list[str]:
    """Return the text of each paragraph or item, with its line breaks."""
    texts: list[list[str]] = []
    for line in group:
        if line.passage.is_continued and texts:
            texts[-1].append(line.passage.text)
        else:
            texts.append([line.passage.text])
    return ["\n".join(lines) for lines in texts]
