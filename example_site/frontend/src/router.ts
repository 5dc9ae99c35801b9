/** Addresses are in the fragment (`#/sessions/5`), so that any static file server works and a reload returns to the same view. */
/** A place in a session: the time in a recording, and the block of the content it is in. */
export interface Place {
  time?: number;
  block: string;
}

export type Route =
  | { view: "start" }
  | { view: "section"; id: number; query: URLSearchParams }
  | { view: "request"; id: number }
  | { view: "search"; id: number; q: string; page: number }
  | { view: "session"; id: number; link: string; place: Place | undefined }
  | { view: "nowhere" };

export function readRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const [, kind, id, ...rest] = path.split("/");
  if (!kind) return { view: "start" };
  if (!id || !/^[1-9]\d{0,9}$/.test(id)) return { view: "nowhere" };
  const parameters = new URLSearchParams(query);
  switch ([kind, ...rest].join("/")) {
    case "sections":
      return { view: "section", id: Number(id), query: parameters };
    case "sections/request":
      return { view: "request", id: Number(id) };
    case "sections/search":
      return { view: "search", id: Number(id), q: parameters.get("q") ?? "", page: Number(parameters.get("page")?.match(/^[1-9]\d{0,4}$/)?.[0] ?? 1) };
    case "sessions":
      // The token of an unlock link: `#/sessions/5?link=…`.
      return { view: "session", id: Number(id), link: parameters.get("link") ?? "", place: placeOf(parameters) };
    default:
      return { view: "nowhere" };
  }
}

/** Reads a place: `?t=751` is a second of the first recording, `&block=…` of the one in that block. */
function placeOf(parameters: URLSearchParams): Place | undefined {
  const [t, block] = [parameters.get("t") ?? "", parameters.get("block") ?? ""];
  const time = /^\d{1,6}$/.test(t) ? Number(t) : undefined;
  return time === undefined && !block ? undefined : { block, ...(time !== undefined && { time }) };
}

export function sectionAddress(id: number, query: Record<string, string> = {}): string {
  return `#/sections/${id}${queryString(query)}`;
}

export function requestAddress(section: number): string {
  return `#/sections/${section}/request`;
}

export function searchAddress(section: number, q = "", page = 1): string {
  return `#/sections/${section}/search${queryString({ q, page: page > 1 ? String(page) : "" })}`;
}

export function sessionAddress(id: number | undefined, place?: Place): string {
  return `#/sessions/${id}${queryString(place ? { t: String(place.time ?? ""), block: place.block } : {})}`;
}

function queryString(values: Record<string, string>): string {
  const filled = Object.entries(values).filter(([, value]) => value);
  return filled.length ? `?${new URLSearchParams(filled)}` : "";
}
