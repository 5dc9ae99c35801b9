"""
The policy for all sessions of a section at once: those whose members' content a request may see.

Gives the answers of ``policy.examine`` and of Wagtail's own restrictions for each session, in few
queries however many sessions there are. Must not depend on responses or templates.
"""

from collections import defaultdict
from typing import Any

import swapper
from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import PageViewRestriction

from maigu_wagtail.sessions.querysets import SessionQuerySet
from maigu_wagtail.sessions.session import Access

from .policy import examine, open_locks
from .scope import LONG_FIELDS, know_sections, lock_of


def open_sessions(request: HttpRequest, section: Any) -> SessionQuerySet:
    """
    Return the live sessions of ``section`` whose members' content ``request`` may see, unordered.

    Returns none if ``section`` itself is locked for this request, whatever its sessions are: a list
    for members needs the section's password.
    """
    sessions: SessionQuerySet = section.sessions().live()
    if not examine(request, section, section=section).is_unlocked:
        return sessions.none()
    # The section's password opens all others, and so does no password at all.
    is_special = Q(access=Access.OWN) | Q(alias_of__isnull=False)
    closed = _closed(request, section, list(sessions.filter(is_special).defer(*LONG_FIELDS)))
    return sessions.exclude(pk__in=closed | _restricted(request, sessions))


def _closed(request: HttpRequest, section: Any, sessions: list[Any]) -> set[int]:
    """Return the keys of those ``sessions`` that are locked."""
    if not sessions:
        return set()
    opened = open_locks(request)
    _fetch_originals(section, sessions)
    closed = set()
    for session in sessions:
        lock = None if session.is_public else lock_of(session)
        if not session.is_public and (lock is None or lock.key not in opened):
            closed.add(session.pk)
    return closed


def _fetch_originals(section: Any, sessions: list[Any]) -> None:
    """Set what locks depend on, with a few queries for all ``sessions``: originals of aliases, and their sections."""
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    for session in sessions:
        session.section = section
    aliases = [session for session in sessions if session.alias_of_id]
    while aliases:
        originals = session_model.objects.defer(*LONG_FIELDS).in_bulk({alias.alias_of_id for alias in aliases})
        know_sections(originals.values())
        for alias in aliases:
            if original := originals.get(alias.alias_of_id):
                alias.alias_of = original
        aliases = [original for original in originals.values() if original.alias_of_id]


def _restricted(request: HttpRequest, sessions: SessionQuerySet) -> set[int]:
    """Return the keys of those ``sessions`` that Wagtail's own restrictions, or those of the original, hide."""
    # The section's own restrictions have been checked where the section was found.
    asking = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.NONE)
    affected = sessions.filter(Q(pk__in=asking.values("page_id")) | Q(alias_of__isnull=False))
    originals = dict(affected.values_list("pk", "alias_of"))
    if not originals:
        return set()
    hides = _pages_that_hide(originals)
    refusing = [each for each in asking.filter(page__in=list(hides)) if not each.accept_request(request)]
    return set().union(*(hides[each.page_id] for each in refusing))


def _pages_that_hide(originals: dict[int, int | None]) -> dict[int, set[int]]:
    """Return whose restrictions hide which of the pages ``originals`` maps to their originals: their own, and those."""
    page_model = swapper.load_model("wagtailcore", "Page")
    hides: dict[int, set[int]] = defaultdict(set)
    pairs = {pk: {pk} for pk in originals}
    above: dict[int, int | None] = dict(originals)
    while pairs:
        following: dict[int, set[int]] = defaultdict(set)
        for page, hidden in pairs.items():
            hides[page] |= hidden
            if original := above[page]:
                following[original] |= hidden
        above = dict(page_model.objects.filter(pk__in=list(following)).values_list("pk", "alias_of"))
        pairs = {page: hidden for page, hidden in following.items() if page in above}
    return hides
