"""Speakers as lists and paragraphs name them: "Name, Role, Organisation", "Name, Role at Organisation", "Name (Organisation)"."""

import re

from maigu_wagtail.sessions.imports.found import FoundSpeaker

from .affiliations import IN_BRACKETS, is_affiliation, split_affiliation, words_of
from .words import (
    CREDENTIALS,
    FIELDS_OF_WORK,
    MODERATORS,
    NAME_TITLES,
    ORGANISATIONS,
    PARTICLES,
    ROLES,
    SPEAKERS,
    plain,
    split_label,
)

LONGEST_LINE = 300
# These need no colon: "Led by Ana Ruiz".
_BY = re.compile(
    "(?:"
    + "|".join(
        sorted(
            word for word in SPEAKERS | MODERATORS if word.endswith((" by", " por")) or word in {"featuring", "modera"}
        )
    )
    + r"|(?:with|con)(?=\s(?-i:[A-ZÁÉÍÓÚÑ])))\s",
    re.IGNORECASE,
)
_MODERATED = re.compile(
    r"[\s,(\[–—-]{0,3}\b(?:moderators?|moderating|moderadora?|modera)\b[\])]?[\s,:]{0,2}", re.IGNORECASE
)
# "Moderator – Cy Old", with a dash for the colon.
_DASH_AFTER_LABEL = re.compile(r"(.{2,40}?)\s[–—-]{1,2}\s")
_DASH = re.compile(r"\s(?:-{1,2}|–|—|\|)\s|\s?[—|]\s?|:\s|–\s|\s–|\n")
_SENTENCE = re.compile(r"(?<=[^\W\d_]{4})\.\s(?=[A-ZÁÉÍÓÚÑ])")
# "Ana Ruiz, Mayor of Cali & Bo Li, Director, ADL"
_JOINED = re.compile(r"\s(?:and|&|y)\s")
_BETWEEN_NAMES = re.compile(r",\s?(?:and|y)\s|,\s|\sand\s|\sy\s|\s&\s")
# "Ana Ruiz y Bo Li" are two people, "José Ortega y Gasset" is one.
_TWO_NAMES = re.compile(r"\S\s\S{1,30}\s[ye]\s\S{1,30}\s\S")
_IN_SENTENCE = re.compile(
    r"\b(?:[Ww]ith|[Ff]eaturing|[Ff]rom|[Cc]on)\s((?:[A-ZÁÉÍÓÚÑ][\w’'-]{0,30}\.?\s){1,5}[A-ZÁÉÍÓÚÑ][\w’'-]{1,30})"
    r"(?=,|\s\(|\s(?:of|from|de|del)\s|\s(?:and|y)\s[A-ZÁÉÍÓÚÑ])"
)
_PRONOUNS = re.compile(
    r"(?:,\s|\s?[(\[])(?:(?:she|her|he|him|they|them|ella|él|elle)(?:\s?/\s?[^\W\d_]{2,7}){1,3}|ella|él|elle)(?:[)\]]|(?=,|$))",
    re.IGNORECASE,
)
_AFTER_BRACKET = re.compile(r"\),?\s(?:and|y|&)\s")
_AFTER_WORDS = re.compile(r"\s?[,(\[|:–—\n]|\s-\s")
# "Ana Ruiz (retired), ADL"
_AFTER_NAME = re.compile(r"([^(),]{3,80}?)\s?\(([^()]{2,60})\)[\s,–—-]{1,3}([^\s,–—-].{1,200})")


def is_name(text: str) -> bool:
    """Return whether ``text`` can be the name of a person: two to six capitalised words, without one of an organisation."""
    first, *rest = text.split(",")
    words = first.split()
    if not all(map(_is_credential, rest)):
        return False
    if not 2 <= len(words) <= 6 or len(text) > 80 or any(map(str.isdigit, text)):
        return False
    while words and words[0].lower().strip(".") in NAME_TITLES:
        words = words[1:]
    core = [word for word in words if plain(word) not in CREDENTIALS]
    if (
        not 1 <= len(core) <= 6
        or not any(map(str.isalpha, core[0]))
        or any(plain(word) in ORGANISATIONS | FIELDS_OF_WORK | ROLES for word in core)
    ):
        return False
    if any(sign in text for sign in "?!:;") or not core[0][0].isupper() or _TWO_NAMES.search(first):
        return False
    return all(word.lower() in PARTICLES or _is_capitalised(word) for word in core)


