from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from tests.admin.sessions.listing import list_url, listed
from tests.factories import make_section, make_session


def offered(response: Any) -> dict[str, list[str]]:
    """Return the filters with their choices."""
    choices: dict[str, list[str]] = {}
    page = BeautifulSoup(response.content, "html.parser")
    for radio in page.select("input[type=radio]"):
        choices.setdefault(radio["name"], []).append(" ".join(radio.find_parent("label").get_text().split()))
    return choices


@pytest.fixture
def sessions(section: Any, home: Any) -> dict[str, Any]:
    second = make_section(home, title="Second")
    make_session(section, title="Coming", date=timezone.localdate() + timedelta(days=3), access="own")
    make_session(section, title="Recent", date=date(2024, 5, 1), description="<p>About ordinances</p>")
    make_session(section, title="Older", date=date(2022, 5, 1), access="public", audience="City attorneys")
    make_session(section, title="Lost", date=None, live=False)
    elsewhere = {"date": date(2024, 2, 1), "public_from": date(2024, 5, 3)}
    make_session(second, title="Elsewhere", speakers=[("speaker", {"name": "Amara Castillo"})], **elsewhere)
    return {"first": section, "second": second}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"status": "upcoming"}, ["Coming"]),
        ({"status": "recorded"}, ["Recent", "Elsewhere", "Older"]),
        ({"status": "undated"}, ["Lost"]),
        ({"live": "true"}, ["Coming", "Recent", "Elsewhere", "Older"]),
        ({"live": "false"}, ["Lost"]),
        ({"access": "public"}, ["Elsewhere", "Older"]),
        ({"access": "section"}, ["Lost", "Recent"]),
        ({"year": "2024"}, ["Recent", "Elsewhere"]),
        ({"year": "2023"}, []),
        ({"year": "2024", "access": "section", "status": "recorded"}, ["Recent"]),
        ({"year": "2024", "access": "own"}, []),
    ],
    ids=str,
)
def test_filters_narrow_the_list(
    as_superuser: Client, sessions: dict[str, Any], query: dict[str, str], expected: list[str]
) -> None:
    assert listed(as_superuser.get(list_url(), query)) == expected


def test_section_filter_narrows_the_list(as_superuser: Client, sessions: dict[str, Any]) -> None:
    response = as_superuser.get(list_url(), {"section": sessions["second"].pk})

    assert listed(response) == ["Elsewhere"]


def test_filters_offer_sections_in_tree_order_when_there_are_several(
    as_superuser: Client, sessions: dict[str, Any], home: Any
) -> None:
    choices = offered(as_superuser.get(list_url()))

    assert choices["section"] == ["All", f"{home.title} › MAIG U", f"{home.title} › Second"]


def test_filters_offer_no_section_when_there_is_one(as_superuser: Client, section: Any) -> None:
    make_session(section)

    assert "section" not in offered(as_superuser.get(list_url()))


def test_filters_offer_only_the_sections_of_the_editor(as_editor_of: Any, sessions: dict[str, Any]) -> None:
    client = as_editor_of(sessions["second"])

    choices = offered(client.get(list_url()))

    assert "section" not in choices
    assert choices["year"] == ["All", "2024"]


def test_filters_offer_years_newest_first(as_superuser: Client, section: Any) -> None:
    make_session(section, date=date(2021, 1, 1))
    make_session(section, date=date(2023, 12, 31))
    make_session(section, date=None, live=False)

    assert offered(as_superuser.get(list_url()))["year"] == ["All", "2023", "2022", "2021"]


def test_filters_offer_few_years_after_a_mistyped_one(as_superuser: Client, section: Any) -> None:
    make_session(section, date=date(1950, 1, 1))
    make_session(section, date=date(2150, 1, 1))

    years = offered(as_superuser.get(list_url()))["year"]

    assert len(years) == 47
    assert str(timezone.localdate().year) in years
