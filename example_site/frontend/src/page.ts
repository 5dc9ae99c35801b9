/** The page around a view: its title, the focus and screen reader announcements. */
import { type Failure } from "./api/problems";
import { h, icon } from "./dom";
import { loadMessage } from "./words";

const main = document.querySelector("main") as HTMLElement;
const status = document.querySelector("[data-said]") as HTMLElement;
let name = "";

export function nameSite(text: string): void {
  name = text;
  for (const place of document.querySelectorAll("[data-name]")) place.textContent = text;
}

export function titlePage(...parts: string[]): void {
  document.title = [...parts, name].filter(Boolean).join(" – ");
}

/** Announces a message through the live region, even if it is the same as the last one. */
export function say(text: string): void {
  status.textContent = "";
  setTimeout(() => (status.textContent = text), 100);
}

/** Replaces the current view. */
export function show(...nodes: Node[]): void {
  main.removeAttribute("aria-busy");
  main.replaceChildren(...nodes);
}

/** Moves the focus, scrolling only if the element is out of view. */
export function focusOn(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: "nearest" });
}

/** Shows a loading message if the content does not arrive at once. */
export function showLoading(): () => void {
  main.setAttribute("aria-busy", "true");
  const late = setTimeout(() => main.replaceChildren(h("p", { class: "loading" }, "Loading…")), 400);
  return () => clearTimeout(late);
}

/** Returns an error message with a next step: try again, or go to the sessions. */
export function failureView(failure: Failure, again: () => void, level: "h1" | "h3" = "h1"): HTMLElement {
  const { what, how } = loadMessage(failure);
  const heading = h(level, { tabindex: -1 }, what);
  const way = h("p", { class: "actions" });
  if (["not-found", "malformed"].includes(failure.kind)) {
    way.append(h("a", { href: "#/", class: "button" }, "Go to the sessions"));
  } else {
    const button = h("button", { type: "button", class: "button" }, "Try again");
    button.addEventListener("click", again);
    way.append(button);
  }
  return h("div", { class: "failure" }, icon("alert"), h("div", {}, heading, h("p", {}, how), way));
}
