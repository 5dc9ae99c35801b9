import csv
import io
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from maigu_wagtail.access.counters import hour_of
from maigu_wagtail.models import SharedPassword, UnlockCounter
from tests.admin.passwords.screens import READ, SEE, cells, make_password, soup, url, words
from tests.factories import make_section, make_session

NOW = datetime(2026, 5, 3, 16, tzinfo=timezone.utc)
HEADINGS = [
    "Day",
    "Section or session",
    "Password",
    "Unlocked",
    "Locked again",
    "Wrong passwords",
    "Old passwords",
    "Rate-limited",
]


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def add(page: Any, days_ago: int, password: SharedPassword | None = None, **numbers: int) -> None:
    hour = hour_of(NOW) - timedelta(days=days_ago)
    key = password.pk if password else 0
    UnlockCounter.objects.create(lock=page.translation_key, password_key=key, hour=hour, **numbers)


def place_of(page: Any) -> str:
    return " › ".join(page.get_ancestors().filter(depth__gt=1).values_list("title", flat=True))


def test_tables_show_activity_by_day_section_and_password(as_superuser: Client, section: Any, home: Any) -> None:
    other = make_section(home, title="Other")
    session = make_session(section, access="own", title="Own")
    cohort, attorneys = make_password(section, label="Cohort"), make_password(session, label="Attorneys")
    add(section, 0, cohort, opened=4, forgotten=1)
    add(section, 0, wrong=2, refused=1)
    add(session, 1, attorneys, opened=3, earlier=5)
    add(other, 1, wrong=1)
    add(other, 40, wrong=1000)

    response = as_superuser.get(url("activity"))

    assert cells(response, 0) == [
        ["May 3, 2026", "4", "1", "2", "0", "1"],
        ["May 2, 2026", "3", "0", "1", "5", "0"],
    ]
    place = place_of(section)
    assert sorted(cells(response, 1)) == [
        [f"{place} › MAIG U", "7", "1", "2", "5", "1"],
        [f"{place} › Other", "0", "0", "1", "0", "0"],
    ]
    assert sorted(cells(response, 2)) == [["Attorneys", "3", "0", "5"], ["Cohort", "4", "1", "0"]]


def bars(response: Any, name: str) -> list[str]:
    """Return what the bars of a chart say, those with something in them."""
    found = soup(response).select(f".maigu-chart--{name} g")
    return [bar.title.get_text() for bar in found if bar.select_one(".maigu-chart__bar")["height"] != "0"]


def test_chart_has_a_labelled_bar_for_every_day(as_superuser: Client, section: Any) -> None:
    password = make_password(section)
    add(section, 0, password, opened=40)
    add(section, 29, password, opened=1)
    add(section, 2, wrong=3)

    response = as_superuser.get(url("activity"))

    chart = soup(response).select_one(".maigu-chart--opened svg")
    assert len(chart.select(".maigu-chart__bar")) == 30
    assert bars(response, "opened") == ["April 4, 2026: 1", "May 3, 2026: 40"]
    assert bars(response, "wrong") == ["May 1, 2026: 3"]
    assert [bar["height"] for bar in chart.select(".maigu-chart__bar")][::29] == ["2", "100"]
    assert chart["role"] == "img"
    assert [soup(response).find(id=name).get_text() for name in chart["aria-labelledby"].split()] == [
        "Devices unlocked, by day",
        "41 in all; most on May 3, 2026: 40. The table below has every day.",
    ]
    assert "style=" not in str(soup(response).find(id="listing-results"))


def test_ninety_days_are_shown_on_request(as_superuser: Client, section: Any) -> None:
    add(section, 40, wrong=7)

    shorter = words(as_superuser.get(url("activity")))
    longer = as_superuser.get(url("activity"), {"days": "90"})

    assert "No activity in this period" in shorter
    assert bars(longer, "wrong") == ["March 24, 2026: 7"]
    assert len(soup(longer).select(".maigu-chart--wrong g")) == 90


def test_report_of_one_password_includes_late_attempts(as_superuser: Client, section: Any) -> None:
    one, two = make_password(section, "words one", label="One"), make_password(section, "words two", label="Two")
    add(section, 0, one, opened=1, earlier=2)
    add(section, 0, two, opened=8)
    add(section, 0, wrong=9)

    response = as_superuser.get(url("activity"), {"password": one.pk})

    assert cells(response) == [["May 3, 2026", "1", "0", "0", "2", "0"]]
    assert bars(response, "earlier") == ["May 3, 2026: 2"]
    assert soup(response).select(".maigu-chart--wrong") == []


def test_report_of_one_section_includes_its_sessions(as_superuser: Client, section: Any, home: Any) -> None:
    session = make_session(section, access="own")
    add(section, 0, wrong=1)
    add(session, 0, make_password(session), opened=2)
    add(make_section(home), 0, wrong=9)

    response = as_superuser.get(url("activity"), {"section": section.pk})

    assert cells(response) == [["May 3, 2026", "2", "0", "1", "0", "0"]]


@pytest.mark.parametrize("query", [{"days": "7"}, {"section": "x"}, {"password": "0"}, {"days": ""}])
def test_invalid_filter_is_ignored(as_superuser: Client, section: Any, query: dict[str, str]) -> None:
    make_section(section.get_parent())
    add(section, 0, wrong=1)

    response = as_superuser.get(url("activity"), query)

    assert cells(response) == [["May 3, 2026", "0", "0", "1", "0", "0"]]


