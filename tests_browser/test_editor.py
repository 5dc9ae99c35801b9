import pytest

from tests_browser.cms import EDITOR, sign_in


@pytest.fixture
def cms(new_page):
    page = new_page()
    sign_in(page, EDITOR)
    return page


def test_editor_finds_the_sessions_in_the_menu(cms):
    cms.get_by_role("button", name="Sessions", exact=True).click()
    cms.get_by_role("link", name="Sessions", exact=True).click()
    cms.wait_for_load_state()

    rows = cms.locator("main table tbody tr")
    assert rows.count() == 20
    assert "Research on gun violence in cities" in rows.first.inner_text()


def test_editor_searches_sessions(cms):
    cms.goto("/admin/maigu_wagtail/sessionpage/")
    cms.locator("main input[name=q]").fill("silos")
    cms.locator("main table tbody tr").nth(1).wait_for(state="detached")

    rows = cms.locator("main table tbody tr")
    assert rows.count() == 1
    assert "Connecting Silos" in rows.inner_text()


def test_editor_chooses_between_two_sections(cms):
    cms.goto("/admin/maigu_wagtail/sessionpage/")

    cms.get_by_role("link", name="Add session").first.click()
    cms.get_by_role("link", name="Archive").click()

    cms.wait_for_url("**/admin/pages/add/**")
    assert cms.get_by_label("Title").first.is_visible()
