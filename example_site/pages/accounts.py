"""
Accounts and members' passwords for trying the site on your own machine.

All of them are public knowledge, so they are only created when ``DEBUG`` is on.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from maigu_wagtail.models import SessionIndexPage, SessionPage, SharedPassword

EDITOR = ("editor", "local-editor")
ADMIN = ("admin", "local-admin")
PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")
FILE_PERMISSIONS = tuple(
    f"{action}_{kind}" for action in ("add", "change", "choose") for kind in ("recording", "handout")
)
PASSWORD_PERMISSIONS = (
    "see_activity_sharedpassword",
    "read_sharedpassword",
    "manage_sharedpassword",
    "answer_passwordrequest",
)


@dataclass(frozen=True)
class MembersPassword:
    """An initial shared password: its text, who it is for, and the type and slug of the page it unlocks."""

    text: str
    label: str
    model: type[Page]
    slug: str


MEMBERS_PASSWORDS = (
    MembersPassword("river lantern maple harbour", "Members", SessionIndexPage, "maig-u"),
    MembersPassword("quiet docket granite", "City attorneys", SessionPage, "targeting-the-source"),
)
LINK_LABEL = "Try it"


def ensure_accounts():
    """Create the editor and the administrator if they are missing; existing ones keep their passwords."""
    _require_own_machine()
    editor = _ensure_user(*EDITOR)
    editor.groups.add(ensure_editors())
    _ensure_user(*ADMIN, is_staff=True, is_superuser=True)


def ensure_editors():
    """Return the group of editors, who may edit and publish every page, upload files and share passwords."""
    group, _created = Group.objects.get_or_create(name="Editors")
    root = Page.get_first_root_node()
    for codename in PAGE_PERMISSIONS:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    ours = Permission.objects.filter(content_type__app_label=SharedPassword._meta.app_label)
    for permission in ours.filter(codename__in=FILE_PERMISSIONS):
        collection = Collection.get_first_root_node()
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    group.permissions.add(access, *ours.filter(codename__in=PASSWORD_PERMISSIONS))
    return group


def ensure_members_passwords():
    """
    Create the initial shared passwords for pages without any, and return those in use.

    The result is a list of pairs: who the password is for, and its text. The text is empty if staff
    have changed the password since.
    """
    _require_own_machine()
    return [(first.label, _ensure_password(first, page)) for first in MEMBERS_PASSWORDS for page in _pages_of(first)]


def ensure_unlock_link():
    """Return the address of a link that unlocks the section; "" once its password has been changed."""
    _require_own_machine()
    first = MEMBERS_PASSWORDS[0]
    for page in _pages_of(first):
        password = SharedPassword.objects.of_page(page).accepted().filter(label=first.label).first()
        if password:
            link = password.links.filter(label=LINK_LABEL, deactivated_at=None).first()
            return (link or password.create_link(label=LINK_LABEL)).url()
    return ""


def _pages_of(first):
    return first.model.objects.live().filter(slug=first.slug)[:1]


def _ensure_password(first, page):
    passwords = SharedPassword.objects.of_page(page)
    if not passwords.exists():
        SharedPassword.objects.create_password(page, first.text, label=first.label)
    now = timezone.now()
    # Compares without revealing the password, which would be logged each time.
    found, _is_unreadable = SharedPassword.objects.recognise(page.translation_key, first.text, now)
    return first.text if found and found.is_accepted(now) else ""


def _require_own_machine():
    if not settings.DEBUG:
        raise ImproperlyConfigured(
            "These accounts and passwords are public knowledge. Create them only on your own machine, with DEBUG on."
        )


def _ensure_user(username, password, **flags):
    users = get_user_model().objects
    user = users.filter(username=username).first()
    return user or users.create_user(username, f"{username}@example.org", password, **flags)