def test_days_follow_the_site_time_zone_for_every_user(as_superuser: Client, section: Any) -> None:
    from django.contrib.auth import get_user_model
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(get_user_model().objects.get_by_natural_key("superuser"))
    profile.current_time_zone = "Pacific/Auckland"
    profile.save()
    add(section, 0, wrong=1)

    response = as_superuser.get(url("activity"))

    assert cells(response)[0][0] == "May 3, 2026"


def test_staff_of_one_section_see_only_its_activity(as_staff: Any, section: Any, home: Any) -> None:
    add(section, 0, wrong=1)
    add(make_section(home, title="Theirs"), 0, wrong=300)

    response = as_staff(SEE, page=section).get(url("activity"))

    assert cells(response) == [["May 3, 2026", "0", "0", "1", "0", "0"]]
    assert "Theirs" not in response.content.decode()


def test_export_has_a_row_for_every_day_of_every_password(as_superuser: Client, section: Any) -> None:
    password = make_password(section, label="=1+1")
    add(section, 0, password, opened=4, forgotten=1)
    add(section, 0, wrong=2, refused=1)
    add(section, 1, wrong=3)

    response = as_superuser.get(url("activity"), {"export": "csv"})

    place = f"{place_of(section)} › MAIG U"
    assert list(csv.reader(io.StringIO(response.getvalue().decode()))) == [
        HEADINGS,
        ["2026-05-03", place, "", "0", "0", "2", "0", "1"],
        ["2026-05-03", place, "'=1+1", "4", "1", "0", "0", "0"],
        ["2026-05-02", place, "", "0", "0", "3", "0", "0"],
    ]
    assert response["Content-Disposition"] == 'attachment; filename="unlock-activity.csv"'


def test_xlsx_has_real_dates_and_no_formulas(as_superuser: Client, section: Any) -> None:
    add(section, 0, make_password(section, label="=1+1"), opened=4)

    response = as_superuser.get(url("activity"), {"export": "xlsx"})

    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    table = list(sheet.iter_rows(values_only=True))
    assert list(table[0]) == HEADINGS
    assert (table[1][0].isoformat()[:10], table[1][2:]) == ("2026-05-03", ("=1+1", 4, 0, 0, 0, 0))
    assert sheet["C2"].data_type == "s"


def test_export_contains_only_filtered_rows(as_superuser: Client, section: Any) -> None:
    add(section, 0, wrong=1)
    add(section, 40, wrong=2)

    lines = {
        days: len(as_superuser.get(url("activity"), {"export": "csv", "days": days}).getvalue().splitlines())
        for days in ("30", "90")
    }

    assert lines == {"30": 2, "90": 3}


def test_activity_needs_a_constant_number_of_queries(as_superuser: Client, section: Any) -> None:
    as_superuser.get(url("activity"))
    counts = []
    for more in (1, 2):
        for number in range(more):
            session = make_session(section, access="own")
            add(session, number, make_password(session, f"words {session.pk}"), opened=1)
            add(session, number, wrong=1)
        with CaptureQueriesContext(connection) as queries:
            response = as_superuser.get(url("activity"))
        counts.append((len(cells(response, 2)), len(queries)))

    assert [rows for rows, _queries in counts] == [1, 3]
    assert counts[0][1] == counts[1][1], counts


def alarm_of(response: Any) -> str | None:
    found = soup(response).select_one(".help-warning")
    return found and " ".join(found.get_text(" ").split())


def all_alarms(client: Client) -> dict[str, str | None]:
    addresses = {"home": reverse("wagtailadmin_home"), "passwords": url("passwords"), "activity": url("activity")}
    return {name: alarm_of(client.get(address)) for name, address in addresses.items()}


def test_unusual_number_of_wrong_passwords_is_reported_everywhere(as_staff: Any, section: Any) -> None:
    client = as_staff(SEE)
    add(section, 0, wrong=99)
    before = all_alarms(client)

    UnlockCounter.objects.update(wrong=100)
    after = all_alarms(client)

    place = f"{place_of(section)} › MAIG U"
    said = f"100 wrong passwords were typed at “{place}” in this hour and the one before."
    assert before == {"home": None, "passwords": None, "activity": None}
    assert all(said in (text or "") for text in after.values()), after
    assert all("change it" in (text or "") for text in after.values())


def test_unusual_day_is_reported_with_its_date(as_staff: Any, section: Any) -> None:
    add(section, 3, wrong=140)

    found = all_alarms(as_staff(SEE))

    assert all("140 wrong passwords were typed at" in (text or "") for text in found.values())
    assert all("on April 30, 2026." in (text or "") for text in found.values())


def test_alarm_needs_the_activity_permission(as_staff: Any, as_nobody: Client, section: Any) -> None:
    add(section, 0, wrong=100)
    reader = as_staff(READ)

    assert alarm_of(as_staff(SEE).get(reverse("wagtailadmin_home")))
    assert alarm_of(as_nobody.get(reverse("wagtailadmin_home"))) is None
    assert alarm_of(reader.get(reverse("wagtailadmin_home"))) is None
    assert alarm_of(reader.get(url("passwords"))) is None


def test_home_needs_one_query_without_an_alarm(as_superuser: Client, section: Any) -> None:
    as_superuser.get(reverse("wagtailadmin_home"))

    with CaptureQueriesContext(connection) as queries:
        as_superuser.get(reverse("wagtailadmin_home"))

    ours = [query["sql"] for query in queries if "maigu_wagtail_unlockcounter" in query["sql"]]
    assert len(ours) == 1
