"""What a line of a page is, seen on its own: a date, a title with its date, a heading of the page or of a part of a session."""

import re
from dataclasses import dataclass, replace

from .dates import WrittenDate, find_dates
from .passages import BOLD, PLAIN, Passage
from .people import is_name, read_speaker, read_speakers
from .times import without_times
from .words import (
    AUDIENCES,
    BESIDE_DATES,
    DATES,
    DETAILS,
    LIST_WORDS,
    MODERATORS,
    NOT_SESSION_STARTS,
    NOT_SESSIONS,
    OTHER_DATES,
    SPEAKERS,
    TITLES,
    plain,
    split_label,
)

LONGEST_TITLE = 255
# A line that is no heading is only a title if it is this short.
_LONGEST_PLAIN_TITLE = 200
_MOST_WORDS = 30
_LONGEST_DATE = 40
_LONGEST_WHEN = 80
_SENTENCE_END = re.compile(r"\.\s(?=[A-ZÁÉÍÓÚÑ¿¡])")
_LONGEST_INVITATION = 80
_COLUMNS_WITH_DATES = {"", "other", "date", "start_time", "end_time"}
_SEPARATORS = " \t\n-–—|:,;·•/()[]"
_BEFORE = re.compile(
    r"[\s(\[–—|,:-]{0,4}\b(?:originally\s|first\s)?"
    r"(?:recorded|held|aired|presented|live|streamed|broadcast|grabad[oa]|celebrad[oa]|realizad[oa]|date|fecha|when|on|el|del)"
    r"(?:\slive|\sen\svivo)?(?:\son|\sel)?[\s:]{0,2}$",
    re.IGNORECASE,
)
# Words that a title does not end with.
_INCOMPLETE = re.compile(
    r"\b(?:from|by|in|of|since|until|to|at|and|or|with|before|after|between|the|de|desde|hasta|en|y|al)$", re.IGNORECASE
)
_NUMBERED = re.compile(r"\A\d{1,2}[.)]\s{1,5}(?=\D)")
# These stand beside times, and open a phrase as well.
_OPENING = {"a", "the", "of", "and", "from", "to", "at", "on", "el", "la", "las", "los", "de", "del", "y", "en"}
_FOOTER = re.compile(
    r"^(?:copyright\b|©|\(c\)\s\d{4})|all rights reserved|todos los derechos reservados", re.IGNORECASE
)
_UNDECIDED = re.compile(
    r"(?:to be (?:announced|determined|decided|confirmed)|tb[adc]|por (?:definir|anunciar|confirmar|determinar))",
    re.IGNORECASE,
)
_TIME = re.compile(r"\d{1,2}(?:[:.]\d{2})?(?:[ap]\.?m?\.?)?h?")
# "“Ghost Guns” with Ana Ruiz" has a title in quotation marks.
_QUOTED = re.compile(
    r"(?:\"([^\"]{3,255})\"|[“«]([^”»]{3,255})[”»])"
    r"(?:,?\s(?:with|w/|by|featuring|feat\.?|con|por)\s([A-ZÁÉÍÓÚÑ].{2,300})|\s\(([^()]{5,300})\))?"
)
_ABBREVIATION = re.compile(r"\b(?:U\.S|D\.C|Jr|Sr|Inc|a\.m|p\.m|etc|Ph\.D|N\.Y|v|vs|St|EE\. ?UU)\.$", re.IGNORECASE)


@dataclass(slots=True)
class Line:
    """A passage with its date, if that can be a session's, and its title: the rest of its text, or "" if that is no title."""

    passage: Passage
    date: WrittenDate | None = None
    title: str = ""
    # "with Ana Ruiz" after the title, with a colon as a label has.
    people: str = ""
    # What follows the date in the same line: the beginning of the description.
    rest: str = ""
    # What stands beside the date: the time.
    when: str = ""
    is_date_only: bool = False
    is_time_only: bool = False
    # "Recorded on May 3, 2023. Two cities report."
    is_date_sentence: bool = False
    is_page_heading: bool = False
    # "© 2024 Everytown"
    is_footer: bool = False
    is_label: bool = False
    # "Session 12" above the title.
    is_number: bool = False
    # "Trauma-Informed Policing" could be a person: it is a title only next to a date.
    is_like_a_name: bool = False

    @property
    def is_dated_title(self) -> bool:
        """Whether title and date are both in this line."""
        return bool(self.date and self.title)

    @property
    def is_heading(self) -> bool:
        """Whether the page shows it as a heading, and it can be a session's title."""
        return bool(self.title) and self.passage.style < PLAIN and not self.is_like_a_name


