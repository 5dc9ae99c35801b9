/** The form of the members' search, on its own page and below a session's content. */
import { h } from "../dom";
import { searchAddress } from "../router";

// The API reads no more.
const LONGEST = 200;

export function searchForm(section: number, q = ""): HTMLFormElement {
  const field = h("input", { type: "search", id: "s-search", value: q, maxlength: LONGEST, autocomplete: "off", "aria-describedby": "s-help" });
  const form = h(
    "form",
    { class: "members-search", role: "search", "aria-label": "Recordings" },
    h("label", { for: "s-search" }, "Search all recordings"),
    h("div", { class: "field-row" }, field, h("button", { type: "submit", class: "button" }, "Search")),
    h("p", { id: "s-help", class: "hint" }, "What was said, a speaker, a topic or a handout. The beginning of a word is enough."),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.hash = searchAddress(section, field.value.trim());
  });
  return form;
}
