import csv
import io
from datetime import date, datetime, timezone
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from maigu_wagtail.models import SharedPassword, WatchCounter
from tests.admin.passwords.screens import READ, SEE, cells, make_password, soup, url, words
from tests.factories import make_handout, make_recording, make_section, make_session

pytestmark = pytest.mark.usefixtures("private_folder")

NOW = datetime(2026, 5, 3, 16, tzinfo=timezone.utc)
APRIL, MARCH, MAY = date(2026, 4, 14), date(2026, 3, 31), date(2026, 5, 2)
HEADINGS = [
    *("Month", "Session", "Recording or handout", "Password"),
    *("Started", "Reached a quarter", "Reached half", "Reached three quarters", "Reached the end", "Downloads"),
]


@pytest.fixture(autouse=True)
def _now(settings: Any) -> Any:
    settings.MAIGU_WAGTAIL_WATCH_FIGURES = True
    with time_machine.travel(NOW, tick=False):
        yield


def add(session: Any, file: Any, password: SharedPassword, day: date = APRIL, **numbers: int) -> None:
    WatchCounter.objects.create(
        session_key=session.translation_key, file=file.uid, password_key=password.pk, day=day, **numbers
    )


def place_of(page: Any) -> str:
    return " › ".join(page.get_ancestors().filter(depth__gt=1).values_list("title", flat=True))


