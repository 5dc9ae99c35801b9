"""
Accounts for trying the CMS on one's own machine.

Their passwords are known to everybody, so they are only made where ``DEBUG`` is on.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured
from wagtail.models import GroupPagePermission, Page

EDITOR = ("editor", "local-editor")
ADMIN = ("admin", "local-admin")
PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")


def ensure_accounts():
    """Make the editor and the administrator where they are missing; existing ones keep their passwords."""
    if not settings.DEBUG:
        raise ImproperlyConfigured("Accounts with known passwords are only for a machine of your own (DEBUG).")
    editor = _ensure_user(*EDITOR)
    editor.groups.add(ensure_editors())
    _ensure_user(*ADMIN, is_staff=True, is_superuser=True)


def ensure_editors():
    """Return the group of editors, who may edit and publish every page."""
    group, _created = Group.objects.get_or_create(name="Editors")
    root = Page.get_first_root_node()
    for codename in PAGE_PERMISSIONS:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    group.permissions.add(access)
    return group


def _ensure_user(username, password, **flags):
    users = get_user_model().objects
    user = users.filter(username=username).first()
    return user or users.create_user(username, f"{username}@example.org", password, **flags)
