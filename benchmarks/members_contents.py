"""A section in which all that surrounds a shared password is in use, and the same section with all of it switched off."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from datetime import timezone as dt_timezone
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import override_settings
from django.utils import timezone
from wagtail.models import Collection, Site

from benchmarks import contents
from maigu_wagtail.access.scope import own_key
from maigu_wagtail.models import PasswordRequest, Recording, SessionIndexPage, SessionPage, SharedPassword, WatchCounter

PASSWORD = "correct horse battery"  # noqa: S105 -- of a site that is removed at the end
JOIN_LINK = {"url": "https://meet.example.org/j/987", "platform": "Zoom", "passcode": "271828"}
SESSIONS, REQUESTS, DAYS = 20, 50, 90


def make_used_section() -> None:
    """Make a section of ``SESSIONS`` recordings, one live session, ``REQUESTS`` open requests and figures of ``DAYS`` days."""
    Site.objects.update(hostname="testserver")
    contents.make_sections(SESSIONS)
    section = SessionIndexPage.objects.get(slug="maig-u")
    password = SharedPassword.objects.create_password(section, PASSWORD)
    get_user_model().objects.create_superuser("admin", "admin@example.org", PASSWORD)
    film = Recording.objects.create(
        title="Recording", file="film.mp4", duration=7200, collection=Collection.get_first_root_node()
    )
    for session in section.sessions().specific():
        session.members_content.append(("recording", film))
        session.save()
        _count(session, film, password)
    live = {"date": timezone.now().date() + timedelta(days=3), "start_time": "16:00", "end_time": "17:00"}
    section.add_child(
        instance=SessionPage(title="Live", slug="live", members_content=[("join_link", JOIN_LINK)], **live)
    )
    fields = {"lock": own_key(section), "language": "en", "name": "Maria Lopez", "organisation": "City of Riverton"}
    PasswordRequest.objects.bulk_create(
        PasswordRequest(open_key=str(number), email=f"a{number}@example.org", **fields) for number in range(REQUESTS)
    )


def _count(session: Any, film: Recording, password: SharedPassword) -> None:
    counted = {"session_key": session.translation_key, "file": film.uid, "password_key": password.pk}
    numbers = {"started": 20, "quarter": 15, "half": 12, "three_quarters": 11, "finished": 9}
    today = timezone.now().date()
    days = (today - timedelta(days=number) for number in range(DAYS))
    WatchCounter.objects.bulk_create(WatchCounter(day=day, **counted, **numbers) for day in days)


@contextmanager
def switched(is_on: bool, *, page_cache: str | None = "default") -> Iterator[None]:
    """Switch on, or off, the request form, the watch figures and days from which sessions are open to everyone."""
    section = SessionIndexPage.objects.filter(slug="maig-u")
    day = date(2124, 5, 3) if is_on else None
    opening = datetime(2124, 5, 3, tzinfo=dt_timezone.utc) if is_on else None
    with override_settings(MAIGU_WAGTAIL_WATCH_FIGURES=is_on, MAIGU_WAGTAIL_PAGE_CACHE=page_cache):
        section.update(offers_request_form=is_on)
        SessionPage.objects.child_of(section.get()).exclude(slug="live").update(public_from=day, opens_at=opening)
        cache.clear()
        yield


switched_on, switched_off = partial(switched, True), partial(switched, False)
