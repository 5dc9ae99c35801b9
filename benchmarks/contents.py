"""
Sections of many sessions, made in seconds and the same each time.

The first page of each kind is made as an editor's would be; the others are rows of the
same shape, written in bulk with the places in the tree and the addresses that Wagtail
would have given them.
"""

import datetime as dt
import json
import random
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from benchmarks.plain.models import PlainIndexPage, PlainSessionPage
from maigu_wagtail.models import SessionIndexPage, SessionPage, SessionSpeaker
from maigu_wagtail.sessions.filter_counts import mark_stale
from maigu_wagtail.sessions.speakers import speaker_key

BATCH = 500
# Always ten years, so that sections of any size offer the same years to choose from.
PERIOD = dt.timedelta(days=3650)
TRANSCRIPT_LENGTH = 20_000
WORDS = (Path(__file__).parent / "words.txt").read_text().split()


def make_sections(number: int, *, until: dt.date | None = None) -> None:
    """Make a section of ours and a plain one, each with the same ``number`` of recorded sessions."""
    home = Site.objects.get(is_default_site=True).root_page
    introduction = "<p>A quarterly training for mayors, their staff and other local officials.</p>"
    ours = home.add_child(instance=SessionIndexPage(title="MAIG U", slug="maig-u", introduction=introduction))
    plain = home.add_child(instance=PlainIndexPage(title="MAIG U", slug="plain", introduction=introduction))
    fill(ours, number, until=until)
    fill(plain, number, until=until)


def make_old_and_new(number: int) -> None:
    """Make two small sections, and ``number`` sessions in another one, all newer than those of the first."""
    make_sections(20, until=timezone.now().date() - 2 * PERIOD)
    home = Site.objects.get(is_default_site=True).root_page
    neighbour = home.add_child(instance=SessionIndexPage(title="Another section", slug="neighbour"))
    fill(neighbour, number)


def facts_of(slug: str) -> tuple[int, dict[str, Any]]:
    """Return how many sessions the section ``slug`` has, and what to ask for of one in its middle."""
    sessions = SessionIndexPage.objects.get(slug=slug).sessions().order_by("path")
    size = sessions.count()
    session = sessions[size // 2]
    return size, {
        "session": session.get_url(),
        "year": session.date.year,
        "speaker": session.speaker_lines[0].key,
        "rare": session.title.rpartition(" ")[2].lower(),
        "common": "session",
    }


def fill(section: Any, number: int, *, until: dt.date | None = None) -> None:
    """Add ``number`` sessions below ``section``, the last of them on the day ``until`` (default: yesterday)."""
    model = SessionPage if isinstance(section, SessionIndexPage) else PlainSessionPage
    sessions = []
    for position, facts in enumerate(session_facts(number, until or yesterday())):
        if model is PlainSessionPage:
            facts["transcript"] = facts.pop("members_content")
        sessions.append(_place(model(**facts), section, position))
        if len(sessions) == BATCH or position == number - 1:
            _write(sessions)
            sessions = []
    Page.objects.filter(pk=section.pk).update(numchild=number)
    if model is SessionPage:
        mark_stale([section.pk])


def yesterday() -> dt.date:
    """Return the day before today."""
    return timezone.now().date() - dt.timedelta(days=1)


def session_facts(number: int, until: dt.date) -> Iterator[dict[str, Any]]:
    """Yield the fields of ``number`` sessions, the oldest first; the same ones whoever asks."""
    chance = random.Random(number)
    # Transcripts are long: made one word after the other, they would take longer than all else.
    paragraphs = [f"<p>{_words(chance, 80).capitalize()}.</p>" for _ in range(200)]
    # Names are no more often heard in a large library than in a small one.
    names = [_name(chance, position) for position in range(max(20, number // 5))]
    for position in range(number):
        yield {
            "title": f"Session {position + 1}: {_words(chance, 6)} Topic{position + 1}",
            "slug": f"session-{position + 1}",
            "date": until - PERIOD * (number - 1 - position) / number,
            "audience": "City attorneys" if position % 4 == 0 else "",
            "description": "".join(f"<p>{_words(chance, 20).capitalize()}.</p>" for _ in range(2)),
            "speakers": _stream([("speaker", _person(chance, name)) for name in chance.sample(names, 2)]),
            "members_content": _stream([("text", _transcript(chance, paragraphs))]),
        }


def _name(chance: random.Random, position: int) -> str:
    return f"{_words(chance, 1)} {_words(chance, 1)}-{position + 1}".title()


def _person(chance: random.Random, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "role": "Executive Director",
        "organisation": f"City of {_words(chance, 1).title()}ville",
        "photo": None,
        "biography": _words(chance, 40).capitalize(),
        "link": "",
    }


def _transcript(chance: random.Random, paragraphs: list[str]) -> str:
    return "".join(chance.choices(paragraphs, k=TRANSCRIPT_LENGTH // len(paragraphs[0])))


def _words(chance: random.Random, number: int) -> str:
    return " ".join(chance.choices(WORDS, k=number))


def _stream(blocks: list[tuple[str, Any]]) -> str:
    return json.dumps([{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks])


def _place(session: Any, section: Any, position: int) -> Any:
    """Give ``session`` what Wagtail gives a page that is added as child number ``position`` of ``section``."""
    now = timezone.now()
    session.depth = section.depth + 1
    session.path = session._get_path(section.path, session.depth, position + 1)
    session.url_path = f"{section.url_path}{session.slug}/"
    session.draft_title = session.title
    session.locale = Locale.get_default()
    session.content_type = ContentType.objects.get_for_model(type(session))
    session.first_published_at = session.last_published_at = now
    if isinstance(session, SessionPage):
        session.compute_fields()
    return session


def _write(sessions: list[Any]) -> None:
    model = type(sessions[0])
    names = [field.attname for field in Page._meta.concrete_fields]
    pages = Page.objects.bulk_create([Page(**{name: getattr(session, name) for name in names}) for session in sessions])
    for session, page in zip(sessions, pages, strict=True):
        session.pk = session.page_ptr_id = page.pk
    # bulk_create refuses models with a parent's table, whose rows are written above.
    model._base_manager.all()._insert(sessions, fields=model._meta.local_concrete_fields, using="default", raw=True)
    if model is SessionPage:
        SessionSpeaker.objects.bulk_create(
            SessionSpeaker(session_id=session.pk, key=speaker_key(line.name), name=line.name)
            for session in sessions
            for line in session.speaker_lines
        )
