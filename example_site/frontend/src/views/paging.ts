/** Pagination: page numbers, with links to the previous and next page. */
import { h } from "../dom";

const AROUND = 1;

export function paging(pages: number, current: number, address: (page: number) => string): HTMLElement | null {
  if (pages < 2) return null;
  const list = h("ul", {});
  const step = (page: number, text: string, rel: string): void => {
    if (page >= 1 && page <= pages) list.append(h("li", {}, h("a", { href: address(page), rel }, text)));
  };
  step(current - 1, "Previous", "prev");
  let last = 0;
  for (let page = 1; page <= pages; page++) {
    if (page !== 1 && page !== pages && Math.abs(page - current) > AROUND) continue;
    if (page - last > 1) list.append(h("li", { class: "muted", "aria-hidden": true }, "…"));
    const isCurrent = page === current;
    const label = isCurrent ? `Page ${page}, current page` : `Page ${page}`;
    list.append(h("li", {}, h("a", { href: address(page), "aria-label": label, "aria-current": isCurrent && "page" }, String(page))));
    last = page;
  }
  step(current + 1, "Next", "next");
  return h("nav", { class: "paging", "aria-label": "Pages" }, list);
}
