"""
The log of shared passwords, filtered by the pages a user can see.

Wagtail shows log entries of non-page models to everyone with a permission for the model, whatever
the object. A shared password belongs to a page, so staff of one section would see the log of
another section's passwords. The proxy model here leaves those entries out. The entries themselves
are Wagtail's own.
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
    """Return whether ``user`` can see any page in the CMS."""
    from wagtail.permissions import page_permission_policy  # noqa: PLC0415 -- needs all models loaded

    return bool(page_permission_policy.user_has_any_permission(user, EXPLORE_ACTIONS))


def explorable(user: Any, pages: QuerySet) -> QuerySet:
    """
    Filter ``pages`` to those in parts of the tree where ``user`` has a permission, as the explorer does.

    Filters by path, because ``explorable_instances`` would make the database read every page of the
    site.
    """
    from wagtail.permissions import page_permission_policy  # noqa: PLC0415 -- needs all models loaded

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


def confined_to_pages_of(user: Any, rows: QuerySet, key: str = "lock") -> QuerySet:
    """
    Filter ``rows`` to those whose ``key`` belongs to a page that ``user`` can see in the CMS.

    ``key`` is a field of ``rows``, a queryset, that has the translation key of a page. Staff who can see no pages at all, such
    as those who only answer the phone, get all rows.
    """
    if user.is_superuser or not may_list(user):
        return rows
    page_model = swapper.load_model("wagtailcore", "Page")
    return rows.filter(**{f"{key}__in": explorable(user, page_model.objects.all()).values("translation_key")})


class ConfinedLogEntryManager(ModelLogEntryManager):
    """Leaves out log entries of shared passwords, and of requests for them, on pages that the user cannot see."""

    def viewable_by_user(self, user: Any) -> QuerySet[ModelLogEntry]:
        entries = super().viewable_by_user(user)
        if user.is_superuser or not may_list(user):
            return entries
        for name in ("SharedPassword", "PasswordRequest"):
            model = apps.get_model("maigu_wagtail", name)
            own = confined_to_pages_of(user, model.objects.all()).values_list("pk", flat=True)
            is_of_model = Q(content_type=ContentType.objects.get_for_model(model))
            entries = entries.exclude(is_of_model & ~Q(object_id__in=[str(key) for key in own]))
        return entries


class ConfinedModelLogEntry(ModelLogEntry):
    """Wagtail's model log entry, limited to shared passwords of pages that the user can see."""

    objects = ConfinedLogEntryManager()

    class Meta:
        proxy = True
        default_permissions = ()
        ordering = ("-timestamp", "-id")
        verbose_name = ModelLogEntry._meta.verbose_name
        verbose_name_plural = ModelLogEntry._meta.verbose_name_plural


def register_confined_log(actions: LogActionRegistry) -> None:
    """
    Make Wagtail read its model log through this class.

    A ``register_log_actions`` hook; it must run after Wagtail's own.
    """
    actions.register_model(models.Model, ConfinedModelLogEntry)
    # Otherwise reports would show each entry twice.
    actions.log_entry_models.discard(ModelLogEntry)
