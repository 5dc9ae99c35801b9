/** Addresses are in the fragment (`#/sessions/5`), so that any static file server works and a reload returns to the same view. */
export type Route =
  | { view: "start" }
  | { view: "section"; id: number; query: URLSearchParams }
  | { view: "request"; id: number }
  | { view: "session"; id: number; link: string }
  | { view: "nowhere" };

export function readRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const [, kind, id, ...rest] = path.split("/");
  if (!kind) return { view: "start" };
  if (!id || !/^[1-9]\d{0,9}$/.test(id)) return { view: "nowhere" };
  if (kind === "sections" && rest.join("/") === "request") return { view: "request", id: Number(id) };
  if (rest.length) return { view: "nowhere" };
  if (kind === "sections") return { view: "section", id: Number(id), query: new URLSearchParams(query) };
  if (kind !== "sessions") return { view: "nowhere" };
  // The token of an unlock link: `#/sessions/5?link=…`.
  return { view: "session", id: Number(id), link: new URLSearchParams(query).get("link") ?? "" };
}

export function sectionAddress(id: number, query: Record<string, string> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value);
  return `#/sections/${id}${given.length ? `?${new URLSearchParams(given)}` : ""}`;
}

export function requestAddress(section: number): string {
  return `#/sections/${section}/request`;
}

export function sessionAddress(id: number | undefined): string {
  return `#/sessions/${id}`;
}
