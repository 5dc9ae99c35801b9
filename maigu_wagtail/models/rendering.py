"""
How the pages of this app find their templates.

May import nothing of this package above ``conf``.
"""

from typing import Any

import swapper
from django.http import HttpRequest
from django.template.loader import select_template
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Locale, PageViewRestriction

from maigu_wagtail.conf import conf


class PublicPageMixin(RoutablePageMixin):
    """A page that is drawn inside the site's own base template."""

    default_template: str

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> list[str]:
        """Return the template of a site's own class where there is one, then ours."""
        return [self.template, self.default_template]

    def get_view_restrictions(self) -> Any:
        """
        Return the restrictions that hold for this page, as Wagtail finds them.

        Most pages have none and are below no alias, which one look-up tells together with the
        page's language; Wagtail's own way takes two, and a third for the language. Where there
        is anything to decide, it is Wagtail that decides.
        """
        page: Any = self
        paths = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
        above = swapper.load_model("wagtailcore", "Page").objects.filter(path__in=paths).order_by("path")
        facts = list(above.values_list("alias_of", "view_restrictions", "locale", "locale__language_code"))
        # Of a page that is not in the tree this can tell nothing, and a page with two restrictions is here twice.
        if not paths or len(facts) != len(paths) or any(alias or restriction for alias, restriction, *_ in facts):
            return super().get_view_restrictions()
        *_, locale, language_code = facts[-1]
        if locale == page.locale_id:
            page.locale = Locale(pk=locale, language_code=language_code)
        return PageViewRestriction.objects.none()

    def get_url_parts(self, *args: Any, **kwargs: Any) -> Any:
        parts = super().get_url_parts(*args, **kwargs)
        # What stands below the page is written after its own address, also where WAGTAIL_APPEND_SLASH is off.
        if parts and parts[2] and not parts[2].endswith("/"):
            return (*parts[:2], f"{parts[2]}/")
        return parts

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["maigu_base_template"] = select_template(conf.MAIGU_WAGTAIL_BASE_TEMPLATE)
        return context
