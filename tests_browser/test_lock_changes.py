"""Who can open a session after a change, and the export of a section, as staff see them."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests_browser.cms import MANAGER, SESSIONS, sign_in
from tests_browser.test_requests import looks_right

TITLE = "ATF Gun Trafficking Report"
IT = f"SessionPage.objects.get(title='{TITLE}')"


@pytest.fixture
def published(staff):
    """Have the session published as it was again, whatever becomes of it."""
    yield
    staff(
        f"from maigu_wagtail.models import SessionPage; it = {IT}; it.access = 'section'; it.save_revision().publish()"
    )


def test_publishing_another_access_asks_first_and_can_stay_a_draft(new_page, published):
    page = new_page()
    sign_in(page, MANAGER)
    page.goto(f"{SESSIONS}?q=trafficking")
    page.get_by_role("link", name=TITLE).first.click()
    page.locator("select[name=access]").select_option("public")
    page.locator("button[name=action-publish]").evaluate("button => button.click()")

    expect(page.get_by_role("heading", name="Who can open it will change")).to_be_visible()
    expect(page.get_by_text(f"Everyone will be able to open “{TITLE}” without a password.")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Save as a draft only").click()

    expect(page.get_by_text("Nothing changes until you publish this draft.")).to_be_visible()
    expect(page.locator("select[name=access]")).to_have_value("public")


def test_section_is_exported_from_its_menu(new_page, staff):
    number = staff("print(SessionIndexPage.objects.get(slug='maig-u').pk)").split()[-1]
    page = new_page()
    sign_in(page, MANAGER)
    page.goto(f"/admin/pages/{number}/")
    page.get_by_role("button", name="Actions", exact=True).first.click()
    with page.expect_navigation():
        page.get_by_role("link", name="Export the sessions").click()

    looks_right(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the file").click()

    sessions = json.loads(Path(download.value.path()).read_text())["sessions"]
    assert TITLE in {session["title"] for session in sessions}
