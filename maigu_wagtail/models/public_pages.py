"""
Which pages a stranger may see, asked wherever a public answer is about to name another page.

A public answer is the same for every reader, so who asks makes no difference.
"""

import re
from typing import Any

import swapper
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import Locale, PageViewRestriction
from wagtail.rich_text import expand_db_html

from maigu_wagtail.conf import conf

# Where a restriction reaches from: a page, its aliases, and the aliases of those.
REACHES_FROM = ("page__path", "page__aliases__path", "page__aliases__aliases__path")
# As Wagtail's own rewriter finds links and what they say.
LINK = re.compile(r"<a(\b[^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
NO_PAGE = 0
PLAIN_ID = re.compile(r"[0-9]{1,9}", re.ASCII)


def public_pages(*, beside: Any = None) -> Any:
    """
    Return the published pages that nothing restricts: neither them nor a page above them.

    A restriction that also holds for the page ``beside`` does not count, because readers of that
    page have passed it; our own mark of members-only pages always does.
    """
    page_model = swapper.load_model("wagtailcore", "Page")
    return page_model.objects.live().exclude(_is_restricted(beside))


def _is_restricted(beside: Any) -> Exists:
    """
    Return the condition that a page is restricted.

    Wagtail's own ``public()`` adds an expression for each restriction of the whole site and fails on SQLite from some
    hundreds on.
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
    """
    Return ``rich_text`` of ``page`` as HTML in which no link leads to a page that readers of ``page`` may not see.

    Such a link loses its address and keeps its words, as Wagtail does with a link to a deleted page.
    """
    links = LINK.findall(rich_text)
    targets = {target for link in links if (target := _target_of(link)) is not None}
    if not targets:
        return expand_db_html(rich_text)
    visible = _visible_targets(targets - {NO_PAGE}, page)

    def checked(link: re.Match[str]) -> str:
        target = _target_of(link[1])
        return link[0] if target is None or target in visible else "<a>"

    return expand_db_html(LINK.sub(checked, rich_text))


def _target_of(attributes: str) -> int | None:
    """Return the id of the page that a link leads to, ``NO_PAGE`` where that is no id; ``None`` of any other link."""
    named = dict(ATTRIBUTE.findall(attributes))
    if named.get("linktype") != "page":
        return None
    return int(named["id"]) if PLAIN_ID.fullmatch(named.get("id", "")) else NO_PAGE


def _visible_targets(ids: set[int], page: Any) -> set[int]:
    """Return those of ``ids`` whose links lead to a page that readers of ``page`` may see."""
    if not conf.WAGTAIL_I18N_ENABLED:
        return set(public_pages(beside=page).filter(pk__in=ids).values_list("pk", flat=True))
    # Wagtail makes such a link lead to the page's translation in the reader's language, where that is published.
    locale_id = Locale.get_active().pk
    page_model = swapper.load_model("wagtailcore", "Page")
    keys = page_model.objects.filter(pk__in=ids).values("translation_key")
    rows = page_model.objects.live().filter(translation_key__in=keys).annotate(is_hidden=_is_restricted(page))
    facts = list(rows.values_list("pk", "translation_key", "locale_id", "is_hidden"))
    translated = {key: is_hidden for _pk, key, locale, is_hidden in facts if locale == locale_id}
    return {pk for pk, key, _locale, is_hidden in facts if pk in ids and not translated.get(key, is_hidden)}