def split_introduction(text: str) -> tuple[str, str]:
    """Split off "Speakers:", "Moderated by" and the like; the first part is "" if ``text`` begins otherwise."""
    by = _BY.match(text)
    label, rest = (plain(by[0]), text[by.end() :].lstrip(" :")) if by else split_label(text)
    if not label and (dash := _DASH_AFTER_LABEL.match(text)):
        label, rest = plain(dash[1]), text[dash.end() :]
    if by and label in {"with", "con"} and not _names_somebody(rest.strip(" .")):
        # "With Mayor Ruiz, cities act."
        return "", text
    return (label, rest) if label in MODERATORS | SPEAKERS else ("", text)


def _names_somebody(text: str) -> bool:
    """Return whether ``text`` is a name, or one with a role or an organisation."""
    if len(text) > LONGEST_LINE:
        return False
    leading = _leading_role(text)
    name, rest = _split_name(text[len(leading) :].strip())
    is_someone = is_affiliation(rest) and (rest[:1].isupper() or bool(words_of(rest) & ROLES))
    return is_name(name) and (not rest or bool(leading) or is_someone)


def is_name_above(text: str, below: str) -> bool:
    """Return whether ``text`` names a person, and the line ``below`` gives their role or organisation."""
    is_short = len(text) < 60 and len(below) < 120 and not below.endswith((".", ":", "?", "!"))
    return is_short and is_name(text) and not read_speaker(below) and is_affiliation(below)


def without_pronouns(text: str) -> str:
    """Return ``text`` without "(she/her)" and the like."""
    return _PRONOUNS.sub("", text)


def may_name_speakers(text: str) -> bool:
    """Return whether a sentence says "with Mayor Jane Doe" or the like."""
    return any(is_name(match[1]) for match in _IN_SENTENCE.finditer(text))


def read_speaker(text: str, *, is_expected: bool = False) -> FoundSpeaker | None:
    """
    Return the person named in ``text``, or ``None`` if it reads as something else.

    A name alone is enough if a speaker ``is_expected``; otherwise a role or an organisation must follow.
    """
    text = (
        text.strip(" \t\n•*·;").removesuffix(".") if not text.endswith(("Jr.", "Sr.", "D.", "Esq.")) else text.strip()
    )
    label, rest = split_introduction(text)
    is_moderator = label in MODERATORS
    if label:
        text, is_expected = rest, True
    text, moderated = (
        _MODERATED.subn(", ", text, count=1) if _MODERATED.search(text) and not is_moderator else (text, 0)
    )
    text = _PRONOUNS.sub("", text, count=1)
    if not text or ";" in text or len(text) > LONGEST_LINE:
        return None
    text = text.strip(" ,")
    leading = _leading_role(text) if is_expected else ""
    name, rest = _split_name(text[len(leading) :].strip())
    # A biography follows.
    rest = _SENTENCE.split(rest, maxsplit=1)[0]
    if not is_name(name) or not (rest or is_expected or moderated):
        return None
    if not is_expected and not moderated and not is_affiliation(rest):
        return None
    role, organisation = split_affiliation(rest)
    role = ", ".join(filter(None, (leading, role)))
    return FoundSpeaker(name[:255], role[:255], organisation[:255], bool(is_moderator or moderated))


def read_speakers(text: str) -> list[FoundSpeaker]:
    """Return the people in a line such as "Ana Ruiz, Mayor of Cali; Bo Li, ADL" or "Ana Ruiz and Bo Li", or none if it is not one."""
    text = without_pronouns(text)
    label, rest = split_introduction(text)
    names = _BETWEEN_NAMES.split(rest.strip(" ."))
    # After "and" comes the last name, and then nobody.
    is_one = label.endswith((" by", " por")) or bool({f"{label}s", f"{label}es"} & SPEAKERS)
    # "Presented by Ana Ruiz, Landscape Designer, Elm Trust" is one person.
    is_list = (
        not (is_one and not _JOINED.search(rest))
        and "(" not in rest
        and ("," not in _JOINED.split(rest, maxsplit=1)[-1] or not _JOINED.search(rest))
    )
    if is_list and len(names) > 1 and all(map(is_name, names)):
        return [FoundSpeaker(name[:255], is_moderator=label in MODERATORS) for name in names]
    parts = [part for part in re.split(r";|\n|\s[·•|]\s", text) if part.strip()]
    if len(parts) == 1 and (text.count(")") > 1 or _AFTER_BRACKET.search(text)):
        # "Ana Ruiz (ADL), Bo Li (City of Cali) and Cy Old"
        parts = re.split(r"(?<=\)),?\s", text)
    parts = [re.sub(r"^\s?(?:and|y|&)\s", "", part) for part in parts]
    parts = [person for part in parts for joined in _split_names(part) for person in split_joined(joined)]
    people = [read_speaker(part, is_expected=True) for part in parts]
    return [person for person in people if person] if all(people) else []


