from dataclasses import replace
from datetime import date, time

import pytest
from django.utils import translation

from maigu_wagtail.sessions.imports.date_order import is_day_first_by_default
from maigu_wagtail.sessions.imports.description_text import from_text, is_formatted, to_text
from maigu_wagtail.sessions.imports.found import FoundSpeaker
from maigu_wagtail.sessions.imports.speaker_text import read_speakers, speakers_text
from maigu_wagtail.sessions.imports.stored_rows import Row, row_from_json
from tests.sessions.imports.found import AMARA, VIDEO, make_found


@pytest.mark.parametrize("language", ["en", "es"])
def test_speakers_are_read_back(language: str) -> None:
    people = (
        AMARA,
        FoundSpeaker("Bo Li", "", "ADL", is_moderator=True),
        FoundSpeaker("Cy Ray", "Mayor, City: X"),
        FoundSpeaker("Di"),
    )
    with translation.override(language):
        assert read_speakers(speakers_text(people)) == people


def test_speakers_keep_one_line_each() -> None:
    text = speakers_text([FoundSpeaker("Amara\nCastillo", "Mayor; Chair", "City")])

    assert text == "Amara Castillo; Mayor, Chair; City"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("", ()),
        ("\n ;Mayor\n", ()),
        ("  Amara Castillo ;Mayor", (FoundSpeaker("Amara Castillo", "Mayor"),)),
        ("MODERATOR: Bo", (FoundSpeaker("Bo", is_moderator=True),)),
        ("Bo; Mayor; City; of X", (FoundSpeaker("Bo", "Mayor", "City; of X"),)),
    ],
)
def test_typed_speakers_are_read(text: str, people: tuple[FoundSpeaker, ...]) -> None:
    assert read_speakers(text) == people


def test_description_is_read_back_as_paragraphs() -> None:
    html = "<p>First &amp; last.<br/>Second line.</p><p>Next.</p>"

    assert to_text(html) == "First & last.\nSecond line.\n\nNext."
    assert from_text(to_text(html)) == "<p>First &amp; last.<br>Second line.</p><p>Next.</p>"


def test_description_text_shows_items_on_lines() -> None:
    assert to_text("<p>Topics:</p><ul><li>One</li><li>Two</li></ul><p>End.</p>") == "Topics:\n\nOne\nTwo\n\nEnd."


def test_no_typed_tag_survives() -> None:
    assert from_text("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    assert from_text("  ") == ""


def test_formatting_is_noticed() -> None:
    assert is_formatted('<p>See <a href="https://example.org/">it</a>.</p>')
    assert not is_formatted("<p>First.<br/>Second.</p><p>1 &lt; 2</p>")


@pytest.mark.parametrize(
    ("language", "is_day_first"), [("en", False), ("en-us", False), ("en-gb", True), ("es", True), ("de", True)]
)
def test_order_of_day_and_month_follows_the_site(settings: object, language: str, is_day_first: bool) -> None:
    settings.LANGUAGE_CODE = language  # type: ignore[attr-defined]

    assert is_day_first_by_default() is is_day_first


def test_row_is_stored_and_read_back() -> None:
    found = make_found(
        date_choices=(date(2020, 10, 8), date(2020, 8, 10)),
        date_text="10/8/20",
        start_time=time(14),
        end_time=time(15, 30),
        time_zone="America/Chicago",
        speakers=(AMARA,),
        video_url=VIDEO,
        file_urls=("https://example.org/a.pdf",),
        not_understood=("See you there!",),
    )

    for row in (Row(found), Row(replace(found, date=None), is_ticked=False, updates=("title",), seen=3)):
        assert row_from_json(row.as_json()) == row
