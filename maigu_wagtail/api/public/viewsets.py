"""
Sessions and sections as public resources: the same for everyone, and in both versions of Wagtail's API.

Wagtail's API v2 knows the parameters, fields and errors; from its viewset come what may be asked
and how it is told. Members' content is in no field: it has an address of its own, which
``service`` answers.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import swapper
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from rest_framework.exceptions import MethodNotAllowed, NotAcceptable
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.models import Site

from maigu_wagtail.access.request_tokens import mask_tokens, token_in_query
from maigu_wagtail.api.members.blocks import Reader, content_blocks
from maigu_wagtail.api.problems import problem_response
from maigu_wagtail.members.responses import keep_private
from maigu_wagtail.sessions.api_fields import with_photos
from maigu_wagtail.sessions.querysets import NOT_IN_LISTS
from maigu_wagtail.sessions.session import SessionPageMixin

from . import previews
from .caching import cacheable
from .filters import LIST_FILTERS, SESSION_FILTERS, SessionFilter, check_fields, check_parameters
from .pagination import PageOfResults
from .querysets import NoSuchSite, asked_site, is_id, public_pages_below, public_sections, public_sessions, root_paths
from .serializing import serialize

PROBLEM_OF = {MethodNotAllowed: "method-not-allowed", NotAcceptable: "not-acceptable"}


class PublicAPIViewSet(PagesAPIViewSet):
    """What sessions and sections have in common: who asks makes no difference, and errors are problem details."""

    authentication_classes: ClassVar[list[type]] = []
    permission_classes: ClassVar[list[type]] = []
    # One type is listed, so a type can't be asked for.
    known_query_parameters: ClassVar = PagesAPIViewSet.known_query_parameters - {"type"}
    filter_backends: ClassVar = LIST_FILTERS
    pagination_class = PageOfResults
    ordered_by: ClassVar[tuple[str, ...]] = ("title",)
    # Columns that no answer tells but at a client's wish.
    seldom_needed: ClassVar[tuple[str, ...]] = ()
    previewed: Any = None

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        mask_tokens(request)
        return super().initialize_request(request, *args, **kwargs)

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

    @cached_property
    def asked_serializer_class(self) -> Any:
        """Wagtail's serializer of the fields that were asked for."""
        check_fields(self.request.GET.get("fields", ""))
        return super().get_serializer_class()

    def get_serializer_class(self) -> Any:
        return self.asked_serializer_class

    def loaded(self, pages: Any) -> Any:
        """Return ``pages`` with the columns that an answer needs of them."""
        # What a detail tells is only known once its page is there.
        is_list = self.action == "listing_view"
        names = self.get_serializer_class().Meta.fields if is_list else ("locale", "alias_of")
        if related := [name for name in ("locale", "alias_of") if name in names]:
            pages = pages.select_related(*related)
        return pages.defer(*(name for name in self.seldom_needed if name not in names))

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        # A preview's token with characters that no parameter may have is answered like any other wrong token.
        if self.action != "preview_view":
            check_parameters(request.GET)

    def filter_queryset(self, queryset: Any) -> Any:
        return self.loaded(super().filter_queryset(queryset))

    def get_base_queryset(self) -> Any:
        return public_pages_below(self.root_paths)

    def get_root_page(self) -> Any:
        if self.site is None:
            raise BadRequestError("There is no such site.")
        return self.site.root_page

    def check_query_parameters(self, queryset: Any) -> None:
        unknown = set(self.request.GET) - self.known_query_parameters
        if unknown:
            raise BadRequestError(f"These parameters are not known: {', '.join(sorted(unknown))}")

    def find_object(self, queryset: Any, request: HttpRequest) -> Any:
        if "id" in request.GET and not is_id(request.GET["id"]):
            return None
        return super().find_object(queryset, request)

    def detail_view(self, request: Any, pk: str) -> HttpResponse:
        if not is_id(pk):
            raise Http404
        return self._cacheable(lambda: self._told([self.get_object()])[0])

    def preview_view(self, request: Any) -> HttpResponse:
        """Return a draft to a client that has the token of its preview; not to be cached."""
        preview = previews.find(self.model, token_in_query(request))
        if preview is None:
            return problem_response(request, "preview-ended")
        self.previewed = preview.page
        content = None
        if preview.mode == previews.MEMBERS and isinstance(preview.page, SessionPageMixin):
            content = content_blocks(Reader(request, preview.page, ""))
        body = {"mode": preview.mode, "page": self._told([preview.page])[0], "blocks": content}
        return keep_private(_json_response(body))

    def get_object(self) -> Any:
        return self.previewed or super().get_object()

    def listing_view(self, request: Any) -> HttpResponse:
        return self._cacheable(self._listed)

    def _listed(self) -> dict[str, Any]:
        queryset = self.get_queryset()
        self.check_query_parameters(queryset)
        pages = self.paginate_queryset(self.filter_queryset(queryset))
        return self.get_paginated_response(self._told(pages)).data

    def _told(self, pages: Iterable[Any]) -> list[dict[str, Any]]:
        return serialize(list(pages), self.get_serializer_class(), self)

    def _cacheable(self, make: Callable[[], Any]) -> HttpResponse:
        """Answer with what ``make()`` gives: compact in JSON, and else as Django REST framework shows it."""
        renderer, media_type = self.request.accepted_renderer, self.request.accepted_media_type
        if renderer.format != "json":
            return cacheable(self.request, lambda: Response(make()), media_type=media_type)

        return cacheable(self.request, lambda: _json_response(make()), media_type="application/json")

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        # Not only numbers, so that what can be no id is missing in our words too.
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            path("find/", cls.as_view({"get": "find_view"}), name="find"),
            path("preview/", cls.as_view({"get": "preview_view"}), name="preview"),
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


def _json_response(body: Any) -> HttpResponse:
    text = json.dumps(body, cls=JSONEncoder, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json")


class SessionsViewSet(PublicAPIViewSet):
    """List, detail and ``find`` for sessions."""

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
    seldom_needed: ClassVar = NOT_IN_LISTS

    @cached_property
    def sessions(self) -> Any:
        """The sessions that may be asked for; Wagtail asks for them more than once in a request."""
        return public_sessions(self.root_paths).order_by("-ends_at", "-pk")

    def get_queryset(self) -> Any:
        return self.sessions.all()

    def with_words(self, queryset: Any, text: str, *, any_of_them: bool) -> Any:
        """Return the sessions that a search for ``text`` finds."""
        return queryset.with_words(text, any_of_them=any_of_them)

    def paginate_queryset(self, queryset: Any) -> Any:
        return with_photos(super().paginate_queryset(queryset))


class SectionsViewSet(PublicAPIViewSet):
    """List, detail and ``find`` for sections: their texts, and who to ask for the password."""

    name = "sections"
    model = swapper.load_model("maigu_wagtail", "SessionIndexPage")

    def get_queryset(self) -> Any:
        return self.public_sections().order_by("path")

    def with_words(self, queryset: Any, text: str, *, any_of_them: bool) -> Any:
        """Return the sections that a search for ``text`` finds; a site has few, so each is read."""
        return queryset.filter(pk__in=[page.pk for page in queryset if page.has_words(text, any_of_them=any_of_them)])
