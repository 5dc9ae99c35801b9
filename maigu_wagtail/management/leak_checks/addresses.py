"""
The addresses that a stranger can ask for: pages with their queries, URL patterns without parameters, errors and files.

What else the site links to is found while asking (``following``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import swapper
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, get_script_prefix, reverse

from maigu_wagtail.members.file_access import address_of
from maigu_wagtail.models import SessionIndexPageMixin, SessionPageMixin, SessionSpeaker

from .page_texts import members_only_pages

WRONG_TOKEN = "a-token-that-nobody-signed.0000000000000000"  # noqa: S105 -- wrong on purpose
MISSING = "maigu-leak-check-no-such-page/"
OF_SECTION = ("lock/", "unlock/?locked", f"unlock/{WRONG_TOKEN}/", "request/?sent", "?page=2", "?page=no", "?preview")
OF_SESSION = ("?preview=members", "?mode=members", "watch", f"watch/{MISSING}", "watch/x.css", MISSING)
ELSEWHERE = ("robots.txt", "sitemap.xml", "favicon.ico", MISSING, f"?{MISSING}", "%00")
FEW = 3


@dataclass(frozen=True, slots=True)
class Address:
    """
    A path with its query, and the method to ask with.

    ``is_members`` means that the response is for members, so that nothing may store or index it.
    """

    path: str
    method: str = "GET"
    is_members: bool = False


def seeds(site: Any) -> Iterator[Address]:
    """Yield the addresses of ``site``, so that those that differ most come first."""
    root = get_script_prefix()
    first = [Address(f"{root}{path}") for path in ELSEWHERE] + [Address(path) for path in static_paths()]
    pages = list(_pages_of(site))
    sections = [(page, path) for page, path in pages if isinstance(page, SessionIndexPageMixin)]
    sessions = [(page, path) for page, path in pages if isinstance(page, SessionPageMixin)]
    members_only = {page.pk for page in members_only_pages()}
    for page, path in sections:
        first += _of_section(page, path)
    for page, path in sessions[:FEW]:
        first += _of_session(page, path)
    first += [Address(f"{path}{tail}") for _page, path in sessions[:FEW] for tail in OF_SESSION]
    yield from first
    yield from (Address(path, is_members=page.pk in members_only) for page, path in pages)
    for page, path in sessions[FEW:]:
        yield from _of_session(page, path)
    yield from (Address(each.path, method, each.is_members) for each in first for method in ("HEAD", "OPTIONS"))


def _pages_of(site: Any) -> Iterator[tuple[Any, str]]:
    """Yield the live pages of ``site`` with their paths."""
    page_model = swapper.load_model("wagtailcore", "Page")
    pages = page_model.objects.live().descendant_of(site.root_page, inclusive=True).order_by("depth", "-pk")
    for page in pages.defer_streamfields().specific(defer=True).iterator(chunk_size=100):
        parts = page.get_url_parts()
        # A headless site may serve no pages.
        if parts and parts[0] == site.pk and parts[2]:
            yield page, parts[2]


def _of_section(section: Any, path: str) -> list[Address]:
    years = {date.year for date in section.sessions().live().exclude(date=None).values_list("date", flat=True)}
    keys = SessionSpeaker.objects.filter(session__in=section.sessions().live()).values_list("key", flat=True)
    queries = [f"?year={year}" for year in sorted(years)[-FEW:]]
    queries += [f"?speaker={quote(key)}" for key in sorted(set(keys))[:FEW]]
    public = [Address(f"{path}{tail}") for tail in ("", *section.public_paths, *OF_SECTION, MISSING, *queries)]
    return public + [Address(f"{path}{tail}", is_members=True) for tail in section.members_paths]


def _of_session(session: Any, path: str) -> list[Address]:
    tails = [(tail, False) for tail in ("", *session.public_paths)] + [(tail, True) for tail in session.members_paths]
    return [Address(f"{path}{tail}", is_members=is_members) for tail, is_members in tails]


def file_addresses(files: Iterable[Any]) -> Iterator[Address]:
    """Yield the addresses at which members get ``files``."""
    for file in files:
        try:
            yield from (Address(address_of(file, name), is_members=True) for name in file.file_names)
        except NoReverseMatch:
            return


def static_paths() -> list[str]:
    """Return the paths of all URL patterns without parameters, without those of the CMS."""
    paths = {f"{get_script_prefix()}{path}" for path in _paths_below(get_resolver(), "")}
    return sorted(path for path in paths if not is_cms(path))


def is_cms(path: str) -> bool:
    """Return whether ``path`` belongs to Wagtail's or Django's admin."""
    return any(path.startswith(prefix) for prefix in _cms_prefixes())


def _cms_prefixes() -> Iterator[str]:
    for name in ("wagtailadmin_home", "admin:index"):
        try:
            yield reverse(name)
        except NoReverseMatch:
            continue


def _paths_below(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for each in resolver.url_patterns:
        path = _literal(each)
        if path is None:
            continue
        if isinstance(each, URLResolver):
            yield from _paths_below(each, prefix + path)
        else:
            yield prefix + path


def _literal(pattern: URLPattern | URLResolver) -> str | None:
    """Return the path that ``pattern`` matches; ``None`` if it has parameters."""
    route = str(pattern.pattern)
    literal = route.lstrip("^").removesuffix("$").removesuffix("/?").replace("\\", "")
    return None if set(literal) & set("<>()[]*+?|{") else literal
