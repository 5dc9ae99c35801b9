from typing import Any

import pytest
import swapper
from django.contrib.auth import get_permission_codename, get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission

from tests.admin.files.screens import permit


@pytest.fixture
def as_superuser(db: Any) -> Client:
    return _signed_in(get_user_model().objects.create_superuser("superuser"))


@pytest.fixture
def as_nobody(db: Any) -> Client:
    return _signed_in(_make_user("nobody"))


@pytest.fixture
def as_editor_of(db: Any) -> Any:
    def sign_in(page: Any, *actions: str) -> Client:
        return _signed_in(_make_user("editor", page, *(actions or ("add", "change", "publish"))))

    return sign_in


@pytest.fixture
def as_staff(db: Any) -> Any:
    """Sign in somebody with permissions at the desk, and on a page where one is given."""

    def sign_in(*codenames: str, page: Any = None) -> Client:
        user = _make_user(f"staff-{'-'.join(codenames)}", page, *(["change"] if page else []))
        desk = Permission.objects.filter(content_type__app_label="maigu_wagtail", codename__in=codenames)
        user.groups.get().permissions.add(*desk)
        return _signed_in(user)

    return sign_in


def _make_user(name: str, page: Any = None, *actions: str) -> Any:
    user = get_user_model().objects.create_user(name)
    group = Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    options = swapper.load_model("wagtailcore", "Page")._meta
    for action in actions:
        codename = get_permission_codename(action, options)
        permission = Permission.objects.get(content_type__app_label=options.app_label, codename=codename)
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    user.groups.add(group)
    return user


def _signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_adder(db: Any) -> Any:
    """Sign in somebody who may do some things with some files of a collection: add them, unless told otherwise."""

    def sign_in(model_name: str, *actions: str, collection: Any = None) -> tuple[Client, Any]:
        user = _make_user(f"adder-{model_name}-{'-'.join(actions)}")
        permit(user.groups.get(), model_name, *(actions or ("add",)), collection=collection)
        return _signed_in(user), user

    return sign_in
