from random import Random

import pytest

from maigu_wagtail.access.watch_sums import LEAST, WatchSums, without_small


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ({}, {}),
        ({"a": 0}, {}),
        ({"a": 5}, {"a": 5}),
        ({"a": 4}, {}),
        ({"a": 12, "b": 30}, {"a": 12, "b": 30}),
        # One alone would be the total less the others.
        ({"a": 12, "b": 30, "c": 3}, {"b": 30}),
        ({"a": 12, "b": 3}, {}),
        # Two that make two together can only be one and one.
        ({"a": 12, "b": 30, "c": 1, "d": 1}, {"b": 30}),
        ({"a": 12, "b": 30, "c": 4, "d": 4}, {"a": 12, "b": 30}),
        # Nobody is hidden behind a zero.
        ({"a": 12, "b": 30, "c": 0}, {"a": 12, "b": 30}),
    ],
)
def test_small_numbers_are_left_out_with_what_gives_them_away(numbers, shown):
    assert without_small(numbers) == shown


def test_what_is_left_out_is_never_one_number_nor_a_small_sum():
    random = Random(92)  # noqa: S311 -- the same tables each time
    for _table in range(2000):
        numbers = {key: random.choice([0, 1, 2, 3, 4, 5, 6, 20, 90]) for key in range(random.randint(1, 6))}

        shown = without_small(numbers)

        hidden = [number for key, number in numbers.items() if number and key not in shown]
        assert all(number >= LEAST and numbers[key] == number for key, number in shown.items())
        # Otherwise the total is as small, and there is nothing to subtract from it.
        assert not hidden or not shown or (len(hidden) > 1 and sum(hidden) >= LEAST)


def test_share_is_of_those_who_started():
    sums = WatchSums(started=3, half=2, finished=1)

    assert (sums.share("half"), sums.share("finished")) == (67, 33)
    assert WatchSums(downloads=4).share("half") is None
