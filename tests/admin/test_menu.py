import json
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from tests.admin.sessions.listing import list_url
from tests.factories import make_section


def menu(client: Client) -> dict[str, list[str]]:
    """Return the groups of the menu with the addresses below each."""
    page = BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")
    props = json.loads(page.find(id="wagtail-sidebar-props").string)
    main = next(module for module in props["modules"] if module["_type"] == "wagtail.sidebar.MainMenuModule")
    groups = [item["_args"] for item in main["_args"][0] if item["_type"] == "wagtail.sidebar.SubMenuItem"]
    return {group["label"]: [child["_args"][0]["url"] for child in children] for group, children in groups}


def test_menu_offers_everything_under_the_title_of_the_section(as_superuser: Client, section: Any) -> None:
    names = ("recordings", "handouts", "passwords", "requests", "activity", "watch_figures", "imports")
    desk = [reverse(f"maigu_{name}") for name in names]

    assert menu(as_superuser)["MAIG U"] == [list_url(), *desk]


def test_menu_offers_sessions_to_an_editor_of_one_section(as_editor_of: Any, section: Any) -> None:
    assert menu(as_editor_of(section))["MAIG U"] == [list_url(), "/admin/maigu/imports/"]


def test_menu_hides_sessions_without_a_page_permission(as_nobody: Client, section: Any) -> None:
    assert "MAIG U" not in menu(as_nobody)


def test_menu_is_called_sessions_without_exactly_one_published_section(as_superuser: Client, section: Any) -> None:
    other = make_section(section.get_parent(), title="Second", slug="second")
    assert "MAIG U" not in menu(as_superuser)
    assert "Sessions" in menu(as_superuser)

    other.unpublish()
    assert "MAIG U" in menu(as_superuser)

    section.unpublish()
    assert "Sessions" in menu(as_superuser)


def test_menu_is_named_after_the_original_of_a_translated_section(as_superuser: Client, section: Any) -> None:
    translation = section.copy_for_translation(Locale.objects.create(language_code="es"), copy_parents=True)
    translation.title = "Formación"
    translation.save_revision().publish()

    assert "MAIG U" in menu(as_superuser)


def test_menu_has_the_label_of_the_setting(as_superuser: Client, section: Any, settings: Any) -> None:
    settings.MAIGU_WAGTAIL_MENU_LABEL = "Academy"

    assert {"MAIG U", "Sessions"}.isdisjoint(menu(as_superuser))
    assert "Academy" in menu(as_superuser)


def test_list_refuses_users_without_a_page_permission(as_nobody: Client, section: Any) -> None:
    for action in ("index", "results", "create", "choose_parent"):
        response = as_nobody.get(list_url(action))

        assert (response.status_code, response.get("Location")) == (302, reverse("wagtailadmin_home")), action


def test_list_asks_a_visitor_to_sign_in(db: Any) -> None:
    response = Client().get(list_url())

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("wagtailadmin_login"))