def export(client: Client, kind: str = "csv", **query: str) -> list[list[Any]]:
    content = client.get(url("watch_figures"), {"export": kind, **query}).getvalue()
    if kind == "xlsx":
        return [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
    return list(csv.reader(io.StringIO(content.decode())))


def test_tables_show_figures_by_session_file_and_month(as_superuser: Client, section: Any) -> None:
    civil, safety = make_session(section, title="Civil"), make_session(section, title="Safety")
    film, talk, slides = make_recording(title="Film"), make_recording(title="Talk"), make_handout(title="Slides")
    password = make_password(section)
    add(civil, film, password, started=10, quarter=9, half=8, three_quarters=6, finished=5)
    add(civil, film, password, MARCH, started=2, half=1)
    add(civil, slides, password, MARCH, downloads=7)
    add(safety, talk, password, MAY, started=20, half=10, finished=1)

    response = as_superuser.get(url("watch_figures"))

    assert cells(response, 0) == [
        ["Safety", "20", "50%", "5%", "0"],
        ["Civil", "12", "75%", "42%", "7"],
    ]
    assert cells(response, 1) == [
        ["Talk (Safety)", "20", "50%", "5%", "0"],
        ["Film (Civil)", "12", "75%", "42%", "0"],
        ["Slides (Civil)", "0", "–", "–", "7"],
    ]
    assert cells(response, 2) == [
        ["May 2026", "20", "50%", "5%", "0"],
        ["April 2026", "10", "80%", "50%", "0"],
        ["March 2026", "2", "50%", "0%", "7"],
    ]


def test_chart_has_a_bar_for_every_month(as_superuser: Client, section: Any) -> None:
    session, film = make_session(section), make_recording()
    add(session, film, make_password(section), started=4)

    chart = soup(as_superuser.get(url("watch_figures"))).select_one(".maigu-chart--started")

    bars = [bar.title.get_text() for bar in chart.select("g")]
    assert (len(bars), bars[0], bars[-2:]) == (12, "June 2025: 0", ["April 2026: 4", "May 2026: 0"])
    assert "4 in all; most in April 2026: 4." in chart.get_text()


def test_cohort_is_shown_unless_it_is_small(as_superuser: Client, section: Any) -> None:
    session, film = make_session(section), make_recording()
    for label, number in {"Mayors": 40, "Attorneys": 12, "Board": 3}.items():
        add(session, film, make_password(section, f"words for {label}", label=label), started=number, half=number // 2)

    response = as_superuser.get(url("watch_figures"))

    assert cells(response, 3) == [["Mayors", "40", "20", "0", "0"], ["Not broken down", "15", "7", "0", "0"]]
    assert not any("Board" in cell or "Attorneys" in cell for row in export(as_superuser) for cell in row)


def test_passwords_with_one_label_are_one_cohort(as_superuser: Client, section: Any) -> None:
    session, film = make_session(section), make_recording()
    old = make_password(section, "words one", label="Mayors")
    add(session, film, old, started=3)
    add(session, film, old.rotate("words two", earlier="end"), started=4)
    add(session, film, make_password(section, "words three", label="Attorneys"), started=9)

    response = as_superuser.get(url("watch_figures"))

    assert cells(response, 3) == [["Attorneys", "9", "0", "0", "0"], ["Mayors", "7", "0", "0", "0"]]


@pytest.mark.parametrize(
    "dates",
    [
        {"day_from": "2026-04-01", "day_to": "2026-04-29"},
        {"day_from": "2026-04-02", "day_to": "2026-04-30"},
        {"day_from": "2026-05-01"},
    ],
)
def test_part_of_a_month_is_not_broken_down(as_superuser: Client, section: Any, dates: dict[str, str]) -> None:
    session, film = make_session(section), make_recording()
    for label in ("Mayors", "Attorneys"):
        password = make_password(section, f"words for {label}", label=label)
        for day in (APRIL, MAY):
            add(session, film, password, day, started=30)
    whole = as_superuser.get(url("watch_figures"), {"day_from": "2026-04-01", "day_to": "2026-04-30"})
    assert cells(whole, 3) == [["Attorneys", "30", "0", "0", "0"], ["Mayors", "30", "0", "0", "0"]]

    response = as_superuser.get(url("watch_figures"), dates)

    assert cells(response, 0)[0][1] == "60"
    assert "There is nothing to break down in this period." in words(response)
    assert [row[3] for row in export(as_superuser, **dates)] == ["Password", "Not broken down"]


def test_export_adds_up_and_has_no_formulas(as_superuser: Client, section: Any) -> None:
    session, film = make_session(section, title="=1+1"), make_recording(title="+1")
    add(session, film, make_password(section, "words one", label="@sum"), started=40, half=6, finished=4)
    add(session, film, make_password(section, "words two", label="Board"), MARCH, started=2)

    for kind in ("csv", "xlsx"):
        table = export(as_superuser, kind)
        prefix = "'" if kind == "csv" else ""
        assert table[0] == HEADINGS
        assert [[str(cell) for cell in row[2:4]] for row in table[1:]] == [
            [f"{prefix}+1", f"{prefix}@sum"],
            [f"{prefix}+1", "Not broken down"],
            [f"{prefix}+1", "Not broken down"],
        ]
        assert [[int(cell or 0) for cell in row[4:]] for row in table[1:]] == [
            [40, 0, 6, 0, 0, 0],
            [0, 0, 0, 0, 4, 0],
            [2, 0, 0, 0, 0, 0],
        ]
    assert str(table[1][0])[:10] == "2026-04-01"
    assert str(table[1][1]).endswith("=1+1")


def test_dates_and_section_choose_what_is_shown(as_superuser: Client, section: Any, home: Any) -> None:
    other = make_section(home, title="Other")
    ours, theirs = make_session(section, title="Ours"), make_session(other, title="Theirs")
    film = make_recording()
    password = make_password(section)
    add(ours, film, password, started=1)
    add(ours, film, password, MARCH, started=2)
    add(theirs, film, make_password(other), started=4)

    names = [row[0] for row in cells(as_superuser.get(url("watch_figures")), 0)]
    assert names == [f"{place_of(theirs)} › Theirs", f"{place_of(ours)} › Ours"]

    def starts(**query: Any) -> list[str]:
        return [row[1] for row in cells(as_superuser.get(url("watch_figures"), query), 0)]

    assert starts() == ["4", "3"]
    assert starts(section=section.pk) == ["3"]
    assert starts(section=section.pk, day_to="2026-03-31") == ["2"]
    assert starts(day_from="2026-04-01") == ["4", "1"]
    assert starts(section="x", day_from="y") == ["4", "3"]
    assert starts(day_from="0001-01-01", day_to="9999-12-31") == ["4", "3"]


def test_empty_report_says_so(as_superuser: Client, section: Any, settings: Any) -> None:
    assert "Nothing was watched or downloaded from June 1, 2025 to May 3, 2026." in words(
        as_superuser.get(url("watch_figures"))
    )
    assert "turn it on" not in words(as_superuser.get(url("watch_figures")))
    backwards = {"day_from": "2026-05-01", "day_to": "2026-01-01"}
    assert "Nothing was watched" in words(as_superuser.get(url("watch_figures"), backwards))

    settings.MAIGU_WAGTAIL_WATCH_FIGURES = False
    assert "MAIGU_WAGTAIL_WATCH_FIGURES" in words(as_superuser.get(url("watch_figures")))


def test_report_needs_the_activity_permission(as_staff: Any, as_nobody: Client, section: Any) -> None:
    session, film = make_session(section, title="CANARY"), make_recording()
    add(session, film, make_password(section), started=9)

    assert "CANARY" in as_staff(SEE).get(url("watch_figures")).content.decode()
    for client in (as_nobody, as_staff(READ)):
        for name in ("watch_figures", "watch_figures_results"):
            assert client.get(url(name), {"export": "csv"}).status_code == 302


def test_staff_of_one_section_see_only_its_figures(as_staff: Any, section: Any, home: Any) -> None:
    other = make_section(home, title="Theirs")
    film = make_recording()
    add(make_session(section), film, make_password(section), started=9)
    add(make_session(other), film, make_password(other, label="THEIR-LABEL"), started=90)
    client = as_staff(SEE, page=section)

    response = client.get(url("watch_figures"))

    assert [row[1] for row in cells(response, 0)] == ["9"]
    assert "Theirs" not in response.content.decode()
    assert "THEIR-LABEL" not in response.content.decode()
    assert [row[4] for row in export(client)[1:]] == ["9"]


def test_deleted_file_and_password_keep_their_numbers(as_superuser: Client, section: Any) -> None:
    session, film = make_session(section, title="Civil"), make_recording()
    password = make_password(section)
    add(session, film, password, started=9)
    film.delete()
    password.delete()

    assert cells(as_superuser.get(url("watch_figures")), 1) == [["A deleted file (Civil)", "9", "0%", "0%", "0"]]
    assert [row[2:5] for row in export(as_superuser)[1:]] == [["A deleted file", "Other passwords", "9"]]


def test_report_needs_a_constant_number_of_queries(as_superuser: Client, section: Any) -> None:
    as_superuser.get(url("watch_figures"))
    counts = []
    for more in (1, 2):
        for number in range(more):
            session = make_session(section)
            add(session, make_recording(), make_password(section, f"words {session.pk}"), started=number + 9)
        with CaptureQueriesContext(connection) as queries:
            response = as_superuser.get(url("watch_figures"))
        counts.append((len(cells(response, 0)), len(queries)))

    assert [rows for rows, _queries in counts] == [1, 3]
    assert counts[0][1] == counts[1][1], counts