def _split_names(text: str) -> list[str]:
    """Split "Ana Ruiz and Bo Li, ADL" before the last name, which alone certainly belongs to what follows."""
    label, rest = split_introduction(text)
    head, comma, tail = rest.partition(",")
    names = _JOINED.split(head)
    if len(names) < 2 or not all(map(is_name, names)):
        return [text]
    introduction = f"{label}: " if label else ""
    return [introduction + name for name in [*names[:-1], names[-1] + comma + tail]]


def split_joined(text: str) -> list[str]:
    """Split "Ana Ruiz, Mayor of Cali & Bo Li, Director, ADL" where a person with a role follows."""
    # Nobody needs more than a line, see ``read_speaker``.
    matches = _JOINED.finditer(text) if len(text) <= 2 * LONGEST_LINE else ()
    for match in matches:
        before, after = read_speaker(text[: match.start()]), read_speaker(text[match.end() :])
        if not after and text[: match.start()].endswith(","):
            # "Ana Ruiz, Mayor, and Bo Li, block captain"
            expected = read_speaker(text[match.end() :], is_expected=True)
            after = expected if expected and (expected.role or expected.organisation)[:1].islower() else None
            if before and after:
                return [text[: match.start()].rstrip(","), *split_joined(text[match.end() :])]
        if before and after and words_of(after.role) & ROLES:
            return [text[: match.start()], *split_joined(text[match.end() :])]
    return [text]


def _is_capitalised(word: str) -> bool:
    letters = word.strip("\"'“”‘’().,*-")
    return bool(letters) and (letters[0].isupper() or letters[:2] in {"d'", "d’"})


def _split_name(text: str) -> tuple[str, str]:
    """Split off the name: before a bracket, a dash, a line break or the first comma, with "Jr." and degrees after it."""
    if (match := IN_BRACKETS.fullmatch(text)) and is_name(match[1].strip(" ,")):
        return match[1].strip(" ,"), match[2].strip()
    if (match := _AFTER_NAME.fullmatch(text)) and is_name(match[1]):
        return match[1], f"{match[2].strip()}, {match[3]}"
    dash = _DASH.search(text)
    if dash and is_name(text[: dash.start()].strip(" ,")):
        return text[: dash.start()].strip(" ,"), text[dash.end() :].replace("\n", ", ").strip(" ,")
    name, *parts = [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()] or [""]
    while parts and _is_credential(parts[0]):
        name += ", " + parts.pop(0)
    return name, ", ".join(parts)


def _leading_role(text: str) -> str:
    """Return the role in "City Attorney Ana Ruiz", otherwise ""; "Mayor" and "Dr." are parts of a name."""
    head = _AFTER_WORDS.split(text, maxsplit=1)[0]
    words = head.split(" ")[:10]
    if is_name(head):
        return ""
    if len(words) > 3 and words[1] in {"of", "de"} and plain(words[0]) in ROLES:
        # "Chief of Police Ana Ruiz"
        counts = [count for count in range(3, len(words) - 1) if _is_capitalised(words[count - 1])]
    else:
        roles = [word for word in range(len(words) - 2, 1, -1) if plain(words[word - 1]) in ROLES]
        counts = [count for count in roles if all(map(_is_capitalised, words[:count]))]
    return next((" ".join(words[:count]) for count in counts if is_name(" ".join(words[count:]))), "")


def _is_credential(text: str) -> bool:
    words = text.lower().replace("/", " ").split()
    return 0 < len(words) <= 3 and all(word.rstrip(".)") in CREDENTIALS for word in words)
