from collections.abc import Callable
from typing import Any

import pytest
import swapper
from django.contrib.auth import get_permission_codename, get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission

from maigu_wagtail.models import SharedPassword
from tests.factories import make_section
from tests.leaks.library import Library, plant, unlock, unlocked

FOREIGN_PASSWORD = "the other section's own"


@pytest.fixture
def library(home: Any) -> Library:
    return plant(home)


@pytest.fixture
def member(library: Library) -> Client:
    return unlocked(library)


@pytest.fixture
def as_editor_of() -> Callable[[Any], Client]:
    """Return how to sign in as somebody who may work in the CMS, on the pages below one page alone."""

    def sign_in(page: Any) -> Client:
        user = get_user_model().objects.create_user("editor")
        group = Group.objects.create(name="editors of one page")
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
        options = swapper.load_model("wagtailcore", "Page")._meta
        permission = Permission.objects.get(
            content_type__app_label=options.app_label, codename=get_permission_codename("change", options)
        )
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
        user.groups.add(group)
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(params=["stranger", "editor", "member of another section"])
def outsider(request: pytest.FixtureRequest, home: Any, as_editor_of: Callable[[Any], Client]) -> Client:
    """Return the device of somebody without a password of the library."""
    if request.param == "stranger":
        return Client()
    elsewhere = make_section(home, slug="elsewhere")
    if request.param == "editor":
        return as_editor_of(elsewhere)
    SharedPassword.objects.create_password(elsewhere, FOREIGN_PASSWORD)
    client = Client()
    assert unlock(client, elsewhere, FOREIGN_PASSWORD).status_code == 303
    return client
