"""
Wagtail's own privacy settings of our pages, read by one query where there are none.

May import nothing of this package.
"""

from typing import Any

import swapper
from wagtail.models import PageViewRestriction


class PrivacyMixin:
    """
    A page whose restrictions are read in full only where there are some.

    Wagtail takes two queries and a page object for each page above, whenever a page is served.
    Where an alias is among them, what holds for it is left to Wagtail.
    """

    def get_view_restrictions(self: Any) -> Any:
        page_model = swapper.load_model("wagtailcore", "Page")
        pages = page_model.objects.ancestor_of(self, inclusive=True).order_by()
        rows = pages.values_list("alias_of", "view_restrictions")
        if any(alias_of or restriction for alias_of, restriction in rows):
            return super().get_view_restrictions()  # type: ignore[misc]  # what it is mixed into has it
        return PageViewRestriction.objects.none()
