import csv
import io
from datetime import date, time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.admin.sessions.listing import list_url
from tests.factories import make_section, make_session

HEADINGS = [
    *("Title", "Date", "Time", "Upcoming or recorded", "Speakers"),
    *("Opened by", "Open to everyone from", "For members", "Status"),
]


def make_two(section: Any) -> None:
    make_session(
        section,
        title="=1+1",
        date=date(2023, 12, 14),
        start_time=time(14),
        time_zone="Europe/Berlin",
        speakers=[("speaker", {"name": f"Speaker {number}"}) for number in range(6)],
        public_from=date(2024, 5, 3),
        members_content=[("text", "<p>canary-for-members</p>")],
    )
    make_session(section, title="Lost", date=None, live=False)


def test_csv_has_the_same_data_as_the_list(as_superuser: Client, section: Any) -> None:
    make_two(section)

    response = as_superuser.get(list_url(), {"export": "csv"})

    table = list(csv.reader(io.StringIO(response.getvalue().decode())))
    speakers = ", ".join(f"Speaker {number}" for number in range(6))
    assert table == [
        HEADINGS,
        ["Lost", "", "", "No date", "", "The section’s password", "", "Nothing yet", "draft"],
        [
            *("'=1+1", "2023-12-14", "2 p.m. CET", "Recorded", speakers),
            *("The section’s password", "2024-05-03", "notes", "live"),
        ],
    ]


@pytest.mark.parametrize(
    "title", ['=HYPERLINK("http://example.com")', "+1", "-1", "@SUM(1)", "\t=1", " =1", "＝1+1"], ids=repr
)
def test_csv_has_no_formulas(as_superuser: Client, section: Any, title: str) -> None:
    session = make_session(section)
    type(session).objects.filter(pk=session.pk).update(title=title, draft_title=title)

    response = as_superuser.get(list_url(), {"export": "csv"})

    [_headings, row] = csv.reader(io.StringIO(response.getvalue().decode(), newline=""))
    assert row[0] == f"'{title}"


def test_csv_leaves_other_text_and_numbers_unchanged(as_superuser: Client, section: Any) -> None:
    make_session(section, title="Mayors = leaders", date=date(2023, 12, 14))

    response = as_superuser.get(list_url(), {"export": "csv"})

    assert response.getvalue().decode().splitlines()[1].startswith("Mayors = leaders,2023-12-14,")


def test_xlsx_has_real_dates_and_no_formulas(as_superuser: Client, section: Any) -> None:
    make_two(section)

    response = as_superuser.get(list_url(), {"export": "xlsx"})

    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    table = list(sheet.iter_rows(values_only=True))
    assert list(table[0]) == HEADINGS
    assert (table[2][0], table[2][1].isoformat()[:10]) == ("=1+1", "2023-12-14")
    assert sheet["A3"].data_type == "s"
    assert "canary" not in str(table)


def test_export_contains_only_filtered_rows(as_superuser: Client, section: Any) -> None:
    make_two(section)

    content = as_superuser.get(list_url(), {"export": "csv", "status": "undated"}).getvalue().decode()

    assert [line.partition(",")[0] for line in content.splitlines()] == ["Title", "Lost"]


def test_export_contains_only_the_sessions_of_the_editor(as_editor_of: Any, section: Any, home: Any) -> None:
    make_session(section, title="Mine")
    make_session(make_section(home), title="Theirs")

    content = as_editor_of(section).get(list_url(), {"export": "csv"}).getvalue().decode()

    assert [line.partition(",")[0] for line in content.splitlines()] == ["Title", "Mine"]


def test_export_needs_a_constant_number_of_queries(as_superuser: Client, section: Any) -> None:
    counts = []
    for more in (1, 2, 22):
        for _number in range(more):
            make_session(section)
        with CaptureQueriesContext(connection) as queries:
            content = as_superuser.get(list_url(), {"export": "csv"}).getvalue().decode()
        counts.append((len(content.splitlines()) - 1, len(queries)))

    assert [exported for exported, _queries in counts] == [1, 3, 25]
    assert len({number for _exported, number in counts[1:]}) == 1, counts
