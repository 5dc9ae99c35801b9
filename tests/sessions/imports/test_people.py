import json
from pathlib import Path

import pytest

from maigu_wagtail.sessions.imports.found import FoundSpeaker
from maigu_wagtail.sessions.imports.readers.people import read_speaker, read_speakers
from maigu_wagtail.sessions.imports.readers.people_lists import people_of_lines, people_of_paragraphs

SPEAKERS = json.loads((Path(__file__).parent / "pages" / "speakers.json").read_text(encoding="utf-8"))

pytestmark = pytest.mark.once


@pytest.mark.parametrize(("text", "name", "role", "organisation"), SPEAKERS)
def test_speaker_is_read_with_role_and_organisation(text: str, name: str, role: str, organisation: str) -> None:
    assert read_speaker(text) == FoundSpeaker(name, role, organisation)


@pytest.mark.parametrize(
    "text",
    [
        "Moderator: Bo Li, Director, ADL",
        "Moderated by Bo Li, Director, ADL",
        "Bo Li, Director, ADL (moderator)",
        "Bo Li (Moderator), Director, ADL",
        "Moderator – Bo Li, Director, ADL",
        "Moderador: Bo Li, Director, ADL",
        "Moderada por Bo Li, Director, ADL",
    ],
)
def test_moderator_is_marked(text: str) -> None:
    assert read_speaker(text) == FoundSpeaker("Bo Li", "Director", "ADL", is_moderator=True)


@pytest.mark.parametrize("place", ["Richmond, California", "Richmond, CA", "New York"])
def test_city_and_state_are_one_place(place: str) -> None:
    expected = FoundSpeaker("Mayor Ana Ruiz", "", place)
    assert read_speaker(f"Mayor Ana Ruiz, {place}", is_expected=True) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Know your rights, and be safe",
        "Public Safety, Director",
        "Ghost Guns (PDF)",
        "National Network, Office of Research",
        "Jane Doe",
        "How to use data, at work",
        "Six cities, 3 mayors at the table",
        "",
    ],
)
def test_other_texts_are_no_speakers(text: str) -> None:
    assert read_speaker(text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ana Ruiz and Bo Li", ["Ana Ruiz", "Bo Li"]),
        ("Ana Ruiz, Bo Li, and Cy Old", ["Ana Ruiz", "Bo Li", "Cy Old"]),
        ("Ana Ruiz, Mayor of Cali; Bo Li, ADL", ["Ana Ruiz", "Bo Li"]),
        ("Ana Ruiz (ADL), Bo Li (Office of the Mayor, Cali)", ["Ana Ruiz", "Bo Li"]),
        ("Ana Ruiz, Program Director, ADL", ["Ana Ruiz"]),
        ("Ana Ruiz, she/her, and Bo Li (he/him)", ["Ana Ruiz", "Bo Li"]),
        ("Ana Ruiz (ADL) and Bo Li", ["Ana Ruiz", "Bo Li"]),
        ("City Attorney Ana Ruiz (Cali)", ["Ana Ruiz"]),
        ("Speakers: Ana Ruiz and Bo Li", ["Ana Ruiz", "Bo Li"]),
        ("Led by Ana Ruiz and Bo Li", ["Ana Ruiz", "Bo Li"]),
        ("Ponentes: Ana Ruiz y Bo Li", ["Ana Ruiz", "Bo Li"]),
        ("Ponente: José Ortega y Gasset", ["José Ortega y Gasset"]),
    ],
)
def test_several_speakers_in_a_line_are_told_apart(text: str, names: list[str]) -> None:
    assert [person.name for person in read_speakers(text)] == names


def test_list_of_other_things_has_no_speakers() -> None:
    assert people_of_lines(["Use Data", "Train Staff", "Write to us"], is_expected=False) == []
    assert people_of_lines(["Public Safety", "Gun Locks"], is_expected=False) == []
    # Below "Speakers", names alone are enough.
    assert len(people_of_lines(["Ana Ruiz", "Bo Li"], is_expected=True)) == 2


def test_paragraph_about_a_person_is_no_speaker() -> None:
    text = "Ana Ruiz, Director of ADL, said that cities need data."

    assert people_of_paragraphs([text.removesuffix(" said that cities need data.")])
    assert people_of_paragraphs([text]) == []
