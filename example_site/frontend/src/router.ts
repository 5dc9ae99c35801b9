/** Addresses are in the fragment (`#/sessions/5`), so that any static file server works and a reload returns to the same view. */
export type Route =
  | { view: "start" }
  | { view: "section"; id: number; query: URLSearchParams }
  | { view: "session"; id: number }
  | { view: "nowhere" };

export function readRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const [, kind, id, ...rest] = path.split("/");
  if (!kind) return { view: "start" };
  if (!id || !/^[1-9]\d{0,9}$/.test(id) || rest.length) return { view: "nowhere" };
  if (kind === "sections") return { view: "section", id: Number(id), query: new URLSearchParams(query) };
  return kind === "sessions" ? { view: "session", id: Number(id) } : { view: "nowhere" };
}

export function sectionAddress(id: number, query: Record<string, string> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value);
  return `#/sections/${id}${given.length ? `?${new URLSearchParams(given)}` : ""}`;
}

export function sessionAddress(id: number | undefined): string {
  return `#/sessions/${id}`;
}
