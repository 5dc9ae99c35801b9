/** All that a visitor reads which does not come from the API, in one place: to change it, or to translate it. */
import type { Access } from "./api/client";
import type { Failure } from "./api/problems";
import { clockTime, longDate } from "./dates";

export interface Message {
  what: string;
  how: string;
  /** Whether asking somebody for the password is a way on. */
  ask?: boolean;
}

/** Says what went wrong with the password, and what to do about it. */
export function lockMessage(failure: Failure): Message {
  const changed = failure.problem?.changed_at;
  const when = changed ? `It was changed on ${longDate(changed)}. ` : "";
  switch (failure.kind) {
    case "wrong-password":
      return {
        what: "This password does not open the session.",
        how: "Look at what you typed: capital and small letters count. What you typed is still in the field.",
        ask: true,
      };
    case "password-revoked":
      return { what: "That was an earlier password.", how: `${when}Ask for the new one.`, ask: true };
    case "rate-limited":
      return {
        what: "Too many passwords were tried from here.",
        how: `Wait until ${clockTime(failure.againAt)}. Devices that are unlocked already are not affected.`,
      };
    case "validation":
      return { what: "This can’t be a password.", how: failure.problem?.errors?.[0]?.detail ?? "Type the password." };
    case "token-expired":
      return { what: "The unlock of this device has ended.", how: "Type the password once more." };
    case "token-invalid":
      return { what: "What this device had kept opens nothing any more.", how: "Type the password once more." };
    case "token-revoked":
      return { what: "The password was changed.", how: `${when}Ask for the new one and type it here.`, ask: true };
    case "unavailable":
      return {
        what: "Passwords can’t be checked right now.",
        how: "The fault is ours, not yours. Try again in some minutes; if it stays so, tell us.",
        ask: true,
      };
    default:
      return loadMessage(failure);
  }
}

/** Says why something did not come. */
export function loadMessage(failure: Failure): Message {
  switch (failure.kind) {
    case "network":
      return { what: "The library can’t be reached.", how: "Look at your connection, then try again." };
    case "not-found":
      return { what: "This is not here.", how: "It may have been moved or taken down, or the address is not complete." };
    case "malformed":
      return { what: "This address asks for something that there is not.", how: failure.problem?.detail ?? "" };
    default:
      return {
        what: "Something went wrong.",
        how: "The fault is ours, not yours. Try again; if it stays so, tell us.",
      };
  }
}

/** Says what members find in a session: `recording, captions, 2 handouts`. */
export function insideOf(access: Access): string {
  const parts = [
    access.has_recording && "recording",
    access.has_captions && "captions",
    access.has_transcript && "transcript",
    access.resources > 0 && (access.resources === 1 ? "1 handout" : `${access.resources} handouts`),
  ];
  return parts.filter(Boolean).join(", ");
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function sessionsFound(total: number): string {
  return total === 0 ? "No session found" : total === 1 ? "1 session" : `${total} sessions`;
}
