/** The box at the top of a form that says what went wrong and what to do next. */
import { type Child, h, icon } from "../dom";
import { focusOn } from "../page";
import type { Message } from "../words";

/** Returns an empty box, hidden until there is something to say. */
export function problemBox(): HTMLElement {
  return h("div", { id: "problem", class: "problem", tabindex: -1, hidden: true });
}

/** Shows a message, and whatever else belongs to it. */
export function fillProblem(box: HTMLElement, name: "alert" | "clock", { what, how }: Message, ...more: Child[]): void {
  const parts = [h("p", { class: "what" }, what), how && h("p", {}, how), ...more];
  const text = h("div", {});
  text.append(...parts.filter((part): part is Node | string => Boolean(part)));
  box.replaceChildren(icon(name), text);
  box.hidden = false;
}

/** Moves the focus to the box, once the caller has added it to the page. */
export function focusOnProblem(box: HTMLElement): void {
  setTimeout(() => focusOn(box));
}
