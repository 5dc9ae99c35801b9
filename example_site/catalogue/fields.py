"""
The field types of a catalogue file.

Each takes a JSON value and a report of problems, and returns the Python value, or ``None``
after reporting a problem. A problem completes a sentence that starts with the field's name.
"""

import datetime as dt
import re
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

LONGEST_SLUG = 255
LONGEST_WAIT = 366


class Problems:
    """The problems of a file, each with its place: the number and title of the row, and the field."""

    def __init__(self, found=None, place="", field=""):
        self.found = [] if found is None else found
        self.place = place
        self.field = field

    def at(self, place, row=None):
        """Return the same report for the row called ``place`` within the current place."""
        title = (row.get("title") or row.get("name")) if isinstance(row, dict) else None
        named = f"{place} (“{title}”)" if isinstance(title, str) else place
        return Problems(self.found, ", ".join(part for part in (self.place, named) if part))

    def on(self, field):
        """Return the same report for ``field`` of this row."""
        return Problems(self.found, self.place, field)

    def add(self, field, what):
        self.found.append(f"{self.place}: {field} {what}." if self.place else f"{field} {what}.")

    def say(self, what):
        self.add(self.field or "the content", what)


def text(longest, *, required=False):
    """A text of at most ``longest`` characters."""

    def check(value, problems):
        if not isinstance(value, str):
            return problems.say("must be text in quotation marks")
        if required and not value.strip():
            return problems.say("is empty")
        if len(value) > longest:
            return problems.say(f"has {len(value)} characters; the limit is {longest}")
        if re.search(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", value):
            return problems.say("contains a character that is not allowed, such as a control character")
        return value

    return check


def slug(value, problems):
    value = text(LONGEST_SLUG, required=True)(value, problems)
    if value is not None and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        return problems.say(f"is “{value}”; use only lower-case letters, digits and single hyphens")
    return value


def day(value, problems):
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return problems.say(f"is “{value}”, which is not a date in the calendar")
    return problems.say(f"is “{value}”; write dates like 2023-12-14")


def clock(value, problems):
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
        return dt.time.fromisoformat(value)
    return problems.say(f"is “{value}”; write times like 14:00")


def days(value, problems):
    if type(value) is int and 1 <= value <= LONGEST_WAIT:
        return value
    return problems.say(f"is “{value}”; write a number of days from 1 to {LONGEST_WAIT}")


def time_zone(value, problems):
    if isinstance(value, str) and value in available_timezones():
        return value
    return problems.say(f"is “{value}”; write the name of a time zone, such as America/New_York")


def yes_or_no(value, problems):
    return value if isinstance(value, bool) else problems.say("must be true or false")


def one_of(*choices):
    """One of ``choices``."""

    def check(value, problems):
        return value if value in choices else problems.say(f"is “{value}”; write one of {', '.join(choices)}")

    return check


def url(value, problems):
    return _valid(value, problems, URLValidator(schemes=["http", "https"]), "a web address that starts with https://")


def email(value, problems):
    return _valid(value, problems, validate_email, "an email address")


def _valid(value, problems, validate, what):
    try:
        validate(value)
    except ValidationError:
        return problems.say(f"is “{value}”; write {what}")
    return value


def row(known, *, required=frozenset(), word=""):
    """An object with the fields in ``known``, a field type for each name; ``word`` names it in messages."""

    def check(value, problems):
        problems = problems.at(word) if word else problems
        if not isinstance(value, dict):
            return problems.say("must be an object in braces")
        for name in sorted(set(value) - set(known)):
            problems.add(name, f"is not a known field; use {', '.join(known)}")
        for name in sorted(set(required) - set(value)):
            problems.add(name, "is missing")
        return {name: known[name](value[name], problems.on(name)) for name in known if name in value}

    return check


def rows(known, word, *, required=frozenset()):
    """A list of such objects; ``word`` names one of them in messages."""
    check_row = row(known, required=required)

    def check(value, problems):
        if not isinstance(value, list):
            return problems.say("must be a list in square brackets")
        return [check_row(item, problems.at(f"{word} {number}", item)) for number, item in enumerate(value, start=1)]

    return check
