/** Messages shown to visitors that do not come from the API, in one place so that they are easy to change or translate. */
import type { Access } from "./api/client";
import type { Failure } from "./api/problems";
import { clockTime, longDate } from "./dates";

export interface Message {
  what: string;
  how: string;
  /** Whether to offer a link for asking for the password. */
  ask?: boolean;
}

/** Explains what went wrong with the password and what to do about it. */
export function lockMessage(failure: Failure, access?: Access): Message {
  const changed = failure.problem?.changed_at;
  const when = changed ? `It was changed on ${longDate(changed)}. ` : "";
  switch (failure.kind) {
    case "wrong-password":
      return {
        what: `That password doesn’t open ${access ? "this session" : "the recordings"}.`,
        how:
          access?.password === "own"
            ? "This session has its own password. Check your spelling: passwords are case-sensitive."
            : "Check your spelling: passwords are case-sensitive. If it’s correct, the password may have changed.",
        ask: true,
      };
    case "password-revoked":
      return { what: changed ? `That was the password until ${longDate(changed)}.` : "That password has been changed.", how: "Ask for the new one.", ask: true };
    case "wrong-link":
      return { what: "This link doesn’t open this session.", how: "Part of it may be missing. Open it from the message again, or enter the password.", ask: true };
    case "link-ended":
      return { what: "This link has ended.", how: "Ask for a new one, or enter the password.", ask: true };
    case "rate-limited":
      return {
        what: "Too many wrong passwords from your connection.",
        how: `Try again at ${clockTime(failure.againAt)}. Devices that are already unlocked are not affected.`,
      };
    case "validation":
      return { what: "That isn’t a valid password.", how: failure.problem?.errors?.[0]?.detail ?? "Enter the password." };
    case "token-expired":
      return { what: "Your access has expired.", how: "Enter the password again." };
    case "token-invalid":
      return { what: "The access saved on this device is no longer valid.", how: "Enter the password again." };
    case "token-revoked":
      return { what: "The password has changed.", how: `${when}Ask for the new one and enter it here.`, ask: true };
    case "unavailable":
      return {
        what: "We can’t check the password right now.",
        how: "This is our fault, not yours. Try again in a few minutes. If that doesn’t help, tell us.",
        ask: true,
      };
    default:
      return loadMessage(failure);
  }
}

/** Explains why a request for the password was not received. What was typed is still in the form. */
export function requestMessage(failure: Failure): Message {
  switch (failure.kind) {
    case "validation":
      return { what: "Your request was not sent yet. Correct this first:", how: "" };
    case "rate-limited":
      return {
        what: "Too many requests were sent from your connection.",
        how: `Send it again at ${clockTime(failure.againAt)}. What you entered is still here.`,
      };
    case "unavailable":
      return { what: "We can’t take your request right now.", how: "This is our fault, not yours. Try again later." };
    case "malformed":
      return { what: "That is more text than we can take.", how: "Write a shorter message. You can tell us more when we answer." };
    case "not-found":
      return { what: "Requests are no longer taken here.", how: "Go back to the sessions to see whom you can ask." };
    case "network":
      return { what: "We can’t reach the library.", how: "Check your connection, then send it again. What you entered is still here." };
    default:
      return loadMessage(failure);
  }
}

/** Explains why something did not load. */
export function loadMessage(failure: Failure): Message {
  switch (failure.kind) {
    case "network":
      return { what: "We can’t reach the library.", how: "Check your connection, then try again." };
    case "not-found":
      return { what: "We can’t find this page.", how: "It may have been moved or removed, or the address is incomplete." };
    case "malformed":
      return { what: "This link isn’t valid.", how: failure.problem?.detail ?? "" };
    default:
      return {
        what: "Something went wrong.",
        how: "This is our fault, not yours. Try again. If that doesn’t help, tell us.",
      };
  }
}

/** Lists what members get in a session: `recording, captions, 2 handouts`. */
export function insideOf(access: Access): string {
  const parts = [
    access.has_join_link && "link to join",
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
  return total === 0 ? "No sessions found" : total === 1 ? "1 session" : `${total} sessions`;
}
