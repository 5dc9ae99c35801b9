from datetime import date, datetime, time
from io import BytesIO

import pytest
from django.utils.translation import override
from openpyxl import Workbook

from maigu_wagtail.sessions.imports.found import FoundSession, FoundSpeaker, ImportFileError
from maigu_wagtail.sessions.imports.readers.rows import field_of
from maigu_wagtail.sessions.imports.readers.templates import csv_template, xlsx_template
from maigu_wagtail.sessions.imports.reading import read_sessions, read_text

pytestmark = pytest.mark.once

ROWS = (
    "Título;Fecha;Público;Ponentes;Sala\nPrevención – «ñ»;14/12/2023;Alcaldes;Ana Ruiz, Alcaldesa, Ciudad de Cali;B12\n"
)


def read_csv(text: str, *, day_first: bool = False) -> list[FoundSession]:
    return read_sessions(text.encode(), "list.csv", day_first=day_first)


def workbook(*rows: list[object]) -> bytes:
    book, content = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_csv_is_read_in_any_usual_encoding(encoding: str) -> None:
    [found] = read_sessions(ROWS.encode(encoding), "lista.csv", day_first=False)

    assert (found.title, found.date, found.audience) == ("Prevención – «ñ»", date(2023, 12, 14), "Alcaldes")
    assert found.speakers == (FoundSpeaker("Ana Ruiz", "Alcaldesa", "Ciudad de Cali"),)
    assert found.not_understood == ("Sala: B12",)
    assert found.place == "row 2"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_is_read_with_any_delimiter(delimiter: str) -> None:
    text = delimiter.join(["DATE", "title"]) + "\r\n" + delimiter.join(["2023-12-14", '"One; two, three"']) + "\r\n"

    [found] = read_csv(text)

    assert (found.title, found.date) == ("One; two, three", date(2023, 12, 14))


def test_rows_pasted_from_a_spreadsheet_are_read() -> None:
    [found] = read_text("Title\tDate\nGhost Guns\t12/14/2023\n", day_first=False)

    assert (found.title, found.date) == ("Ghost Guns", date(2023, 12, 14))


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Date of session", "date"),
        ("DATE (US)", "date"),
        ("Fecha de la charla", "date"),
        ("Session_title", "title"),
        ("Presenter names", "speakers"),
        ("Recording link", "video"),
        ("Ponentes invitados", "speakers"),
        ("Speaker title", ""),
        ("Room", ""),
        ("Please enter the date of the session here", ""),
    ],
)
def test_column_is_recognised_by_its_name_or_a_word_of_it(header: str, field: str) -> None:
    assert field_of(header) == field


def test_exact_name_of_a_column_comes_first() -> None:
    [found] = read_csv("Date added,Title,Date\n1/1/2024,A,12/14/2023\n")

    assert (found.date, found.not_understood) == (date(2023, 12, 14), ("Date added: 1/1/2024",))


def test_header_may_follow_other_rows() -> None:
    [found] = read_csv(
        "Our webinars,,\n,,\nSession title,When,Recording link\nGhost Guns,12/14/2023,https://vimeo.com/1\n"
    )

    assert (found.title, found.place, found.video_url) == ("Ghost Guns", "row 4", "https://vimeo.com/1")


def test_ambiguous_dates_are_settled_by_the_other_rows() -> None:
    first, _second = read_csv("title,date\nA,10/8/20\nB,12/14/2023\n")
    [alone] = read_csv("title,date\nA,10/8/20\n", day_first=True)

    assert first.date == date(2020, 10, 8)
    assert (alone.date, alone.date_choices) == (None, (date(2020, 8, 10), date(2020, 10, 8)))


def test_cell_with_several_people_and_files_is_read() -> None:
    speakers = "Ana Ruiz; Mayor; City of Cali\nModerator: Bo Li; Director; ADL"
    files = "https://x.org/a.pdf, https://x.org/b.pptx on request"

    [found] = read_csv(f'title,date,speakers,files\nA,2023-12-14,"{speakers}","{files}"\n')

    assert found.speakers == (
        FoundSpeaker("Ana Ruiz", "Mayor", "City of Cali"),
        FoundSpeaker("Bo Li", "Director", "ADL", is_moderator=True),
    )
    assert found.file_urls == ("https://x.org/a.pdf", "https://x.org/b.pptx")
    assert found.not_understood == ("on", "request")


def test_description_is_cleaned() -> None:
    [found] = read_csv('title,date,description\nA,2023-12-14,"<script>x</script> One.\n\n- two"\n')

    assert found.description == "<p>&lt;script&gt;x&lt;/script&gt; One.</p><ul><li>two</li></ul>"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Name;Room\na;b\n", "“list.csv”, row 1: no column is named “date”. The columns are: Name, Room."),
        ("Room;Place\na;b\n", "“list.csv”, row 1: no columns are named “title”, “date”. The columns are: Room, Place."),
        ("", "“list.csv”, row 1: no columns are named “title”, “date”. The columns are: none."),
        ('title,date\nA,2023-12-14\n"B,2023-12-15\n', "“list.csv”, row 3: this row can’t be read."),
        ("title,title,date\nA,B,2023-12-14\n", "“list.csv”, row 1: two columns are named “title”."),
    ],
)
def test_error_names_file_row_and_column(text: str, message: str) -> None:
    with pytest.raises(ImportFileError) as error:
        read_csv(text)

    assert str(error.value).startswith(message)


