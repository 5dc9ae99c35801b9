"""The words of ``words.ini``, in English and Spanish, and how a text is compared with them."""

import re
import unicodedata
from configparser import ConfigParser
from pathlib import Path

# "Speaker(s)", "Orador(es)", "Moderador(a)"
_BRACKETED_ENDING = re.compile(r"\((e?s|a)\)", re.IGNORECASE)


def plain(text: str) -> str:
    """Return ``text`` in lower case, without accents, outer punctuation and repeated spaces; "(s)" is an s."""
    text = _BRACKETED_ENDING.sub(r"\1", text)
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(letters.split()).strip(" .:;,-–—|*#•·()[]¿?¡!\"'“”")


def split_label(text: str) -> tuple[str, str]:
    """Return what stands before the first colon of ``text``, in plain form, and the rest; "" if it is too long for a label."""
    label, colon, rest = text.partition(":")
    if not colon or len(label) > 40:
        return "", text
    first, *others = [plain(word) for word in label.split("/")]
    # "Speakers / Ponentes"
    is_bilingual = others and any(
        {first, *others} <= words for words in (SPEAKERS, MODERATORS, AUDIENCES, TITLES, DATES)
    )
    return (first if is_bilingual else plain(label)), rest.strip()


_INI = ConfigParser(delimiters=("=",), comment_prefixes=("#",), interpolation=None)
_INI.optionxform = str  # type: ignore[assignment,method-assign]
_INI.read(Path(__file__).with_name("words.ini"), encoding="utf-8")


def _words(section: str, option: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for word in _INI[section][option].split(","))


def _options_by_word(section: str) -> dict[str, str]:
    return {word: option for option in _INI[section] for word in _words(section, option)}


def _numbers(option: str, *, start: int) -> dict[str, int]:
    lines = _INI["dates"][option].strip().splitlines()
    return {word.strip(): number for number, line in enumerate(lines, start) for word in line.split(",")}


MONTHS = _numbers("months", start=1)
# Monday is 0, as in ``date.weekday()``.
WEEKDAYS = _numbers("weekdays", start=0)
DATES = _words("dates", "labels")
OTHER_DATES = tuple(_words("dates", "other_dates"))
BESIDE_DATES = _words("dates", "beside")

NOT_SESSIONS = _words("headings", "not_sessions")
LIST_WORDS = _words("headings", "list_words")
LISTS = _words("headings", "lists")
NOT_SESSION_STARTS = tuple(_words("headings", "not_session_starts"))
DETAILS = _words("headings", "details")
TITLES = _words("headings", "titles")
NUMBERED = _words("headings", "numbered")
AUDIENCES = _words("headings", "audiences")
SPEAKERS = _words("headings", "speakers")
MODERATORS = _words("headings", "moderators")

CREDENTIALS = _words("people", "credentials")
NAME_TITLES = _words("people", "titles")
PARTICLES = _words("people", "particles")
ROLES = _words("people", "roles")
ORGANISATIONS = _words("people", "organisations")
STATES = _words("people", "states")
PUBLIC_BODIES = _words("people", "public_bodies")
FIELDS_OF_WORK = _words("people", "fields")

# The field that each name of a column fills, and the time zone that each of its names means.
COLUMNS = _options_by_word("columns")
TIME_ZONES = _options_by_word("time_zones")
FIELDS = tuple(_INI["columns"])
COLUMN_FILLERS = _words("column_words", "fillers")

BLOCK_TAGS = _words("html", "blocks")
VOID_TAGS = _words("html", "void")
SKIPPED_TAGS = _words("html", "skipped")
SKIPPED_NAMES = _words("html", "skipped_names")
TITLE_TAGS = _words("html", "can_be_title")

POST_TYPES_SKIPPED = _words("wordpress", "skipped_types")
POST_PREFIXES_SKIPPED = tuple(_words("wordpress", "skipped_prefixes"))
POST_STATES_SKIPPED = _words("wordpress", "skipped_states")
