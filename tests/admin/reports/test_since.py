from datetime import date, datetime, timezone
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maigu_wagtail.models import UnlockCounter
from tests.admin.passwords.screens import READ, SEE, make_password, soup, url, words
from tests.admin.reports.test_watching import add
from tests.factories import make_handout, make_recording, make_section, make_session

pytestmark = pytest.mark.usefixtures("private_folder")

NOW = datetime(2026, 5, 3, 16, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def _now(settings: Any) -> Any:
    settings.MAIGU_WAGTAIL_WATCH_FIGURES = True
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def programme(section: Any) -> Any:
    """Two sessions that are over and one to come, with figures before and since the last."""
    older = make_session(section, title="Older", date=date(2026, 1, 10))
    make_session(section, title="Civil litigation", date=date(2026, 4, 10))
    make_session(section, title="To come", date=date(2026, 6, 10))
    password, film = make_password(section), make_recording(title="Part 1")
    add(older, film, password, date(2026, 4, 9), started=1000)
    add(older, film, password, date(2026, 4, 10), started=40, half=30, finished=10)
    add(older, make_recording(title="Part 2 & more"), password, date(2026, 5, 3), started=10, half=5, finished=5)
    add(older, make_handout(), password, date(2026, 5, 3), downloads=8)
    for day, opened in ((9, 500), (20, 12)):
        hour = datetime(2026, 4, day, 12, tzinfo=timezone.utc)
        UnlockCounter.objects.create(
            lock=section.translation_key, password_key=password.pk, hour=hour, opened=opened, opened_again=3
        )
    return section


def text(response: Any) -> str:
    return soup(response).find(id="maigu-since").get_text().strip()


def test_text_has_what_happened_since_the_last_session(as_superuser: Client, programme: Any) -> None:
    response = as_superuser.get(url("since_last_session"))

    assert text(response).splitlines() == [
        "MAIG U: from “Civil litigation” on April 10, 2026 to May 3, 2026",
        "",
        "Devices unlocked: 12",
        "Recordings started: 50",
        "Reached the half: 70%",
        "Reached the end: 30%",
        "Downloads: 8",
        "",
        "Most watched:",
        "1. Part 1: started 40 times, 25% to the end",
        "2. Part 2 & more: started 10 times, 50% to the end",
        "",
        "A device counts once a day for each recording. The figures name nobody.",
    ]
    assert soup(response).select_one("[data-maigu-copy=maigu-since]")


def test_report_links_to_the_text(as_superuser: Client, programme: Any) -> None:
    assert f'href="{url("since_last_session")}"' in as_superuser.get(url("watch_figures")).content.decode()


def test_text_of_another_section_can_be_chosen(as_superuser: Client, programme: Any, home: Any) -> None:
    other = make_section(home, title="Other", slug="other")
    make_session(other, title="Elsewhere", date=date(2026, 5, 1))

    response = as_superuser.get(url("since_last_session"), {"section": other.pk})

    assert text(response).startswith("Other: from “Elsewhere” on May 1, 2026")
    assert "Recordings started: 0" in text(response)
    assert text(as_superuser.get(url("since_last_session"), {"section": "x"})).startswith("MAIG U")


def test_text_is_only_of_sections_that_staff_can_see(as_staff: Any, programme: Any, home: Any) -> None:
    other = make_section(home, title="Theirs", slug="theirs")
    make_session(other, title="Elsewhere", date=date(2026, 5, 1))
    client = as_staff(SEE, page=programme)

    assert "Recordings started: 50" in text(client.get(url("since_last_session")))
    assert "Theirs" not in client.get(url("since_last_session"), {"section": other.pk}).content.decode()


def test_text_needs_the_activity_permission(as_staff: Any, as_nobody: Client, programme: Any) -> None:
    for client in (as_nobody, as_staff(READ)):
        assert client.get(url("since_last_session")).status_code == 302


def test_page_says_what_is_missing(as_superuser: Client, section: Any, settings: Any) -> None:
    make_session(section, date=date(2026, 6, 10))
    assert "No session is over yet." in words(as_superuser.get(url("since_last_session")))

    section.delete()
    settings.MAIGU_WAGTAIL_WATCH_FIGURES = False
    said = words(as_superuser.get(url("since_last_session")))
    assert "No session is over yet." in said
    assert "MAIGU_WAGTAIL_WATCH_FIGURES" in said


def test_text_needs_a_constant_number_of_queries(as_superuser: Client, section: Any) -> None:
    password = make_password(section)
    as_superuser.get(url("since_last_session"))
    counts = []
    for more in (1, 2):
        for _session in range(more):
            session = make_session(section, date=date(2026, 4, 1))
            add(session, make_recording(), password, started=9)
        with CaptureQueriesContext(connection) as queries:
            response = as_superuser.get(url("since_last_session"))
        counts.append((text(response).count("started 9 times"), len(queries)))

    assert [recordings for recordings, _queries in counts] == [1, 3]
    assert counts[0][1] == counts[1][1], counts
