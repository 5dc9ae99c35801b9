"""
Filters, ordering and search for API lists, from an allow-list.

Anything else is refused, so that no parameter can be used to guess at fields that are not public.
"""

import re
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.filters import BaseFilterBackend
from wagtail.api.v2.filters import (
    AncestorOfFilter,
    ChildOfFilter,
    DescendantOfFilter,
    LocaleFilter,
    TranslationOfFilter,
)

from maigu_wagtail.conf import conf
from maigu_wagtail.sessions.list_query import LONGEST_QUERY
from maigu_wagtail.sessions.querysets import SessionQuerySet
from maigu_wagtail.sessions.schedule import FIRST_DAY, LAST_DAY
from maigu_wagtail.sessions.speakers import speaker_key

from .querysets import is_id

SESSION_FILTERS = frozenset({"status", "year", "speaker", "audience", "section"})
WHOLE_NUMBERS = ("limit", "offset")
# More than any site has rows; much longer numbers overflow in some databases.
MOST_DIGITS = 9
# Fields can be nested, but no client needs more levels.
MOST_LEVELS = 10


def check_parameters(query: Mapping[str, str]) -> None:
    """Raise ``ParseError`` for values that would make a database fail: NUL characters and oversized numbers."""
    for name, value in query.items():
        if "\x00" in name or "\x00" in value:
            raise ParseError("A parameter contains a character that is not text.")
        if name in WHOLE_NUMBERS and not re.fullmatch(rf"[0-9]{{1,{MOST_DIGITS}}}", value, re.ASCII):
            raise ParseError(f"{name} must be a whole number of at most {MOST_DIGITS} digits.")
        if name == "search_operator" and value not in ("and", "or"):
            raise ParseError("search_operator must be and or or.")


def check_fields(fields: str) -> None:
    """Raise ``ParseError`` if brackets are nested so deeply that Wagtail's recursive parser would fail."""
    depths = accumulate((character == "(") - (character == ")") for character in fields)
    if max(depths, default=0) > MOST_LEVELS:
        raise ParseError(f"fields can have at most {MOST_LEVELS} levels of brackets.")


class SessionFilter(BaseFilterBackend):
    """Filters sessions by ``status``, ``year``, ``speaker``, ``audience`` and ``section``."""

    def filter_queryset(self, request: Any, queryset: SessionQuerySet, view: Any) -> SessionQuerySet:
        query = request.GET
        if "status" in query:
            queryset = _of_status(queryset, query["status"])
        if "year" in query:
            queryset = queryset.of_year(_year(query["year"]))
        if "speaker" in query:
            queryset = queryset.with_speaker(speaker_key(query["speaker"].replace("-", " ")))
        if "audience" in query:
            queryset = queryset.filter(audience=query["audience"])
        if "section" in query:
            queryset = queryset.of_section(_section(query["section"], view))
        return queryset


def _of_status(queryset: SessionQuerySet, status: str) -> SessionQuerySet:
    if status == "upcoming":
        return queryset.upcoming()
    if status == "recorded":
        return queryset.recorded()
    raise ParseError("status must be upcoming or recorded.")


def _year(text: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", text, re.ASCII) or not FIRST_DAY.year <= int(text) <= LAST_DAY.year:
        raise ParseError(f"year must be a year from {FIRST_DAY.year} to {LAST_DAY.year}.")
    return int(text)


def _section(text: str, view: Any) -> Any:
    section = None
    if is_id(text):
        section = view.public_sections().filter(pk=int(text)).first()
    if section is None:
        raise ParseError("section must be the id of a section.")
    return section


class OrderFilter(BaseFilterBackend):
    """Orders by the fields in the view's ``ordered_by``; ``-`` in front reverses the direction."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        if "order" not in request.GET:
            return queryset
        names = request.GET["order"].split(",")
        if any(name.removeprefix("-") not in view.ordered_by for name in names):
            raise ParseError(f"order must be one of: {', '.join(view.ordered_by)}; or the same with - in front.")
        # The first mention of each field counts. Databases limit the number of terms.
        first = {name.removeprefix("-"): name for name in reversed(names)}
        in_order = [name for name in dict.fromkeys(names) if name in first.values()]
        # Otherwise pages of results could overlap where values are equal.
        return queryset.order_by(*in_order, "id")


class WordsFilter(BaseFilterBackend):
    """Handles ``search``, which finds what the section's own search finds, on every database."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        if "search" not in request.GET:
            return queryset
        if not conf.WAGTAILAPI_SEARCH_ENABLED:
            raise ParseError("search is disabled")
        text = request.GET["search"][:LONGEST_QUERY]
        return view.with_words(queryset, text, any_of_them=request.GET.get("search_operator") == "or")


LIST_FILTERS: list[type[BaseFilterBackend]] = [
    ChildOfFilter,
    AncestorOfFilter,
    DescendantOfFilter,
    OrderFilter,
    TranslationOfFilter,
    LocaleFilter,
    WordsFilter,
]
