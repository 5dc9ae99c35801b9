"""The export of one section, imported into another in the CMS and by the command."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from maigu_wagtail.sessions.exporting import exported_section
from tests.admin.imports.screens import begin, send
from tests.admin.passwords.screens import words
from tests.factories import make_recording, make_section, make_session

pytestmark = pytest.mark.usefixtures("private_folder")


@pytest.fixture
def exported(section: Any) -> bytes:
    make_session(
        section,
        title="The law",
        slug="the-law",
        time_zone="America/Chicago",
        access="own",
        speakers=[("speaker", {"name": "Amara Castillo", "biography": "Leads the city’s work."})],
        members_content=[("text", "<p>canary-text</p>"), ("recording", make_recording(("en",)))],
    )
    return json.dumps(exported_section(section, members_of={each.pk for each in section.sessions()})).encode()


@pytest.fixture
def other(home: Any) -> Any:
    return make_section(home, title="Elsewhere", slug="elsewhere")


def is_whole(session: Any) -> bool:
    """Return whether ``session`` is an unpublished draft with what was exported."""
    facts = (session.live, session.slug, session.time_zone, session.access)
    kinds = [block.block_type for block in session.members_content]
    biographies = [block.value["biography"] for block in session.speakers]
    return (facts, kinds, biographies) == (
        (False, "the-law", "America/Chicago", "own"),
        ["text", "recording"],
        ["Leads the city’s work."],
    )


def test_export_is_imported_in_the_cms(as_superuser: Client, exported: bytes, other: Any) -> None:
    file = SimpleUploadedFile("export.json", exported)
    response = begin(as_superuser, other, None, file=file)
    assert "The law" in as_superuser.get(response["Location"]).content.decode()

    send(as_superuser, response["Location"])

    assert is_whole(other.sessions().get())


def test_file_that_is_no_export_says_what_to_do(as_superuser: Client, other: Any) -> None:
    response = begin(as_superuser, other, None, file=SimpleUploadedFile("export.json", b"{}"))

    assert "“export.json” is not an export of a section. Choose a JSON file" in words(response)


def test_export_is_imported_by_the_command(exported: bytes, other: Any, tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    file.write_bytes(exported)

    call_command("maigu_import", str(file), section=other.full_url, create=True)
    call_command("maigu_import", str(file), section=other.full_url, create=True)

    assert is_whole(other.sessions().get())
