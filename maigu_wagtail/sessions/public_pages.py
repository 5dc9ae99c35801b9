"""
Which pages are public, for public responses that refer to other pages.

A public response is the same for everyone, so this does not depend on the request.
"""

import re
from collections.abc import Iterable
from typing import Any

import swapper
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import Locale, PageViewRestriction
from wagtail.rich_text import expand_db_html

from maigu_wagtail.conf import conf

# The paths that a restriction applies to: its page, aliases of that, and aliases of those.
REACHES_FROM = ("page__path", "page__aliases__path", "page__aliases__aliases__path")
# The same patterns as Wagtail's own link rewriter.
LINK = re.compile(r"<a(\b[^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
NO_PAGE = 0
PLAIN_ID = re.compile(r"[0-9]{1,9}", re.ASCII)


def public_pages(*, beside: Any = None) -> Any:
    """
    Return the live pages without a view restriction of their own or inherited.

    With ``beside``, ignore restrictions that also apply to that page, as its readers have passed
    them. This app's mark for members-only pages always counts.
    """
    page_model = swapper.load_model("wagtailcore", "Page")
    return page_model.objects.live().exclude(_is_restricted(beside))


def _is_restricted(beside: Any) -> Exists:
    """
    Return a condition that matches restricted pages.

    Wagtail's ``public()`` adds an expression for every restriction on the site, and fails on SQLite
    from a few hundred on.
    """
    asked = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    reaches = Q()
    for path in REACHES_FROM:
        reaches |= Q(asked__startswith=F(path))
    restrictions = PageViewRestriction.objects.annotate(asked=asked).filter(reaches)
    if beside is not None:
        paths = [beside.path[:end] for end in range(beside.steplen, len(beside.path) + 1, beside.steplen)]
        mark = Q(restriction_type=PageViewRestriction.NONE)
        restrictions = restrictions.filter(mark | ~Q(page__path__in=paths))
    return Exists(restrictions)


def public_html(rich_text: str, page: Any) -> str:
    """Return ``rich_text`` of ``page`` as HTML, without links to pages that readers of ``page`` may not see."""
    return expand_db_html(without_hidden_links(rich_text, visible_targets([rich_text], beside=page)))


def without_hidden_links(rich_text: str, visible: set[int]) -> str:
    """
    Return ``rich_text``, in Wagtail's database format, with links only to the page ids in ``visible``.

    Other links keep their text, as Wagtail does for links to deleted pages.
    """

    def checked(link: re.Match[str]) -> str:
        target = _target_of(link[1])
        return link[0] if target is None or target in visible else "<a>"

    return LINK.sub(checked, rich_text)


def _target_of(attributes: str) -> int | None:
    """Return the page id that a link refers to, ``NO_PAGE`` if it is invalid, or ``None`` for other links."""
    named = dict(ATTRIBUTE.findall(attributes))
    if named.get("linktype") != "page":
        return None
    return int(named["id"]) if PLAIN_ID.fullmatch(named.get("id", "")) else NO_PAGE


def visible_targets(rich_texts: Iterable[str], *, beside: Any = None) -> set[int]:
    """Return the ids of public pages that ``rich_texts`` link to, as defined by ``public_pages``."""
    targets = (_target_of(link) for text in rich_texts for link in LINK.findall(text))
    ids = {target for target in targets if target}
    if not ids:
        return set()
    if not conf.WAGTAIL_I18N_ENABLED:
        return set(public_pages(beside=beside).filter(pk__in=ids).values_list("pk", flat=True))
    # Wagtail links to the published translation in the active language if there is one, so that must be public too.
    locale_id = Locale.get_active().pk
    page_model = swapper.load_model("wagtailcore", "Page")
    keys = page_model.objects.filter(pk__in=ids).values("translation_key")
    rows = page_model.objects.live().filter(translation_key__in=keys).annotate(is_hidden=_is_restricted(beside))
    facts = list(rows.values_list("pk", "translation_key", "locale_id", "is_hidden"))
    hidden = {key for _pk, key, locale, is_hidden in facts if is_hidden and locale == locale_id}
    return {pk for pk, key, _locale, is_hidden in facts if pk in ids and not is_hidden and key not in hidden}