def read_line(passage: Passage) -> Line:
    """Return what ``passage`` is, without looking at the lines around it."""
    text, is_short = passage.text, len(passage.text) <= 2 * LONGEST_TITLE
    dates = find_dates(text[: 2 * LONGEST_TITLE]) if passage.column in _COLUMNS_WITH_DATES else []
    line = Line(passage, dates[0] if dates else _undecided(text) if passage.column in _COLUMNS_WITH_DATES else None)
    words = plain(text) if is_short else ""
    line.is_label = (
        words in SPEAKERS | MODERATORS | DETAILS | AUDIENCES | DATES
        or split_label(text)[0] in SPEAKERS | MODERATORS | AUDIENCES
    )
    if passage.day and (not line.date or line.date.without_year):
        line.date = _from_element(passage, line.date)
        dates = [line.date] if line.date else dates
    line.is_footer = is_short and bool(_FOOTER.search(text))
    if line.date and is_other_date(text, line.date) or line.is_footer:
        line.date, line.is_label = None, True
    if line.date and (_is_beside_date(text, dates) or not dates):
        # "April 2, 2022 / 2 de abril de 2022"
        again = [
            written for written in dates[1:] if line.date.month_first and written.month_first == line.date.month_first
        ]
        line.when = line.date.text_beside(_without(text, again))
        line.is_date_only = True
        # A year or month as a heading groups the sessions below.
        line.is_page_heading = passage.style < PLAIN and not line.date.choices_are_days and bool(dates)
        return line
    line.is_time_only = is_short and not line.date and any(map(str.isdigit, text)) and _is_beside_date(text, [])
    if line.is_time_only:
        line.when = text
    line.is_page_heading = is_short and (_is_page_heading(words) or not line.date and _is_invitation(passage, words))
    if not (line.is_page_heading or line.is_label or line.is_time_only or passage.column):
        _find_title(line)
        _leave_speakers(line)
    return line


def _without(text: str, dates: list[WrittenDate]) -> str:
    for written in reversed(dates):
        text = text[: written.start] + text[written.end :]
    return text


def is_other_date(text: str, written: WrittenDate) -> bool:
    """Return whether ``text`` says that the date in it is of something else: "Updated March 9, 2024"."""
    return plain(text[: written.start]).endswith(OTHER_DATES)


def is_undecided(text: str) -> bool:
    """Return whether ``text`` stands for what is not known yet: "TBD"."""
    return len(text) < 60 and bool(_UNDECIDED.fullmatch(plain(text)))


def _undecided(text: str) -> WrittenDate | None:
    """Return what stands for a date that is not known yet, such as "Date: TBD"."""
    label, rest = split_label(text)
    return WrittenDate(rest, 0, len(text)) if is_undecided(rest if label in DATES else text) else None


def _from_element(passage: Passage, written: WrittenDate | None) -> WrittenDate | None:
    """Return the date of a ``time`` element whose text has no year, or only words."""
    found = find_dates(passage.day)
    if not found:
        return written
    if written:
        return replace(found[0], text=written.text, start=written.start, end=written.end)
    if _is_beside_date(passage.text, []) and any(map(str.isdigit, passage.text)):
        return replace(found[0], text=passage.day, start=0, end=0)
    is_short = len(passage.text) < _LONGEST_DATE
    return replace(found[0], text=passage.text, start=0, end=len(passage.text)) if is_short else None


def _is_page_heading(words: str) -> bool:
    is_list = bool(words) and LIST_WORDS.issuperset(words.split())
    return is_list or words in NOT_SESSIONS or bool(re.fullmatch(r"(?:\w+ ){0,2}(?:19|20)\d\d(?: \w+){0,2}", words))


def _is_invitation(passage: Passage, words: str) -> bool:
    """Return whether a line invites, as "Subscribe to our newsletter" does. A longer one can describe a session."""
    is_set_apart = passage.style < PLAIN or len(passage.text) <= _LONGEST_INVITATION
    return is_set_apart and words.startswith(NOT_SESSION_STARTS)


def _is_beside_date(text: str, dates: list[WrittenDate]) -> bool:
    """Return whether ``text`` has only dates, times and a label such as "Recorded on"."""
    rest, end = "", 0
    for found in dates:
        rest, end = f"{rest} {text[end : found.start]}", found.end
    rest += f" {text[end:]}"
    if len(rest) > 100:
        return False
    if plain(rest) in DATES or split_label(rest)[0] in DATES:
        rest = split_label(rest)[1] if ":" in rest else ""
    return _is_about_when(without_times(rest))


