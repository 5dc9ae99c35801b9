"""Sites that are light, dark or both, and say so or not: our text is readable on each, whatever the reader's system is set to."""

import pytest

from tests_browser.conftest import PHONE
from tests_browser.gallery.sites import other_sites, walk
from tests_browser.probes import low_contrast

DARK = "background: #14181d; color: #e8e6e1"
BY_SYSTEM = "@media (prefers-color-scheme: dark) { body { background: #202b38; color: #dbdbdb } h1, h2, h3, strong { color: #fff } a { color: #41adff } }"
NEVER, ALWAYS, WITH_SYSTEM = (False, False), (True, True), (False, True)
# What the site declares on its root, in a meta element and in its style sheet, and whether it is dark for a reader whose system is light and
# for one whose system is dark.
SITES = {
    "nothing": ("", "", NEVER),
    "white": ("", "<style>body { background: #fff }</style>", NEVER),
    "cream": ("", "<style>body { background: #f6f1e7; color: #222 }</style>", NEVER),
    "scheme-light": ("", "<style>:root { color-scheme: light }</style>", NEVER),
    "scheme-both": ("", "<style>:root { color-scheme: light dark }</style>", WITH_SYSTEM),
    "scheme-dark": ("", "<style>:root { color-scheme: dark }</style>", ALWAYS),
    "meta-both": ("", '<meta name="color-scheme" content="light dark">', WITH_SYSTEM),
    "theme-light": ("data-maigu-theme=light", "<style>:root { color-scheme: light dark }</style>", NEVER),
    "theme-dark": ("data-maigu-theme=dark", "", ALWAYS),
    "theme-auto": ("data-maigu-theme=auto", "<style>body { background: #fff; color: #222 }</style>", WITH_SYSTEM),
    "dark-by-class": ("class=night", f"<style>.night {{ {DARK} }} .night a {{ color: #9cf }}</style>", ALWAYS),
    "dark-by-system": ("", f"<style>{BY_SYSTEM}</style>", WITH_SYSTEM),
}
IS_DARK = """() => {
  const blank = document.createElement("i");
  document.querySelector(".maigu").append(blank);
  const colours = [];
  for (let at = blank; at; at = at.parentElement) colours.push(getComputedStyle(at).backgroundColor);
  blank.style.color = "Canvas";
  colours.push(getComputedStyle(document.documentElement.appendChild(blank)).color);
  blank.remove();
  return Math.max(...colours.find(colour => colour !== "rgba(0, 0, 0, 0)").match(/[0-9.]+/g).map(Number)) < 128;
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("other-sites")
    (folder / "style").mkdir()
    with other_sites(folder, folder / "style") as site:
        yield site


@pytest.mark.parametrize("name", SITES)
@pytest.mark.parametrize("dark", [False, True], ids=["light-system", "dark-system"])
def test_pages_are_readable_and_as_light_or_dark_as_the_site(visit, site, name, dark):
    html, head, is_dark = SITES[name]
    page = visit(site, width=PHONE, dark=dark)
    page.set_extra_http_headers({"Gallery": "gallery/declared.html", "Site-Html": html, "Site-Head": head})

    found = {step: (page.evaluate(IS_DARK), low_contrast(page)) for step in walk(page)}

    assert found == {step: (is_dark[dark], []) for step in found}
    assert len(found) == 4
