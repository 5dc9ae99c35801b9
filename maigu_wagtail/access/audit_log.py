"""The entries that this app adds to Wagtail's log. They never contain a password."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter, log

from maigu_wagtail.sessions.imports.drafts import IMPORTED
from maigu_wagtail.sessions.imports.undo import UNDONE

CREATED = "maigu_wagtail.password.create"
READ = "maigu_wagtail.password.read"
COPIED = "maigu_wagtail.password.copy"
ROTATED = "maigu_wagtail.password.rotate"
REVOKED = "maigu_wagtail.password.revoke"
EXPIRED = "maigu_wagtail.password.expire"
LINK_CREATED = "maigu_wagtail.link.create"
LINK_DEACTIVATED = "maigu_wagtail.link.deactivate"
REQUEST_SENT = "maigu_wagtail.request.send"
REQUEST_DECLINED = "maigu_wagtail.request.decline"
REQUEST_ANSWERED = "maigu_wagtail.request.answer"
REQUEST_DELETED = "maigu_wagtail.request.delete"
FILES_LEFT_OUT = "maigu_wagtail.page.leave_out_files"
PAGE_WITHDRAWN = "maigu_wagtail.page.withdraw"
EXPORTED = "maigu_wagtail.section.export"


class RotationFormatter(LogFormatter):
    """Describes what happened to earlier unlocks."""

    label = _("Change shared password")
    _messages = {
        "end": _("Changed the shared password and ended all earlier unlocks"),
        "run-out": _("Changed the shared password; earlier unlocks will expire"),
        "overlap": _("Changed the shared password; both work for a while"),
    }

    def format_message(self, log_entry: Any) -> Any:
        return self._messages.get(log_entry.data.get("earlier"), _("Changed the shared password"))


class LinkFormatter(LogFormatter):
    """Says which link of the password an entry is about."""

    plain: Any = ""
    labelled: Any = ""

    def format_message(self, log_entry: Any) -> Any:
        label = log_entry.data.get("label")
        return self.labelled % {"label": label} if label else self.plain


class LinkCreatedFormatter(LinkFormatter):
    label = _("Make unlock link")
    plain = _("Made an unlock link")
    labelled = _("Made the unlock link “%(label)s”")


class LinkDeactivatedFormatter(LinkFormatter):
    label = _("Deactivate unlock link")
    plain = _("Deactivated an unlock link")
    labelled = _("Deactivated the unlock link “%(label)s”")


class ImportFormatter(LogFormatter):
    """Says what was imported into a section, and how many drafts that made."""

    label = _("Import sessions")
    message: Any = _("Created drafts from “%(file_name)s” (%(number)s)")

    def format_message(self, log_entry: Any) -> Any:
        return self.message % {"number": "?", "file_name": "?", **log_entry.data}


class UndoFormatter(ImportFormatter):
    label = _("Undo import")
    message = _("Removed drafts that came from “%(file_name)s” (%(number)s)")


class ExportFormatter(LogFormatter):
    """Says whether members' content was in the file."""

    label = _("Export the sessions")

    def format_message(self, log_entry: Any) -> str:
        file = {"format": str(log_entry.data.get("format", "")).upper()}
        if log_entry.data.get("members"):
            return gettext("Exported the sessions with members’ content (%(format)s)") % file
        return gettext("Exported the sessions without members’ content (%(format)s)") % file


def log_export(section: Any, *, user: Any, file_format: str, members: bool) -> None:
    """Write that ``user`` (``None`` for a command) exported the sessions of ``section``."""
    log(section, EXPORTED, user=user, data={"format": file_format, "members": members})


def register_log_actions(actions: LogActionRegistry) -> None:
    """Register the actions; a ``register_log_actions`` hook."""
    actions.register_action(
        FILES_LEFT_OUT, _("Leave out files"), _("Left out recordings or handouts that the user cannot choose")
    )
    actions.register_action(
        PAGE_WITHDRAWN,
        _("Unpublished outside the section"),
        _("Unpublished because the page left its members’ section"),
    )
    actions.register_action(CREATED, _("Create shared password"), _("Created the shared password"))
    actions.register_action(READ, _("Read shared password"), _("Read the shared password"))
    actions.register_action(COPIED, _("Copy shared password"), _("Copied the shared password"))
    actions.register_action(ROTATED)(RotationFormatter)
    actions.register_action(LINK_CREATED)(LinkCreatedFormatter)
    actions.register_action(LINK_DEACTIVATED)(LinkDeactivatedFormatter)
    actions.register_action(REVOKED, _("Revoke shared password"), _("Revoked the shared password"))
    actions.register_action(EXPIRED, _("Expire shared password"), _("The shared password expired"))
    actions.register_action(REQUEST_SENT, _("Send the password"), _("Sent the password to the person who asked"))
    actions.register_action(REQUEST_DECLINED, _("Decline request"), _("Declined the request"))
    actions.register_action(REQUEST_ANSWERED, _("Answer another way"), _("Answered the request another way"))
    actions.register_action(REQUEST_DELETED, _("Delete request"), _("Deleted the request"))
    actions.register_action(IMPORTED)(ImportFormatter)
    actions.register_action(UNDONE)(UndoFormatter)
    actions.register_action(EXPORTED)(ExportFormatter)
