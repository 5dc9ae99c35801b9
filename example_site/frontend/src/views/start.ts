/** The start page: the section named in the configuration, or a list of all sections. */
import { Failure } from "../api/problems";
import { h } from "../dom";
import { richText } from "../html";
import type { Context } from "../context";
import { show, titlePage } from "../page";
import { sectionAddress } from "../router";
import { sectionView } from "./section";

export async function startView(context: Context): Promise<HTMLElement | null> {
  const sections = await context.api.sections(context.signal);
  const first = sections.find((section) => section.meta?.slug === context.config.section) ?? only(sections);
  if (first?.id) return sectionView(context, first.id, new URLSearchParams());
  if (!sections.length) throw new Failure("not-found");
  const heading = h("h1", { tabindex: -1 }, "Sections");
  const list = h("ul", { class: "sections" });
  for (const section of sections) {
    const title = h("h2", {}, h("a", { href: sectionAddress(section.id ?? 0), dir: "auto" }, section.title));
    const introduction = h("div", { class: "prose" });
    introduction.append(richText(section.introduction ?? ""));
    list.append(h("li", {}, title, introduction));
  }
  show(heading, list);
  titlePage("Sections");
  return heading;
}

function only<T>(list: T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}
