"""
Sessions on Wagtail's API v2: the public part, for everybody alike.

A site registers the viewset before Wagtail's own ``pages``, so that the sessions'
``detail_url`` points here. Members' content is in no field of it.
"""

from typing import Any, ClassVar

import swapper
from wagtail.api.v2.views import PagesAPIViewSet


class SessionsAPIViewSet(PagesAPIViewSet):
    """List, detail and ``find`` for sessions."""

    name = "sessions"
    model = swapper.load_model("maigu_wagtail", "SessionPage")
    listing_default_fields: ClassVar = [
        *PagesAPIViewSet.listing_default_fields,
        "date",
        "start_time",
        "end_time",
        "time_zone",
        "audience",
    ]
    # One type is listed here, so a type can't be asked for.
    known_query_parameters: ClassVar = PagesAPIViewSet.known_query_parameters - {"type"}

    def get_queryset(self) -> Any:
        public = self.get_base_queryset().values("pk")
        return self.model.objects.filter(pk__in=public).defer("members_content")
