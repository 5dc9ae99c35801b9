/** Parts shared by several views: dates and times, speakers, and the link for asking for the password. */
import type { Section, Session, Speaker } from "../api/client";
import { longDate, readersTime, timeSpan } from "../dates";
import { h, link } from "../dom";
import { requestAddress, sectionAddress } from "../router";

/** Shows the date of a session. */
export function dayOf(session: Session): HTMLElement {
  return h("time", { datetime: session.date }, session.date ? longDate(session.date) : "");
}

/** Shows the time of a session, in its own time zone and in the reader's; nothing if it has no time. */
export function hoursOf(session: Session): HTMLElement | null {
  const { starts_at: starts, ends_at: ends, time_zone: zone } = session;
  if (!starts || !zone) return null;
  const here = readersTime(starts, zone);
  const there = h("time", { datetime: starts }, timeSpan(starts, ends, zone));
  return h("p", { class: "hours" }, there, here && h("span", { class: "muted" }, ` · ${here} where you are`));
}

/** Shows a speaker on one line: name, role, organisation. */
export function namedInShort(speaker: Speaker): HTMLElement {
  const what = [speaker.is_moderator && "moderator", speaker.role, speaker.organisation].filter(Boolean).join(", ");
  return h("li", { dir: "auto" }, h("span", { class: "name" }, speaker.name), what && `, ${what}`);
}

/** Links back to a section. */
export function backTo(section: Section): HTMLElement {
  return h("p", { class: "back" }, h("a", { href: sectionAddress(section.id ?? 0), dir: "auto" }, section.title));
}

/** Links to where people ask for the password: the section's form if it offers one, or its contact. */
export function askLink(section: Section | undefined): HTMLElement | null {
  if (section?.offers_request_form) return h("a", { href: requestAddress(section.id ?? 0) }, "Ask for the password");
  return helpLink(section, "Ask for the password");
}

/** Links to the section's contact: a page, a web address or an email address. */
export function helpLink(section: Section | undefined, text = "Send us a message"): HTMLElement | null {
  const mail = section?.contact_email && `mailto:${section.contact_email}`;
  const address = section?.contact_page?.html_url || section?.contact_url || mail;
  return address ? link(address, section?.contact_link_text || text) : null;
}
