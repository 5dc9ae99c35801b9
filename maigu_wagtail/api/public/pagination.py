"""Pagination by Wagtail's ``limit`` and ``offset``, which only counts the rows if it has to."""

from typing import Any

from wagtail.api.v2.pagination import WagtailPagination


class _Slice:
    """Stands in for a queryset while Wagtail parses the parameters, and returns the slice it asks for."""

    def count(self) -> int:
        return 0

    def __getitem__(self, rows: slice) -> slice:
        return rows


class PageOfResults(WagtailPagination):
    """A page of results with the total number."""

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        bounds = super().paginate_queryset(_Slice(), request, view=view)
        limit = bounds.stop - bounds.start
        # One extra row shows whether there are more.
        rows = list(queryset[bounds.start : bounds.stop + 1])
        is_last = 0 < len(rows) <= limit or (not rows and bounds.start == 0 and limit > 0)
        self.total_count = bounds.start + len(rows) if is_last else queryset.count()
        return rows[:limit]
