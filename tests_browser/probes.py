"""What a test asks of an open page, each answer a list that is empty where all is well."""

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# A tenth of the layout shift that https://web.dev/articles/cls calls good. A slow machine paints a page before all of it has
# arrived, and a line that wraps by then moves the next.
STILL = 0.01

# Two frames after loading, everything that was going to move has moved.
SHIFTS = """() => new Promise(resolve => {
  const seen = [];
  const observer = new PerformanceObserver(list => seen.push(...list.getEntries()));
  observer.observe({type: "layout-shift", buffered: true});
  const answer = () => {
    seen.push(...observer.takeRecords());
    /* What has no node and touches a player is a part of the browser's own controls. */
    const players = [...document.querySelectorAll("audio, video")].map(media => media.getBoundingClientRect());
    const touches = (one, other) => one.left < other.right && one.right > other.left
      && one.top < other.bottom && one.bottom > other.top;
    const isOfPlayer = source => !source.node && players.some(player => touches(source.currentRect, player));
    const ours = seen.filter(entry => !entry.sources.length || !entry.sources.every(isOfPlayer));
    resolve([ours.reduce((sum, entry) => sum + entry.value, 0), ours.map(entry => `${entry.value.toFixed(4)}: ` + entry.sources.map(source => {
      const element = source.node && (source.node.nodeType === 1 ? source.node : source.node.parentElement);
      return element ? element.className || element.tagName : "?";
    }).join(", "))]);
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

# WCAG's contrast of each visible text with what is behind it, and of the edge of each field with what is around it.
LOW_CONTRAST = """scope => {
  const pixel = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const parts = colour => {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (front, back) => front.slice(0, 3).map((part, at) => part * front[3] + back[at] * (1 - front[3]));
  const luminance = colour => colour.map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const blank = document.createElement("i");
  blank.style.color = "Canvas";
  document.documentElement.append(blank);
  const canvas = parts(getComputedStyle(blank).color).slice(0, 3);
  blank.remove();
  const ground = element => element ? over(parts(getComputedStyle(element).backgroundColor), ground(element.parentElement)) : canvas;
  const isSeen = element => element.checkVisibility({visibilityProperty: true}) && !element.closest(".maigu-unseen");
  const all = [...document.querySelectorAll(`${scope}, ${scope} *`)].filter(isSeen);
  const hasText = element => element.matches("input:not([type=hidden])")
    || !element.matches("option") && [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
  const texts = all.filter(element => hasText(element) || element.matches("select")).map(element => {
    const style = getComputedStyle(element), back = ground(element), size = parseFloat(style.fontSize);
    const least = size >= 24 || size >= 18.66 && style.fontWeight >= 700 ? 3 : 4.5;
    return [contrast(over(parts(style.color), back), back), least, element];
  });
  const fields = all.filter(element => element.matches("input, select")).map(element => {
    const around = ground(element.parentElement);
    return [contrast(over(parts(getComputedStyle(element).borderBlockStartColor), around), around), 3, element];
  });
  return [...texts, ...fields].filter(([ratio, least]) => ratio < least - 0.01)
    .map(([ratio, least, element]) => `${ratio.toFixed(2)} < ${least}: ${element.outerHTML.slice(0, 140)}`);
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
    """Return each movement of the page since it was first painted, if together they are more than STILL."""
    value, movements = page.evaluate(SHIFTS)
    return movements if value > STILL else []


def sideways(page):
    """Return what sticks out of the window at its sides, if the page can be scrolled there."""
    return page.evaluate(SIDEWAYS)


def low_targets(page, scope, least=44):
    """Return the buttons, fields and links of their own within ``scope`` that are less than ``least`` pixels high."""
    return page.evaluate(LOW_TARGETS, [scope, least])


def low_contrast(page, scope=".maigu"):
    """Return the texts and the fields within ``scope`` that are too faint (WCAG 1.4.3 and 1.4.11)."""
    return page.evaluate(LOW_CONTRAST, scope)
