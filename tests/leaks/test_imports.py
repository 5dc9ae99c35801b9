"""Imports: drafts change no public response, and what an import stores is in none."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from maigu_wagtail.models import ImportRun
from maigu_wagtail.sessions.imports.drafts import create_drafts
from maigu_wagtail.sessions.imports.stored_rows import Row
from tests.leaks.library import MARK, PASSWORD, SECTION_TEXT, Library
from tests.sessions.imports.found import make_found

API = "/api/v2/sessions/"


def public_responses(library: Library) -> dict[str, str]:
    """Return what a stranger gets, by address."""
    section = library.section.url
    addresses = [
        section,
        f"{section}?q=imported",
        f"{section}feed/",
        f"{section}calendar.ics",
        library.session.url,
        f"{section}imported/",
        f"{section}imported/watch/",
        API,
        f"{API}?search=imported",
        "/api/v2/pages/",
        "/sitemap.xml",
    ]
    return {address: Client().get(address).content.decode() for address in addresses}


@pytest.fixture
def found() -> list[Any]:
    return [
        make_found(title="Imported", description=f"<p>{MARK}imported</p>", video_url=f"https://example.org/{MARK}video")
    ]


def test_import_changes_no_public_response(library: Library, found: list[Any]) -> None:
    before = public_responses(library)
    boss = get_user_model().objects.create_superuser("boss")

    run = create_drafts(library.section, found, user=boss, file_name=f"{MARK}.html")
    ImportRun.objects.create(section=library.section, rows=[Row(found[0]).as_json()])
    after = public_responses(library)

    assert after == before
    page = run.pages.get().page
    page.get_latest_revision().publish()
    published = public_responses(library)
    assert "Imported" in published[library.section.url]
    assert f"{MARK}video" not in "".join(published.values())


def test_section_stays_locked_by_its_password(library: Library, found: list[Any], client: Client) -> None:
    create_drafts(library.section, found, user=None, file_name="x")

    assert SECTION_TEXT not in client.get(f"{library.session.url}watch/").content.decode()
    client.post(f"{library.section.url}unlock/", {"password": PASSWORD})
    assert SECTION_TEXT in client.get(f"{library.session.url}watch/").content.decode()