def _is_about_when(text: str) -> bool:
    """Return whether ``text`` has only numbers, and words that stand beside dates."""
    words = [plain(word) for word in re.split(r"[\s/|–—,;()-]+", text)]
    return all(not word or word in BESIDE_DATES or _TIME.fullmatch(word) for word in words)


def _find_title(line: Line) -> None:
    if line.date:
        _find_title_beside_date(line, line.date)
        return
    passage = line.passage
    line.title = _title_after_label(passage.text.strip(), passage.style)
    if passage.style >= BOLD:
        line.is_like_a_name = is_name(line.title)
        is_other = passage.list_tag or line.title.endswith(":") or read_speaker(line.title)
        line.title = "" if is_other else line.title


def _find_title_beside_date(line: Line, written: WrittenDate) -> None:
    text, style = line.passage.text, line.passage.style
    is_bracketed = text[: written.start].rstrip().endswith(("(", "["))
    introduced = _BEFORE.sub("", text[: written.start])
    before = _close(introduced.strip(_SEPARATORS))
    after = _without_time(text[written.end :]).strip()
    line.when = text[written.end :].removesuffix(after)
    if before and not _without_time(before):
        # "2 pm ET on December 14, 2023: Ghost Guns"
        line.when, before = f"{before} {line.when}", ""
    end = _end_of_date(text[written.end :]) if style >= BOLD and written.start and not introduced else 0
    if end:
        line.is_date_sentence, line.when, line.rest = (
            True,
            text[written.end :][:end],
            text[written.end + end :].lstrip(". "),
        )
    elif not any(map(str.isalnum, before)):
        line.title = _title_after_label(after.strip(_SEPARATORS), style)
    elif style >= PLAIN and not is_bracketed and (text.endswith(".") or _INCOMPLETE.search(before)):
        # A sentence that ends with a date.
        return
    elif not any(map(str.isalnum, after)):
        line.title = _title_after_label(before, style)
    elif style <= BOLD:
        line.title = _title(f"{before} – {after.strip(_SEPARATORS)}", style)
    elif is_bracketed or text[written.end :].lstrip().startswith((":", "–", "—", "-", ".")):
        line.title, line.rest = _title(before, style), after.lstrip(_SEPARATORS + ".")


def _end_of_date(text: str) -> int:
    """Return where the sentence of a date ends, after which ``text`` goes on with another; 0 if it says more than a time."""
    ends = [match.start() + 1 for match in _SENTENCE_END.finditer(text[:_LONGEST_WHEN])]
    return max((end for end in ends if _is_about_when(without_times(text[: end - 1]))), default=0)


def _leave_speakers(line: Line) -> None:
    """Take quotation marks, and "with Ana Ruiz" after them, from the title."""
    quoted = _QUOTED.fullmatch(line.title)
    if quoted and (not quoted[4] or read_speakers(quoted[4])):
        title, people = quoted[1] or quoted[2], quoted[3] or quoted[4] or ""
    else:
        title, _with, people = line.title.partition(" w/ ")
    line.title = title.strip().removesuffix(",") or line.title
    line.people = f"With: {people}" if people else ""


def _title_after_label(text: str, style: int) -> str:
    """Return the title in ``text`` without "Title:" or "Webinar:" before it."""
    label, named = split_label(text)
    return _title(_close(named if label in TITLES else text), style)


def _close(title: str) -> str:
    """Add the closing bracket or quotation mark that was removed with a date."""
    return title + ")" if title.count("(") > title.count(")") else title


def _without_time(text: str) -> str:
    """Remove the time and similar words at the beginning of ``text``, which follows a date."""
    words = text.split(" ")
    count = 0
    while count < min(len(words), 15) and _is_about_when(words[count]) and not words[count].endswith(":"):
        count += 1
    while 0 < count < len(words) and words[count - 1] in _OPENING:
        # "2 pm – a long look"
        count -= 1
    return " ".join(words[count:])


def _title(text: str, style: int) -> str:
    """Return ``text`` if it can be a title, otherwise ""."""
    text = _NUMBERED.sub("", " ".join(text.split()))
    if not 3 <= len(text) <= LONGEST_TITLE or not any(map(str.isalpha, text)):
        return ""
    if style >= PLAIN:
        is_sentence = text.endswith((".", ",", ";")) and not _ABBREVIATION.search(text) or ". " in text[:-40]
        first = text.lstrip("\"'“‘«¿¡(")[:1]
        if is_sentence or len(text) > _LONGEST_PLAIN_TITLE or len(text.split()) > _MOST_WORDS or first.islower():
            return ""
    return text.removesuffix(".") if not _ABBREVIATION.search(text) else text
