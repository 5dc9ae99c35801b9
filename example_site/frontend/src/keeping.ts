/**
 * Where this device keeps what it has unlocked.
 *
 * In localStorage: a member comes back next month, or opens a second tab, and types nothing. Where the browser forbids
 * storage (Chromium does, with all cookies blocked) in the state of this tab's history, which a reload keeps.
 */
import type { Key } from "./api/client";

export interface Grant extends Key {
  section: number;
  /** The session where the password was typed; it may have a password of its own. */
  session: number;
  expires_at: string;
}

const NAME = "maigu-unlocks";
let kept: Grant[] = [];

/** Looks up what this device has unlocked; call it once, before anything else. */
export function begin(): void {
  kept = stored() ?? (wasReloaded() ? fromHistory() : []);
  write();
  addEventListener("storage", (event) => {
    if (event.key === NAME || event.key === null) kept = stored() ?? [];
  });
  // An earlier step of this tab must not bring back what has been forgotten since.
  addEventListener("popstate", carryOn);
  addEventListener("hashchange", carryOn);
}

/** Calls back when another tab of this browser has unlocked or locked something. */
export function whenChangedElsewhere(listener: () => void, signal: AbortSignal): void {
  addEventListener("storage", (event) => (event.key === NAME || event.key === null) && listener(), { signal });
}

/** Returns what may open a session: what was given for it first, then what was given elsewhere in its section. */
export function grantsFor(session: number, section: number): Grant[] {
  const own = kept.filter((grant) => grant.session === session);
  return [...own, ...kept.filter((grant) => grant.section === section && grant.session !== session)];
}

export function keep(grant: Grant): void {
  change((others) => [grant, ...others.filter((other) => other.session !== grant.session)]);
}

export function forget(grant: Grant): void {
  change((others) => others.filter((other) => other.token !== grant.token));
}

/** Forgets everything that opens a section or one of its sessions. */
export function forgetSection(section: number): void {
  change((others) => others.filter((other) => other.section !== section));
}

/** Changes what is kept now, which another tab may have written while this one slept. */
function change(to: (others: Grant[]) => Grant[]): void {
  kept = to(stored() ?? kept);
  write();
}

/** Brings this step of the tab's history up to date, where it is what keeps. */
function carryOn(): void {
  const found = stored();
  if (found) kept = found;
  else write();
}

function write(): void {
  try {
    localStorage.setItem(NAME, JSON.stringify(kept));
  } catch {
    history.replaceState({ ...history.state, [NAME]: kept }, "");
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
