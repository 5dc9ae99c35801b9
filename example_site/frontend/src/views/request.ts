/** The page to ask for the password of a section, and what is shown once the request has been received. */
import type { Section } from "../api/client";
import { Failure } from "../api/problems";
import type { Context } from "../context";
import { h } from "../dom";
import { richText } from "../html";
import { focusOn, say, show, titlePage } from "../page";
import { sectionAddress } from "../router";
import { backTo } from "./parts";
import { RequestForm } from "./request-form";

const INTRODUCTION = "<p>The recordings are for members. Tell us who you are, and we send you the way in by email.</p>";
const TITLE = "Ask for the password";

export async function requestView({ api, signal }: Context, id: number): Promise<HTMLElement> {
  const section = await api.section(id, signal);
  if (!section.offers_request_form) throw new Failure("not-found");
  const heading = h("h1", { tabindex: -1 }, TITLE);
  const introduction = h("div", { class: "prose", dir: "auto" });
  introduction.append(richText(section.request_introduction || INTRODUCTION));
  const form = new RequestForm({
    section,
    send: (request) => api.requestPassword(id, request),
    received: () => !signal.aborted && showReceived(section),
    failed: () => !signal.aborted && titlePage(`Not sent yet: ${TITLE}`, section.title ?? ""),
  });
  show(h("header", { class: "lead" }, backTo(section), heading), h("div", { class: "request-page" }, introduction, form.element));
  titlePage(TITLE, section.title ?? "");
  return heading;
}

/** The same for everyone, whether the request is answered at once, later or not at all. */
function showReceived(section: Section): void {
  const title = "We’ve received your request";
  const text = "The answer comes by email. If you don’t see it, check your spam folder.";
  const heading = h("h1", { tabindex: -1 }, title);
  const way = h("a", { class: "button", href: sectionAddress(section.id ?? 0) }, "Go to the sessions");
  show(heading, h("p", { class: "received" }, text), h("p", { class: "actions" }, way));
  titlePage(title, section.title ?? "");
  focusOn(heading);
  say(`${title}. ${text}`);
}
