"""The list of sessions: search, filters and pages."""


def test_list_search_filters_and_page_are_in_the_address(open_page, served):
    page = open_page()
    page.goto(f"/#/sections/{served.ids['archive/']}")
    page.locator(".session").first.wait_for()
    count = page.locator(".count").inner_text()
    page.get_by_role("link", name="Next").click()
    page.wait_for_selector("#sessions:focus")
    page.wait_for_function("() => document.querySelector('.count').innerText.includes('page 2 of')")
    page.locator("#f-speaker option").nth(2).wait_for(state="attached")
    page.get_by_label("Speaker", exact=True).select_option("Siobhán O’Connor")
    page.get_by_label("Year").select_option("2018")
    page.get_by_role("button", name="Show sessions").click()
    page.wait_for_selector(".applied")
    page.wait_for_function("() => document.querySelector('[data-said]').textContent !== ''")
    said, address = page.locator("[data-said]").inner_text(), page.url
    names = page.locator(".session h3").all_inner_texts()
    page.reload()
    page.wait_for_selector(".applied")

    assert count == "49 sessions, page 1 of 5"
    assert said == f"{len(names)} session{'s' * (len(names) != 1)}"
    assert page.locator(".session h3").all_inner_texts() == names
    assert set(page.locator(".session .name").all_inner_texts()) == {"Siobhán O’Connor"}
    assert "speaker=" in address
    page.get_by_role("button", name="Remove Year: 2018").click()
    page.wait_for_function("before => document.querySelectorAll('.session').length > before", arg=len(names))
    page.go_back()
    page.get_by_role("button", name="Remove Year: 2018").wait_for()
    page.get_by_label("Search").fill("zebra")
    page.get_by_role("button", name="Show sessions").click()
    page.get_by_text("Try fewer words").wait_for()
    assert page.title().startswith("No sessions found in Archive")


def test_link_far_down_a_page_leads_to_the_top_of_the_next(open_page, served):
    page = open_page()
    page.goto(f"/#/sections/{served.ids['archive/']}")
    page.locator(".session h3 a").last.scroll_into_view_if_needed()
    assert page.evaluate("scrollY") > 0

    page.locator(".session h3 a").last.click()
    page.locator("h1:focus").wait_for()

    assert page.evaluate("scrollY") == 0
