"""
What a list of the API can be asked for: by an allow-list, whatever fields the pages have.

What is not on it is refused, so that no parameter tells a right guess from a wrong one.
"""

import re
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from rest_framework.filters import BaseFilterBackend
from wagtail.api.v2.filters import (
    AncestorOfFilter,
    ChildOfFilter,
    DescendantOfFilter,
    LocaleFilter,
    TranslationOfFilter,
)
from wagtail.api.v2.utils import BadRequestError

from maigu_wagtail.conf import conf
from maigu_wagtail.sessions.list_query import LONGEST_QUERY
from maigu_wagtail.sessions.querysets import SessionQuerySet
from maigu_wagtail.sessions.schedule import FIRST_DAY, LAST_DAY
from maigu_wagtail.sessions.speakers import speaker_key

from .querysets import is_id

SESSION_FILTERS = frozenset({"status", "year", "speaker", "audience", "section"})
WHOLE_NUMBERS = ("limit", "offset")
# More rows than any database holds of us; the next digit but some is too many for its own numbers.
MOST_DIGITS = 9
# A field of a page has fields, and those have fields again; no client asks for more.
MOST_LEVELS = 10


def check_parameters(query: Mapping[str, str]) -> None:
    """Refuse what would make a database fail: characters that are no text, numbers that it can't hold."""
    for name, value in query.items():
        if "\x00" in name or "\x00" in value:
            raise BadRequestError("A parameter contains a character that is not text.")
        if name in WHOLE_NUMBERS and not re.fullmatch(rf"[0-9]{{1,{MOST_DIGITS}}}", value, re.ASCII):
            raise BadRequestError(f"{name} must be a whole number of at most {MOST_DIGITS} digits.")
        if name == "search_operator" and value not in ("and", "or"):
            raise BadRequestError("search_operator must be and or or.")


def check_fields(fields: str) -> None:
    """Refuse brackets that are nested so deep that Wagtail, which reads each level by a call within a call, fails."""
    depths = accumulate((character == "(") - (character == ")") for character in fields)
    if max(depths, default=0) > MOST_LEVELS:
        raise BadRequestError(f"fields can have at most {MOST_LEVELS} levels of brackets.")


class SessionFilter(BaseFilterBackend):
    """``status``, ``year``, ``speaker``, ``audience`` and ``section`` of a session."""

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
    raise BadRequestError("status must be upcoming or recorded.")


def _year(text: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", text, re.ASCII) or not FIRST_DAY.year <= int(text) <= LAST_DAY.year:
        raise BadRequestError(f"year must be a year from {FIRST_DAY.year} to {LAST_DAY.year}.")
    return int(text)


def _section(text: str, view: Any) -> Any:
    section = None
    if is_id(text):
        section = view.public_sections().filter(pk=int(text)).first()
    if section is None:
        raise BadRequestError("section must be the id of a section.")
    return section


class OrderFilter(BaseFilterBackend):
    """``order`` by the fields that the view names, each with ``-`` in front for the other direction."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        if "order" not in request.GET:
            return queryset
        names = request.GET["order"].split(",")
        if any(name.removeprefix("-") not in view.ordered_by for name in names):
            raise BadRequestError(f"order must be one of: {', '.join(view.ordered_by)}; or the same with - in front.")
        # The first counts of each field: a database takes no endless list.
        first = {name.removeprefix("-"): name for name in reversed(names)}
        in_order = [name for name in dict.fromkeys(names) if name in first.values()]
        # Else pages of results could overlap where several are alike.
        return queryset.order_by(*in_order, "id")


class WordsFilter(BaseFilterBackend):
    """``search``, for the words that the section's own search finds: any text is one, on every database."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        if "search" not in request.GET:
            return queryset
        if not conf.WAGTAILAPI_SEARCH_ENABLED:
            raise BadRequestError("search is disabled")
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
