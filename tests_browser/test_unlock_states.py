"""What each state of the lock looks like: its place, its words, its colours, at every width and for every wish."""

import pytest

from tests_browser.addresses import FOUR_SPEAKERS, LOCKED, WHOLE_PAGE
from tests_browser.addresses import OWN_PASSWORD as OWN
from tests_browser.conftest import DESKTOP, HEIGHTS, PHONE
from tests_browser.members import FIELD, PASSWORD, PROBLEM, WHAT, fail_often, unlock
from tests_browser.probes import low_targets, shifts, sideways, violations

EARLIER = "words of last year"
CLOSED = "/closed/session/"
BUTTON = "form[data-maigu-locked] [type=submit]"


@pytest.fixture(scope="module")
def earlier(staff):
    """Have a password that has been changed, and give it."""
    section = "SessionIndexPage.objects.get(slug='maig-u')"
    staff(f"SharedPassword.objects.create_password({section}, '{EARLIER}').revoke()")
    return EARLIER


def public(page):
    page.goto(FOUR_SPEAKERS)


def wrong(page):
    page.goto(FOUR_SPEAKERS)
    unlock(page, "not the password")


def changed(page):
    page.goto(FOUR_SPEAKERS)
    unlock(page, EARLIER)


def too_long(page):
    page.goto(FOUR_SPEAKERS)
    unlock(page, "long " * 30)


def too_many(page):
    page.goto(FOUR_SPEAKERS)
    fail_often(page)


def unreadable(page):
    page.goto(CLOSED)
    unlock(page, "sealed with another key")


def own(page):
    page.goto(OWN)
    unlock(page, PASSWORD)


def unlocked(page):
    wrong(page)
    unlock(page, PASSWORD)
    page.goto(FOUR_SPEAKERS)


def watching(page):
    page.goto(FOUR_SPEAKERS)
    unlock(page, PASSWORD)
    page.wait_for_url(f"**{LOCKED}")


def section_unlocked(page):
    watching(page)
    page.goto("/maig-u/unlock/")


def members_only_page(page):
    page.goto(WHOLE_PAGE)
    unlock(page, "not the password")


STATES = [
    public,
    wrong,
    changed,
    too_long,
    too_many,
    unreadable,
    own,
    unlocked,
    watching,
    section_unlocked,
    members_only_page,
]
FAILING = {
    wrong: "That password doesn’t open this section.",
    changed: "That was the password until ",
    too_long: "That is too long to be the password.",
    too_many: "Too many wrong passwords from your connection.",
    unreadable: "We can’t check the password right now.",
    own: "That password doesn’t open this session.",
}
states = pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
failing = pytest.mark.parametrize("state", FAILING, ids=lambda state: state.__name__)


@states
def test_state_is_accessible_in_both_schemes_and_widths_without_layout_shift(new_page, earlier, state):
    page = new_page(width=PHONE)
    state(page)

    assert shifts(page) == []
    for width in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert (sideways(page), violations(page)) == ([], []), (width, scheme)


@states
def test_state_on_a_phone_has_large_enough_targets(new_page, earlier, state):
    page = new_page(width=PHONE, has_touch=True, is_mobile=True)

    state(page)

    assert low_targets(page, ".maigu") == []


@failing
def test_failure_has_its_own_message_and_next_step(new_page, earlier, state):
    page = new_page(width=PHONE)

    state(page)

    said = page.locator(PROBLEM).inner_text()
    assert page.locator(WHAT).inner_text().startswith(FAILING[state])
    # Where the field is at fault, the message above it is read as its description.
    is_at_fault = page.locator(FIELD).get_attribute("aria-invalid") == "true"
    assert page.locator(f"{FIELD if is_at_fault else PROBLEM}:focus").count() == 1
    assert page.locator(FIELD).get_attribute("aria-describedby") == "maigu-problem"
    assert page.locator(".maigu-panel a[href^='mailto:']:visible").count() >= 1
    assert [word for word in ("invalid", "error", "403", "failed") if word in said.lower()] == []


# From the top of the page: a browser may still be scrolling to the message.
PLACE_ON_THE_PAGE = """element => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x, y: y + scrollY, width, height };
}"""
HEIGHT_WITH_MARGIN = "box => box.getBoundingClientRect().height + parseFloat(getComputedStyle(box).marginBlockEnd)"


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_field_and_button_keep_their_place_between_states(new_page, earlier, width):
    boxes = {}
    for state in (public, wrong, changed, too_long, too_many):
        page = new_page(width=width)
        state(page)
        # A message stands above the field, and moves it down by its own height.
        height = 0 if state is public else page.locator(PROBLEM).evaluate(HEIGHT_WITH_MARGIN)
        boxes[state.__name__] = [page.locator(selector).evaluate(PLACE_ON_THE_PAGE) for selector in (FIELD, BUTTON)]
        for box in boxes[state.__name__]:
            box["y"] -= height
    page = new_page(width=width)
    unlocked(page)
    panel = page.locator(".maigu-panel").bounding_box()
    watch_now = page.get_by_role("link", name="Watch now").bounding_box()
    page = new_page(width=width)
    public(page)

    expected = [pytest.approx(box, abs=1) for box in boxes["public"]]
    assert [name for name, found in boxes.items() if found != expected] == []
    assert watch_now["y"] == pytest.approx(boxes["public"][0]["y"], abs=1)
    assert panel == page.locator(".maigu-panel").bounding_box()


@states
def test_state_needs_no_sideways_scrolling_at_400_percent_or_right_to_left(new_page, earlier, state):
    page = new_page(width=320, height=256)
    state(page)
    zoomed = sideways(page)

    page.evaluate("Object.assign(document.documentElement, {dir: 'rtl', lang: 'ar'})")

    assert zoomed == []
    assert sideways(page) == []


def test_show_button_is_at_the_end_of_the_field_right_to_left_too(new_page):
    page = new_page()
    public(page)
    places = []

    for direction in ("ltr", "rtl"):
        page.evaluate("direction => { document.documentElement.dir = direction; }", direction)
        field, show = (page.locator(one).bounding_box() for one in (FIELD, "[data-maigu-reveal]"))
        places.append((show["x"] - field["x"], field["x"] + field["width"] - show["x"] - show["width"]))

    assert places[0][0] == pytest.approx(places[1][1])
    assert places[0][1] == pytest.approx(places[1][0])
    assert places[0][1] < places[0][0]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_forced_colours_keep_the_edges_of_errors(new_page, dark):
    page = new_page(dark=dark, forced_colors="active")
    wrong(page)

    edges = page.evaluate(
        """() => [".maigu-problem", ".maigu-panel", "#maigu-password", ".maigu-button"].map(selector => {
          const style = getComputedStyle(document.querySelector(selector));
          return [parseFloat(style.borderBlockStartWidth) >= 1, style.borderBlockStartColor];
        })"""
    )

    canvas = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert [edge for edge in edges if not edge[0] or edge[1] == canvas] == []


def test_state_without_css_reads_in_order_with_one_next_step(new_page):
    page = new_page()
    page.route("**/*.css", lambda route: route.fulfill(body="", content_type="text/css"))

    wrong(page)
    text = page.locator(".maigu-panel").inner_text()
    unlocked(page)
    panel = page.locator(".maigu-panel").inner_text()

    order = ["For members", "That password doesn’t open", "Members’ password", "Unlock", "No password?"]
    assert sorted(order, key=text.find) == order
    assert min(map(text.find, order)) >= 0
    assert ("Watch now" in panel, "Members’ password" in panel) == (True, False)
