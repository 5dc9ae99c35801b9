from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from maigu_wagtail.recordings.pairing import stem_of
from maigu_wagtail.sessions.matching import best_match


@dataclass(frozen=True)
class Session:
    title: str
    slug: str
    date: Any = None


VOCA = Session("Using VOCA Funds for Community Violence Intervention", "using-voca-funds", date(2023, 12, 14))
PANEL = Session("Mayors’ panel", "mayors-panel", date(2023, 12, 14))
ATF = Session("The ATF Gun Trafficking Report", "atf-gun-trafficking-report", date(2024, 3, 7))
ESPANOL = Session("Armas y niños", "armas-y-ninos", None)
SESSIONS = [VOCA, PANEL, ATF, ESPANOL]


@pytest.mark.parametrize(
    ("name", "session"),
    [
        ("atf-gun-trafficking-report.mp4", ATF),
        ("ATF report.mp4", ATF),
        ("voca-funds.mp4", VOCA),
        ("voca-funds-part-2.mp4", VOCA),
        ("The ATF Gun Trafficking Report (final recording).mp4", ATF),
        ("2024-03-07.mp4", ATF),
        ("GMT20240307-170000_Recording.mp4", ATF),
        ("2024_03_07 something else.mp4", ATF),
        ("2023-12-14-panel.mp4", PANEL),
        ("20231214 voca.mp4", VOCA),
        ("MAIG U 3-7-2024.mp4", ATF),
        ("07.03.24 final.mp4", ATF),
        ("12-14-23 panel.mp4", PANEL),
        ("armas-ninos.mp4", ESPANOL),
        ("ARMAS Y NIÑOS.mp4", ESPANOL),
        ("2023-12-14.mp4", None),
        ("2019-01-01-voca-funds.mp4", None),
        ("1-1-2019 voca funds.mp4", None),
        ("2023-99-99-atf-report.mp4", None),
        ("zoom_0.mp4", None),
        ("part 1.mp4", None),
        ("voca-budget.mp4", None),
        (".mp4", None),
    ],
)
def test_name_finds_its_session(name, session):
    assert best_match(stem_of(name), SESSIONS) == session


def test_name_that_fits_two_sessions_equally_finds_none():
    again = Session(PANEL.title, "mayors-panel-2", date(2024, 5, 1))

    assert best_match("panel-of-the-mayors", [PANEL]) == PANEL
    assert best_match("panel-of-the-mayors", [PANEL, Session(PANEL.title, PANEL.slug)]) is None
    assert best_match("2024-05-01-panel", [PANEL, again]) == again


def test_nothing_is_found_without_sessions():
    assert best_match("2023-12-14-voca-funds", []) is None
