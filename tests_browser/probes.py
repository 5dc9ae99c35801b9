"""What a test asks of an open page, each answer a list that is empty where all is well."""

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Two frames after loading, everything that was going to move has moved.
SHIFTS = """() => new Promise(resolve => {
  const seen = [];
  const observer = new PerformanceObserver(list => seen.push(...list.getEntries()));
  observer.observe({type: "layout-shift", buffered: true});
  const answer = () => {
    seen.push(...observer.takeRecords());
    /* What has no node and lies within a player is a part of the browser's own controls. */
    const players = [...document.querySelectorAll("audio, video")].map(media => media.getBoundingClientRect());
    const isWithin = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1
      && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
    const isOfPlayer = source => !source.node && players.some(
      player => isWithin(source.previousRect, player) && isWithin(source.currentRect, player)
    );
    resolve(seen.filter(entry => !entry.sources.length || !entry.sources.every(isOfPlayer)).map(entry => `${entry.value.toFixed(4)}: ` + entry.sources.map(source => {
      const element = source.node && (source.node.nodeType === 1 ? source.node : source.node.parentElement);
      return element ? element.className || element.tagName : "?";
    }).join(", ")));
  };
  setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(answer)), 50);
})"""

SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width && document.body.scrollWidth <= width) return [];
  const found = [...document.querySelectorAll("body *")].filter(element => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && (box.right > width + 0.5 || box.left < -0.5);
  });
  return [`${document.documentElement.scrollWidth} > ${width}`, ...found.map(element => element.outerHTML.slice(0, 120))];
}"""

# How high a thing is for a finger: the run of points above and below its middle that hit it.
LOW_TARGETS = """([scope, least]) => {
  const inText = link => {
    if (getComputedStyle(link).display !== "inline") return false;
    let block = link.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    return block.innerText.trim().length > link.innerText.trim().length;
  };
  const height = element => {
    element.scrollIntoView({block: "center", behavior: "instant"});
    const box = element.getClientRects()[0];
    const x = box.left + box.width / 2, middle = box.top + box.height / 2;
    const hits = y => { const at = document.elementFromPoint(x, y); return Boolean(at) && element.contains(at); };
    if (!hits(middle)) return 0;
    let top = middle, bottom = middle;
    while (hits(top - 0.5) && middle - top < 200) top -= 0.5;
    while (hits(bottom + 0.5) && bottom - middle < 200) bottom += 0.5;
    return bottom - top + 0.5;
  };
  const targets = [...document.querySelectorAll(`${scope} :is(a[href], button, input:not([type=hidden]), select, summary)`)];
  return targets.filter(target => target.checkVisibility({visibilityProperty: true}) && !(target.matches("a") && inText(target)))
    .map(target => [height(target), target])
    .filter(([high]) => high < least)
    .map(([high, target]) => `${high} px: ${target.outerHTML.slice(0, 160)}`);
}"""


# Some turn for ever, so no longer than two seconds.
FADED_IN = """Promise.race([
  Promise.allSettled(document.getAnimations().map(animation => animation.finished)),
  new Promise(resolve => setTimeout(resolve, 2000)),
])"""


def violations(page):
    """Return what axe-core finds against WCAG 2.2 AA and good practice, a line for each element."""
    # What fades in has its own colours only then.
    page.evaluate(FADED_IN)
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {rule['help']}: {node['target']} {node['html'][:160]} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]


def shifts(page):
    """Return each movement of the page since it was first painted."""
    return page.evaluate(SHIFTS)


def sideways(page):
    """Return what sticks out of the window at its sides, if the page can be scrolled there."""
    return page.evaluate(SIDEWAYS)


def low_targets(page, scope, least=44):
    """Return the buttons, fields and links of their own within ``scope`` that are less than ``least`` pixels high."""
    return page.evaluate(LOW_TARGETS, [scope, least])
