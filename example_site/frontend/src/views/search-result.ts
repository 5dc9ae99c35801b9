/** A session that the members' search found, and the places in it. */
import type { Found, Match } from "../api/client";
import { clock, longDate } from "../dates";
import { h } from "../dom";
import { sessionAddress } from "../router";

export function searchResult({ id, title, date, matches, more_matches: more }: Found): HTMLElement {
  const heading = h("h3", {}, h("a", { href: sessionAddress(id), dir: "auto" }, title));
  const places = matches.length
    ? h("ul", { class: "matches", role: "list" }, ...matches.map((match) => matchItem(id, match)))
    : h("p", { class: "muted" }, "Found in what everyone can read about this session.");
  const rest = more > 0 && h("p", { class: "muted" }, `Found in ${more === 1 ? "1 more place" : `${more} more places`} in this session.`);
  const day = h("p", { class: "day" }, date ? h("time", { datetime: date }, longDate(date)) : null);
  return h("li", { class: "session" }, day, h("div", { class: "session-body" }, heading, places, rest));
}

function matchItem(session: number, { block, time, speaker, language, pieces }: Match): HTMLElement {
  const place = block ? { block, ...(time !== null && { time }) } : undefined;
  const label = time === null ? ["Show"] : [h("span", { class: "unseen" }, "Watch from "), clock(time)];
  const text = h("span", { dir: "auto", lang: language || null }, ...pieces.map((piece) => (piece.is_marked ? h("mark", {}, piece.text) : piece.text)));
  const said = h("p", {}, speaker && h("b", {}, h("bdi", {}, speaker), ": "), text);
  return h("li", {}, h("a", { href: sessionAddress(session, place) }, ...label), said);
}
