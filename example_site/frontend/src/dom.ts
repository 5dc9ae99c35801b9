/** Helpers that create elements. Text from the API is added as text nodes, so it can never become markup. */
export type Child = Node | string | false | null | undefined;
type Attributes = Record<string, string | number | boolean | null | undefined>;

/** Creates an element. Attributes that are false, null or undefined are left out; those that are true are empty. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

/** Creates a link to an address typed by an editor, or plain text if the address is not safe. */
export function link(address: string | null | undefined, text: string, attributes: Attributes = {}): HTMLElement {
  return isSafe(address) ? h("a", { href: address, ...attributes }, text) : h("span", {}, text);
}

export function isSafe(address: string | null | undefined): address is string {
  return Boolean(address && URL.canParse(address) && ["http:", "https:", "mailto:"].includes(new URL(address).protocol));
}

/** Splits plain text into paragraphs at empty lines. */
export function paragraphs(text: string): HTMLElement[] {
  return text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => h("p", { dir: "auto" }, part));
}

const DRAWN = {
  lock: "M5 9V6.5a5 5 0 0 1 10 0V9M3.5 9h13v9h-13z",
  open: "M5 9V6.5a5 5 0 0 1 9.6-2M3.5 9h13v9h-13z",
  alert: "M10 2.5 18.5 17h-17zM10 8v4.5M10 14.2v.6",
  clock: "M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM10 5.5V10l3 2",
};

/** Draws a small decorative icon; the text beside it says the same. */
export function icon(name: keyof typeof DRAWN): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("aria-hidden", "true");
  drawing.classList.add("icon");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", DRAWN[name]);
  drawing.append(line);
  return drawing;
}
