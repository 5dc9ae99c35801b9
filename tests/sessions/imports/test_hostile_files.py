"""Files that are made to harm: each is refused with a message, or read in a time that grows with its size."""

import contextlib
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from maigu_wagtail.sessions.imports.found import FoundSession, ImportFileError
from maigu_wagtail.sessions.imports.readers.templates import xlsx_template
from maigu_wagtail.sessions.imports.reading import LARGEST_FILE, MOST_SESSIONS, read_sessions, read_text
from tests.fuzz_imports import NAMES, read_damaged
from tests.sessions.imports.test_wordpress import EXPORT, item

pytestmark = pytest.mark.once

BOMB = '<!DOCTYPE r [<!ENTITY a "{}"><!ENTITY b "{}">]>'.format("x" * 1000, "&a;" * 1000)
PAGE = "<h3>Title (12/14/2023)</h3><p>{}</p>"


def read(content: str | bytes, name: str = "page.html") -> list[FoundSession]:
    return read_sessions(content.encode() if isinstance(content, str) else content, name, day_first=False)


def seconds(action: Callable[[], object]) -> float:
    begin = time.process_time()
    action()
    return time.process_time() - begin


def test_file_over_the_limit_is_refused_before_it_is_read() -> None:
    content = b"x" * (LARGEST_FILE + 1)

    with pytest.raises(ImportFileError, match=r"“page.html” is too large. The limit is 20 MB."):
        read(content)


def test_entity_bomb_in_an_export_is_refused() -> None:
    text = EXPORT.format(items=item("Ghost Guns (12/14/2023)"), encoding="utf-8")
    assert read(text, "export.xml")

    with pytest.raises(ImportFileError, match="has parts that no WordPress export has"):
        read(text.replace("<rss", f"{BOMB}<rss", 1).replace("Ghost Guns", "&b;"), "export.xml")


def test_external_entity_in_an_export_is_refused() -> None:
    doctype = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    text = EXPORT.format(items=item("&a;"), encoding="utf-8").replace("<rss", f"{doctype}<rss", 1)

    with pytest.raises(ImportFileError):
        read(text, "export.xml")


def rezipped(change: dict[str, bytes]) -> bytes:
    output = BytesIO()
    with ZipFile(BytesIO(xlsx_template())) as archive, ZipFile(output, "w", ZIP_DEFLATED) as new:
        for name in archive.namelist():
            new.writestr(name, change.get(name, archive.read(name)))
    return output.getvalue()


def test_zip_bomb_as_a_workbook_is_refused() -> None:
    bomb = rezipped({"xl/theme/theme1.xml": b"<x>" + b" " * 60_000_000})
    assert len(bomb) < 100_000
    assert read(rezipped({}), "list.xlsx")

    with pytest.raises(ImportFileError, match="too large when unpacked"):
        read(bomb, "list.xlsx")


def test_entity_bomb_in_a_workbook_is_refused() -> None:
    sheet = f'{BOMB}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>&b;</sheetData></worksheet>'

    with pytest.raises(ImportFileError, match="can’t be read as an Excel workbook"):
        read(rezipped({"xl/worksheets/sheet1.xml": sheet.encode()}), "list.xlsx")


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv", "page.html", "export.xml"])
def test_other_archive_is_refused(name: str) -> None:
    output = BytesIO()
    with ZipFile(output, "w") as archive:
        archive.writestr("word/document.xml", "x")

    with pytest.raises(ImportFileError, match=f"“{name}” is not an Excel workbook"):
        read(output.getvalue(), name)


