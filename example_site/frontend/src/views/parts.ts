/** What several views show alike: when a session is, who speaks, whom to ask. */
import type { Section, Session, Speaker } from "../api/client";
import { longDate, readersTime, timeSpan } from "../dates";
import { h, link } from "../dom";

/** Writes out the day of a session. */
export function dayOf(session: Session): HTMLElement {
  return h("time", { datetime: session.date }, session.date ? longDate(session.date) : "");
}

/** Writes the hours of a session, by the clock of its place and by the reader's; nothing where none are given. */
export function hoursOf(session: Session): HTMLElement | null {
  const { starts_at: starts, ends_at: ends, time_zone: zone } = session;
  if (!starts || !zone) return null;
  const here = readersTime(starts, zone);
  const there = h("time", { datetime: starts }, timeSpan(starts, ends, zone));
  return h("p", { class: "hours" }, there, here && h("span", { class: "muted" }, ` · ${here} where you are`));
}

/** Writes a speaker in a line: name, role, organisation. */
export function namedInShort(speaker: Speaker): HTMLElement {
  const what = [speaker.is_moderator && "moderator", speaker.role, speaker.organisation].filter(Boolean).join(", ");
  return h("li", { dir: "auto" }, h("span", { class: "name" }, speaker.name), what && `, ${what}`);
}

/** Leads to whoever hands out the password: a page, an address of the web or of mail, as the section says. */
export function askLink(section: Section | undefined): HTMLElement | null {
  const mail = section?.contact_email && `mailto:${section.contact_email}`;
  const address = section?.contact_page?.html_url || section?.contact_url || mail;
  return address ? link(address, section?.contact_link_text || "Ask for the password") : null;
}
