"""A month of 200 members, with the report's figures beside a tally of what they did."""

import json
from collections import Counter
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any

import pytest
import time_machine
from django.test import Client

from maigu_wagtail.access.watch_figures import MARKS, NUMBERS
from maigu_wagtail.members.file_access import address_of
from tests.admin.passwords.screens import cells, make_password, url
from tests.admin.reports.test_watching import HEADINGS, export
from tests.doors import type_password
from tests.factories import make_handout, make_recording, make_session
from tests.files import all_of

pytestmark = pytest.mark.usefixtures("private_folder")

BEGIN = datetime(2026, 4, 1, 13, tzinfo=timezone.utc)
COHORTS = {"Mayors": 120, "Attorneys": 60, "Staff": 17, "Board": 3}


class Month:
    """200 members who watch, and ``tally``: what they did by (file, cohort, number)."""

    def __init__(self, section: Any, clock: Any) -> None:
        self.random = Random(200)  # noqa: S311 -- the same month each time
        self.clock, self.tally = clock, Counter()
        for label in COHORTS:
            make_password(section, f"words of the {label}", label=label)
        self.section = section
        self.sessions = [(make_session(section), make_recording(), make_handout()) for _number in range(3)]
        for session, film, slides in self.sessions:
            session.members_content = [("recording", film), ("resource", slides)]
            session.save()

    def go_by(self) -> None:
        members = [label for label, number in COHORTS.items() for _member in range(number)]
        self.random.shuffle(members)
        for number, label in enumerate(members):
            # All in the month, and no two at the same second.
            self.clock.move_to(BEGIN + timedelta(seconds=number * 12_000))
            member = Client(REMOTE_ADDR=f"10.0.0.{number}")
            assert type_password(member, self.section, f"words of the {label}").status_code == 303
            for session, film, slides in self.sessions:
                self.watch(member, label, session, film)
                self.download(member, label, slides)

    def watch(self, member: Client, label: str, session: Any, film: Any) -> None:
        """Watch some of a recording, report it more than once, and perhaps ask to be left out."""
        place = max(-1, self.random.randint(-2, 4))
        declines = {"sec-gpc": "1"} if self.random.random() < 0.1 else {}
        for reached in MARKS[: place + 1] * 2:
            body = json.dumps({"recording": str(film.uid), "reached": reached})
            sent = member.post(f"{session.url}watch/seen/", body, content_type="application/json", headers=declines)
            assert sent.status_code == 204
        if not declines:
            self.tally.update((film.uid, label, reached) for reached in MARKS[: place + 1])

    def download(self, member: Client, label: str, slides: Any) -> None:
        """Download a handout, or not, or in two parts."""
        if self.random.random() < 0.4:
            for part in ("bytes=0-2", "bytes=3-"):
                all_of(member.get(address_of(slides, slides.download_name), headers={"range": part}))
            self.tally[slides.uid, label, "downloads"] += 1

    def total(self, name: str, *files: Any, label: str = "") -> int:
        uids = {file.uid for file in files}
        return sum(n for (uid, of, what), n in self.tally.items() if uid in uids and what == name and label in ("", of))


@pytest.fixture
def month(section: Any, settings: Any) -> Any:
    settings.MAIGU_WAGTAIL_WATCH_FIGURES = True
    with time_machine.travel(BEGIN, tick=False) as clock:
        month = Month(section, clock)
        month.go_by()
        clock.move_to(datetime(2026, 5, 3, 16, tzinfo=timezone.utc))
        yield month


def percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}%"


def test_report_has_what_200_members_did_in_a_month(as_superuser: Client, month: Month) -> None:
    response = as_superuser.get(url("watch_figures"))

    by_session = {row[0].split(" › ")[-1]: row[1:] for row in cells(response, 0)}
    for session, *files in month.sessions:
        started, half, finished, downloads = (
            month.total(name, *files) for name in ("started", "half", "finished", "downloads")
        )
        assert started > 100
        assert by_session[session.title] == [
            str(started),
            percent(half, started),
            percent(finished, started),
            str(downloads),
        ]
    files = [file for _session, *files in month.sessions for file in files]
    assert [row[:2] for row in cells(response, 2)] == [["April 2026", str(month.total("started", *files))]]

    exported = export(as_superuser)[1:]
    for name, heading in zip(NUMBERS, HEADINGS[4:], strict=True):
        column = HEADINGS.index(heading)
        assert sum(int(row[column] or 0) for row in exported) == month.total(name, *files)


def test_small_cohort_cannot_be_worked_out_from_a_month(as_superuser: Client, month: Month) -> None:
    files = {file.title: file for _session, *files in month.sessions for file in files}
    shown = Counter()

    for row in export(as_superuser)[1:]:
        file, cohort = files[row[2]], row[3]
        for name, cell in zip(NUMBERS, row[4:], strict=True):
            if cohort != "Not broken down" and cell:
                assert int(cell) == month.total(name, file, label=cohort) >= 5
                shown[row[2], name] += 1

    assert {"Mayors", "Not broken down"} <= {row[3] for row in export(as_superuser)[1:]}
    assert "Board" not in as_superuser.get(url("watch_figures")).content.decode()
    for title, file in files.items():
        for name in NUMBERS:
            cohorts = [month.total(name, file, label=label) for label in COHORTS]
            assert sum(cohorts) == month.total(name, file)
            # Never all but one of those with any.
            assert len([number for number in cohorts if number]) - shown[title, name] != 1
