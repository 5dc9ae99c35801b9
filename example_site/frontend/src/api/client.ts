/** The API as typed functions. The types of requests and responses come from the specification (schema.d.ts). */
import createClient, { type Client } from "openapi-fetch";
import { Failure, failureOf, type Problem, unreachable } from "./problems";
import type { components, paths } from "./schema";

type Schemas = components["schemas"];
export type Session = Schemas["Session"];
export type Section = Schemas["Section"];
export type Speaker = Schemas["Speaker"];
export type Access = Schemas["Access"];
export type Content = Schemas["Content"];
export type Block = Schemas["Block"];
export type Recording = Schemas["Recording"];
export type JoinLink = Schemas["JoinLink"];
export type Unlock = Schemas["Unlock"];
export type SearchResults = Schemas["SearchResults"];
export type Found = Schemas["Found"];
export type Match = Schemas["Match"];
export type Reached = Schemas["WatchReport"]["reached"];
export type PasswordRequest = Schemas["PasswordRequest"];
export type SessionsQuery = NonNullable<paths["/sessions/"]["get"]["parameters"]["query"]>;
export type Status = NonNullable<SessionsQuery["status"]>;

/** The key to members' content: a token and the header to send it in. */
export interface Key {
  token: string;
  header: string;
}

interface Answer<T> {
  data?: T;
  error?: Problem | undefined;
  response: Response;
}

const LISTED = "_,id,title,date,starts_at,ends_at,time_zone,status,description,audience,speakers,access";
const FACTS = "_,date,audience,speakers";
// Wagtail's default maximum page size (WAGTAILAPI_LIMIT_MAX).
const MOST = 20;

export class Api {
  readonly #client: Client<paths>;

  constructor(address: string) {
    // Cookies are neither sent nor stored.
    this.#client = createClient<paths>({ baseUrl: address, credentials: "omit" });
  }

  /** All sections. */
  async sections(signal: AbortSignal): Promise<Section[]> {
    const query = { limit: MOST, fields: "*" };
    return (await dataOf(this.#client.GET("/sections/", { params: { query }, signal }))).items;
  }

  section(id: number, signal: AbortSignal): Promise<Section> {
    return dataOf(this.#client.GET("/sections/{id}/", { params: { path: { id } }, signal }));
  }

  /** The section of a session, the nearest of its ancestors; undefined if there is no such session. */
  async sectionOf(session: number, signal: AbortSignal): Promise<Section | undefined> {
    const query = { ancestor_of: session, fields: "*" };
    try {
      return (await dataOf(this.#client.GET("/sections/", { params: { query }, signal }))).items.at(-1);
    } catch (error) {
      // The response for the session itself explains more.
      if (error instanceof Failure && error.kind === "malformed") return undefined;
      throw error;
    }
  }

  /** One page of sessions and the total number. */
  async sessions(query: SessionsQuery, signal: AbortSignal): Promise<{ items: Session[]; total: number }> {
    const list = this.#client.GET("/sessions/", { params: { query: { fields: LISTED, ...query } }, signal });
    const { items, meta } = await dataOf(list);
    return { items, total: meta.total_count };
  }

  /** The date, audience and speakers of every session in a section, for the filters. */
  async facts(section: number, signal: AbortSignal): Promise<Session[]> {
    const found: Session[] = [];
    for await (const page of this.#pages({ section, fields: FACTS }, signal)) found.push(...page);
    return found;
  }

  /** A session that the section's password opens, to send the password to; undefined if there is none. */
  async sessionOfPassword(section: number, signal: AbortSignal): Promise<Session | undefined> {
    for await (const page of this.#pages({ section, fields: "_,id,access" }, signal)) {
      const found = page.find((session) => session.access?.password === "section");
      if (found) return found;
    }
    return undefined;
  }

  /** All sessions of a query, one page after the other. */
  async *#pages(query: SessionsQuery, signal: AbortSignal): AsyncGenerator<Session[]> {
    let [offset, total] = [0, 1];
    while (offset < total) {
      const page = await this.sessions({ ...query, limit: MOST, offset }, signal);
      if (!page.items.length) return;
      yield page.items;
      offset += page.items.length;
      total = page.total;
    }
  }

  session(id: number, signal: AbortSignal): Promise<Session> {
    return dataOf(this.#client.GET("/sessions/{id}/", { params: { path: { id } }, signal }));
  }

  /** Sends the password, or the token of an unlock link, and returns the key to what it unlocks. */
  async unlock(id: number, secret: { password: string } | { link: string }): Promise<Key & { expires_at: string; section: number }> {
    const body = { ...secret, mode: "token" as const };
    const unlock = await dataOf(this.#client.POST("/sessions/{id}/unlock/", { params: { path: { id } }, body }));
    return { ...unlock, token: unlock.token ?? "", header: unlock.header ?? "X-Maigu-Unlock" };
  }

  /** Members' content, with file addresses that expire after a while. */
  content(id: number, key: Key | undefined, signal?: AbortSignal): Promise<Content> {
    const headers = key && { [key.header]: key.token };
    const init = { params: { path: { id } }, ...(headers && { headers }), ...(signal && { signal }) };
    return dataOf(this.#client.GET("/sessions/{id}/content/", { ...init, cache: "no-store" }));
  }

  /** Reports how far a recording was played. Also sent while the page is being closed. */
  async reportWatched(id: number, recording: string, reached: Reached, key: Key): Promise<void> {
    const init = { params: { path: { id } }, body: { recording, reached }, headers: { [key.header]: key.token }, keepalive: true };
    await this.#client.POST("/sessions/{id}/watched/", init);
  }

  /** Asks for the password of a section. The response says nothing about what will come of it. */
  async requestPassword(section: number, body: PasswordRequest): Promise<void> {
    await dataOf(this.#client.POST("/sections/{id}/requests/", { params: { path: { id: section } }, body }));
  }

  /** The members' search: sentences and titles with the words marked, ten sessions at a time. */
  search(section: number, q: string, offset: number, key: Key, signal: AbortSignal): Promise<SearchResults> {
    const init = { params: { path: { id: section }, query: { q, offset } }, headers: { [key.header]: key.token }, signal };
    return dataOf(this.#client.GET("/sections/{id}/search/", { ...init, cache: "no-store" }));
  }
}

/** Returns the response data; throws a `Failure` for a problem or no response at all. */
async function dataOf<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asked;
  } catch (error) {
    throw unreachable(error);
  }
  if (answer.data === undefined) throw failureOf(answer.error, answer.response);
  return answer.data;
}
