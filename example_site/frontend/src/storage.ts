/**
 * Stores what this device has unlocked.
 *
 * It uses localStorage, so that a member who returns next month or opens a second tab does not enter the password again.
 * Where the browser blocks storage (as Chromium does with all cookies blocked), it uses the tab's history state, which
 * survives a reload.
 */
import type { Key } from "./api/client";

export interface Grant extends Key {
  section: number;
  /** The session where the password was entered; it may have its own password. */
  session: number;
  expires_at: string;
}

const NAME = "maigu-unlocks";
let grants: Grant[] = [];

/** Reads what this device has unlocked. Call it once, before anything else. */
export function loadGrants(): void {
  grants = stored() ?? (wasReloaded() ? fromHistory() : []);
  write();
  addEventListener("storage", (event) => {
    if (event.key === NAME || event.key === null) grants = stored() ?? [];
  });
  // Going back in history must not restore grants that have been removed since.
  addEventListener("popstate", refresh);
  addEventListener("hashchange", refresh);
}

/** Calls back when another tab of this browser has unlocked or locked something. */
export function whenChangedElsewhere(listener: () => void, signal: AbortSignal): void {
  addEventListener("storage", (event) => (event.key === NAME || event.key === null) && listener(), { signal });
}

/** Returns the grants that may open a session: its own first, then those of other sessions in its section. */
export function grantsFor(session: number, section: number): Grant[] {
  const own = grants.filter((grant) => grant.session === session);
  return [...own, ...grants.filter((grant) => grant.section === section && grant.session !== session)];
}

export function saveGrant(grant: Grant): void {
  change((others) => [grant, ...others.filter((other) => other.session !== grant.session)]);
}

export function removeGrant(grant: Grant): void {
  change((others) => others.filter((other) => other.token !== grant.token));
}

/** Removes every grant for a section and its sessions. */
export function removeGrantsOf(section: number): void {
  change((others) => others.filter((other) => other.section !== section));
}

/** Changes the stored grants, which another tab may have changed in the meantime. */
function change(to: (others: Grant[]) => Grant[]): void {
  grants = to(stored() ?? grants);
  write();
}

/** Updates the current history entry if that is where the grants are stored. */
function refresh(): void {
  const found = stored();
  if (found) grants = found;
  else write();
}

function write(): void {
  try {
    localStorage.setItem(NAME, JSON.stringify(grants));
  } catch {
    history.replaceState({ ...history.state, [NAME]: grants }, "");
  }
}

function stored(): Grant[] | undefined {
  try {
    return read(localStorage.getItem(NAME));
  } catch {
    return undefined;
  }
}

function fromHistory(): Grant[] {
  return (history.state as { [NAME]?: Grant[] } | null)?.[NAME] ?? [];
}

function wasReloaded(): boolean {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return entry?.type === "reload";
}

function read(text: string | null): Grant[] {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(value) ? value.filter(isGrant) : [];
  } catch {
    return [];
  }
}

function isGrant(value: unknown): value is Grant {
  return typeof value === "object" && value !== null && "token" in value && "header" in value && "section" in value;
}
