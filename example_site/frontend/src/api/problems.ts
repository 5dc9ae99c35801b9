/** Problems by name, the last part of their `type`. Titles are translated; names never change. */
import type { components } from "./schema";

export type Problem = components["schemas"]["Problem"];

const NAMES = [
  "malformed",
  "unlock-required",
  "token-expired",
  "token-invalid",
  "token-revoked",
  "wrong-password",
  "password-revoked",
  "wrong-link",
  "link-ended",
  "not-found",
  "not-locked",
  "validation",
  "rate-limited",
  "internal-error",
  "unavailable",
] as const;
/** The names of the API, `network` if there was no response, and `unexpected` for anything else. */
export type FailureName = (typeof NAMES)[number] | "network" | "unexpected";

/** Why a request failed. */
export class Failure extends Error {
  /** When to try again, after `rate-limited`. */
  readonly againAt: number;

  constructor(
    readonly kind: FailureName,
    readonly problem?: Problem,
    wait = 0,
  ) {
    super(kind);
    this.againAt = Date.now() + wait * 1000;
  }
}

/** Returns the failure described by a response. */
export function failureOf(problem: Problem | undefined, response: Response): Failure {
  const name = typeof problem?.type === "string" ? nameOf(problem.type) : "unexpected";
  const wait = Number(response.headers.get("Retry-After") ?? problem?.retry_after ?? 0);
  return new Failure(name, name === "unexpected" ? undefined : problem, wait || 60);
}

/** Returns the failure of a request without a readable response; an aborted request keeps its own error. */
export function unreachable(error: unknown): unknown {
  if (error instanceof DOMException && error.name === "AbortError") return error;
  return new Failure(error instanceof SyntaxError ? "unexpected" : "network");
}

/** Returns the last part of a problem's type: `https://cms.example.org/maigu/problems/wrong-password/` is `wrong-password`. */
function nameOf(type: string): FailureName {
  const end = type.split(/[?#]/, 1)[0]?.split("/").filter(Boolean).at(-1);
  return NAMES.find((name) => name === end) ?? "unexpected";
}
