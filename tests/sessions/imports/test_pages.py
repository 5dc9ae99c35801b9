"""What an import finds in old pages, by the pages in ``pages/``."""

import json
from pathlib import Path
from typing import Any

import pytest

from maigu_wagtail.sessions.imports.found import FoundSession
from maigu_wagtail.sessions.imports.reading import read_sessions

FOLDER = Path(__file__).parent / "pages"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
FACTS = Path(__file__).resolve().parents[3] / "example_site" / "tests" / "facts.json"
SEED_PAGES = ("maig-u.txt", "maig-u-gutenberg.html", "maig-u-classic.html", "maig-u-wordpress.xml")

pytestmark = pytest.mark.once


def read(name: str) -> list[FoundSession]:
    return read_sessions((FOLDER / name).read_bytes(), name, day_first=False)


def facts_of(found: FoundSession) -> dict[str, Any]:
    people = [{"name": p.name, "role": p.role, "organisation": p.organisation} for p in found.speakers]
    return {"title": found.title, "date": found.date and found.date.isoformat(), "speakers": people}


def as_written(found: FoundSession) -> dict[str, Any]:
    """Return ``found`` as ``expected.json`` writes it."""
    values = {
        "title": found.title,
        "date": found.date and found.date.isoformat(),
        "speakers": [
            "; ".join([*(["Moderator"] if p.is_moderator else []), p.name, p.role, p.organisation])
            for p in found.speakers
        ],
    }
    more = {
        "times": "–".join(clock.isoformat("minutes") for clock in (found.start_time, found.end_time) if clock),
        "zone": found.time_zone,
        "audience": found.audience,
        "video": found.video_url,
        "files": list(found.file_urls),
        "notes": list(found.not_understood),
        "choices": [day.isoformat() for day in found.date_choices],
    }
    described = {"description": found.description}
    return values | {name: value for name, value in more.items() if value} | described


@pytest.mark.parametrize("name", SEED_PAGES)
def test_page_of_the_organisation_gives_its_fifteen_sessions(name: str) -> None:
    found = read(name)

    titled = [facts_of(session) for session in found if session.title]
    assert titled == json.loads(FACTS.read_text(encoding="utf-8"))["sessions"]
    assert not any(session.not_understood for session in found if session.title)
    assert all(session.description for session in found)


@pytest.mark.parametrize("name", SEED_PAGES)
def test_paragraph_without_title_and_date_is_flagged(name: str) -> None:
    found = read(name)

    [orphan] = [session for session in found if not session.title]
    assert len(found) == 16
    assert found.index(orphan) == 10
    assert orphan.description.startswith("<p>Researchers at Everytown look into what drives gun violence")
    assert (orphan.date, orphan.date_choices) == (None, ())
    assert orphan.not_understood == ("This looks like a session, but it has no title and no date.",)


def test_every_page_has_an_expectation() -> None:
    names = {path.name for path in FOLDER.iterdir() if path.suffix in {".html", ".txt", ".xml"}}

    assert names == {*EXPECTED, *SEED_PAGES}


@pytest.mark.parametrize("name", EXPECTED)
def test_page_is_read_as_expected(name: str) -> None:
    assert [as_written(session) for session in read(name)] == EXPECTED[name]


@pytest.mark.parametrize("name", [*EXPECTED, *SEED_PAGES])
def test_source_keys_are_unique_and_stay(name: str) -> None:
    first, second = read(name), read(name)

    keys = [session.source_key for session in first]
    assert keys == [session.source_key for session in second]
    assert len(set(keys)) == len(keys)
