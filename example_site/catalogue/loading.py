"""
Load a catalogue into a section of sessions without changing what editors have changed.

A page is recognised by a key derived from the slug of its row, so it may be renamed in the CMS.
Pages edited in the CMS are left as they are and reported.
"""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.html import escape
from wagtail.models import Locale

from maigu_wagtail.models import SessionIndexPage, SessionPage

from .media import ensure_handout, ensure_recording
from .reading import CatalogueError

KEYS = uuid.UUID("6b0f5c0e-3c1f-4d57-9f6c-0b6d4d5a9a52")


class Report:
    """The result of loading: a list of ``(what, title)`` in order."""

    def __init__(self):
        self.lines = []

    def add(self, what, thing):
        self.lines.append((what, thing.title))

    def count(self, what):
        return sum(1 for done, _title in self.lines if done == what)


@transaction.atomic
def load(catalogue, home, *, today=None):
    """
    Bring ``catalogue`` into the section below ``home`` and return a ``Report``.

    Raises ``CatalogueError``, and changes nothing, if a page type rejects a row.
    """
    report = Report()
    section = _load_section(catalogue["section"], home, report)
    # Oldest first, so that the newest session also comes first in the CMS.
    for row in sorted(catalogue["sessions"], key=lambda row: row["date"]):
        _load_page(SessionPage, row["slug"], section, _session_values(row, report) | {"date": row["date"]}, report)
    for row in catalogue["drafts"]:
        _load_page(SessionPage, row["slug"], section, _session_values(row, report), report, publish=False)
    for row in catalogue["upcoming"]:
        _load_upcoming(row, section, report, today)
    return report


def _load_section(row, home, report):
    values = {name: value for name, value in row.items() if name != "slug"}
    for name in ("introduction", "recordings_note"):
        values[name] = paragraphs(row.get(name, ""))
    return _load_page(SessionIndexPage, row["slug"], home, values | {"show_in_menus": True}, report)


def _load_upcoming(row, section, report, today):
    """Schedule the session some days from today; it gets a new date only after it has taken place."""
    names = ("start_time", "end_time", "time_zone", "registration_url")
    values = _session_values(row, report) | {name: row[name] for name in names}
    page = _find(SessionPage, row["slug"], section)
    if page is not None and page.is_upcoming:
        values["date"] = page.date
    else:
        today = today or dt.datetime.now(ZoneInfo(row["time_zone"])).date()
        values["date"] = today + dt.timedelta(days=row["days_from_today"])
    _load_page(SessionPage, row["slug"], section, values, report)


def _session_values(row, report):
    return {
        "title": row["title"],
        "audience": row.get("audience", ""),
        "access": row.get("access", "section"),
        "description": paragraphs(row["description"]),
        "speakers": [_speaker(person) for person in row.get("speakers", [])],
        "members_content": list(_members_content(row, report)),
    }


def _members_content(row, report):
    for recording in row.get("recordings", []):
        yield "recording", ensure_recording(recording["name"], report)
    if row.get("video"):
        yield "video_embed", row["video"]
    if row.get("slides"):
        yield "resource", ensure_handout(**row["slides"], report=report)
    if row.get("members_text"):
        yield "text", paragraphs(row["members_text"])


def _speaker(person):
    names = ("name", "role", "organisation")
    return "moderator" if person.get("moderator") else "speaker", {name: person.get(name, "") for name in names}


def paragraphs(text):
    """Return plain ``text`` as rich text; an empty line starts a new paragraph."""
    return "".join(f"<p>{escape(' '.join(part.split()))}</p>" for part in text.split("\n\n") if part.strip())


def _key(slug):
    return uuid.uuid5(KEYS, slug)


def _find(model, slug, parent):
    """Return the page of the row called ``slug`` below ``parent`` as its editors last left it, or ``None``."""
    known = model.objects.child_of(parent).filter(Q(translation_key=_key(slug)) | Q(slug=slug)).first()
    return known.get_latest_revision_as_object() if known else None


def _load_page(model, slug, parent, values, report, *, publish=True):
    try:
        return _create_or_update(model, slug, parent, values, report, publish)
    except ValidationError as error:
        problems = [f"{name} – {' '.join(messages)}" for name, messages in error.message_dict.items()]
        raise CatalogueError([f"“{values['title']}” ({slug}): {problem}" for problem in problems]) from error


def _create_or_update(model, slug, parent, values, report, publish):
    page = _find(model, slug, parent)
    if page is None:
        page = model(slug=slug, translation_key=_key(slug), locale=Locale.get_default(), live=False)
        _fill(page, values)
        parent.add_child(instance=page)
        _save(page, publish)
        report.add("created", page)
    elif changed := _differences(page, values):
        if page.revisions.filter(user__isnull=False).exists():
            report.add("left as edited", page)
        else:
            _fill(page, changed)
            _save(page, publish)
            report.add("updated", page)
    return page


def _save(page, publish):
    # As in the CMS, a draft may be incomplete.
    revision = page.save_revision(clean=publish)
    if publish:
        revision.publish()


def _fill(page, values):
    for name, value in values.items():
        setattr(page, name, value)


def _differences(page, values):
    """Return those of ``values`` that differ from ``page``."""
    wanted = type(page)()
    _fill(wanted, values)
    return {name: value for name, value in values.items() if _plain(wanted, name) != _plain(page, name)}


def _plain(page, name):
    """Return a field's value in a comparable form: for a stream, types and non-empty values, without ids."""
    value = getattr(page, name)
    if not hasattr(value, "stream_block"):
        return value
    return [(block.block_type, _filled_in(block.block.get_prep_value(block.value))) for block in value]


def _filled_in(value):
    return {name: part for name, part in value.items() if part} if isinstance(value, dict) else value
