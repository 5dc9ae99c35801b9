"""
What editors are told when a page is copied, moved or converted from an alias.

Before the action, where Wagtail asks for confirmation: whether members will need another password, or
the page will be unpublished. After it: what was left out or unpublished (``models.transfers``).
"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from wagtail.admin import messages
from wagtail.models import PageLogEntry

from maigu_wagtail.access.audit_log import FILES_LEFT_OUT, PAGE_WITHDRAWN
from maigu_wagtail.access.scope import is_members_only, own_key, section_above
from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import Access, SessionPageMixin


def warn_before_move(request: HttpRequest, page: Any, destination: Any) -> None:
    """Say what a move will change for members; a ``before_move_page`` hook."""
    if request.method == "GET":
        _warn(request, page, _section_at(destination), keeps_own_password=True)


def warn_before_conversion(request: HttpRequest, page: Any) -> None:
    """Say what converting an alias will change for members; a ``before_convert_alias_page`` hook."""
    if request.method == "GET":
        _warn(request, page, _section_at(page.get_parent()), keeps_own_password=False)


def report_copy(request: HttpRequest, page: Any, new_page: Any) -> None:
    """Say what a copy lacks, and which password opens it; an ``after_copy_page`` hook."""
    if isinstance(new_page.specific, SessionPageMixin) and not new_page.alias_of_id:
        _warn(request, page, new_page.specific.section, keeps_own_password=False)
    report_changes(request, new_page)


def report_changes(request: HttpRequest, page: Any) -> None:
    """Say what was left out or unpublished; an ``after_move_page`` and ``after_convert_alias_page`` hook."""
    newest = PageLogEntry.objects.filter(page_id=page.pk, user=request.user).order_by("-timestamp", "-pk").first()
    together = PageLogEntry.objects.filter(uuid=newest.uuid) if newest and newest.uuid else PageLogEntry.objects.none()
    if left_out := sum(entry.data["files"] for entry in together.filter(action=FILES_LEFT_OUT)):
        words = ngettext(
            "%(count)s recording or handout was left out because you may not choose it. Ask the person who manages the "
            "collections for permission, then add it again.",
            "%(count)s recordings and handouts were left out because you may not choose them. Ask the person who manages "
            "the collections for permission, then add them again.",
            left_out,
        )
        messages.warning(request, words % {"count": left_out})
    if withdrawn := together.filter(action=PAGE_WITHDRAWN).count():
        words = ngettext(
            "%(count)s page was for members only and is outside their section now, so it was unpublished. Publish it again "
            "if everyone may see it.",
            "%(count)s pages were for members only and are outside their section now, so they were unpublished. Publish "
            "them again if everyone may see them.",
            withdrawn,
        )
        messages.warning(request, words % {"count": withdrawn})


def _warn(request: HttpRequest, page: Any, section: Any, *, keeps_own_password: bool) -> None:
    page = page.specific
    before = section_above(page)
    names = {"page": page.get_admin_display_title(), "section": section and section.get_admin_display_title()}
    if isinstance(page, SessionPageMixin):
        if page.access == Access.OWN and not keeps_own_password:
            words = gettext("“%(page)s” has no password of its own there. Create one, or members cannot open it.")
        elif page.access == Access.SECTION and before and section and own_key(before) != own_key(section):
            words = gettext("Members need the password of “%(section)s” to open “%(page)s” there.")
        else:
            return
    elif section is None and is_members_only(page):
        words = gettext(
            "“%(page)s” is for members only. Outside their section it would be public, so it will be unpublished. "
            "Publish it again there if everyone may see it."
        )
    else:
        return
    messages.warning(request, words % names)


def _section_at(page: Any) -> Any:
    """Return the section that ``page`` is or is below, or ``None``."""
    page = page.specific
    return page if isinstance(page, SessionIndexPageMixin) else section_above(page)
