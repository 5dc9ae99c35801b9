from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from maigu_wagtail.models import ImportRun
from maigu_wagtail.sessions.imports.models import UNFINISHED_FOR
from tests.admin.imports.screens import LIST, PAGE, begin, last_run
from tests.admin.passwords.screens import cells, errors, said, soup, words
from tests.doors import queries_of
from tests.factories import make_section


def test_menu_shows_import_to_those_who_may_add_sessions(as_editor_of: Any, as_nobody: Client, section: Any) -> None:
    editor = as_editor_of(section, "add")

    assert f'"{LIST}"' in editor.get("/admin/").content.decode()
    assert f'"{LIST}"' not in as_nobody.get("/admin/").content.decode()


def test_form_offers_sections_that_the_editor_may_add_to(as_editor_of: Any, home: Any, section: Any) -> None:
    make_section(home, title="Theirs")

    found = soup(as_editor_of(section, "add").get(LIST))

    assert [option["value"] for option in found.select("#id_section option")] == [str(section.pk)]


def test_section_of_others_is_refused(as_editor_of: Any, home: Any, section: Any) -> None:
    response = begin(as_editor_of(section, "add"), make_section(home))

    assert list(errors(response)) == ["section"]


@pytest.mark.parametrize(("language", "order"), [("en", "month"), ("en-gb", "day"), ("es", "day")])
def test_order_of_day_and_month_is_the_sites(
    as_superuser: Client, section: Any, settings: Any, language: str, order: str
) -> None:
    settings.LANGUAGE_CODE = language

    found = soup(as_superuser.get(LIST))

    assert [box["value"] for box in found.select("input[name=order][checked]")] == [order]


def test_pasted_text_leads_to_its_preview(as_superuser: Client, section: Any) -> None:
    response = begin(as_superuser, section)

    run = last_run()
    assert response["Location"] == f"{LIST}{run.pk}/preview/"
    assert (run.section_id, run.finished_at, len(run.rows)) == (section.pk, None, 2)
    assert run.user.get_username() == "superuser"
    assert section.get_children().count() == 0


def test_file_leads_to_its_preview(as_superuser: Client, section: Any) -> None:
    begin(as_superuser, section, "", file=SimpleUploadedFile("old page.txt", PAGE.encode()))

    assert (last_run().file_name, len(last_run().rows)) == ("old page.txt", 2)


def test_order_decides_about_a_date(as_superuser: Client, section: Any) -> None:
    text = "Only session (10/8/2020)\n\nWhat it is about.\n\nSecond (13/8/2020)\n\nMore.\n"
    begin(as_superuser, section, text, order="day")

    assert [row["found"]["date"] for row in last_run().rows] == ["2020-08-10", "2020-08-13"]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"text": ""}, "file"),
        ({"text": "  \n"}, "file"),
        ({"file": SimpleUploadedFile("a.txt", PAGE.encode())}, "text"),
        ({"text": "Nothing here that is a session."}, "text"),
        ({"text": "", "file": SimpleUploadedFile("a.csv", b"a,b\n1,2\n")}, "file"),
        ({"text": "", "file": SimpleUploadedFile("a.txt", b"")}, "file"),
        ({"order": "year"}, "order"),
        ({"order": None}, "order"),
    ],
    ids=["nothing", "blank", "both", "no sessions", "no columns", "empty file", "wrong order", "no order"],
)
def test_error_is_at_its_field_and_loses_nothing(
    as_superuser: Client, section: Any, fields: dict[str, Any], where: str
) -> None:
    text = fields.pop("text", PAGE)
    response = begin(as_superuser, section, text, **fields)

    assert list(errors(response)) == [where]
    assert said(response)[0].startswith("Nothing was imported. Correct the errors below.")
    assert soup(response).find(id="id_text").get_text().strip() == text.strip()
    assert ImportRun.objects.count() == 0


def test_file_that_is_too_large_is_refused(as_superuser: Client, section: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("maigu_wagtail.sessions.imports.reading.LARGEST_FILE", 10)

    response = begin(as_superuser, section, "", file=SimpleUploadedFile("a.txt", PAGE.encode()))

    assert "too large" in errors(response)["file"]


def test_list_is_empty_at_first(as_superuser: Client, section: Any) -> None:
    assert "No imports yet." in words(as_superuser.get(LIST))


def test_list_shows_finished_imports_and_own_unfinished(as_editor_of: Any, as_superuser: Client, section: Any) -> None:
    begin(as_superuser, section)
    editor = as_editor_of(section, "add")
    begin(editor, section)
    now = timezone.now()
    ImportRun.objects.create(section=section, file_name="old.html", number=3, finished_at=now)

    rows = cells(editor.get(LIST))

    assert [(row[0], row[1], row[2], row[3], row[5]) for row in rows] == [
        ("old.html", "3 drafts", "MAIG U", "A command", "Undo"),
        ("Pasted text", "Not finished", "MAIG U", "editor", ""),
    ]


def test_old_unfinished_imports_are_deleted(as_superuser: Client, section: Any) -> None:
    for days in (1, -1):
        begin(as_superuser, section)
        ImportRun.objects.filter(pk=last_run().pk).update(
            created_at=timezone.now() - UNFINISHED_FOR + timedelta(hours=days)
        )

    as_superuser.get(LIST)

    assert ImportRun.objects.count() == 1


def test_list_takes_the_same_queries_for_any_number(as_superuser: Client, section: Any) -> None:
    def add(number: int) -> None:
        for _ in range(number):
            ImportRun.objects.create(section=section, file_name="x", number=1, finished_at=timezone.now())

    add(1)
    as_superuser.get(LIST)
    _, one = queries_of(lambda: as_superuser.get(LIST))
    add(2)
    _, three = queries_of(lambda: as_superuser.get(LIST))

    assert one == three


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_template_is_downloaded(as_superuser: Client, section: Any, kind: str) -> None:
    [address] = [
        link["href"]
        for link in soup(as_superuser.get(LIST)).select("a[download]")
        if link["href"].endswith(f"template.{kind}")
    ]

    response = as_superuser.get(address)

    assert response["Content-Disposition"] == f'attachment; filename="sessions.{kind}"'
    assert response.content
    assert as_superuser.get(f"{LIST}template.exe").status_code == 404
