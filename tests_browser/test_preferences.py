"""What a reader has asked of the browser: forced colours, more contrast, less motion, right to left; and paper."""

import pytest

from tests_browser.addresses import FOUR_SPEAKERS, PAGES, SECTION, UPCOMING
from tests_browser.conftest import DESKTOP, PHONE
from tests_browser.probes import sideways, violations

# The colour of an edge and of what is behind it, for each thing that is told by its edge.
EDGES = """selector => [...document.querySelectorAll(selector)].filter(one => one.checkVisibility({visibilityProperty: true})).map(one => {
  const style = getComputedStyle(one), ground = getComputedStyle(one.parentElement.closest("main, html") || document.body);
  return {
    html: one.outerHTML.slice(0, 100),
    width: parseFloat(style.borderBlockStartWidth),
    edge: style.borderBlockStartColor,
    canvas: getComputedStyle(document.documentElement).backgroundColor,
  };
})"""
DARKEST_TEXT = """() => [...document.querySelectorAll("body *")].filter(one =>
  one.checkVisibility({visibilityProperty: true}) && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
).map(one => [one.outerHTML.slice(0, 100), getComputedStyle(one).color.match(/[0-9.]+/g).slice(0, 3).map(Number)])
 .filter(([_html, parts]) => Math.max(...parts) > 118).map(([html, parts]) => `${parts}: ${html}`)"""


@pytest.mark.parametrize("name", ["filtered", "paged", "upcoming", "four-speakers", "locked"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_forced_colours_keep_every_edge(new_page, name, dark):
    page = new_page(dark=dark, forced_colors="active")
    page.goto(PAGES[name][0])

    edges = page.evaluate(
        EDGES,
        ".maigu-button, .maigu-panel, .maigu input, .maigu select, .maigu-results__filter, .maigu-paging__current",
    )

    assert edges != []
    assert [edge for edge in edges if edge["width"] < 1 or edge["edge"] == edge["canvas"]] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["section", "four-speakers"])
def test_more_contrast_shows_muted_text_in_full_colour(new_page, name, dark):
    page = new_page(dark=dark, contrast="more")
    page.goto(PAGES[name][0])

    colours = page.evaluate(
        """() => [".maigu", ".maigu-entry__date, .maigu-kicker"].map(
          selector => getComputedStyle(document.querySelector(selector)).color)"""
    )

    assert colours[0] == colours[1]
    assert violations(page) == []


@pytest.mark.parametrize("path", [SECTION, FOUR_SPEAKERS, "/"])
def test_reduced_motion_stops_all_motion(new_page, path):
    page = new_page(reduced_motion="reduce")
    page.goto(path)

    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(one => {
          const style = getComputedStyle(one);
          return [style.transitionDuration, style.animationDuration].some(text => /[1-9]/.test(text)) ||
            style.scrollBehavior === "smooth";
        }).map(one => one.outerHTML.slice(0, 100))"""
    )

    assert moving == []


@pytest.mark.parametrize("path", [SECTION, FOUR_SPEAKERS, UPCOMING], ids=["section", "session", "upcoming"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_print_is_dark_on_white_without_controls(new_page, path, dark):
    page = new_page(dark=dark)
    page.goto(path)

    page.emulate_media(media="print", color_scheme="dark" if dark else "light")

    assert page.locator("main h1").is_visible()
    assert (
        page.locator(".site-nav, .skip-link, .maigu-filters, .maigu-actions, .maigu-unlock, .maigu-paging").all() != []
    )
    assert (
        page.locator(
            ":is(.site-nav, .skip-link, .maigu-filters, .maigu-actions, .maigu-unlock, .maigu-paging, .maigu-neighbours):visible"
        ).all_inner_texts()
        == []
    )
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(DARKEST_TEXT) == []
    assert page.pdf(format="A4").startswith(b"%PDF-")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("name", ["section", "paged", "arabic", "twelve-speakers", "filtered"])
def test_right_to_left_pages_fit_and_are_accessible(new_page, name, width):
    page = new_page(width=width)
    page.goto(PAGES[name][0])

    page.evaluate("Object.assign(document.documentElement, {dir: 'rtl', lang: 'ar'})")

    assert sideways(page) == []
    assert page.evaluate("getComputedStyle(document.querySelector('.maigu')).direction") == "rtl"
    assert violations(page) == []


def test_right_to_left_mirrors_columns_border_and_arrow(new_page):
    page = new_page()
    page.goto("/archive/")
    turn = "document.documentElement.dir = 'rtl'"

    page.evaluate(turn)
    date, body = (page.locator(f".maigu-entry__{part}").first.bounding_box() for part in ("date", "body"))
    page.goto("/archive/arabic/")
    page.evaluate(turn)
    frame = page.evaluate(
        """() => { const style = getComputedStyle(document.querySelector(".maigu-panel"));
          return [style.borderLeftWidth, style.borderRightWidth]; }"""
    )
    arrow = page.evaluate("getComputedStyle(document.querySelector('.maigu-trail a'), '::before').content")

    assert date["x"] >= body["x"] + body["width"]
    assert frame == ["1px", "4px"]
    assert arrow == '"→" / ""'


def test_arabic_title_reads_right_to_left_aligned_with_an_english_page(new_page):
    page = new_page(width=PHONE)
    page.goto("/archive/arabic/")

    directions = page.locator("h1, h1 bdi").evaluate_all("all => all.map(one => getComputedStyle(one).direction)")

    assert directions == ["ltr", "rtl"]
