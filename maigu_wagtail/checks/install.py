"""Checks of the installation: our URLs, those of pages, and where a section can be created."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import swapper
from django.apps import apps
from django.core.checks import CheckMessage, Warning
from django.db import DatabaseError, router, transaction
from django.urls import NoReverseMatch, Resolver404, ResolverMatch, get_script_prefix, resolve, reverse
from wagtail.models import Site

from maigu_wagtail.conf import conf
from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import SessionPageMixin

# How many page types a message names.
NAMED_TYPES = 3


def check_urls(**kwargs: Any) -> list[CheckMessage]:
    """Report that our URLs are not included, or that another pattern above them matches first."""
    match = _match_of("maigu_wagtail:file", UUID(int=0), "recording.mp4")
    if not conf.ROOT_URLCONF or (match and match.view_name == "maigu_wagtail:file"):
        return []
    return [
        Warning(
            f"{conf.ROOT_URLCONF} does not include maigu_wagtail.urls, or another pattern above it matches its "
            "URLs first, so the watch page of an unlocked session is an error, and nobody gets a file.",
            hint=f'Add path("maigu/", include("maigu_wagtail.urls")), to {conf.ROOT_URLCONF}, above Wagtail’s own. If '
            "requests are answered by another URLconf (request.urlconf), silence this warning.",
            id="maigu_wagtail.W014",
        )
    ]


def check_page_urls(**kwargs: Any) -> list[CheckMessage]:
    """Report that ``<section>unlock/`` reaches Wagtail's page view, which requires a CSRF token."""
    if not serves_pages():
        return []
    match = _match_of("wagtail_serve", "section/unlock/")
    if match and match.url_name == "maigu_unlock":
        return []
    return [
        Warning(
            f"{conf.ROOT_URLCONF} serves pages by a pattern of its own, which takes the address of the unlock form "
            "(<section>unlock/), so nobody can unlock anything (403), and calendars may be missing.",
            hint='Replace that pattern by path("", include(wagtail_urls)), or add path("", '
            'include("maigu_wagtail.page_urls")), above it. Keep the prefix that your pages have, and stay inside '
            "i18n_patterns if they are.",
            id="maigu_wagtail.W015",
        )
    ]


def serves_pages() -> bool:
    """Return whether pages have URLs. On a headless site they have none, and ``page.url`` is ``None``."""
    return _address_of("wagtail_serve", "") is not None


def _address_of(name: str, *args: Any) -> str | None:
    if not conf.ROOT_URLCONF:
        return None
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def _match_of(name: str, *args: Any) -> ResolverMatch | None:
    """Return the match for the URL of ``name``, or ``None`` without one."""
    address = _address_of(name, *args)
    if address is None:
        return None
    try:
        return resolve(f"/{address.removeprefix(get_script_prefix())}")
    except Resolver404:
        return None


def check_section_allowed(**kwargs: Any) -> list[CheckMessage]:
    """Report that editors cannot create a section anywhere, because no page type allows it."""
    return _report_closed(_types_of_site())


def check_section_below_home(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Report that no page type that can be below a home page allows a section, though another one does."""
    # A check of its own, tagged: since Django 6.1, others too are told of all databases, without ``--database``.
    return [] if check_section_allowed() else _report_closed(_types_of_home_pages(databases or ()))


def _report_closed(types: list[Any]) -> list[CheckMessage]:
    """Warn if no section can be created below any of ``types``."""
    section = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    try:
        if not types or _can_be_created(section, types):
            return []
    except (LookupError, ValueError):
        # Wagtail itself reports a page type that does not exist.
        return []
    named = [model._meta.label for model in types[:NAMED_TYPES]]
    return [
        Warning(
            f"Editors cannot create a session section: no page type allows one below it ({', '.join(named)}).",
            hint=f'Add "{section._meta.label}" to subpage_types of the page type that a section belongs under, such as {named[0]}.',
            id="maigu_wagtail.W016",
        )
    ]


def _types_of_home_pages(databases: Sequence[str]) -> list[Any]:
    alias = router.db_for_read(Site)
    if alias not in databases:
        return []
    try:
        with transaction.atomic(using=alias):
            found = {site.root_page.specific_class for site in Site.objects.using(alias).select_related("root_page")}
    except DatabaseError:
        # Before the first migration there is no table; `migrate` runs this check too.
        return []
    return _by_label(model for model in found if model)


def _types_of_site() -> list[Any]:
    """Return the site's own page types. Wagtail's base type allows everything, but editors cannot create it."""
    base = swapper.load_model("wagtailcore", "Page")
    own = (SessionIndexPageMixin, SessionPageMixin)
    return _by_label(
        model
        for model in apps.get_models()
        if issubclass(model, base) and model is not base and not issubclass(model, own)
    )


def _by_label(models: Iterable[Any]) -> list[Any]:
    return sorted(models, key=lambda model: model._meta.label)


def _can_be_created(section: Any, types: Iterable[Any]) -> bool:
    """Return whether ``section`` is allowed below one of ``types``, or below a type that is allowed there."""
    seen, left = set(), list(types)
    while left:
        model = left.pop()
        if model in seen:
            continue
        seen.add(model)
        allowed = model.allowed_subpage_models()
        if section in allowed:
            return True
        left += allowed
    return False
