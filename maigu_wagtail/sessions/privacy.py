"""
Wagtail's own privacy settings of our pages, read by one query where there are none.

May import nothing of this package above ``prepared``.
"""

from functools import cache
from typing import Any

import swapper
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from wagtail.models import Locale, PageViewRestriction

from .prepared import Rows, givens, numbered


@cache
def _facts(number: int) -> Rows:
    """Return the look-up of what matters of so many pages, each given its path."""
    facts = ("alias_of", "view_restrictions", "locale", "locale__language_code")
    return Rows(
        lambda: swapper.load_model("wagtailcore", "Page"),
        lambda pages: pages.filter(path__in=givens("path", number)).order_by("path").values_list(*facts),
    )


def known_privacy(pages: Any, number: int) -> Any:
    """
    Return ``pages`` that say of themselves whether they are restricted, for a look-up that would ask next.

    They are children of one page, whose path and those above it, so many, are given (``path_given``).
    """
    page_model = swapper.load_model("wagtailcore", "Page")
    decides = Q(alias_of__isnull=False) | Q(view_restrictions__isnull=False)
    above = page_model.objects.filter(decides, path__in=givens("path", number))
    own = PageViewRestriction.objects.filter(page_id=OuterRef("pk"))
    return pages.annotate(is_restricted_above=Exists(above), is_restricted_itself=Exists(own)).select_related("locale")


def path_given(page: Any) -> dict[str, Any]:
    """Return what ``known_privacy`` is given of the page above."""
    return numbered("path", _paths_down_to(page))


def _paths_down_to(page: Any) -> list[str]:
    return [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]


class PrivacyMixin:
    """A page whose restrictions are read in full only where there are some."""

    # Whether they were read already, and there are none: neither of this page nor of one above it.
    is_unrestricted = False

    def get_view_restrictions(self) -> Any:
        """
        Return the restrictions that hold for this page, as Wagtail finds them.

        Most pages have none and are below no alias, which one look-up tells together with the
        page's language; Wagtail's own way takes two, and a third for the language. Where there
        is anything to decide, it is Wagtail that decides.
        """
        page: Any = self
        if vars(page).get("is_restricted_above") is False and not page.is_restricted_itself and not page.alias_of_id:
            return _no_restrictions(page)
        paths = _paths_down_to(page)
        facts = _facts(len(paths)).all(**numbered("path", paths)) if paths else []
        # Of a page that is not in the tree this can tell nothing, and a page with two restrictions is here twice.
        if not facts or len(facts) != len(paths) or any(alias or restriction for alias, restriction, *_ in facts):
            return super().get_view_restrictions()  # type: ignore[misc]  # what it is mixed into has it
        *_, locale, language_code = facts[-1]
        if locale == page.locale_id:
            page.locale = Locale(pk=locale, language_code=language_code)
        return _no_restrictions(page)


def _no_restrictions(page: Any) -> Any:
    page.is_unrestricted = True
    none = PageViewRestriction.objects.none()
    none._result_cache = []  # or it would be worded to find that it is empty
    return none


def may_enter(request: HttpRequest, page: Any) -> bool:
    """Return whether Wagtail's own restrictions let this request see ``page``."""
    # One that asks for nothing stands for this app's own lock, and nobody passes it.
    asking = (one for one in page.get_view_restrictions() if one.restriction_type != PageViewRestriction.NONE)
    return all(restriction.accept_request(request) for restriction in asking)
