"""
Messages for editors who copy, move or convert pages.

On Wagtail's confirmation page: whether members will need another password, or the page will be
unpublished. Afterwards: which files were left out or pages unpublished (``access.transfers``).
"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from wagtail.admin import messages
from wagtail.models import PageLogEntry

from maigu_wagtail.access.audit_log import FILES_LEFT_OUT, PAGE_WITHDRAWN
from maigu_wagtail.access.scope import is_members_only, own_key, section_above
from maigu_wagtail.sessions.dates import long_date
from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import Access, SessionPageMixin


def warn_before_move(request: HttpRequest, page: Any, destination: Any) -> None:
    """Warn of what a move changes for members; a ``before_move_page`` hook."""
    if request.method == "GET":
        _warn(request, page, _section_at(destination), keeps_own_password=True)


def warn_before_conversion(request: HttpRequest, page: Any) -> None:
    """Warn of what converting an alias changes for members; a ``before_convert_alias_page`` hook."""
    if request.method == "GET":
        _warn(request, page, _section_at(page.get_parent()), keeps_own_password=False)


def report_copy(request: HttpRequest, page: Any, new_page: Any) -> None:
    """Report what a copy lacks and which password opens it; an ``after_copy_page`` hook."""
    if isinstance(new_page.specific, SessionPageMixin) and not new_page.alias_of_id:
        _warn(request, page, new_page.specific.section, keeps_own_password=False)
        _mention_date(request, page.specific)
    report_changes(request, new_page)


def report_changes(request: HttpRequest, page: Any) -> None:
    """Report what was left out or unpublished; an ``after_move_page`` and ``after_convert_alias_page`` hook."""
    newest = PageLogEntry.objects.filter(page_id=page.pk, user=request.user).order_by("-timestamp", "-pk").first()
    together = PageLogEntry.objects.filter(uuid=newest.uuid) if newest and newest.uuid else PageLogEntry.objects.none()
    if left_out := sum(entry.data["files"] for entry in together.filter(action=FILES_LEFT_OUT)):
        message = ngettext(
            "%(count)s recording or handout was left out because you may not choose it. Ask the person who manages the "
            "collections for permission, then add it again.",
            "%(count)s recordings and handouts were left out because you may not choose them. Ask the person who manages "
            "the collections for permission, then add them again.",
            left_out,
        )
        messages.warning(request, message % {"count": left_out})
    if withdrawn := together.filter(action=PAGE_WITHDRAWN).count():
        message = ngettext(
            "%(count)s page was for members only and is outside their section now, so it was unpublished. Publish it again "
            "if everyone may see it.",
            "%(count)s pages were for members only and are outside their section now, so they were unpublished. Publish "
            "them again if everyone may see them.",
            withdrawn,
        )
        messages.warning(request, message % {"count": withdrawn})


def _mention_date(request: HttpRequest, session: Any) -> None:
    """Say that a copy does not have the date from which everyone can open ``session``."""
    if session.public_from and session.access != Access.PUBLIC:
        message = gettext(
            "“%(page)s” is set to be open to everyone from %(date)s. The copy has no such date, so it stays for members."
        )
        names = {"page": session.get_admin_display_title(), "date": long_date(session.public_from)}
        messages.info(request, message % names)


def _warn(request: HttpRequest, page: Any, section: Any, *, keeps_own_password: bool) -> None:
    page = page.specific
    before = section_above(page)
    names = {"page": page.get_admin_display_title(), "section": section and section.get_admin_display_title()}
    if isinstance(page, SessionPageMixin):
        if page.access == Access.OWN and not keeps_own_password:
            message = gettext("“%(page)s” has no password of its own there. Create one, or members cannot open it.")
        elif page.access == Access.SECTION and before and section and own_key(before) != own_key(section):
            message = gettext("Members need the password of “%(section)s” to open “%(page)s” there.")
        else:
            return
    elif section is None and is_members_only(page):
        message = gettext(
            "“%(page)s” is for members only. Outside their section it would be public, so it will be unpublished. "
            "Publish it again there if everyone may see it."
        )
    else:
        return
    messages.warning(request, message % names)


def _section_at(page: Any) -> Any:
    """Return ``page`` if it is a section, otherwise the section above it or ``None``."""
    page = page.specific
    return page if isinstance(page, SessionIndexPageMixin) else section_above(page)
