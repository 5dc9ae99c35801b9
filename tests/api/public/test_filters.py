"""What a list can be asked for, to the last digit, on API v2 and v3; and what whoever asks for more is told."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from rest_framework.exceptions import ParseError

from maigu_wagtail.api.public.filters import MOST_LEVELS, OrderFilter, check_fields
from tests.api.calls import APIS, problem_of
from tests.factories import make_section, make_session

pytestmark = pytest.mark.urls("tests.leaks.urls")


@pytest.fixture(params=APIS)
def root(request):
    """Return the list of sessions of each version of the API there is."""
    return request.param


def titles(client, root, **query):
    response = client.get(root, query)
    assert response.status_code == 200
    return [item["title"] for item in response.json()["items"]]


def refusal(client, root, query):
    response = client.get(root, query)
    assert response.status_code == 400
    assert problem_of(response) == "malformed"
    return response.json()["detail"]


@pytest.mark.parametrize(("offset", "shown"), [("0", 1), ("00000000", 1), ("1", 0), ("9" * 9, 0), ("1" + "0" * 8, 0)])
def test_number_may_have_nine_digits(client, root, section, offset, shown):
    make_session(section)

    assert len(titles(client, root, offset=offset)) == shown


@pytest.mark.parametrize("name", ["limit", "offset"])
@pytest.mark.parametrize("value", ["", "1" + "0" * 9, "-1", "+1", "1.0", " 1", "٣", "1\n", "x"])
def test_value_other_than_a_nine_digit_integer_is_refused(client, root, section, name, value):
    assert refusal(client, root, {name: value}) == f"{name} must be a whole number of at most 9 digits."


@pytest.mark.parametrize(
    "query",
    [
        {"search": "a\x00"},
        {"audience": "\x00"},
        {"speaker": "a\x00b"},
        {"a\x00": "b"},
        {"\x00": "\x00"},
        {"title": "a", "audience": "\x00"},
    ],
    ids=ascii,
)
def test_character_that_is_not_text_is_refused(client, root, section, query):
    assert refusal(client, root, query) == "A parameter contains a character that is not text."


@pytest.mark.parametrize("value", ["", "AND", "OR", "not", "and or", "an"])
def test_search_operator_other_than_and_or_or_is_refused(client, root, section, value):
    query = {"search": "civil", "search_operator": value}

    assert refusal(client, root, query) == "search_operator must be and or or."


@pytest.mark.parametrize("value", ["and", "or"])
def test_search_operator_is_and_or_or(client, root, section, value):
    assert titles(client, root, search="civil", search_operator=value) == []


@pytest.mark.parametrize("status", ["", "soon", "Upcoming", "recorded ", "upcoming,recorded"])
def test_status_other_than_upcoming_or_recorded_is_refused(client, root, section, status):
    assert refusal(client, root, {"status": status}) == "status must be upcoming or recorded."


def test_sessions_are_filtered_by_status(client, root, section):
    make_session(section, title="Recorded")
    make_session(section, title="Upcoming", date=timezone.localdate() + timedelta(days=3))

    assert titles(client, root, status="upcoming") == ["Upcoming"]
    assert titles(client, root, status="recorded") == ["Recorded"]


def test_year_filter_accepts_the_first_and_last_year(client, root, section):
    make_session(section, title="First", date=date(1950, 1, 1))
    make_session(section, title="Last", date=date(2150, 12, 31))

    assert titles(client, root, year="1950") == ["First"]
    assert titles(client, root, year="2150") == ["Last"]
    assert titles(client, root, year="1951") == []


@pytest.mark.parametrize("year", ["", "1949", "2151", "195", "01950", "19500", "+195", "１９５０", "1950\n", "x"])
def test_impossible_year_is_refused(client, root, section, year):
    assert refusal(client, root, {"year": year}) == "year must be a year from 1950 to 2150."


def test_speaker_filter_accepts_a_name_or_a_key(client, root, section):
    make_session(section, title="Hers", speakers=[("speaker", {"name": "Ana-María Castillo"})])
    make_session(section, title="His", speakers=[("speaker", {"name": "Ana Castillo"})])

    for speaker in ("ana-maria-castillo", "Ana-María Castillo", "ana maria castillo", "ANA MARIA-CASTILLO"):
        assert titles(client, root, speaker=speaker) == ["Hers"]
    assert titles(client, root, speaker="nobody") == []


def test_filters_work_together_and_separately(client, root, home, section):
    other = make_section(home)
    for parent, audience, year in (
        (section, "A", 2022),
        (section, "B", 2022),
        (section, "A", 2023),
        (other, "A", 2022),
    ):
        make_session(parent, title=f"{parent.slug} {audience} {year}", audience=audience, date=date(year, 5, 1))

    assert titles(client, root, audience="A", year="2022", section=section.pk) == [f"{section.slug} A 2022"]
    assert titles(client, root, audience="B") == [f"{section.slug} B 2022"]
    assert titles(client, root, section=other.pk) == [f"{other.slug} A 2022"]
    assert len(titles(client, root)) == 4


@pytest.mark.parametrize("value", ["", "x", "0", "-1", "987654", "2147483648", "9" * 30, "١"])
def test_unknown_section_is_refused(client, root, section, value):
    assert refusal(client, root, {"section": value}) == "section must be the id of a section."


def test_session_is_not_a_section(client, root, section):
    session = make_session(section)

    assert refusal(client, root, {"section": session.pk}) == "section must be the id of a section."


@pytest.mark.parametrize("order", ["", "random", "date,random", "random,date", "-", "date-", "--date", "date,", "id"])
def test_order_by_an_unlisted_field_is_refused(client, root, section, order):
    detail = refusal(client, root, {"order": order})

    assert detail == "order must be one of: date, title; or the same with - in front."


def test_order_is_as_requested_with_ties_by_id(client, root, section):
    for title, day in (("B", 1), ("A", 1), ("A", 2)):
        make_session(section, title=title, date=date(2023, 1, day))

    def ids(**query):
        return [item["id"] for item in client.get(root, {**query, "fields": "_,id"}).json()["items"]]

    first, second, third = sorted(ids())
    assert ids(order="title") == [second, third, first]
    assert ids(order="-title") == [first, second, third]
    assert ids(order="date") == [first, second, third]
    assert ids(order="-date") == [third, first, second]
    assert ids(order="date,title") == [second, first, third]
    assert ids(order="date,-title") == [first, second, third]


# MariaDB's index finds what is committed.
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_search_keeps_filters_and_order(client, root, home, section):
    other = make_section(home)
    for title, parent, day in (("Civil B", section, 1), ("Civil A", section, 2), ("Civil C", other, 3)):
        make_session(parent, title=title, date=date(2023, 1, day))
    make_session(section, title="Something else")

    assert titles(client, root, search="civil", order="title") == ["Civil A", "Civil B", "Civil C"]
    assert titles(client, root, search="civil", order="-date") == ["Civil C", "Civil A", "Civil B"]
    assert titles(client, root, search="civil", order="title", section=section.pk) == ["Civil A", "Civil B"]
    assert titles(client, root, search="civil", order="title", child_of=other.pk) == ["Civil C"]
    assert titles(client, root, order="title", section=section.pk, year=2023, limit=2) == ["Civil A", "Civil B"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_search_finds_all_words_or_any_of_them(client, root, section):
    make_session(section, title="Civil litigation")
    make_session(section, title="Safe storage")
    words = "civil storage"

    assert sorted(titles(client, root, search=words, search_operator="or")) == ["Civil litigation", "Safe storage"]
    assert titles(client, root, search=words, search_operator="and") == []
    assert titles(client, root, search=words) == []


def test_adjacent_brackets_are_not_nested():
    check_fields("speakers(name)," * 30)

    with pytest.raises(ParseError):
        check_fields("a(" * 11 + ")" * 11)


def test_ties_are_ordered_by_id(rf, section):
    request, view = rf.get("/", {"order": "title"}), SimpleNamespace(ordered_by=("title",))

    ordered = OrderFilter().filter_queryset(request, section.sessions(), view)

    assert ordered.query.order_by == ("title", "id")


def test_fields_may_be_nested_to_the_last_level():
    check_fields("parent(" * MOST_LEVELS + ")" * MOST_LEVELS)

    with pytest.raises(ParseError):
        check_fields("parent(" * (MOST_LEVELS + 1) + ")" * (MOST_LEVELS + 1))
