"""
The log of shared passwords, which shows staff of one section nothing of another's.

Wagtail's own log for models is shown to everybody with a permission for the type, whatever the
object, and a shared password belongs to a section. So passwords have a log of their own, which
Wagtail's *Site history* asks as it asks the others.
"""

from typing import Any

import swapper
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import registry
from wagtail.models import BaseLogEntry, BaseLogEntryManager

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


class PasswordLogEntryManager(BaseLogEntryManager):
    def log_action(self, instance: Any, action: str, **kwargs: Any) -> "PasswordLogEntry":
        kwargs.update(object_id=str(instance.pk), lock=instance.lock)
        return super().log_action(instance, action, **kwargs)

    def viewable_by_user(self, user: Any) -> QuerySet["PasswordLogEntry"]:
        # Wagtail's own way keeps on the user which types may be seen, worked out from the log that was asked first.
        permissions = apps.get_model("maigu_wagtail.SharedPassword")._meta.permissions
        may_see = any(user.has_perm(f"maigu_wagtail.{codename}") for codename, _name in permissions)
        # Not ``none()``: Wagtail makes a union of all logs, and PostgreSQL refuses what Django makes of an empty part.
        return confined_to_pages_of(user, self.all()) if may_see else self.filter(pk=0)

    def for_instance(self, instance: Any) -> QuerySet["PasswordLogEntry"]:
        content_type = ContentType.objects.get_for_model(instance, for_concrete_model=False)
        return self.filter(content_type=content_type, object_id=str(instance.pk))


class PasswordLogEntry(BaseLogEntry):
    """What somebody did with a shared password."""

    object_id = models.CharField(max_length=255, db_index=True)
    # Of the password, which may be deleted before its log is.
    lock = models.UUIDField(db_index=True)

    objects = PasswordLogEntryManager()

    class Meta(BaseLogEntry.Meta):
        abstract = False
        default_permissions = ()
        verbose_name = _("password log entry")
        verbose_name_plural = _("password log entries")
        ordering = ("-timestamp", "-id")


def register_password_log(password_model: type[models.Model]) -> None:
    """Have Wagtail write what happens to shared passwords into this log; called once, when the app is ready."""
    registry.register_model(password_model, PasswordLogEntry)
