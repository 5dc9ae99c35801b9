/** The filters of the list of sessions, as a form and as an address. */
import type { Session, SessionsQuery, Status } from "../api/client";
import { h } from "../dom";

export const ON_A_PAGE = 10;
const NAMES = ["search", "year", "speaker", "audience"] as const;
const LABELS = { search: "Search", year: "Year", speaker: "Speaker", audience: "Audience" };
type Name = (typeof NAMES)[number];
export type Wishes = Record<Name, string> & { status: Status; page: number };

/** Reads the filters from an address; invalid values are ignored. */
export function readWishes(query: URLSearchParams): Wishes {
  const text = (name: Name): string => (query.get(name) ?? "").trim();
  const page = Number(query.get("page"));
  return {
    search: text("search"),
    year: /^\d{4}$/.test(text("year")) ? text("year") : "",
    speaker: text("speaker"),
    audience: text("audience"),
    status: query.get("status") === "upcoming" ? "upcoming" : "recorded",
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** Returns the filters as address parameters, without defaults. */
export function addressOf(wishes: Wishes): Record<string, string> {
  const { page, status, ...texts } = wishes;
  return { ...texts, status: status === "recorded" ? "" : status, page: page > 1 ? String(page) : "" };
}

/** Returns the filters as API parameters. */
export function queryOf(section: number, wishes: Wishes): SessionsQuery {
  const { search, year, speaker, audience, status, page } = wishes;
  return {
    section,
    status,
    limit: ON_A_PAGE,
    offset: (page - 1) * ON_A_PAGE,
    ...(status === "upcoming" && { order: "date" }),
    ...(search && { search, search_operator: "and" as const }),
    ...(year && { year: Number(year) }),
    ...(speaker && { speaker }),
    ...(audience && { audience }),
  };
}

export function isFiltered(wishes: Wishes): boolean {
  return NAMES.some((name) => wishes[name]);
}

/** Creates the form; `onChange` receives the new filters. */
export function filterForm(wishes: Wishes, onChange: (wishes: Wishes) => void): HTMLFormElement {
  const search = h("input", { type: "search", id: "f-search", name: "search", value: wishes.search, maxlength: 100 });
  const form = h(
    "form",
    { class: "filters", role: "search", "aria-label": "Sessions" },
    h("div", { class: "filter filter-search" }, h("label", { for: "f-search" }, "Search"), search),
    choice("year", wishes.year, "Any year"),
    choice("audience", wishes.audience, "Any audience"),
    choice("speaker", wishes.speaker, "Any speaker"),
    statusChoice(wishes.status),
    h("div", { class: "filter" }, h("button", { type: "submit", class: "button" }, "Show sessions")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onChange(readWishes(new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]))));
  });
  return form;
}

/** Fills the form with the current filters. */
export function fillForm(form: HTMLFormElement, wishes: Wishes): void {
  for (const name of [...NAMES, "status"] as const) {
    const field = form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement;
    field.value = wishes[name];
  }
}

/** Adds the available years, audiences and speakers to the form. */
export function offerChoices(form: HTMLFormElement, sessions: Session[]): void {
  const years = sessions.map((session) => session.date?.slice(0, 4) ?? "");
  const audiences = sessions.map((session) => session.audience ?? "");
  const speakers = sessions.flatMap((session) => (session.speakers ?? []).map((speaker) => speaker.name));
  offer(form, "year", sorted(years).reverse());
  offer(form, "audience", sorted(audiences));
  offer(form, "speaker", sorted(speakers));
}

/** Shows each filter with a button that removes it. */
export function appliedFilters(wishes: Wishes, onChange: (wishes: Wishes) => void): HTMLElement | null {
  const applied = NAMES.filter((name) => wishes[name]);
  if (!applied.length) return null;
  const list = h("ul", { class: "applied", "aria-label": "Filters in use" });
  for (const name of applied) {
    const words = `${LABELS[name]}: ${wishes[name]}`;
    const remove = h("button", { type: "button", "aria-label": `Remove ${words}` }, words, h("span", { "aria-hidden": true }, " ×"));
    remove.addEventListener("click", () => onChange({ ...wishes, [name]: "", page: 1 }));
    list.append(h("li", {}, remove));
  }
  return list;
}

function choice(name: Exclude<Name, "search">, value: string, any: string): HTMLElement {
  const select = h("select", { id: `f-${name}`, name }, h("option", { value: "" }, any));
  // Until the others are loaded, only the one in the address.
  if (value) select.append(h("option", { value, selected: true }, value));
  return h("div", { class: "filter" }, h("label", { for: `f-${name}` }, LABELS[name]), select);
}

function statusChoice(status: Status): HTMLElement {
  const options = (["recorded", "upcoming"] as const).map((value) =>
    h("option", { value, selected: value === status }, value === "recorded" ? "Recorded" : "Upcoming"),
  );
  return h("div", { class: "filter" }, h("label", { for: "f-status" }, "Status"), h("select", { id: "f-status", name: "status" }, ...options));
}

function offer(form: HTMLFormElement, name: Name, values: string[]): void {
  const select = form.elements.namedItem(name) as HTMLSelectElement;
  const chosen = select.value;
  const missing = values.filter((value) => ![...select.options].some((option) => option.value === value));
  select.append(...missing.map((value) => h("option", { value }, value)));
  select.value = chosen;
}

function sorted(values: string[]): string[] {
  return [...new Set(values.filter(Boolean))].sort((one, other) => one.localeCompare(other));
}
