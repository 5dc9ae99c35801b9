"""Undoes an import: removes the drafts that it created, except those that somebody has worked on since."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import log

from .models import ImportedPage, ImportRun

UNDONE = "maigu_wagtail.import.undo"


@dataclass(frozen=True, slots=True)
class Staying:
    """A page that an undo leaves where it is, and why."""

    page: Any
    reason: str


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """The drafts that an undo removes, and the pages that stay."""

    removed: list[Any] = field(default_factory=list)
    staying: list[Staying] = field(default_factory=list)


def plan_undo(run: ImportRun, *, user: Any) -> UndoPlan:
    """Return what an undo of ``run`` by ``user`` would do now."""
    plan = UndoPlan()
    imported = run.pages.filter(is_new=True).select_related("page").order_by("pk")
    for each in imported:
        if reason := _reason_to_stay(each, run.section, user):
            plan.staying.append(Staying(each.page, reason))
        else:
            plan.removed.append(each.page)
    return plan


def undo(run: ImportRun, *, user: Any, most: int | None = None) -> UndoPlan:
    """
    Remove the drafts that ``plan_undo`` names, in one transaction, and return what was done.

    With ``most``, it removes no more than that; another call removes the others.
    """
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        plan = plan_undo(run, user=user)
        number = len(plan.removed)
        plan.removed[:] = plan.removed[:most]
        for page in plan.removed:
            page.delete(user=user)
        if len(plan.removed) == number:
            run.undone_at, run.rows = timezone.now(), []
            run.save(update_fields=["undone_at", "rows"])
        log(run.section, UNDONE, user=user, data={"file_name": str(run), "number": len(plan.removed)})
    return plan


def _reason_to_stay(imported: ImportedPage, section: Any, user: Any) -> str:
    page = imported.page
    if page.live or page.first_published_at:
        return gettext("It has been published.")
    if page.latest_revision_id != imported.revision_id:
        return gettext("It has been edited.")
    if not page.is_child_of(section):
        return gettext("It has been moved.")
    if not page.permissions_for_user(user).can_delete():
        return gettext("You do not have permission to delete it.")
    return ""
