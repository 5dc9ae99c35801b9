"""
Reads a catalogue file and checks it whole, so that a mistake in it changes nothing.

The file is JSON: ``section``, and the lists ``sessions`` (recorded), ``drafts`` and
``upcoming``. Asks no page and no database.
"""

import json

from . import fields
from .media import HANDOUTS, RECORDINGS

PERSON = {
    "name": fields.text(255, required=True),
    "role": fields.text(255),
    "organisation": fields.text(255),
    "moderator": fields.yes_or_no,
}
VIDEO = {"title": fields.text(255, required=True), "url": fields.url}
SLIDES = {"name": fields.one_of(*HANDOUTS), "title": fields.text(255, required=True)}
SESSION = {
    "slug": fields.slug,
    "title": fields.text(255, required=True),
    "audience": fields.text(255),
    "description": fields.text(5000, required=True),
    "speakers": fields.rows(PERSON, "speaker", required={"name"}),
    "members_text": fields.text(5000),
    "recordings": fields.rows({"name": fields.one_of(*RECORDINGS)}, "recording", required={"name"}),
    "video": fields.row(VIDEO, required=set(VIDEO), word="video"),
    "slides": fields.row(SLIDES, required=set(SLIDES), word="slides"),
    "access": fields.one_of("section", "own", "public"),
}
SECTION = {
    "slug": fields.slug,
    "title": fields.text(255, required=True),
    "introduction": fields.text(5000, required=True),
    "recordings_note": fields.text(5000),
    "contact_email": fields.email,
    "contact_link_text": fields.text(100),
}
OPTIONAL = {"audience", "members_text", "recordings", "video", "slides", "access"}
UPCOMING = {
    **SESSION,
    "days_from_today": fields.days,
    "start_time": fields.clock,
    "end_time": fields.clock,
    "time_zone": fields.time_zone,
    "registration_url": fields.url,
}
CATALOGUE = {
    "section": fields.row(SECTION, required={"slug", "title", "introduction"}, word="section"),
    "sessions": fields.rows(
        {**SESSION, "date": fields.day}, "session", required={"slug", "title", "date", "description"}
    ),
    "drafts": fields.rows(SESSION, "draft", required={"slug", "title", "description"}),
    "upcoming": fields.rows(UPCOMING, "upcoming session", required=set(UPCOMING) - OPTIONAL),
}


class CatalogueError(Exception):
    """A catalogue file can't be used; ``problems`` are lines for a person."""

    def __init__(self, problems):
        self.problems = problems
        super().__init__("\n".join(problems))


def read_catalogue(path):
    """Return what the file at ``path`` holds, with dates and times as such; raise ``CatalogueError``."""
    try:
        text = path.read_text(encoding="utf-8")
        raw = json.loads(text, object_pairs_hook=_unique)
    except OSError as error:
        raise CatalogueError([f"{path.name}: the file can’t be read: {error.strerror}."]) from error
    except UnicodeDecodeError as error:
        raise CatalogueError([f"{path.name}: the file is not UTF-8 text."]) from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise CatalogueError([f"{path.name}: not JSON at {where}: {error.msg}."]) from error
    except _RepeatedKeyError as error:
        raise CatalogueError([f"{path.name}: the field “{error}” stands twice in one row."]) from error
    problems = fields.Problems()
    catalogue = fields.row(CATALOGUE, required=set(CATALOGUE))(raw, problems)
    _check_order_of_times(catalogue, problems)
    _check_slugs(catalogue, problems)
    if problems.found:
        raise CatalogueError([f"{path.name}, {problem}" for problem in problems.found])
    return catalogue


class _RepeatedKeyError(Exception):
    pass


def _unique(pairs):
    row = dict(pairs)
    if len(row) < len(pairs):
        keys = [key for key, _value in pairs]
        raise _RepeatedKeyError(next(key for key in keys if keys.count(key) > 1))
    return row


def _rows(catalogue, group, word):
    """Give each sound row of a list with the words for its place."""
    for number, row in enumerate((catalogue or {}).get(group) or [], start=1):
        if row is not None:
            yield f"{word} {number}", row


def _check_order_of_times(catalogue, problems):
    for place, row in _rows(catalogue, "upcoming", "upcoming session"):
        start, end = row.get("start_time"), row.get("end_time")
        if start and end and end <= start:
            problems.at(place, row).add("end_time", "has to be later than start_time")


def _check_slugs(catalogue, problems):
    seen = {}
    for group, word in (("sessions", "session"), ("drafts", "draft"), ("upcoming", "upcoming session")):
        for place, row in _rows(catalogue, group, word):
            slug = row.get("slug")
            if slug and slug in seen:
                problems.at(place, row).add("slug", f"is “{slug}”, as that of {seen[slug]} is; each needs its own")
            elif slug:
                seen[slug] = place
