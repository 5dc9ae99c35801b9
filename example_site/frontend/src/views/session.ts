/** A session: its public part and its members' part. */
import type { Section, Session, Speaker } from "../api/client";
import { h, isSafe, link, paragraphs } from "../dom";
import { richText } from "../html";
import type { Context } from "../context";
import { show, titlePage } from "../page";
import type { Place } from "../router";
import { MembersPart } from "./members";
import { backTo, dayOf, hoursOf } from "./parts";

export async function sessionView(context: Context, id: number, unlockLink: string, place?: Place): Promise<HTMLElement> {
  const { api, signal } = context;
  const [session, section] = await Promise.all([api.session(id, signal), api.sectionOf(id, signal)]);
  const heading = h("h1", { tabindex: -1, dir: "auto" }, session.title);
  const members = new MembersPart(context, session, section, unlockLink, place);
  const page = h("article", { class: "session-page" }, lead(heading, session, section), members.element, publicPart(session));
  await members.begin();
  if (signal.aborted) return heading;
  show(page);
  titlePage(session.title ?? "", section?.title ?? "");
  return members.goToPlace() ?? heading;
}

function lead(heading: HTMLElement, session: Session, section: Section | undefined): HTMLElement {
  const audience = session.audience && h("p", { class: "audience", dir: "auto" }, `For ${session.audience}`);
  return h("header", { class: "lead" }, section && backTo(section), heading, when(session), audience || null, registration(session));
}

function when(session: Session): HTMLElement {
  const isUpcoming = session.status === "upcoming";
  return h("div", { class: "when" }, h("p", { class: "day" }, isUpcoming && "Upcoming: ", dayOf(session)), hoursOf(session));
}

function registration(session: Session): HTMLElement | null {
  if (session.status !== "upcoming" || !isSafe(session.registration_url)) return null;
  return h("p", { class: "actions" }, link(session.registration_url, "Register", { class: "button primary" }));
}

function publicPart(session: Session): HTMLElement {
  const part = h("div", { class: "public" });
  if (session.description) {
    const text = h("div", { class: "prose", dir: "auto" });
    text.append(richText(session.description));
    part.append(h("section", { "aria-labelledby": "about" }, h("h2", { id: "about" }, "About this session"), text));
  }
  const speakers = session.speakers ?? [];
  if (speakers.length) {
    const list = h("ul", { class: "speakers", role: "list" }, ...speakers.map(speakerItem));
    part.append(h("section", { "aria-labelledby": "speakers" }, h("h2", { id: "speakers" }, "Speakers"), list));
  }
  return part;
}

function speakerItem(speaker: Speaker): HTMLElement {
  const what = [speaker.role, speaker.organisation].filter(Boolean).join(", ");
  const name = h("h3", { dir: "auto" }, speaker.link ? link(speaker.link, speaker.name) : speaker.name);
  const role = speaker.is_moderator && h("p", { class: "audience" }, "Moderator");
  const words = h("div", {}, name, what && h("p", { class: "muted", dir: "auto" }, what), role || null, ...paragraphs(speaker.biography));
  return h("li", {}, portrait(speaker), words);
}

function portrait(speaker: Speaker): HTMLElement {
  if (speaker.photo && isSafe(speaker.photo.url)) {
    const { url: src, width, height } = speaker.photo;
    return h("img", { class: "portrait", src, width, height, alt: "", loading: "lazy" });
  }
  const words = speaker.name.split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 && words.at(-1)].map((word) => (word ? [...word][0] : "")).join("");
  return h("span", { class: "portrait monogram", "aria-hidden": true }, letters);
}
