"""The date of a session that was found, and what an editor has to know about it."""

import datetime
from typing import TypedDict

from django.utils.translation import gettext as _

from .dates import DateOrder, WrittenDate


class DateFields(TypedDict):
    """The fields of a ``FoundSession`` that are about its date."""

    date: datetime.date | None
    date_text: str
    date_choices: tuple[datetime.date, ...]


def date_fields(
    written: WrittenDate | None, order: DateOrder, *, year: int | None = None, text: str = ""
) -> DateFields:
    """Return the date if ``written`` can only be one, otherwise its choices. ``text`` is what stands there, if it is more."""
    choices = written.choices(order, year=year) if written else ()
    return {
        "date": choices[0] if len(choices) == 1 else None,
        "date_text": text or (written.text if written else ""),
        "date_choices": choices if len(choices) > 1 else (),
    }


def notes_on(title: str, dates: DateFields) -> list[str]:
    """Return what a session lacks."""
    if not title and not dates["date_text"]:
        return [_("This looks like a session, but it has no title and no date.")]
    notes = [] if title else [_("This session has no title.")]
    if not dates["date_text"]:
        notes.append(_("This session has no date."))
    elif not dates["date"] and not dates["date_choices"]:
        notes.append(_("“%(text)s” is not a complete date.") % {"text": dates["date_text"][:100]})
    return notes
