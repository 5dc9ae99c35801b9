"""
How the pages of this app find their templates.

May import nothing of this package above ``privacy``.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import select_template
from django.utils.module_loading import import_string
from wagtail.contrib.routable_page.models import RoutablePageMixin

from maigu_wagtail.conf import conf

from .privacy import PrivacyMixin

# By its dotted path, as a page names each of its views (``routing``).
HEADLESS_PREVIEW_VIEW = "maigu_wagtail.api.previewing.show"


class PublicPageMixin(PrivacyMixin, RoutablePageMixin):
    """A page that is drawn inside the site's own base template."""

    default_template: str
    # What stands below the page's address and is the same for everybody.
    public_paths: tuple[str, ...] = ()

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> list[str]:
        """Return the template of a site's own class where there is one, then ours."""
        return [self.template, self.default_template]

    def get_url_parts(self, *args: Any, **kwargs: Any) -> Any:
        parts = super().get_url_parts(*args, **kwargs)
        # What stands below the page is written after its own address, also where WAGTAIL_APPEND_SLASH is off.
        if parts and parts[2] and not parts[2].endswith("/"):
            return (*parts[:2], f"{parts[2]}/")
        return parts

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        if conf.MAIGU_WAGTAIL_HEADLESS_PREVIEW:
            return import_string(HEADLESS_PREVIEW_VIEW)(request, self, mode_name)
        return super().serve_preview(request, mode_name)

    def get_cached_paths(self) -> list[str]:
        """Return what Wagtail's frontend cache is to forget with this page."""
        return ["/", *(f"/{path}" for path in self.public_paths)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["maigu_base_template"] = select_template(conf.MAIGU_WAGTAIL_BASE_TEMPLATE)
        return context
