import pytest

from tests_browser.addresses import SECTION
from tests_browser.probes import low_targets, shifts, sideways, violations


@pytest.fixture
def page(new_page):
    page = new_page()
    page.goto(SECTION)
    return page


def test_shifts_reports_what_moves(page):
    page.evaluate(
        """() => new Promise(resolve => {
          const box = Object.assign(document.createElement("div"), {textContent: "Late"});
          box.style.blockSize = "300px";
          document.body.prepend(box);
          requestAnimationFrame(() => requestAnimationFrame(resolve));
        })"""
    )

    assert shifts(page) != []


def test_sideways_reports_what_is_too_wide(page):
    page.evaluate("document.querySelector('.maigu-title').style.minInlineSize = '2000px'")

    found = sideways(page)

    assert any("maigu-title" in line for line in found)


def test_violations_reports_a_field_without_a_label(page):
    page.evaluate("document.querySelector('label[for=maigu-year]').remove()")

    found = violations(page)

    assert [line for line in found if line.startswith("select-name")] != []


def test_violations_reports_too_little_contrast(page):
    page.evaluate("document.querySelector('.maigu-title').style.color = '#bbb'")

    found = violations(page)

    assert [line for line in found if line.startswith("color-contrast") and "bdi" in line] != []


def test_low_targets_reports_a_small_button(page):
    page.evaluate(
        "document.querySelector('.maigu-button').style.cssText = 'min-block-size: 0; padding: 0; align-self: start'"
    )

    found = low_targets(page, ".maigu")

    assert any("maigu-button" in line for line in found)
