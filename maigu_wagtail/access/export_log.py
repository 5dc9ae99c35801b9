"""The log of exports: who exported a section's sessions, when, and whether with members' content."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter, log

EXPORTED = "maigu_wagtail.section.export"


class ExportFormatter(LogFormatter):
    """Says whether members' content was in the file."""

    label = _("Export the sessions")

    def format_message(self, log_entry: Any) -> str:
        file = {"format": str(log_entry.data.get("format", "")).upper()}
        if log_entry.data.get("members"):
            return gettext("Exported the sessions with members’ content (%(format)s)") % file
        return gettext("Exported the sessions without members’ content (%(format)s)") % file


def register_exports(actions: LogActionRegistry) -> None:
    """Register the action; a ``register_log_actions`` hook."""
    actions.register_action(EXPORTED)(ExportFormatter)


def log_export(section: Any, *, user: Any, file_format: str, members: bool) -> None:
    """Write that ``user`` (``None`` for a command) exported the sessions of ``section``."""
    log(section, EXPORTED, user=user, data={"format": file_format, "members": members})
