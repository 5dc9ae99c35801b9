from itertools import chain, combinations
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail import hooks

from tests.admin.passwords.screens import MANAGE, READ, SECRET, SEE, make_password, url
from tests.admin.test_menu import menu
from tests.factories import make_section

# Each address with how it is asked and the permissions of which one is enough.
ADDRESSES = {
    "passwords": ("get", {SEE, READ, MANAGE}),
    "passwords_results": ("get", {SEE, READ, MANAGE}),
    "passwords_add": ("get", {MANAGE}),
    "password": ("get", {SEE, READ, MANAGE}),
    "password reading": ("post", {READ}),
    "password_copied": ("post", {READ}),
    "password_change": ("get", {MANAGE}),
    "password_revoke": ("get", {MANAGE}),
    "password_revoke doing": ("post", {MANAGE}),
    "password_history": ("get", {SEE, READ, MANAGE}),
    "password_history_results": ("get", {SEE, READ, MANAGE}),
    "activity": ("get", {SEE}),
    "activity_results": ("get", {SEE}),
    "activity?export=csv": ("get", {SEE}),
}
SETS = list(chain.from_iterable(combinations((SEE, READ, MANAGE), size) for size in range(4)))


@pytest.mark.parametrize("given", SETS, ids=lambda given: "+".join(given) or "none")
def test_each_address_needs_its_own_permission(as_staff: Any, section: Any, given: tuple[str, ...]) -> None:
    client = as_staff(*given)

    for name, (method, enough) in ADDRESSES.items():
        password = make_password(section, f"canary number {name} {given}"[:128])
        name, _, query = name.split(" ")[0].partition("?")
        address = url(name, password if name.startswith("password_") or name == "password" else None)
        response = getattr(client, method)(f"{address}?{query}")

        is_refused = (response.status_code, response.get("Location")) == (302, reverse("wagtailadmin_home"))
        assert is_refused == enough.isdisjoint(given), (name, method, response.status_code)


def test_permissions_are_offered_for_groups(as_superuser: Client) -> None:
    offered = Permission.objects.none()
    for register in hooks.get_hooks("register_permissions"):
        offered |= register()

    page = BeautifulSoup(as_superuser.get(reverse("wagtailusers_groups:add")).content, "html.parser")

    names = set(offered.filter(content_type__model="sharedpassword").values_list("codename", flat=True))
    assert names == {SEE, READ, MANAGE}
    assert "Can read and share shared passwords" in page.get_text()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ((), None),
        ((READ,), ["passwords"]),
        ((MANAGE,), ["passwords"]),
        ((SEE,), ["passwords", "activity", "watch_figures"]),
    ],
    ids=["none", "read", "manage", "see"],
)
def test_menu_shows_only_permitted_items(as_staff: Any, given: tuple[str, ...], shown: list[str] | None) -> None:
    found = menu(as_staff(*given)).get("Sessions")

    assert found == (shown and [url(name) for name in shown])


def test_visitor_is_asked_to_sign_in(section: Any) -> None:
    response = Client().post(url("password", make_password(section)))

    assert response["Location"].startswith(reverse("wagtailadmin_login"))


def test_staff_of_one_section_cannot_manage_another(as_staff: Any, section: Any, home: Any) -> None:
    mine = make_password(section, label="Mine")
    theirs = make_password(make_section(home), label="Theirs")
    client = as_staff(SEE, READ, MANAGE, page=section)

    listed = client.get(url("passwords")).content.decode()

    assert "Mine" in listed
    assert "Theirs" not in listed
    assert SECRET in client.post(url("password", mine)).content.decode()
    for name in ("password", "password_copied", "password_change", "password_revoke", "password_history"):
        assert client.post(url(name, theirs)).status_code == 404, name


def test_staff_without_page_permissions_manage_all_sections(as_staff: Any, section: Any, home: Any) -> None:
    passwords = [make_password(section), make_password(make_section(home))]

    client = as_staff(READ)

    for password in passwords:
        assert SECRET in client.post(url("password", password)).content.decode()
