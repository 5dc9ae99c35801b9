import json
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.admin.sessions.listing import list_url


def menu(client: Client) -> dict[str, list[str]]:
    """Return the groups of the menu with the addresses below each."""
    page = BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")
    props = json.loads(page.find(id="wagtail-sidebar-props").string)
    main = next(module for module in props["modules"] if module["_type"] == "wagtail.sidebar.MainMenuModule")
    groups = [item["_args"] for item in main["_args"][0] if item["_type"] == "wagtail.sidebar.SubMenuItem"]
    return {group["label"]: [child["_args"][0]["url"] for child in children] for group, children in groups}


def test_menu_offers_everything_under_maig_u(as_superuser: Client) -> None:
    names = ("recordings", "handouts", "passwords", "activity")
    desk = [reverse(f"maigu_{name}") for name in names]

    assert menu(as_superuser)["MAIG U"] == [list_url(), *desk]


def test_menu_offers_sessions_to_editor_of_one_section(as_editor_of: Any, section: Any) -> None:
    assert menu(as_editor_of(section))["MAIG U"] == [list_url()]


def test_menu_hides_maig_u_from_user_without_page_permission(as_nobody: Client, section: Any) -> None:
    assert "MAIG U" not in menu(as_nobody)


def test_list_refuses_user_without_page_permission(as_nobody: Client, section: Any) -> None:
    for action in ("index", "results", "create", "choose_parent"):
        response = as_nobody.get(list_url(action))

        assert (response.status_code, response.get("Location")) == (302, reverse("wagtailadmin_home")), action


def test_list_asks_stranger_to_sign_in(db: Any) -> None:
    response = Client().get(list_url())

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("wagtailadmin_login"))
