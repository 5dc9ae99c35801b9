"""
Which pages a stranger may see, asked wherever a public answer is about to name another page.

A public answer is the same for every reader, so who asks makes no difference.
"""

import re
from collections.abc import Iterable
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
    """Return ``rich_text`` of ``page`` as HTML in which no link leads to a page that readers of ``page`` may not see."""
    return expand_db_html(without_hidden_links(rich_text, visible_targets([rich_text], beside=page)))


def without_hidden_links(rich_text: str, visible: set[int]) -> str:
    """
    Return ``rich_text``, as Wagtail stores it, in which only links to the pages ``visible`` lead anywhere.

    The others keep their words, as Wagtail has it with a link to a deleted page.
    """

    def checked(link: re.Match[str]) -> str:
        target = _target_of(link[1])
        return link[0] if target is None or target in visible else "<a>"

    return LINK.sub(checked, rich_text)


def _target_of(attributes: str) -> int | None:
    """Return the id of the page that a link leads to, ``NO_PAGE`` where that is no id; ``None`` of any other link."""
    named = dict(ATTRIBUTE.findall(attributes))
    if named.get("linktype") != "page":
        return None
    return int(named["id"]) if PLAIN_ID.fullmatch(named.get("id", "")) else NO_PAGE


def visible_targets(rich_texts: Iterable[str], *, beside: Any = None) -> set[int]:
    """Return the ids of the pages that ``rich_texts`` link to and that everyone may see, as ``public_pages`` says."""
    targets = (_target_of(link) for text in rich_texts for link in LINK.findall(text))
    ids = {target for target in targets if target}
    if not ids:
        return set()
    if not conf.WAGTAIL_I18N_ENABLED:
        return set(public_pages(beside=beside).filter(pk__in=ids).values_list("pk", flat=True))
    # Wagtail makes such a link lead to the page's translation in the reader's language, where that is published.
    locale_id = Locale.get_active().pk
    page_model = swapper.load_model("wagtailcore", "Page")
    keys = page_model.objects.filter(pk__in=ids).values("translation_key")
    rows = page_model.objects.live().filter(translation_key__in=keys).annotate(is_hidden=_is_restricted(beside))
    facts = list(rows.values_list("pk", "translation_key", "locale_id", "is_hidden"))
    hidden = {key for _pk, key, locale, is_hidden in facts if is_hidden and locale == locale_id}
    return {pk for pk, key, _locale, is_hidden in facts if pk in ids and not is_hidden and key not in hidden}