@pytest.mark.parametrize(
    "content", [b"\x00\x01\x02", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", b"title,date\nA\x00,2023-12-14"]
)
def test_file_with_a_zero_byte_is_refused(content: bytes) -> None:
    with pytest.raises(ImportFileError, match="is not a text file"):
        read(content, "list.csv")


@pytest.mark.parametrize(
    "attack",
    [
        '<script>alert("canary")</script>',
        '<img src=x onerror="canary()">',
        '<a href="javascript:canary()">text</a>',
        '<a href="java&#10;script:canary()">text</a>',
        '<a href=" JAVASCRIPT:canary()">text</a>',
        '<a href="data:text/html,canary">text</a>',
        "<svg><script>canary()</script></svg>",
        '<b onclick="canary()" style="background:url(canary)">text</b>',
        "<style>canary</style>",
        "<iframe srcdoc='canary'></iframe>",
        '<embed embedtype="canary"><a linktype="canary" id="1">text</a>',
    ],
)
def test_scripts_are_in_no_description(attack: str) -> None:
    [found] = read(PAGE.format(f"Safe <b>bold</b> {attack} <a href='https://example.org/'>link</a>"))

    assert "canary" not in found.description
    assert found.description.startswith("<p>Safe <b>bold</b>")
    assert found.description.endswith('<a href="https://example.org/">link</a></p>')


def test_links_to_recordings_and_files_are_in_no_description() -> None:
    text = "Everyone may read this, and <a href='https://vimeo.com/123456/abcdef12'>watch</a> or <a href='/a.pdf'>read</a> that."

    [found] = read(PAGE.format(text))

    assert found.description == "<p>Everyone may read this, and watch or read that.</p>"
    assert (found.video_url, found.file_urls) == ("https://vimeo.com/123456/abcdef12", ("/a.pdf",))


def test_written_addresses_of_recordings_are_in_no_description() -> None:
    [found] = read(
        "Ghost Guns (12/14/2023)\n\nEveryone may read this, see https://example.org/ and https://vimeo.com/123456/abcdef12",
        "page.txt",
    )

    assert found.description == "<p>Everyone may read this, see https://example.org/ and</p>"
    assert found.video_url == "https://vimeo.com/123456/abcdef12"


def test_escaped_markup_stays_text() -> None:
    [found] = read(PAGE.format("1 &lt; 2 &lt;script&gt;"))

    assert found.description == "<p>1 &lt; 2 &lt;script&gt;</p>"


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "details", "blockquote", "article"])
def test_deep_nesting_is_read(tag: str) -> None:
    nested = f"<{tag}>" * 10_000

    [found] = read(f"<h3>Title (12/14/2023)</h3>{nested}Text that is deep.")

    assert "Text that is deep." in found.description


@pytest.mark.parametrize(
    ("name", "part"), [("page.html", "<p>x"), ("page.txt", "x\n"), ("page.txt", "x\r"), ("page.txt", "x\u2028")]
)
def test_page_with_endless_lines_is_refused(name: str, part: str) -> None:
    assert read(part * 1000, name) == []

    with pytest.raises(ImportFileError, match=f"“{name}” is too long"):
        read(part * 100_001, name)


def test_ten_thousand_rows_are_too_many_sessions() -> None:
    rows = "title,date\n" + "A,2023-12-14\n" * 9_999

    with pytest.raises(ImportFileError, match=f"The file has 9999 sessions. The limit is {MOST_SESSIONS}."):
        read(rows, "list.csv")
    with pytest.raises(ImportFileError, match="has more than 10000 rows"):
        read(rows + "A,2023-12-14\n" * 10, "list.csv")


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("page.html", "<!--"),
        ("page.html", "<a b='"),
        ("page.html", "<p>Title (12/14/2023) "),
        ("page.html", "&#"),
        ("page.html", "Ana Ruiz, mayor, and "),
        ("page.html", "Led by Ana Ruiz, Mayor. "),
        ("page.html", "For: Mayors | "),
        ("page.txt", "12/14/2023 "),
        ("page.txt", "May 5 to "),
        ("page.txt", "Ana Ruiz, "),
        ("page.txt", "(((("),
        ("page.txt", "https://"),
        ("page.txt", "a word at a time "),
        ("export.xml", "[a b='"),
        ("list.csv", '"a",'),
    ],
)
def test_reading_takes_linear_time(name: str, part: str) -> None:
    start = (
        EXPORT.split("{items}")[0].format(encoding="utf-8")
        if name == "export.xml"
        else "<h3>Title (12/14/2023)</h3><p>"
        if name == "page.html"
        else ""
    )

    def attempt(length: int) -> Callable[[], None]:
        text = start + part * (length // len(part))

        def action() -> None:
            with contextlib.suppress(ImportFileError):
                read(text, name)

        return action

    short, long = seconds(attempt(25_000)), seconds(attempt(200_000))

    # Eight times the length; a quadratic reader would take sixty-four times as long.
    assert long < 24 * short + 0.3


@pytest.mark.parametrize("kind", NAMES)
def test_damaged_files_raise_nothing_else(kind: str) -> None:
    runs = list(read_damaged(kind, 60, seed=1))

    assert len(runs) == 60
    assert max(taken for taken, _content, _found in runs) < 2


@given(st.text())
@example("<![if x]>")
@example("<p><![[CDATA[<")
@example("<!ELEMENT \x1a")
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read_text(text, day_first=False)
    except ImportFileError:
        return

    assert all(session.source_key for session in found)


@given(st.binary(max_size=300), st.sampled_from([*NAMES.values(), "x.json", ""]))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    with contextlib.suppress(ImportFileError):
        assert isinstance(read_sessions(content, name, day_first=True), list)


@given(
    st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%m/%d/%Y", "%d %B %Y", "%B %d, %Y", "%Y-%m-%d"]),
)
@settings(max_examples=100, deadline=None)
def test_any_date_is_among_the_meanings_of_its_text(day: date, form: str) -> None:
    [found] = read_text(f"Community Safety ({day.strftime(form)})\n\nA description of it.", day_first=False)

    assert found.title == "Community Safety"
    assert day in (found.date, *found.date_choices)
