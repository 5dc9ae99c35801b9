/** One session in the list: its date, description, speakers and what members get. */
import type { Session } from "../api/client";
import { h, icon } from "../dom";
import { wordsOf } from "../html";
import { sessionAddress } from "../router";
import { insideOf } from "../words";
import { dayOf, namedInShort } from "./parts";

const NAMED = 4;

export function sessionItem(session: Session): HTMLElement {
  const title = h("h3", {}, h("a", { href: sessionAddress(session.id), dir: "auto" }, session.title));
  const audience = session.audience && h("p", { class: "audience", dir: "auto" }, `For ${session.audience}`);
  const words = wordsOf(session.description ?? "");
  const text = words && h("p", { class: "description", dir: "auto" }, words);
  const body = h("div", { class: "session-body" }, title, audience || null, text || null, speakersOf(session), membersOf(session));
  return h("li", { class: "session" }, h("p", { class: "day" }, dayOf(session)), body);
}

function speakersOf(session: Session): HTMLElement | null {
  const speakers = session.speakers ?? [];
  if (!speakers.length) return null;
  const more = speakers.length - NAMED;
  const list = h("ul", { class: "names", "aria-label": "Speakers" }, ...speakers.slice(0, NAMED).map(namedInShort));
  if (more > 0) list.append(h("li", { class: "muted" }, `and ${more} more`));
  return list;
}

function membersOf(session: Session): HTMLElement | null {
  const inside = session.access && insideOf(session.access);
  if (!inside) return null;
  const isLocked = session.access?.locked;
  return h("p", { class: "inside" }, icon(isLocked ? "lock" : "open"), `${isLocked ? "For members" : "Open to all"}: ${inside}`);
}
