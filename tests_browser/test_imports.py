"""An editor brings the organisation's old page over: pastes it, corrects it, creates drafts, and takes them back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests_browser.cms import MANAGER, sign_in
from tests_browser.conftest import DESKTOP, HEIGHTS, PHONE
from tests_browser.keyboard import tab_to
from tests_browser.probes import sideways, violations

LIST = "/admin/maigu/imports/"
OLD_PAGE = (Path(__file__).parent.parent / "tests/sessions/imports/pages/maig-u.txt").read_text()
SESSIONS = 15
AMBIGUOUS = "Unclear date (10/8/20)\n\nWhat it is about.\n\nSlides: https://old.example.org/files/slides.pdf\n"
SECTION = """
from maigu_wagtail.models import ImportRun
ImportRun.objects.all().delete()
SessionIndexPage.objects.filter(slug="brought-over").delete()
home = SessionIndexPage.objects.get(slug="maig-u").get_parent()
home.add_child(instance=SessionIndexPage(title="Brought over", slug="brought-over"))
"""
REMOVED = """
SessionIndexPage.objects.get(slug="brought-over").delete()
"""


@pytest.fixture
def empty_section(staff):
    """Have a section without sessions beside the others, and no import."""
    staff(SECTION)
    yield
    staff(REMOVED)


def looks_right(page):
    for width in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert (sideways(page), violations(page)) == ([], []), (width, scheme)


def begin(page, text):
    page.goto(LIST)
    page.get_by_label("Section").select_option(label=section_name(page))
    page.get_by_label("Or paste the page").fill(text)
    press(page, "Show what it finds")


def section_name(page):
    names = page.get_by_label("Section").locator("option").all_inner_texts()
    return next(name for name in names if name.endswith("Brought over"))


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_old_page_is_imported_corrected_and_taken_back(new_page, empty_section, width):
    page = new_page(width=width)
    sign_in(page, MANAGER)
    begin(page, OLD_PAGE)
    expect(page.get_by_text(f"{SESSIONS} are ready to become drafts.")).to_be_visible()
    first = page.get_by_role("group", name=re.compile("^Targeting the Source"))
    expect(first.get_by_label("Date", exact=True)).to_have_value("2023-12-14")

    first.get_by_label("Audience").fill("City attorneys")
    first.get_by_label("Speakers").fill("Amara Castillo; Deputy Mayor; City of Riverton")
    page.get_by_role("group", name=re.compile("^ATF Gun Trafficking Report")).get_by_label("Create a draft").uncheck()
    press(page, "Create drafts")
    if page.url.endswith("create/"):
        press(page, "Create drafts without these")
    expect(page.locator(".messages")).to_contain_text(f"{SESSIONS - 1} drafts were created.")

    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=re.compile("^Targeting the Source")).click()
    expect(page.locator("#id_audience")).to_have_value("City attorneys")
    expect(page.locator("[data-contentpath=speakers]").first).to_contain_text("Amara Castillo")

    page.goto(LIST)
    with page.expect_navigation():
        page.get_by_role("link", name="Undo: Pasted text").click()
    press(page, f"Remove {SESSIONS - 1} drafts")
    expect(page.locator(".messages")).to_contain_text(f"{SESSIONS - 1} drafts were removed.")


def test_screens_are_accessible_in_both_schemes_and_widths(new_page, empty_section):
    page = new_page()
    sign_in(page, MANAGER)
    page.goto(LIST)
    looks_right(page)
    press(page, "Show what it finds")
    expect(page.get_by_text("Choose a file, or paste the page below.")).to_be_visible()
    looks_right(page)

    begin(page, AMBIGUOUS)
    looks_right(page)
    begin(page, OLD_PAGE)
    looks_right(page)
    press(page, "Create drafts")
    if page.url.endswith("create/"):
        looks_right(page)
        press(page, "Create drafts without these")
    looks_right(page)
    begin(page, OLD_PAGE.replace("When harm is done with guns", "Where harm is done with guns"))
    expect(page.get_by_text("Already there, with differences")).to_be_visible()
    looks_right(page)
    page.goto(LIST)
    with page.expect_navigation():
        page.get_by_role("link", name="Undo: Pasted text").click()
    looks_right(page)


def test_import_works_by_keyboard_without_script(new_page, empty_section):
    page = new_page(java_script_enabled=False)
    sign_in(page, MANAGER)
    page.goto(LIST)
    page.locator("#id_section").select_option(label=section_name(page))
    page.locator("#id_text").focus()
    page.keyboard.insert_text(AMBIGUOUS)
    page.get_by_role("button", name="Show what it finds").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    # The Enter key in a field saves, and does no more.
    page.locator("#id_rows-0-audience").focus()
    page.keyboard.type("City attorneys")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Saved. No drafts were created yet.")
    page.get_by_label("October 8, 2020").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Create drafts").last.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.locator(".messages")).to_contain_text("1 draft was created.")
    expect(page.locator("table.listing")).to_contain_text("October 8, 2020")
    expect(page.locator("table.listing")).to_contain_text("https://old.example.org/files/slides.pdf")


def test_preview_is_reached_and_sent_by_keyboard(new_page, empty_section):
    page = new_page()
    sign_in(page, MANAGER)
    begin(page, AMBIGUOUS)

    tab_to(page, "#id_rows-0-is_ticked")
    tab_to(page, "#id_rows-0-date_choice_0")
    page.keyboard.press("Space")
    tab_to(page, "button[value=create]")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.locator(".messages")).to_contain_text("1 draft was created.")


def test_preview_asks_before_corrections_are_left(new_page, empty_section):
    page = new_page(width=DESKTOP)
    sign_in(page, MANAGER)
    begin(page, AMBIGUOUS)
    form = page.locator("form[data-controller=w-unsaved]")
    # Wagtail compares with what the form has two seconds after it was loaded.
    page.wait_for_timeout(2500)
    page.get_by_label("Audience").fill("City attorneys")
    expect(form).to_have_attribute("data-w-unsaved-has-edits-value", "true")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    press(page, "Save and continue later")
    saved = list(asked)
    page.wait_for_timeout(2500)
    page.get_by_label("Audience").fill("Mayors")
    expect(form).to_have_attribute("data-w-unsaved-has-edits-value", "true")
    page.goto(LIST)

    assert (saved, asked) == ([], ["beforeunload"])
