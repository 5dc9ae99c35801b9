"""What follows the name of a person: a role, an organisation, or both."""

import re

from .words import FIELDS_OF_WORK, ORGANISATIONS, PUBLIC_BODIES, ROLES, STATES, plain

_FILE_TYPES = {
    "PDF",
    "PPT",
    "PPTX",
    "DOC",
    "DOCX",
    "MP",
    "ZIP",
    "XLSX",
    "HTML",
    "ENG",
    "ESP",
    "EN",
    "ES",
    "TBD",
    "TBA",
    "RSVP",
}
_AT = re.compile(r"(?:^|\s|,\s?)(?:at|@|with)\s(?:the\s)?(?!large\b)", re.IGNORECASE)
_EN = re.compile(r"\sen\s(?:(?:el|la|los|las)\s)?", re.IGNORECASE)
IN_BRACKETS = re.compile(r"([^()]{3,100})\(([^()]{2,150})\)[\s.]{0,3}")


def is_affiliation(text: str) -> bool:
    """Return whether ``text`` has a word of a role or an organisation, or is its initials."""
    is_acronym = 2 <= len(text) <= 6 and text.isupper() and text.isalpha() and text not in _FILE_TYPES
    return bool(words_of(text) & (ROLES | ORGANISATIONS) or _AT.search(text)) or is_acronym or _is_public_body(text)


def words_of(text: str) -> set[str]:
    """Return the words of ``text`` in plain form."""
    return {plain(word) for word in re.split(r"[\s/,]", text)}


def split_affiliation(text: str) -> tuple[str, str]:
    """Split "Role at Organisation", "Role (Organisation)" and "Role, Organisation"."""
    at = _AT.search(text) or (_EN.search(text) if words_of(text) & ROLES else None)
    if at and "(" not in text[: at.start()]:
        return text[: at.start()].strip(" ,"), text[at.end() :].strip()
    if match := IN_BRACKETS.fullmatch(text):
        first, second = match[1].strip(" ,"), match[2].strip()
        return (second, first) if _is_role(second) and not _is_role(first) else (first, second)
    return _split_parts([part.strip() for part in re.split(r",|\s[–—|]\s|\s-\s", text) if part.strip()])


def _split_parts(parts: list[str]) -> tuple[str, str]:
    """Split "Role, Field of work, Organisation", "Organisation, Role" and "Organisation"."""
    first_role = next((index for index, part in enumerate(parts) if _is_role(part)), None)
    if first_role:
        return ", ".join(parts[first_role:]), ", ".join(parts[:first_role])
    count = 1 if parts and (first_role == 0 or len(parts) > 1 or _is_field(parts[0]) or parts[0][0].islower()) else 0
    if count and first_role is None and (words_of(parts[0]) & ORGANISATIONS or _is_state(parts[-1])):
        count = 0
    while 0 < count < len(parts) and (_is_role(parts[count]) or _is_field(parts[count])):
        count += 1
    return ", ".join(parts[:count]), ", ".join(parts[count:])


def _is_role(part: str) -> bool:
    words = re.split(r"[\s/]", part)
    if "’" in part or "'" in part:
        words = [word for word in words if "’" not in word and "'" not in word]
    before_of = re.split(r"\s(?:of|for|de|del)\s", " ".join(words), maxsplit=1)[0]
    named = {plain(word) for word in before_of.split()}
    # "District Attorney" and "City Manager" are roles, "National District Attorneys Association" is not.
    return bool(named & ROLES) and (plain(before_of.split()[-1]) in ROLES or not named & ORGANISATIONS)


def _is_field(part: str) -> bool:
    words = plain(part).split()
    is_other = _is_public_body(part) or set(words) & (ORGANISATIONS | {"for"})
    return bool(words) and words[-1] in FIELDS_OF_WORK and not is_other


def _is_state(part: str) -> bool:
    return part.isupper() and len(part) == 2 or plain(part) in STATES


def _is_public_body(text: str) -> bool:
    """Return whether ``text`` ends like "Denver Public Health"; "Public Health" alone is a field of work."""
    words = plain(text.rpartition(",")[2]).split()
    return len(words) > 2 and words[-2] == "public" and words[-1] in PUBLIC_BODIES
