"""
Messages for editors who have copied, moved or converted pages.

They say which files were left out or pages unpublished (``access.transfers``).
"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from wagtail.admin import messages

from maigu_wagtail.access.audit_log import FILES_LEFT_OUT, PAGE_WITHDRAWN
from maigu_wagtail.sessions.dates import long_date
from maigu_wagtail.sessions.session import Access, SessionPageMixin

from .lock_change_reports import entries_of_request


def report_copy(request: HttpRequest, page: Any, new_page: Any) -> None:
    """Report what a copy lacks; an ``after_copy_page`` hook."""
    if isinstance(new_page.specific, SessionPageMixin) and not new_page.alias_of_id:
        _mention_date(request, page.specific)
    report_changes(request, new_page)


def report_changes(request: HttpRequest, page: Any) -> None:
    """Report what was left out or unpublished; an ``after_move_page`` and ``after_convert_alias_page`` hook."""
    together = entries_of_request(request, page)
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
