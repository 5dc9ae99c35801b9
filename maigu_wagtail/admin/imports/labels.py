"""Texts and addresses of imports in the CMS."""

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from maigu_wagtail.admin.passwords.labels import day_text
from maigu_wagtail.sessions.imports.models import ImportRun


def import_state(run: ImportRun) -> str:
    """Return what an import made, or that it is not finished."""
    if not run.finished_at:
        return gettext("Not finished")
    drafts = ngettext("%(number)d draft", "%(number)d drafts", run.number) % {"number": run.number}
    if run.undone_at:
        return gettext("%(drafts)s, undone on %(day)s") % {"drafts": drafts, "day": day_text(run.undone_at)}
    return drafts


def import_url(run: ImportRun) -> str:
    """Return the URL of an import: its preview until it is finished."""
    return reverse("maigu_import" if run.finished_at else "maigu_import_preview", args=[run.pk])
