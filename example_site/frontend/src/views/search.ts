/** The members' search of a section: the results on a device that is unlocked, otherwise the password form. */
import type { Found, Section } from "../api/client";
import type { Failure } from "../api/problems";
import type { Context } from "../context";
import { h, icon } from "../dom";
import { unlock, withGrants } from "../grants";
import { say, show, titlePage } from "../page";
import { searchAddress } from "../router";
import { whenChangedElsewhere } from "../storage";
import { sessionsFound } from "../words";
import { paging } from "./paging";
import { backTo } from "./parts";
import { searchForm } from "./search-form";
import { searchResult } from "./search-result";
import { UnlockForm } from "./unlock-form";

// As many as the API returns.
const ON_A_PAGE = 10;
const TITLE = "Search the recordings";
const EMPTY =
  "The search looks in what is said in the recordings, in their titles and speakers, and in the titles of handouts. Choose a sentence to watch from there.";
const NOTHING = "Try fewer or shorter words, or check the spelling. The search looks for sessions that contain all of your words.";

export async function searchView(context: Context, id: number, q: string, page: number): Promise<HTMLElement> {
  const { api, signal, again } = context;
  const [section, { data, failure }] = await Promise.all([
    api.section(id, signal),
    withGrants(0, id, (grant) => api.search(id, q, (page - 1) * ON_A_PAGE, grant, signal)),
  ]);
  const heading = h("h1", { tabindex: -1 }, TITLE);
  const lead = h("header", { class: "lead" }, backTo(section), heading);
  whenChangedElsewhere(again, signal);
  if (!data) {
    show(lead, await lockedPart(context, section, failure));
    titlePage(TITLE, section.title ?? "");
    return heading;
  }
  const total = data.meta.total_count;
  const count = h("h2", { tabindex: -1, class: "count" }, q ? sessionsFound(total) : "");
  show(lead, searchForm(id, q), ...(q ? [count, ...resultsOf(data.items, total, id, q, page)] : [h("p", { class: "muted measure" }, EMPTY)]));
  titlePage(...(q ? [sessionsFound(total)] : []), TITLE, section.title ?? "");
  if (q) say(sessionsFound(total));
  return q ? count : heading;
}

function resultsOf(items: Found[], total: number, section: number, q: string, page: number): HTMLElement[] {
  if (!items.length) return [h("p", { class: "empty" }, NOTHING)];
  const list = h("ol", { class: "sessions", role: "list" }, ...items.map(searchResult));
  const way = paging(Math.ceil(total / ON_A_PAGE), page, (number) => searchAddress(section, q, number));
  return way ? [list, way] : [list];
}

/** The password is sent to one of the sessions that it opens: the section itself has no address for it. */
async function lockedPart({ api, signal, again }: Context, section: Section, failure: Failure | undefined): Promise<HTMLElement> {
  const session = await api.sessionOfPassword(section.id ?? 0, signal);
  if (!session) return h("p", { class: "empty" }, "There are no recordings for members yet.");
  const form = new UnlockForm({
    section,
    access: undefined,
    unlock: async (password) => {
      await unlock(api, session.id ?? 0, { password });
      say("Unlocked.");
      again();
    },
    open: again,
    still: () => titlePage("Still locked", TITLE, section.title ?? ""),
  });
  if (failure) form.tell(failure, false);
  const heading = h("h2", { id: "members" }, icon("lock"), "For members");
  const promise = h("p", { class: "promise" }, "Enter the password to search what was said in the recordings.");
  return h("section", { class: "members locked", "aria-labelledby": "members" }, heading, promise, form.element);
}
