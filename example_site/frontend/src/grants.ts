/** Unlocks sessions and requests what is for members, with the grants that this device holds. */
import type { Api } from "./api/client";
import { Failure, type FailureName } from "./api/problems";
import { type Grant, grantsFor, removeGrant, saveGrant } from "./storage";

export type Secret = { password: string } | { link: string };

// After these the grant is of no more use.
const ENDED: FailureName[] = ["token-expired", "token-invalid", "token-revoked"];

export function hasEnded(error: unknown): error is Failure {
  return error instanceof Failure && ENDED.includes(error.kind);
}

/** Sends a password or the token of an unlock link, and saves the grant. */
export async function unlock(api: Api, session: number, secret: Secret): Promise<Grant> {
  const { token, header, expires_at, section } = await api.unlock(session, secret);
  const grant = { token, header, expires_at, section, session };
  saveGrant(grant);
  return grant;
}

/** Makes a request with each grant that may open it, until one does; returns why the last one failed otherwise. `session` is 0 for what belongs to the whole section. */
export async function withGrants<T>(session: number, section: number, request: (grant: Grant) => Promise<T>): Promise<{ data?: T; grant?: Grant; failure?: Failure }> {
  let failure: Failure | undefined;
  for (const grant of grantsFor(session, section)) {
    try {
      return { data: await request(grant), grant };
    } catch (error) {
      if (!hasEnded(error)) throw error;
      // A grant from another session does not open sessions with their own password, but is still valid elsewhere.
      if (error.kind === "token-invalid" && grant.session !== session) continue;
      removeGrant(grant);
      failure = error;
    }
  }
  return { ...(failure && { failure }) };
}
