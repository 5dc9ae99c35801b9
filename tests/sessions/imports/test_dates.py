from datetime import date

import pytest

from maigu_wagtail.sessions.imports.readers.dates import DateOrder, find_dates, learn_order

pytestmark = pytest.mark.once

FOURTEENTH = date(2023, 12, 14)
UNPROVEN = DateOrder(is_day_first=False)


@pytest.mark.parametrize(
    "text",
    [
        "12/14/2023",
        "12/14/23",
        "14/12/2023",
        "14.12.2023",
        "12-14-2023",
        "2023-12-14",
        "2023/12/14",
        "14 December 2023",
        "14th of December, 2023",
        "Dec. 14, 2023",
        "December 14th, 2023",
        "Thursday, December 14, 2023",
        "14-Dec-2023",
        "December 14–15, 2023",
        "14 to 15 December 2023",
        "December 14 and 15, 2023",
        "14 de diciembre de 2023",
        "jueves, 14 de diciembre del 2023",
        "DICIEMBRE 14, 2023",
    ],
)
def test_date_is_read_as_people_write_it(text: str) -> None:
    [found] = find_dates(f"Title ({text}) and more")

    assert found.choices(UNPROVEN) == (FOURTEENTH,)
    assert found.text == text


def test_range_into_the_next_year_begins_in_the_year_before() -> None:
    [found] = find_dates("December 30 – January 2, 2024")

    assert found.choices(UNPROVEN) == (date(2023, 12, 30),)


@pytest.mark.parametrize(("day_first", "first"), [(False, date(2020, 10, 8)), (True, date(2020, 8, 10))])
def test_ambiguous_date_has_both_meanings_the_likelier_first(day_first: bool, first: date) -> None:
    [found] = find_dates("10/8/20")

    choices = found.choices(learn_order(["10/8/20"], day_first=day_first))

    assert sorted(choices) == [date(2020, 8, 10), date(2020, 10, 8)]
    assert choices[0] == first


@pytest.mark.parametrize(("proof", "meaning"), [("12/14/2023", date(2020, 10, 8)), ("14/12/2023", date(2020, 8, 10))])
def test_another_date_of_the_file_decides_the_order(proof: str, meaning: date) -> None:
    texts = ["10/8/20", proof]
    [found] = find_dates(texts[0])

    # The site's own order does not matter then.
    assert found.choices(learn_order(texts, day_first=False)) == (meaning,)
    assert found.choices(learn_order(texts, day_first=True)) == (meaning,)


def test_dates_that_contradict_each_other_decide_nothing() -> None:
    [found] = find_dates("10/8/20")

    order = learn_order(["10/8/20 12/14/2023", "14/12/2023"], day_first=False)

    assert len(found.choices(order)) == 2


def test_weekday_decides_an_ambiguous_date() -> None:
    [found] = find_dates("Thursday 10/8/20")

    assert found.choices(UNPROVEN) == (date(2020, 10, 8),)


def test_date_without_a_year_takes_it_from_the_heading_or_the_weekday() -> None:
    [found] = find_dates("Thursday, December 14")

    assert found.choices(UNPROVEN, year=2022) == (date(2022, 12, 14),)
    assert FOURTEENTH in found.choices(UNPROVEN)
    assert all(day.weekday() == 3 for day in found.choices(UNPROVEN))


@pytest.mark.parametrize("text", ["13/13/2023", "30/02/2023", "February 30, 2023", "December 2023", "12/14/1823"])
def test_date_that_no_calendar_has_is_found_without_a_meaning(text: str) -> None:
    [found] = find_dates(text)

    assert found.choices(UNPROVEN) == ()


@pytest.mark.parametrize(
    "text", ["24/7/365", "1.2.3.4", "192/168/1/10", "Room 12-14", "in 2023", "I may 5 times", "555-0100"]
)
def test_other_numbers_are_no_complete_dates(text: str) -> None:
    assert not any(found.choices(UNPROVEN) for found in find_dates(text))
