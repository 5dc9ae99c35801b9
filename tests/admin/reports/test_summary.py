from datetime import date, datetime, timezone
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.passwords.screens import READ, SEE, make_password, url, words
from tests.admin.reports.test_watching import add
from tests.admin.sessions.listing import list_url, rows
from tests.factories import make_recording, make_section, make_session

pytestmark = pytest.mark.usefixtures("private_folder")


@pytest.fixture(autouse=True)
def _now(settings: Any) -> Any:
    settings.MAIGU_WAGTAIL_WATCH_FIGURES = True
    with time_machine.travel(datetime(2026, 5, 3, 16, tzinfo=timezone.utc), tick=False):
        yield


def home_says(client: Client) -> str:
    return words(client.get(reverse("wagtailadmin_home")))


def test_home_has_the_starts_of_thirty_days(as_staff: Any, section: Any) -> None:
    session, film, password = make_session(section), make_recording(), make_password(section)
    add(session, film, password, date(2026, 5, 3), started=1200)
    add(session, film, password, date(2026, 4, 4), started=34)
    add(session, film, password, date(2026, 4, 3), started=5)
    client = as_staff(SEE)

    assert "1,234 recordings started in 30 days" in home_says(client)
    assert url("watch_figures") in client.get(reverse("wagtailadmin_home")).content.decode()


def test_home_and_list_have_no_figure_without_permission_or_setting(
    as_staff: Any, as_superuser: Client, section: Any, settings: Any
) -> None:
    add(make_session(section), make_recording(), make_password(section), started=7)
    assert "7 recordings started" in home_says(as_superuser)
    assert [row[4] for row in rows(as_superuser.get(list_url()))] == ["7"]

    reader = as_staff(READ, page=section)
    assert "started" not in home_says(reader)
    assert "Starts in 30 days" not in words(reader.get(list_url()))

    settings.MAIGU_WAGTAIL_WATCH_FIGURES = False
    assert "started" not in home_says(as_superuser)
    assert "Starts in 30 days" not in words(as_superuser.get(list_url()))


def test_home_counts_only_what_staff_can_see(as_staff: Any, section: Any, home: Any) -> None:
    other = make_section(home)
    add(make_session(section), make_recording(), make_password(section), started=3)
    add(make_session(other), make_recording(), make_password(other), started=90)

    assert "3 recordings started" in home_says(as_staff(SEE, page=section))


def test_list_has_the_starts_of_each_session_and_its_alias(as_superuser: Client, section: Any) -> None:
    session = make_session(section, title="Civil", date=date(2026, 3, 1))
    make_session(section, title="Safety", date=date(2026, 2, 1))
    session.create_alias(update_slug="alias", parent=section)
    add(session, make_recording(), make_password(section), started=7)

    found = rows(as_superuser.get(list_url(), {"ordering": "title"}))

    assert [row[4] for row in found] == ["7", "7", "0"]


def test_list_needs_one_query_for_its_figures(as_superuser: Client, section: Any) -> None:
    password = make_password(section)
    as_superuser.get(list_url())
    counts = []
    for more in (1, 2):
        for _session in range(more):
            add(make_session(section), make_recording(), password, started=7)
        with CaptureQueriesContext(connection) as queries:
            as_superuser.get(list_url())
        counts.append(len([query for query in queries if "watchcounter" in query["sql"]]))

    assert counts == [1, 1]
