"""
Read a catalogue file and check all of it, so that a file with a mistake changes nothing.

The file is JSON: ``section``, and the lists ``sessions`` (recorded), ``drafts`` and
``upcoming``. Neither pages nor the database are queried.
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
    """A catalogue file cannot be used; ``problems`` lists the reasons."""

    def __init__(self, problems):
        self.problems = problems
        super().__init__("\n".join(problems))


def read_catalogue(path):
    """Return the contents of the file at ``path``, with dates and times parsed; raise ``CatalogueError`` if invalid."""
    try:
        text = path.read_text(encoding="utf-8")
        raw = json.loads(text, object_pairs_hook=_unique)
    except OSError as error:
        raise CatalogueError([f"{path.name}: the file cannot be read: {error.strerror}."]) from error
    except UnicodeDecodeError as error:
        raise CatalogueError([f"{path.name}: the file is not UTF-8 text."]) from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise CatalogueError([f"{path.name}: not JSON at {where}: {error.msg}."]) from error
    except _RepeatedKeyError as error:
        raise CatalogueError([f"{path.name}: the field “{error}” appears twice in one row."]) from error
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
    """Yield each valid row of a list with a description of its place."""
    for number, row in enumerate((catalogue or {}).get(group) or [], start=1):
        if row is not None:
            yield f"{word} {number}", row


def _check_order_of_times(catalogue, problems):
    for place, row in _rows(catalogue, "upcoming", "upcoming session"):
        start, end = row.get("start_time"), row.get("end_time")
        if start and end and end <= start:
            problems.at(place, row).add("end_time", "must be later than start_time")


def _check_slugs(catalogue, problems):
    seen = {}
    for group, word in (("sessions", "session"), ("drafts", "draft"), ("upcoming", "upcoming session")):
        for place, row in _rows(catalogue, group, word):
            slug = row.get("slug")
            if slug and slug in seen:
                problems.at(place, row).add("slug", f"is “{slug}”, which {seen[slug]} already uses")
            elif slug:
                seen[slug] = place
