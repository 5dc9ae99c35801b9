"""A reader who has no mouse: moving the focus, and what is seen of it."""

MOST_STEPS = 150

# Where the focus is, how it is marked, and whether it can be seen.
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const light = colour => {
    const [red, green, blue] = colour.match(/[0-9.]+/g).slice(0, 3).map(part => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  let behind = element.parentElement;
  while (behind && getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
  const ground = light(behind ? getComputedStyle(behind).backgroundColor : "rgb(255, 255, 255)");
  const style = getComputedStyle(element), ring = light(style.outlineColor);
  const box = element.getBoundingClientRect();
  window.seenByKeyboard ||= new Set();
  const again = window.seenByKeyboard.has(element);
  window.seenByKeyboard.add(element);
  return {
    again,
    html: element.outerHTML.slice(0, 120),
    id: element.id,
    in_main: Boolean(element.closest("main")),
    top: box.top + scrollY, bottom: box.bottom + scrollY, left: box.left, right: box.right,
    in_view: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    contrast: (Math.max(ring, ground) + 0.05) / (Math.min(ring, ground) + 0.05),
  };
}"""

CONTROLS = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
  .filter(element => element.checkVisibility({visibilityProperty: true})).map(element => element.outerHTML.slice(0, 120))"""


def focus(page):
    """Return what has the focus, ``None`` where nothing has."""
    return page.evaluate(FOCUS)


def controls(page):
    """Return the beginning of every visible control, in the order of the document."""
    return page.evaluate(CONTROLS)


def tab_through(page):
    """Press Tab until the focus has been everywhere; return all its places."""
    places = []
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        place = focus(page)
        if place is None or place["again"]:
            return places
        places.append(place)
    raise AssertionError(f"The focus never came back: {places[-5:]}")


def tab_to(page, selector):
    """Press Tab until what ``selector`` finds has the focus."""
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"The focus never came to {selector}.")
