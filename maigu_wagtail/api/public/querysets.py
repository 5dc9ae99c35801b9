"""
Which sessions and sections the API has: those that are published on the site that was asked, for everyone alike.

A page with a privacy setting, its own or of a page above it, is not there for anyone, signed in
or not: so an answer is the same for every caller, and no login is read. Decides nothing about
members' content (``access.policy`` does); knows neither Django REST framework nor Ninja.
"""

import re
from typing import Any

import swapper
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.models import AbstractPage, Site

from maigu_wagtail.conf import conf
from maigu_wagtail.sessions.public_pages import public_pages

# What the id of a page can be in every database; some fail where they are asked for a larger one.
LARGEST_ID = 2**31 - 1


class NoSuchSite(ValueError):
    """The site that a parameter names does not exist, or it names several."""


def is_id(text: str) -> bool:
    """Return whether ``text`` can be the id of a page."""
    return bool(re.fullmatch(r"[0-9]{1,10}", text, re.ASCII)) and int(text) <= LARGEST_ID


def asked_site(request: HttpRequest) -> Site | None:
    """
    Return the site that was asked: the one that ``?site=host`` or ``?site=host:port`` names, else the request's own.

    Raises ``NoSuchSite``.
    """
    if "site" not in request.GET:
        return Site.find_for_request(request)
    host, _colon, port = request.GET["site"].partition(":")
    sites = Site.objects.select_related("root_page").filter(hostname=host)
    if port:
        sites = sites.filter(port=int(port)) if port.isdecimal() and len(port) <= 5 else sites.none()
    found = list(sites[:2])
    if len(found) != 1:
        raise NoSuchSite("Name one site of this server, by its host or by host:port.")
    return found[0]


def root_paths(site: Site | None) -> list[str]:
    """Return where the trees of ``site`` begin: one, or one for each of its languages."""
    if site is None:
        return []
    root = site.root_page
    others = root.get_translations().values_list("path", flat=True) if conf.WAGTAIL_I18N_ENABLED else ()
    return [root.path, *others]


def public_pages_below(paths: list[str]) -> QuerySet:
    """Return the published pages below any of ``paths`` that nothing restricts; for looking up one of them."""
    return public_pages().filter(_below(paths))


def public_sections(paths: list[str]) -> QuerySet:
    """Return the published sections below any of ``paths`` that nothing restricts."""
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    return _without(section_model.objects.live().filter(_below(paths)), _restricted_sections(paths))


def public_sessions(paths: list[str]) -> Any:
    """
    Return the published sessions below any of ``paths`` that nothing restricts.

    Asks once which sections are restricted, and not of each session whether it stands below one
    of the site's restrictions: Wagtail's own way adds an expression for every one of them.
    """
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    sessions = session_model.objects.live().filter(_below(paths)).unrestricted()
    return _without(sessions, _restricted_sections(paths))


def find_session(request: HttpRequest, pk: str) -> Any:
    """
    Return the session ``pk`` of the site that was asked, with its section; ``None`` where it is not public.

    A draft, a session of another site, one that Wagtail's privacy settings hide, and a page that
    is no session are as missing as one that never was.
    """
    if not is_id(pk):
        return None
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    paths = root_paths(Site.find_for_request(request))
    session = session_model.objects.live().filter(_below(paths), pk=pk).first()
    if session is None or session.get_view_restrictions().exists() or session.section is None:
        return None
    return session


def _below(paths: list[str]) -> Q:
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(path__startswith=path)
    return below


def _without(pages: QuerySet, paths: list[str]) -> QuerySet:
    return pages.exclude(_below(paths)) if paths else pages


def _restricted_sections(roots: list[str]) -> list[str]:
    """
    Return the paths of sections that are restricted, or stand below a page that is.

    By the paths above: comparing each restriction with each section is expensive where a site has a thousand.
    """
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    page_model = swapper.load_model("wagtailcore", "Page")
    sections = list(section_model.objects.filter(_below(roots)).values_list("path", flat=True))
    step = AbstractPage.steplen
    above = {path[:end] for path in sections for end in range(step, len(path) + 1, step)}
    is_restricted = Q(view_restrictions__isnull=False) | Q(alias_of__view_restrictions__isnull=False)
    hidden = tuple(page_model.objects.filter(is_restricted, path__in=above).values_list("path", flat=True))
    return [path for path in sections if path.startswith(hidden)]
