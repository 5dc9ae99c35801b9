"""What sections and sessions have in common: how they are saved, and how they find their templates."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.contrib.routable_page.models import RoutablePageMixin

from maigu_wagtail.conf import conf

from .base_template import base_template
from .registry import HEADLESS_PREVIEW_VIEW, registered
from .titles import clean_titles


def note_publication(page: Any) -> None:
    """Set the publication dates of a live page that was saved in code; Wagtail sets them only when a draft is published."""
    if page.live and page.first_published_at is None:
        page.first_published_at = page.last_published_at or page.latest_revision_created_at or timezone.now()
    if page.live and page.last_published_at is None:
        page.last_published_at = page.first_published_at


class PublicPageMixin(RoutablePageMixin):
    """A page that extends the site's own base template."""

    default_template: str
    # Paths below the page that are the same for everyone.
    public_paths: tuple[str, ...] = ()
    # Paths below the page that differ for members.
    members_paths: tuple[str, ...] = ()

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        clean_titles(self)
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields") is None:
            clean_titles(self)
            note_publication(self)
        super().save(*args, **kwargs)

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> list[str]:
        """Return the template of a site's own class where there is one, then ours."""
        return [self.template, self.default_template]

    def get_url_parts(self, *args: Any, **kwargs: Any) -> Any:
        parts = super().get_url_parts(*args, **kwargs)
        # Paths below the page are appended to this, even if WAGTAIL_APPEND_SLASH is off.
        if parts and parts[2] and not parts[2].endswith("/"):
            return (*parts[:2], f"{parts[2]}/")
        return parts

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        if conf.MAIGU_WAGTAIL_HEADLESS_PREVIEW:
            return registered(HEADLESS_PREVIEW_VIEW)(request, self, mode_name)
        return super().serve_preview(request, mode_name)

    def get_cached_paths(self) -> list[str]:
        """Return what Wagtail's frontend cache is to forget with this page."""
        return ["/", *(f"/{path}" for path in self.public_paths)]

    def get_route_paths(self) -> list[str]:
        """Return what ``wagtail.contrib.redirects`` is to redirect when this page gets another address."""
        return ["/", *(f"/{path}" for path in (*self.public_paths, *self.members_paths))]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["maigu_base_template"] = base_template()
        return context
