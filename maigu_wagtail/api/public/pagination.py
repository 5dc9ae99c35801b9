"""One page of a list: Wagtail's ``limit`` and ``offset``, counted only where the rows don't tell how many there are."""

from typing import Any

from wagtail.api.v2.pagination import WagtailPagination


class _Slice:
    """Stands for a queryset while Wagtail reads the parameters, and keeps which rows it wanted."""

    def count(self) -> int:
        return 0

    def __getitem__(self, rows: slice) -> slice:
        return rows


class PageOfResults(WagtailPagination):
    """A page of results and the number of all of them."""

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        wanted = super().paginate_queryset(_Slice(), request, view=view)
        limit = wanted.stop - wanted.start
        # One row more than are shown says that there are others.
        rows = list(queryset[wanted.start : wanted.stop + 1])
        is_last = 0 < len(rows) <= limit or (not rows and wanted.start == 0 and limit > 0)
        self.total_count = wanted.start + len(rows) if is_last else queryset.count()
        return rows[:limit]
