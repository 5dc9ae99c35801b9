"""
Sessions and sections as public resources, in both versions of Wagtail's API.

Based on Wagtail's API v2 viewset, which defines the parameters, fields and errors. Responses are
the same for everyone. No field contains members' content, which has endpoints of its own
(``api.members.views``).
"""

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from math import ceil
from typing import Any, ClassVar

import swapper
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import MethodNotAllowed, NotAcceptable, ParseError, Throttled
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder
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
from .serializing import PublicPageSerializer, SessionSerializer

THROTTLED = _("Wait before you send the next request. “Retry-After” says for how many seconds, if the site knows.")
PROBLEM_OF = {MethodNotAllowed: "method-not-allowed", NotAcceptable: "not-acceptable"}


class PublicAPIViewSet(PagesAPIViewSet):
    """Base class for sessions and sections. Requests are not authenticated, and errors are problem details."""

    authentication_classes: ClassVar[list[type]] = []
    permission_classes: ClassVar[list[type]] = []
    # Each list has a single type, so ``type`` is not a parameter.
    known_query_parameters: ClassVar = PagesAPIViewSet.known_query_parameters - {"type"}
    filter_backends: ClassVar = LIST_FILTERS
    base_serializer_class = PublicPageSerializer
    pagination_class = PageOfResults
    ordered_by: ClassVar[tuple[str, ...]] = ("title",)
    # Columns to defer unless the client asks for them.
    seldom_needed: ClassVar[tuple[str, ...]] = ()
    previewed: Any = None

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        mask_tokens(request)
        return super().initialize_request(request, *args, **kwargs)

    @cached_property
    def site(self) -> Site | None:
        """The requested site."""
        try:
            return asked_site(self.request)
        except NoSuchSite as error:
            raise ParseError(str(error)) from error

    @cached_property
    def root_paths(self) -> list[str]:
        """The tree paths of the site's root pages."""
        return root_paths(self.site)

    def public_sections(self) -> Any:
        """Return the public sections of the site."""
        return public_sections(self.root_paths)

    @cached_property
    def asked_serializer_class(self) -> Any:
        """Wagtail's serializer for the requested fields."""
        check_fields(self.request.GET.get("fields", ""))
        return super().get_serializer_class()

    def get_serializer_class(self) -> Any:
        return self.asked_serializer_class

    def loaded(self, pages: Any) -> Any:
        """Return ``pages``, a queryset, with only the columns that the response needs."""
        # The fields of a detail are only known once its page is loaded.
        is_list = self.action == "listing_view"
        names = self.get_serializer_class().Meta.fields if is_list else ("locale", "alias_of")
        if related := [name for name in ("locale", "alias_of") if name in names]:
            pages = pages.select_related(*related)
        return pages.defer(*(name for name in self.seldom_needed if name not in names))

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        # Invalid characters in a preview's token get the same response as any other invalid token.
        if self.action != "preview_view":
            check_parameters(request.GET)

    def filter_queryset(self, queryset: Any) -> Any:
        return self.loaded(super().filter_queryset(queryset))

    def get_base_queryset(self) -> Any:
        return public_pages_below(self.root_paths)

    def get_root_page(self) -> Any:
        if self.site is None:
            raise ParseError("There is no such site.")
        return self.site.root_page

    def check_query_parameters(self, queryset: Any) -> None:
        unknown = set(self.request.GET) - self.known_query_parameters
        if unknown:
            raise ParseError(f"These parameters are not known: {', '.join(sorted(unknown))}")

    def find_object(self, queryset: Any, request: HttpRequest) -> Any:
        if "id" in request.GET and not is_id(request.GET["id"]):
            return None
        return super().find_object(queryset, request)

    def detail_view(self, request: Any, pk: str) -> HttpResponse:
        if not is_id(pk):
            raise Http404
        return self._cacheable(lambda: self._fields_of([self.get_object()])[0])

    def preview_view(self, request: Any) -> HttpResponse:
        """Return a draft to a client that has its preview token. The response must not be cached."""
        preview = previews.find(self.model, token_in_query(request))
        if preview is None:
            return problem_response(request, "preview-ended")
        self.previewed = preview.page
        content = None
        if preview.mode == previews.MEMBERS and isinstance(preview.page, SessionPageMixin):
            content = content_blocks(Reader(request, preview.page, None))
        body = {"mode": preview.mode, "page": self._fields_of([preview.page])[0], "blocks": content}
        return keep_private(_json_response(body))

    def get_object(self) -> Any:
        return self.previewed or super().get_object()

    def listing_view(self, request: Any) -> HttpResponse:
        return self._cacheable(self._list_body)

    def _list_body(self) -> dict[str, Any]:
        queryset = self.get_queryset()
        self.check_query_parameters(queryset)
        pages = self.paginate_queryset(self.filter_queryset(queryset))
        return self.get_paginated_response(self._fields_of(pages)).data

    def _fields_of(self, pages: Iterable[Any]) -> list[dict[str, Any]]:
        return list(self.get_serializer(list(pages), many=True).data)

    def _cacheable(self, make: Callable[[], Any]) -> HttpResponse:
        """Return the result of ``make()`` as compact JSON, or through the renderer of any other format."""
        renderer, media_type = self.request.accepted_renderer, self.request.accepted_media_type
        if renderer.format != "json":
            return cacheable(self.request, lambda: Response(make()), media_type=media_type)

        return cacheable(self.request, lambda: _json_response(make()), media_type="application/json")

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        # Any string, so that an invalid id gets our own 404.
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            path("find/", cls.as_view({"get": "find_view"}), name="find"),
            path("preview/", cls.as_view({"get": "preview_view"}), name="preview"),
            path("<str:pk>/", cls.as_view({"get": "detail_view"}), name="detail"),
        ]

    def handle_exception(self, exc: Exception) -> HttpResponse:
        if isinstance(exc, Http404):
            return problem_response(self.request, "not-found")
        if isinstance(exc, ParseError):
            return problem_response(self.request, "malformed", detail=str(exc.detail))
        if isinstance(exc, Throttled):
            return self._throttled(exc.wait)
        if name := PROBLEM_OF.get(type(exc)):
            return problem_response(self.request, name)
        response = super().handle_exception(exc)
        if response.status_code == HTTPStatus.BAD_REQUEST and "message" in response.data:
            # What Wagtail itself finds wrong with the parameters.
            return problem_response(self.request, "malformed", detail=response.data["message"])
        return response

    def _throttled(self, seconds: float | None) -> HttpResponse:
        """Answer a client that the site's own limit (``DEFAULT_THROTTLE_CLASSES``) has stopped."""
        wait = None if seconds is None else max(1, ceil(seconds))
        headers = {} if wait is None else {"Retry-After": str(wait)}
        return problem_response(self.request, "rate-limited", headers=headers, detail=THROTTLED, retry_after=wait)


