"""
Who may import: users who may add sessions to a section, into that section alone.

The same as for adding a session by hand. An import that is not finished belongs to the user who
began it.
"""

from typing import Any

import swapper
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.generic import View

from maigu_wagtail.admin.page_permissions import open_parents
from maigu_wagtail.sessions.imports.models import ImportRun


def sections_of(user: Any) -> QuerySet:
    """Return the pages that ``user`` may import sessions into."""
    return open_parents(user, swapper.load_model("maigu_wagtail", "SessionPage"))


def imports_of(user: Any) -> QuerySet[ImportRun]:
    """Return the imports that ``user`` may see: those into their sections, and of the unfinished only their own."""
    own = Q(finished_at__isnull=False) | Q(user=user)
    return ImportRun.objects.filter(own, section__in=sections_of(user).values("pk")).select_related("section", "user")


@method_decorator(never_cache, name="dispatch")
class ImportPermissionMixin(View):
    """Refuses users who may add sessions to no section."""

    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not sections_of(request.user).exists():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class OneImportMixin(ImportPermissionMixin):
    """A view of one import."""

    breadcrumbs_items: list[dict[str, Any]]

    @cached_property
    def run(self) -> ImportRun:
        return get_object_or_404(imports_of(self.request.user), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.run)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("maigu_imports"), "label": gettext("Import")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.run)}]
