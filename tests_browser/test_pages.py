import pytest

from tests_browser.addresses import FOUR_SPEAKERS, OURS, PAGES, SECTION
from tests_browser.conftest import DESKTOP, PHONE
from tests_browser.probes import low_targets, shifts, sideways, violations

# Bytes.
CSS_BUDGET = 12_000
JS_BUDGET = 6_000
PAGE_BUDGET = 60_000

widths = pytest.mark.parametrize("width", [PHONE, DESKTOP])


@pytest.mark.parametrize("name", PAGES)
@widths
def test_page_is_accessible_in_both_colour_schemes_without_layout_shift(new_page, name, width):
    path, status = PAGES[name]
    page = new_page(width=width)

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        response = page.goto(path)

        assert response.status == status
        assert shifts(page) == []
        assert sideways(page) == []
        assert violations(page) == []


@pytest.mark.parametrize("name", OURS)
def test_targets_on_a_phone_are_large_enough_for_a_finger(new_page, name):
    page = new_page(width=PHONE, has_touch=True, is_mobile=True)

    page.goto(PAGES[name][0])

    assert page.locator(".maigu a[href]").count() > 0
    assert low_targets(page, ".maigu") == []


@pytest.mark.parametrize("name", ["section", "filtered", "upcoming", "twelve-speakers", "long-title", "locked", "home"])
def test_page_at_400_percent_needs_no_sideways_scrolling(new_page, name):
    page = new_page(width=320, height=256)

    page.goto(PAGES[name][0])

    assert sideways(page) == []
    assert cut_off(page) == []


def cut_off(page):
    """Return the elements of the main part whose text doesn't fit into them or into the window."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter(element => {
          if (!element.checkVisibility({visibilityProperty: true}) || element.closest(".maigu-unseen, select")) return false;
          const box = element.getBoundingClientRect(), style = getComputedStyle(element);
          const hidden = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
          return hidden || (box.width > 0 && (box.right > innerWidth + 0.5 || box.left < -0.5));
        }).map(element => element.outerHTML.slice(0, 120))"""
    )


@pytest.mark.parametrize("path", [SECTION, FOUR_SPEAKERS, "/archive/twelve-speakers/"])
def test_page_stays_within_its_budget(new_page, path):
    page, sizes = new_page(), {}
    page.on("requestfinished", lambda request: sizes.update({request.url: request}))

    page.goto(path, wait_until="networkidle")

    kinds = {url: request.resource_type for url, request in sizes.items()}
    ours = [url for url, kind in kinds.items() if kind == "stylesheet" and "/maigu_wagtail/" in url]
    css = sum(len(sizes[url].response().body()) for url in ours)
    assert len(ours) == 1
    assert 0 < css <= CSS_BUDGET
    js = sum(len(sizes[url].response().body()) for url, kind in kinds.items() if kind == "script")
    assert 0 < js <= JS_BUDGET
    assert len(sizes[page.url].response().body()) < PAGE_BUDGET