def test_row_without_title_or_date_says_so() -> None:
    first, second, third = read_csv("title,date,room\n,2023-12-14,B1\nB,,B2\nC,soon,\n")

    assert first.not_understood == ("This session has no title.", "room: B1")
    assert second.not_understood == ("This session has no date.", "room: B2")
    assert third.not_understood == ("“soon” is not a complete date.",)
    assert third.date_text == "soon"


def test_workbook_is_read_with_dates_as_cells_or_text() -> None:
    content = workbook(["Date", "Title"], [datetime(2023, 12, 14), "A"], [date(2023, 7, 27), "B"], ["3/16/2023", 12.0])

    found = read_sessions(content, "list.xlsx", day_first=False)

    assert [session.date for session in found] == [date(2023, 12, 14), date(2023, 7, 27), date(2023, 3, 16)]
    assert [session.title for session in found] == ["A", "B", "12"]


def test_first_sheet_with_a_header_is_read() -> None:
    book, content = Workbook(), BytesIO()
    book.active.append(["Notes"])
    for row in (["Title", "Date"], ["A", "2023-12-14"]):
        (book["List"] if "List" in book.sheetnames else book.create_sheet("List")).append(row)
    book.save(content)

    [found] = read_sessions(content.getvalue(), "list.xlsx", day_first=False)

    assert found.title == "A"


def test_formula_is_never_evaluated() -> None:
    content = workbook(["Title", "Date", "Audience"], ["A", "2023-12-14", '=HYPERLINK("http://evil.example","x")'])

    [found] = read_sessions(content, "list.xlsx", day_first=False)

    # No program has computed a value.
    assert found.audience == ""


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1 day", "@SUM(A1)"])
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    content = workbook(["Date", "Title"], ["2023-12-14", "A"])
    book = Workbook()
    book.active.append(["Title", "Date"])
    book.active.append(["", "2023-12-14"])
    book.active["A2"].value = text
    book.active["A2"].data_type = "s"
    output = BytesIO()
    book.save(output)

    assert read_sessions(content, "list.xlsx", day_first=False)[0].title == "A"
    assert read_sessions(output.getvalue(), "list.xlsx", day_first=False)[0].title == text
    assert read_csv(f'title,date\n"{text}",2023-12-14\n')[0].title == text


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("name", "template"), [("t.csv", csv_template), ("t.xlsx", xlsx_template)])
def test_template_is_read_in_every_language(language: str, name: str, template) -> None:  # type: ignore[no-untyped-def]
    with override(language):
        [found] = read_sessions(template(), name, day_first=False)

    assert (found.date, found.start_time, found.end_time) == (date(2023, 12, 14), time(14), time(15, 30))
    assert found.title
    assert found.audience
    assert found.description.startswith("<p>")
    assert [person.is_moderator for person in found.speakers] == [False, True]
    assert found.video_url == "https://vimeo.com/76979871"
    assert found.file_urls == ("https://www.example.org/slides.pdf",)
    assert found.not_understood == ()


@pytest.mark.parametrize(
    ("header", "row", "clocks", "zone"),
    [
        ("Start,End,Time zone", "2 pm,3:15 pm,PT", (time(14), time(15, 15)), "America/Los_Angeles"),
        ("Start time,End time,Time zone", "14:00,15:15,America/Denver", (time(14), time(15, 15)), "America/Denver"),
        ("Hora", "14:00 a 15:15 h", (time(14), time(15, 15)), ""),
    ],
)
def test_times_are_read_from_their_columns(header: str, row: str, clocks: tuple[time, time], zone: str) -> None:
    [found] = read_csv(f"Title,Date,{header}\nA,12/14/2023,{row}\n")

    assert (found.start_time, found.end_time) == clocks
    assert (found.time_zone, found.not_understood) == (zone, ())


def test_time_is_read_from_the_cell_of_the_date() -> None:
    [text] = read_csv('Title,Date\nA,"December 14, 2023, 2–3 pm ET"\n')
    [cell] = read_sessions(workbook(["Title", "Date"], ["A", datetime(2023, 12, 14, 14)]), "x.xlsx", day_first=False)

    assert (text.date, text.start_time, text.end_time) == (date(2023, 12, 14), time(14), time(15))
    assert (cell.date, cell.start_time, cell.end_time) == (date(2023, 12, 14), time(14), None)


def test_unclear_time_in_a_column_is_named() -> None:
    [found] = read_csv("Title,Date,Start time\nA,12/14/2023,2:00\n")

    assert (found.start_time, found.not_understood) == (None, ("The time in “2:00” is not clear. Enter it by hand.",))
