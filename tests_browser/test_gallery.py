"""
Our pages inside other people's sites, each with the real style sheet of its framework.

``MAIGU_GALLERY=<folder>`` keeps a picture of each page.
"""

import os
from pathlib import Path

import pytest

from tests_browser.conftest import DESKTOP, PHONE
from tests_browser.gallery.sites import make_style_sheets, other_sites, walk
from tests_browser.probes import low_contrast, low_targets, sideways

SITES = ["none", "bootstrap", "tailwind", "tailwind-3", "pico", "water", "govuk"]
SMALL_BUTTONS = """() => [...document.querySelectorAll(".maigu-button, .maigu input:not([type=hidden]), .maigu select")]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().height < 44)
  .map(one => one.outerHTML.slice(0, 140))"""
# Ours have none, an editor's have one.
WRONG_MARKERS = """() => [...document.querySelectorAll(".maigu *")].filter(one => {
  const style = getComputedStyle(one), isMarked = style.display === "list-item" && style.listStyleType !== "none";
  return one.checkVisibility() && isMarked !== one.matches(".maigu-prose li");
}).map(one => one.outerHTML.slice(0, 140))"""
# How large each kind of heading is, and how much larger than the text.
SIZES = """() => ["h1", "h2"].map(name => document.querySelector(`.maigu ${name}`)).filter(Boolean)
  .map(heading => parseFloat(getComputedStyle(heading.firstElementChild).fontSize))
  .concat(parseFloat(getComputedStyle(document.querySelector(".maigu")).fontSize))"""
# What a fixed header hides of each heading, and of the number of results, once a link or the script has scrolled to it.
COVERED = """() => [...document.querySelectorAll(".maigu :is(h1, h2, h3) > span, .maigu-results__count")].filter(one => {
  if (!one.checkVisibility({visibilityProperty: true})) return false;
  one.parentElement.scrollIntoView({block: "start", behavior: "instant"});
  const box = one.getBoundingClientRect(), at = document.elementFromPoint(box.left + Math.min(box.width, 40) / 2, box.top + box.height / 2);
  return !at || !(one.contains(at) || at.contains(one));
}).map(one => one.outerHTML.slice(0, 140))"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gallery")
    (folder / "style").mkdir()
    make_style_sheets(folder / "style")
    with other_sites(folder, folder / "style") as site:
        yield site


def keep_picture(page, name):
    if folder := os.environ.get("MAIGU_GALLERY"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("name", SITES)
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_keep_their_form_inside_the_style_of_another_site(visit, site, name, width, scheme):
    page = visit(site, width=width, dark=scheme == "dark")
    page.set_extra_http_headers({"Gallery": f"gallery/{name}.html", "Site-Scheme": scheme})

    for step in walk(page):
        keep_picture(page, f"{name}-{step}-{width}-{scheme}")
        sizes = page.evaluate(SIZES)
        found = {
            "sticks out": sideways(page),
            "too faint": low_contrast(page),
            "too small to hit": low_targets(page, ".maigu", 24),
            "too low": page.evaluate(SMALL_BUTTONS),
            "markers": page.evaluate(WRONG_MARKERS),
            "covered": page.evaluate(COVERED),
        }

        assert {fault: where for fault, where in found.items() if where} == {}, step
        assert sizes == sorted(set(sizes), reverse=True), step
