"""
The way from an address to a session, and routes of pages whose views live in a room above.

A page names its view by dotted path, as a URLconf may, and the view is looked up
when a request comes: so the data knows no HTTP, and imports still point down only.
May import nothing of this package above ``privacy``.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import swapper
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from .prepared import Given, Rows
from .privacy import known_privacy, path_given


def page_route(pattern: str, view: str, *, name: str) -> Callable[..., HttpResponse]:
    """
    Return a route for a ``RoutablePageMixin``: ``pattern`` below the page, served by ``view``.

    ``view`` is a dotted path to ``view(request, page, **kwargs)``.
    """

    def serve_route(page: Any, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return import_string(view)(request, page, **kwargs)

    serve_route.__name__ = name
    return path(pattern, name=name)(serve_route)


# What Wagtail notes of a page for its editors; what is shown to a visitor needs none of it.
_FOR_EDITORS = (
    "draft_title",
    "expire_at",
    "expired",
    "go_live_at",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "live_revision",
    "locked",
    "locked_at",
    "locked_by",
    "owner",
    "show_in_menus",
)
# The long texts of a session; what stands at its head needs none of them.
_LONG = ("members_content", "description", "speakers", "search_words")
# The texts of a section that stand on its own page, or in a message of staff.
_ELSEWHERE = ("nothing_upcoming_text", "recordings_note", "handout_message")


def _for_editors(page_model: Any) -> list[str]:
    """Return those that ``page_model`` has; a site's own base page need not have all of them."""
    names = {field.name for field in page_model._meta.get_fields()}
    return [name for name in _FOR_EDITORS if name in names]


def _named(sessions: Any) -> Any:
    values = {"slug": Given("slug"), "depth": Given("depth"), "path__range": (Given("first"), Given("last"))}
    return sessions.filter(**values).order_by()[:1]


_SESSION = Rows(lambda: swapper.load_model("maigu_wagtail", "SessionPage"), _named)


@cache
def _head_of_session(depth: int) -> Rows:
    """Return the look-up of a session below a section at that depth, without its texts, that tells its privacy too."""
    return Rows(
        lambda: swapper.load_model("maigu_wagtail", "SessionPage"),
        lambda sessions: known_privacy(_named(sessions.defer(*_LONG, *_for_editors(sessions.model))), depth),
    )


_SECTION = Rows(
    lambda: swapper.load_model("maigu_wagtail", "SessionIndexPage"),
    lambda sections: (
        sections.filter(url_path=Given("url_path"), live=True)
        .defer(*_ELSEWHERE, *_for_editors(sections.model))
        .order_by()[:1]
    ),
)


def section_at(root_path: str, path: str) -> Any:
    """Return the published section at ``path`` below the page at ``root_path``, straight by its address, or ``None``."""
    return _SECTION.one(url_path=f"{root_path}{path}")


def is_reached_plainly(root: Any, section: Any, slugs: list[str]) -> bool:
    """
    Return whether Wagtail's routing goes from ``root`` by ``slugs`` to ``section`` and asks nobody on the way.

    A page that has a ``route`` of its own may lead elsewhere, or refuse somebody.
    """
    overriding = [base for base in type(section).__mro__ if "route" in vars(base)]
    is_usual = section.specific_class is type(section) and overriding[:2] == [RoutablePageMixin, SessionRoutingMixin]
    if not is_usual or not section.path.startswith(root.path) or section.depth - root.depth != len(slugs):
        return False
    if not slugs:
        return True
    steps = range(len(root.path) + section.steplen, len(section.path), section.steplen)
    pages = swapper.load_model("wagtailcore", "Page").objects
    between = list(pages.filter(path__in=[section.path[:end] for end in steps]).order_by("path")) if steps else []
    if [page.slug for page in (*between, section)] != slugs:
        return False
    return all(_is_routed_by_wagtail(page.specific_class) for page in (root, *between))


def _is_routed_by_wagtail(page_class: Any) -> bool:
    """Return whether pages of that class find their children by Wagtail's own ``route``, and nothing is around it."""
    route = getattr(page_class, "route", None)
    return getattr(route, "__module__", "") == "wagtail.models.pages" and not hasattr(route, "__wrapped__")


class SessionRoutingMixin:
    """
    Goes on from a section to its session by one query.

    Wagtail finds a child in its base class and then once more in its own, and a session would
    ask for the section that was just passed. Any other page is left to Wagtail; the section's own
    routes come before, where this class stands behind ``RoutablePageMixin``.
    """

    def route(self: Any, request: HttpRequest, path_components: list[str]) -> Any:
        session = self.session_named(path_components[0]) if path_components else None
        if session is None or session.specific_class is not type(session):
            return super().route(request, path_components)  # type: ignore[misc]  # what it is mixed into has it
        session._cached_parent_obj = self
        return session.route(request, path_components[1:])

    def session_named(self: Any, slug: str) -> Any:
        """Return the session of this section with that slug, a draft too, or ``None``."""
        return self._below(_SESSION.one(**self._given(slug)))

    def head_of_session_named(self: Any, slug: str) -> Any:
        """Return the same without its long texts, which are looked up when asked for, and with what restricts it."""
        return self._below(_head_of_session(self.depth).one(**self._given(slug), **path_given(self)))

    def _given(self: Any, slug: str) -> dict[str, Any]:
        first, last = (f"{self.path}{letter * self.steplen}" for letter in (self.alphabet[0], self.alphabet[-1]))
        return {"slug": slug, "depth": self.depth + 1, "first": first, "last": last}

    def _below(self: Any, session: Any) -> Any:
        if session:
            session.section = self
        return session
