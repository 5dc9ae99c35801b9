"""
Sessions and sections on Wagtail's API v2: the public part, for everybody alike, and the lock.

A site registers the viewsets before Wagtail's own ``pages``, so that ``detail_url`` points here.
Members' content is in no field of them: it has an address of its own, which ``service`` answers.
"""

from typing import Any, ClassVar

import swapper
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from rest_framework.exceptions import MethodNotAllowed, NotAcceptable
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.models import Site

from maigu_wagtail.models.public_fields import with_photos

from .caching import cacheable
from .doors import content_door, lock_door, unlock_door
from .filters import LIST_FILTERS, SESSION_FILTERS, SessionFilter, check_parameters
from .finding import NoSuchSite, asked_site, is_id, public_pages, public_sections, public_sessions, root_paths
from .openapi import describe
from .problems import problem_response

PROBLEM_OF = {MethodNotAllowed: "method-not-allowed", NotAcceptable: "not-acceptable"}


class PublicAPIViewSet(PagesAPIViewSet):
    """What sessions and sections have in common: who asks makes no difference, and errors are problem details."""

    authentication_classes: ClassVar[list[type]] = []
    permission_classes: ClassVar[list[type]] = []
    # One type is listed, so a type can't be asked for.
    known_query_parameters: ClassVar = PagesAPIViewSet.known_query_parameters - {"type"}
    filter_backends: ClassVar = LIST_FILTERS
    ordered_by: ClassVar[tuple[str, ...]] = ("title",)

    @cached_property
    def site(self) -> Site | None:
        """The site that was asked."""
        try:
            return asked_site(self.request)
        except NoSuchSite as error:
            raise BadRequestError(str(error)) from error

    @cached_property
    def root_paths(self) -> list[str]:
        """Where the trees of that site begin."""
        return root_paths(self.site)

    def public_sections(self) -> Any:
        """Return the sections that may be asked for."""
        return public_sections(self.root_paths)

    def get_base_queryset(self) -> Any:
        return public_pages(self.root_paths)

    def get_root_page(self) -> Any:
        if self.site is None:
            raise BadRequestError("There is no such site.")
        return self.site.root_page

    def check_query_parameters(self, queryset: Any) -> None:
        check_parameters(self.request.GET)
        unknown = set(self.request.GET) - self.known_query_parameters
        if unknown:
            raise BadRequestError(f"These parameters are not known: {', '.join(sorted(unknown))}")

    def find_object(self, queryset: Any, request: HttpRequest) -> Any:
        check_parameters(request.GET)
        if "id" in request.GET and not is_id(request.GET["id"]):
            return None
        return super().find_object(queryset, request)

    def detail_view(self, request: Any, pk: str) -> HttpResponse:
        if not is_id(pk):
            raise Http404
        make = super().detail_view
        return cacheable(request, lambda: make(request, pk), media_type=self._format())

    def listing_view(self, request: Any) -> HttpResponse:
        make = super().listing_view
        return cacheable(request, lambda: make(request), media_type=self._format())

    def _format(self) -> str:
        return str(getattr(self.request, "accepted_media_type", ""))

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        # Not only numbers, so that what can be no id is missing in our words too.
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            path("find/", cls.as_view({"get": "find_view"}), name="find"),
            path("<str:pk>/", cls.as_view({"get": "detail_view"}), name="detail"),
        ]

    def handle_exception(self, exc: Exception) -> HttpResponse:
        if isinstance(exc, Http404):
            return problem_response(self.request, "not-found")
        if isinstance(exc, BadRequestError):
            return problem_response(self.request, "malformed", detail=str(exc))
        if name := PROBLEM_OF.get(type(exc)):
            return problem_response(self.request, name)
        return super().handle_exception(exc)


class SessionsAPIViewSet(PublicAPIViewSet):
    """List, detail and ``find`` for sessions; below each of them ``unlock/``, ``lock/`` and ``content/``."""

    name = "sessions"
    model = swapper.load_model("maigu_wagtail", "SessionPage")
    listing_default_fields: ClassVar = [
        *PagesAPIViewSet.listing_default_fields,
        "date",
        "start_time",
        "end_time",
        "time_zone",
        "starts_at",
        "ends_at",
        "status",
        "audience",
        "speakers",
        "access",
    ]
    known_query_parameters: ClassVar = PublicAPIViewSet.known_query_parameters | SESSION_FILTERS
    filter_backends: ClassVar = [SessionFilter, *LIST_FILTERS]
    ordered_by: ClassVar = ("date", "title")

    @cached_property
    def sessions(self) -> Any:
        """The sessions that may be asked for; Wagtail asks for them more than once in a request."""
        return public_sessions(self.root_paths).select_related("locale", "alias_of").order_by("-ends_at", "-pk")

    def get_queryset(self) -> Any:
        return self.sessions.all()

    def paginate_queryset(self, queryset: Any) -> Any:
        return with_photos(super().paginate_queryset(queryset))

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [
            path("openapi.json", describe, name="openapi"),
            *super().get_urlpatterns(),
            path("<str:pk>/unlock/", unlock_door, name="unlock"),
            path("<str:pk>/lock/", lock_door, name="lock"),
            path("<str:pk>/content/", content_door, name="content"),
        ]


class SectionsAPIViewSet(PublicAPIViewSet):
    """List, detail and ``find`` for sections: their texts, and whom to ask for the password."""

    name = "sections"
    model = swapper.load_model("maigu_wagtail", "SessionIndexPage")

    def get_queryset(self) -> Any:
        return self.public_sections().select_related("locale", "alias_of").order_by("path")
