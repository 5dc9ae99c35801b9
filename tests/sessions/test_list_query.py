import pytest
from django.http import QueryDict

from maigu_wagtail.sessions.list_query import Filters


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", Filters()),
        ("q=+a++b+&year=2023&speaker=Ra%C3%BAl+Torrez&page=3", Filters("a b", 2023, "raul-torrez", 3)),
        ("year=abc&page=-1&speaker=!!!", Filters()),
        ("year=0&page=0", Filters()),
        ("year=1", Filters()),
        ("year=9999", Filters()),
        ("year=1950&page=1", Filters(year=1950)),
        ("q=a%00b%1Ec", Filters("a b c")),
        ("page=99999999999", Filters()),
    ],
)
def test_filters_ignore_invalid_values(query, expected):
    assert Filters.from_query(QueryDict(query)) == expected


@pytest.mark.parametrize(
    "filters", [Filters(), Filters("a b&c=d", 2023, "raul-torrez", 3), Filters(page=2), Filters(speaker="محمد-علي")]
)
def test_filters_survive_a_round_trip_through_their_address(filters):
    assert Filters.from_query(QueryDict(str(filters).removeprefix("?"))) == filters


def test_removing_a_filter_returns_to_the_first_page():
    filters = Filters("a", 2023, "amara", 3)

    assert filters.without("q") == Filters("", 2023, "amara", 1)
    assert filters.without("year") == Filters("a", None, "amara", 1)
    assert filters.on_page(2) == Filters("a", 2023, "amara", 2)


def test_filters_are_true_only_when_set():
    assert not Filters(page=4)
    assert Filters(q="a")
    assert Filters(year=2023)
    assert Filters(speaker="amara")
