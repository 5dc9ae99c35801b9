/** A section: its introduction, upcoming sessions, and all sessions with search and filters. */
import type { Section, Session } from "../api/client";
import { Failure } from "../api/problems";
import { h, icon, link } from "../dom";
import { richText } from "../html";
import type { Context } from "../context";
import { failureView, focusOn, say, show, titlePage } from "../page";
import { searchAddress, sectionAddress, sessionAddress } from "../router";
import { sessionsFound } from "../words";
import { addressOf, appliedFilters, fillForm, filterForm, isFiltered, offerChoices, ON_A_PAGE, queryOf, readWishes, type Wishes } from "./filters";
import { askLink, dayOf, hoursOf } from "./parts";
import { sessionItem } from "./session-item";
import { paging } from "./paging";

export async function sectionView(context: Context, id: number, query: URLSearchParams): Promise<HTMLElement> {
  const { api, signal } = context;
  let wishes = readWishes(query);
  const asked = Promise.all([
    api.sessions({ section: id, status: "upcoming", order: "date", limit: 3 }, signal),
    listed(context, id, wishes),
  ]);
  // If the section does not exist, that is the error to show.
  asked.catch(() => undefined);
  const section = await api.section(id, signal);
  const [upcoming, first] = await asked;

  const heading = h("h1", { tabindex: -1, dir: "auto" }, section.title);
  const listHeading = h("h2", { tabindex: -1, id: "sessions" });
  const results = h("div", { class: "results" });
  const form = filterForm(wishes, change);
  const list = h("section", { "aria-labelledby": "sessions" }, listHeading, passwordNote(section), form, results);

  function fill(found: Found): void {
    listHeading.textContent = wishes.status === "upcoming" ? "Upcoming sessions" : "Recorded sessions";
    results.replaceChildren(...resultsOf(found, id, wishes, change));
    titlePage(isFiltered(wishes) ? `${sessionsFound(found.total)} in ${section.title}` : (section.title ?? ""));
  }

  /** Updates the list without leaving the page, so that the focus stays in the form. */
  function change(wished: Wishes): void {
    wishes = wished;
    fillForm(form, wishes);
    history.pushState(history.state, "", sectionAddress(id, addressOf(wishes)));
    void reload(true);
  }

  async function reload(isAsked: boolean): Promise<void> {
    const wished = wishes;
    results.setAttribute("aria-busy", "true");
    const focusIsLost = results.contains(document.activeElement);
    try {
      const found = await listed(context, id, wished);
      if (wished !== wishes) return;
      fill(found);
      if (isAsked) say(sessionsFound(found.total));
      if (focusIsLost) focusOn(listHeading);
    } catch (error) {
      if (signal.aborted || wished !== wishes) return;
      if (!(error instanceof Failure)) throw error;
      const view = failureView(error, () => void reload(true), "h3");
      results.replaceChildren(view);
      focusOn(view.querySelector("h3"));
    } finally {
      if (wished === wishes) results.removeAttribute("aria-busy");
    }
  }

  show(lead(heading, section), upcomingPart(upcoming.items, section), list);
  fill(first);
  // The choices may load later or not at all; the search works without them.
  api.facts(id, signal).then((sessions) => offerChoices(form, sessions), () => undefined);
  return wishes.page > 1 ? listHeading : heading;
}

interface Found {
  items: Session[];
  total: number;
}

function listed(context: Context, id: number, wishes: Wishes): Promise<Found> {
  return context.api.sessions(queryOf(id, wishes), context.signal);
}

function lead(heading: HTMLElement, section: Section): HTMLElement {
  const introduction = h("div", { class: "introduction", dir: "auto" });
  introduction.append(richText(section.introduction ?? ""));
  return h("div", { class: "lead" }, heading, introduction);
}

function upcomingPart(sessions: Session[], section: Section): HTMLElement {
  const part = h("section", { class: "upcoming", "aria-labelledby": "upcoming" }, h("h2", { id: "upcoming" }, "Upcoming"));
  for (const session of sessions) {
    const title = h("h3", {}, h("a", { href: sessionAddress(session.id), dir: "auto" }, session.title));
    const day = h("p", { class: "day" }, dayOf(session));
    part.append(h("article", { class: "next" }, day, h("div", {}, title, hoursOf(session))));
  }
  if (!sessions.length) {
    const nothing = h("div", { class: "muted measure", dir: "auto" });
    nothing.append(richText(section.nothing_upcoming_text || "<p>No sessions are planned at the moment.</p>"));
    part.append(nothing);
  }
  return part;
}

function passwordNote(section: Section): HTMLElement {
  const words = h("div", { class: "note-words", dir: "auto" });
  words.append(richText(section.recordings_note || "<p>You need the members’ password to watch recordings.</p>"));
  const ask = askLink(section);
  const search = h("a", { href: searchAddress(section.id ?? 0) }, "Search the recordings");
  words.append(h("p", { class: "note-links" }, ask, search));
  return h("div", { class: "note" }, icon("lock"), words);
}

function resultsOf(found: Found, id: number, wishes: Wishes, change: (wishes: Wishes) => void): HTMLElement[] {
  const { items, total } = found;
  const pages = Math.ceil(total / ON_A_PAGE);
  const count = h("p", { class: "count" }, sessionsFound(total) + (pages > 1 ? `, page ${wishes.page} of ${pages}` : ""));
  const applied = appliedFilters(wishes, change);
  const head = h("div", { class: "results-head" }, count, applied);
  if (items.length) {
    const list = h("ol", { class: "sessions", role: "list" }, ...items.map(sessionItem));
    const way = paging(pages, wishes.page, (page) => sectionAddress(id, addressOf({ ...wishes, page })));
    return way ? [head, list, way] : [head, list];
  }
  const all = link(new URL(sectionAddress(id), location.href).href, "Show all sessions");
  const hint = isFiltered(wishes) ? "Try fewer words or remove a filter. " : "There are no sessions yet. ";
  return [head, h("p", { class: "empty" }, hint, all)];
}
