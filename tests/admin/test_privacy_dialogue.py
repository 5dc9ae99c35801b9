from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import resolve, reverse
from wagtail.models import PageViewRestriction

from maigu_wagtail.admin.privacy_dialogue import with_mark_on_section
from tests.admin.test_notices import add_plain_page
from tests.factories import make_session

CHOICES: list[dict[str, Any]] = [
    {"restriction_type": "login"},
    {"restriction_type": "groups"},
    {"restriction_type": "password", "password": "opens Wagtail alone"},
]


@pytest.fixture
def page(section: Any) -> Any:
    return add_plain_page(section)


def address_of(page: Any) -> str:
    return reverse("wagtailadmin_pages:set_privacy", args=[page.pk])


def choose(client: Client, page: Any, **choice: Any) -> dict[str, Any]:
    """Choose in the dialogue as an editor does, and return what Wagtail's script is told."""
    if choice["restriction_type"] == "groups":
        choice["groups"] = [Group.objects.create(name="Editors of one page").pk]
    response = client.post(address_of(page), choice)
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    assert answer["step"] == "set_privacy_done"
    return answer


def shown(client: Client, page: Any) -> tuple[str, list[str]]:
    """Return what the dialogue has chosen, and the words of its choices."""
    form = BeautifulSoup(client.get(address_of(page)).json()["html"], "html.parser")
    [chosen] = [option["value"] for option in form.select("[name=restriction_type]") if option.has_attr("checked")]
    labels = [" ".join(label.get_text(" ").split()) for label in form.select("[id^=id_restriction_type] label")]
    return str(chosen), labels


def restrictions(page: Any) -> list[str]:
    kinds = PageViewRestriction.objects.filter(page_id=page.pk).values_list("restriction_type", flat=True)
    return sorted(kinds)


def test_dialogue_says_that_privacy_is_inherited_from_the_section(as_superuser: Client, page: Any) -> None:
    chosen, labels = shown(as_superuser, page)

    assert chosen == "none"
    assert labels[0] == "Privacy is inherited from the ancestor page - MAIG U"


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice["restriction_type"])
def test_dialogue_changes_the_editors_restriction_and_keeps_ours(
    as_superuser: Client, page: Any, choice: dict[str, Any]
) -> None:
    kind = choice["restriction_type"]

    assert choose(as_superuser, page, **choice)["is_public"] is False

    assert restrictions(page) == sorted([kind, "none"])
    chosen, labels = shown(as_superuser, page)
    assert chosen == kind
    assert "MAIG U" in labels[0]


def test_dialogue_switches_between_restrictions(as_superuser: Client, page: Any) -> None:
    for choice in [*CHOICES[:1], *CHOICES[2:], *CHOICES[:1]]:
        choose(as_superuser, page, **choice)
        assert restrictions(page) == sorted([choice["restriction_type"], "none"])
        assert shown(as_superuser, page)[0] == choice["restriction_type"]

    answer = choose(as_superuser, page, restriction_type="none")

    assert answer["is_public"] is False
    assert restrictions(page) == ["none"]
    assert shown(as_superuser, page)[0] == "none"


def test_dialogue_of_a_descendant_names_the_page_above(as_superuser: Client, page: Any) -> None:
    below = page.add_child(instance=type(page)(title="Below", slug="below"))
    choose(as_superuser, below, restriction_type="login")

    chosen, labels = shown(as_superuser, below)

    assert chosen == "login"
    assert labels[0] == "Privacy is inherited from the ancestor page - Resources"
    assert restrictions(page) == ["none"]
    assert restrictions(below) == ["login"]


def test_dialogue_with_invalid_input_changes_nothing(as_superuser: Client, page: Any) -> None:
    response = as_superuser.post(address_of(page), {"restriction_type": "password", "password": ""})

    assert response.json()["step"] == "set_privacy"
    assert restrictions(page) == ["none"]


def test_dialogue_without_permission_changes_nothing(client: Client, page: Any) -> None:
    response = client.post(address_of(page), {"restriction_type": "none"})

    assert response.status_code == 302
    assert restrictions(page) == ["none"]


def test_dialogue_of_public_pages_is_wagtails(as_superuser: Client, section: Any, home: Any) -> None:
    for page in (section, make_session(section), add_plain_page(home)):
        _chosen, labels = shown(as_superuser, page)
        assert "Public" in labels
        choose(as_superuser, page, restriction_type="login")
        assert restrictions(page) == ["login"]
        assert choose(as_superuser, page, restriction_type="none")["is_public"] is True
        assert restrictions(page) == []


def test_wagtail_still_has_the_view_that_is_wrapped(page: Any) -> None:
    view = resolve(address_of(page)).func

    wrapped = set()
    while view is not None:
        wrapped.add(getattr(view, "__code__", None))
        view = getattr(view, "__wrapped__", None)
    assert with_mark_on_section(lambda: None).__code__ in wrapped, (
        "Wagtail's URL patterns for pages have no view named set_privacy any more: see admin/privacy_dialogue.py."
    )
