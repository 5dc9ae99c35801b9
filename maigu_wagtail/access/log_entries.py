"""
The log of shared passwords, which shows staff of one section nothing of another's.

Wagtail shows its log of models to everyone with a permission for the type, whatever the object,
and a shared password belongs to a section. So the log is read by a class that leaves out the
passwords of pages that a user cannot see in the CMS. The entries are Wagtail's own.
"""

from typing import Any

import swapper
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet
from wagtail.log_actions import LogActionRegistry
from wagtail.models import ModelLogEntry
from wagtail.models.audit_log import ModelLogEntryManager

EXPLORE_ACTIONS = frozenset({"add", "change", "publish", "bulk_delete", "lock", "unlock"})


def may_list(user: Any) -> bool:
    """Return whether ``user`` may see any page in the CMS at all."""
    from wagtail.permissions import page_permission_policy  # noqa: PLC0415 -- needs all models

    return bool(page_permission_policy.user_has_any_permission(user, EXPLORE_ACTIONS))


def within_reach(user: Any, pages: QuerySet) -> QuerySet:
    """
    Return those of ``pages`` that lie where ``user`` has a permission, as the explorer shows them.

    By their paths: ``explorable_instances`` would have the database read every page of the site.
    """
    from wagtail.permissions import page_permission_policy  # noqa: PLC0415 -- needs all models

    if user.is_active and user.is_superuser:
        return pages
    paths: list[str] = []
    for path in sorted(page.path for page in page_permission_policy.instances_with_direct_explore_permission(user)):
        if not paths or not path.startswith(paths[-1]):
            paths.append(path)
    if not paths:
        return pages.none()
    reach = Q()
    for path in paths:
        reach |= Q(path__startswith=path)
    return pages.filter(reach)


def confined_to_pages_of(user: Any, rows: QuerySet) -> QuerySet:
    """
    Return those of ``rows`` whose ``lock`` belongs to a page that ``user`` can see in the CMS.

    Staff who can see no page at all, such as those who answer the phone, are confined to none.
    """
    if user.is_superuser or not may_list(user):
        return rows
    page_model = swapper.load_model("wagtailcore", "Page")
    return rows.filter(lock__in=within_reach(user, page_model.objects.all()).values("translation_key"))


class ConfinedLogEntryManager(ModelLogEntryManager):
    def viewable_by_user(self, user: Any) -> QuerySet[ModelLogEntry]:
        entries = super().viewable_by_user(user)
        if user.is_superuser or not may_list(user):
            return entries
        password_model = apps.get_model("maigu_wagtail.SharedPassword")
        own = confined_to_pages_of(user, password_model.objects.all()).values_list("pk", flat=True)
        is_password = Q(content_type=ContentType.objects.get_for_model(password_model))
        return entries.exclude(is_password & ~Q(object_id__in=[str(key) for key in own]))


class ConfinedModelLogEntry(ModelLogEntry):
    """Wagtail's log entry of a model, in which users find shared passwords of their own pages only."""

    objects = ConfinedLogEntryManager()

    class Meta:
        proxy = True
        default_permissions = ()
        ordering = ("-timestamp", "-id")
        verbose_name = ModelLogEntry._meta.verbose_name
        verbose_name_plural = ModelLogEntry._meta.verbose_name_plural


def register_confined_log(actions: LogActionRegistry) -> None:
    """Have Wagtail read its log of models by this class; a ``register_log_actions`` hook, after Wagtail's own."""
    actions.register_model(models.Model, ConfinedModelLogEntry)
    # It would show the same entries once more.
    actions.log_entry_models.discard(ModelLogEntry)