def _json_response(body: Any) -> HttpResponse:
    text = json.dumps(body, cls=JSONEncoder, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json")


class SessionsViewSet(PublicAPIViewSet):
    """List, detail and ``find`` for sessions."""

    name = "sessions"
    model = swapper.load_model("maigu_wagtail", "SessionPage")
    base_serializer_class = SessionSerializer
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
        "public_from",
    ]
    known_query_parameters: ClassVar = PublicAPIViewSet.known_query_parameters | SESSION_FILTERS
    filter_backends: ClassVar = [SessionFilter, *LIST_FILTERS]
    ordered_by: ClassVar = ("date", "title")
    seldom_needed: ClassVar = NOT_IN_LISTS

    @cached_property
    def sessions(self) -> Any:
        """The public sessions of the site. Cached, because Wagtail asks for the queryset several times per request."""
        return public_sessions(self.root_paths).order_by("-ends_at", "-pk")

    def get_queryset(self) -> Any:
        return self.sessions.all()

    def with_words(self, queryset: Any, text: str, *, any_of_them: bool) -> Any:
        """Filter ``queryset`` to sessions that match a search for ``text``."""
        return queryset.with_words(text, any_of_them=any_of_them)

    def paginate_queryset(self, queryset: Any) -> Any:
        return with_photos(super().paginate_queryset(queryset))


class SectionsViewSet(PublicAPIViewSet):
    """List, detail and ``find`` for sections: their texts, and the contact for requesting the password."""

    name = "sections"
    model = swapper.load_model("maigu_wagtail", "SessionIndexPage")

    def get_queryset(self) -> Any:
        return self.public_sections().order_by("path")

    def with_words(self, queryset: Any, text: str, *, any_of_them: bool) -> Any:
        """Filter ``queryset`` to sections that match a search for ``text``. A site has few, so each is read."""
        return queryset.filter(pk__in=[page.pk for page in queryset if page.has_words(text, any_of_them=any_of_them)])
