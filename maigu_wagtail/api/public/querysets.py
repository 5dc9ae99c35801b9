"""
The sessions and sections in the public API: those published on the requested site.

Pages with a privacy setting, their own or inherited, are left out for everyone, so that each
response is the same for every caller and no login is read. Access to members' content is decided by
``access.policy``. Must not depend on Django REST framework or Ninja.
"""

import re
from typing import Any

import swapper
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.models import AbstractPage, Site

from maigu_wagtail.conf import conf
from maigu_wagtail.sessions.public_pages import public_pages

# The largest page id that every database accepts in a query.
LARGEST_ID = 2**31 - 1


class NoSuchSite(ValueError):
    """The ``site`` parameter matches no site, or several."""


def is_id(text: str) -> bool:
    """Return whether ``text`` could be the id of a page."""
    return bool(re.fullmatch(r"[0-9]{1,10}", text, re.ASCII)) and int(text) <= LARGEST_ID


def asked_site(request: HttpRequest) -> Site | None:
    """
    Return the site named by ``?site=host`` or ``?site=host:port``, or else the request's own (may be ``None``).

    Raises ``NoSuchSite``.
    """
    if "site" not in request.GET:
        return Site.find_for_request(request)
    host, _colon, port = request.GET["site"].partition(":")
    sites = Site.objects.select_related("root_page").filter(hostname=host)
    if port:
        sites = sites.filter(port=int(port)) if port.isdecimal() and len(port) <= 5 else sites.none()
    matches = list(sites[:2])
    if len(matches) != 1:
        raise NoSuchSite("Name one site of this server, by its host or by host:port.")
    return matches[0]


def root_paths(site: Site | None) -> list[str]:
    """Return the tree paths of the root pages of ``site``: one, or one for each language."""
    if site is None:
        return []
    root = site.root_page
    others = root.get_translations().values_list("path", flat=True) if conf.WAGTAIL_I18N_ENABLED else ()
    return [root.path, *others]


def public_pages_below(paths: list[str]) -> QuerySet:
    """Return live pages without restrictions below any of ``paths``; for looking up a single page."""
    return public_pages().filter(_below(paths))


def public_sections(paths: list[str]) -> QuerySet:
    """Return live sections without restrictions below any of ``paths``."""
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    return _without(section_model.objects.live().filter(_below(paths)), _restricted_sections(paths))


def public_sessions(paths: list[str]) -> Any:
    """
    Return live sessions without restrictions below any of ``paths``.

    Finds the restricted sections in one query and excludes them. Wagtail's own ``public()`` adds an
    expression to the query for every restriction.
    """
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    sessions = session_model.objects.live().filter(_below(paths)).unrestricted()
    return _without(sessions, _restricted_sections(paths))


def find_session(request: HttpRequest, pk: str) -> Any:
    """
    Return the session ``pk`` of the request's own site, whatever ``?site=`` says; ``None`` if it is not public.

    Drafts, sessions of other sites, restricted sessions and pages of other types all count as
    missing.
    """
    if not is_id(pk):
        return None
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    paths = root_paths(Site.find_for_request(request))
    session = session_model.objects.live().filter(_below(paths), pk=pk).first()
    if session is None or session.get_view_restrictions().exists() or session.section is None:
        return None
    return session


def find_section(request: HttpRequest, pk: str) -> Any:
    """Return the section ``pk`` of the request's own site; ``None`` if it is not public, as in ``find_session``."""
    if not is_id(pk):
        return None
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    section = section_model.objects.live().filter(_below(root_paths(Site.find_for_request(request))), pk=pk).first()
    return None if section is None or section.get_view_restrictions().exists() else section


def _below(paths: list[str]) -> Q:
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(path__startswith=path)
    return below


def _without(pages: QuerySet, paths: list[str]) -> QuerySet:
    return pages.exclude(_below(paths)) if paths else pages


def _restricted_sections(roots: list[str]) -> list[str]:
    """
    Return the paths of sections that have a restriction, their own or inherited.

    Looks up restrictions on the ancestors' paths: comparing every restriction with every section is
    slow if a site has a thousand of them.
    """
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    page_model = swapper.load_model("wagtailcore", "Page")
    sections = list(section_model.objects.filter(_below(roots)).values_list("path", flat=True))
    step = AbstractPage.steplen
    ancestor_paths = {path[:end] for path in sections for end in range(step, len(path) + 1, step)}
    is_restricted = Q(view_restrictions__isnull=False) | Q(alias_of__view_restrictions__isnull=False)
    hidden = tuple(page_model.objects.filter(is_restricted, path__in=ancestor_paths).values_list("path", flat=True))
    return [path for path in sections if path.startswith(hidden)]
