import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import swapper
from django.core.management import CommandError, call_command

PAGES = Path(__file__).resolve().parents[1] / "sessions" / "imports" / "pages"
SEED = str(PAGES / "maig-u.txt")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("maigu_import", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def sessions() -> Any:
    return swapper.load_model("maigu_wagtail", "SessionPage").objects.all()


def test_command_prints_a_table_and_writes_nothing(section: Any) -> None:
    lines = run(SEED, "--section", section.url).splitlines()

    assert "line 29   2022-03-31  Utilizing Federal Funding to Reduce Gun Violence" in lines
    assert "          speaker: Bindu Oommen-Fernandes, Executive Director, Narika" in lines
    assert "          ! This looks like a session, but it has no title and no date." in lines
    assert lines[-1].startswith("Sessions found: 16, complete: 15. Nothing was written.")
    assert not sessions().exists()


def test_command_prints_json(db: None) -> None:
    found = json.loads(run(SEED, "--json"))

    assert len(found) == 16
    assert found[0]["title"].startswith("Targeting the Source")
    assert found[0]["date"] == "2023-12-14"


def test_command_creates_drafts_of_complete_sessions(section: Any) -> None:
    output = run(SEED, "--section", section.url, "--create")

    pages = sessions().child_of(section)
    assert pages.count() == 15
    assert not pages.live().exists()
    assert "Drafts created: 15." in output

    # The same file again creates nothing.
    assert "Drafts created: 0." in run(SEED, "--section", section.url, "--create")
    assert sessions().count() == 15


def test_ambiguous_dates_are_shown_in_the_chosen_order(db: None) -> None:
    page = str(PAGES / "ambiguous.html")

    assert "! 12/5/2019 is 2019-12-05 or 2019-05-12." in run(page, "--month-first")
    assert "! 12/5/2019 is 2019-05-12 or 2019-12-05." in run(page, "--day-first")


def test_create_needs_a_section(db: None) -> None:
    with pytest.raises(CommandError, match="--create needs --section"):
        run(SEED, "--create")


def test_unknown_section_is_an_error(section: Any) -> None:
    with pytest.raises(CommandError, match="There is no section at /nowhere/"):
        run(SEED, "--section", "/nowhere/")


def test_missing_and_damaged_files_are_errors(db: None, tmp_path: Path) -> None:
    damaged = tmp_path / "list.xlsx"
    damaged.write_bytes(b"PK\x03\x04")

    with pytest.raises(CommandError, match=r"nothing\.txt can’t be read: No such file"):
        run(str(tmp_path / "nothing.txt"))
    with pytest.raises(CommandError, match=r"“list\.xlsx” is not an Excel workbook"):
        run(str(damaged))


@pytest.mark.once
@pytest.mark.parametrize(("content", "status"), [(Path(SEED).read_bytes(), 0), (b"\x00", 1)])
def test_standard_input_is_read(content: bytes, status: int) -> None:
    command = [sys.executable, "-m", "django", "maigu_import", "-", "--settings=tests.settings"]

    result = subprocess.run(command, input=content, capture_output=True, check=False)

    assert result.returncode == status
    assert (b"Sessions found: 16" in result.stdout) == (status == 0)
    assert (b"CommandError: \xe2\x80\x9cstandard input\xe2\x80\x9d is not a text file." in result.stderr) == (
        status == 1
    )


def test_time_is_printed_with_its_zone(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Opening session\nDecember 14, 2023, 2–3 pm CT\n\nWhat it is about.\n")

    assert "time: 2 p.m.–3 p.m. (America/Chicago)" in run(str(page))
