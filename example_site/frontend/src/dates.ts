/** Dates, times, durations and sizes in the reader's own variety of English. */
const LANGUAGE = navigator.languages.find((language) => /^en\b/i.test(language)) ?? document.documentElement.lang;
const DATE = { day: "numeric", month: "long", year: "numeric" } as const;
const TIME = { hour: "numeric", minute: "2-digit" } as const;

/** Formats a date in full: `December 14, 2023`, or `14 December 2023` in British English. A plain date (`2023-12-14`) is the same everywhere; a date with a time is shown in the reader's time zone. */
export function longDate(text: string): string {
  const isDay = !text.includes("T");
  return new Date(text).toLocaleDateString(LANGUAGE, { ...DATE, ...(isDay && { timeZone: "UTC" }) });
}

/** Formats a time in the reader's time zone. */
export function clockTime(moment: number): string {
  return new Date(moment).toLocaleTimeString(LANGUAGE, TIME);
}

/** Formats a day and a time in the reader's time zone: `Wednesday, July 1 at 1:45 PM GMT-4`. */
export function dayAndTime(moment: number): string {
  return new Date(moment).toLocaleString(LANGUAGE, { weekday: "long", day: "numeric", month: "long", ...TIME, timeZoneName: "short" });
}

/** Formats the start and end of a session in its own time zone, with the name of the zone. */
export function timeSpan(starts: string, ends: string | null | undefined, timeZone: string): string {
  const [from, until] = [new Date(starts), new Date(ends ?? starts)];
  const format = new Intl.DateTimeFormat(LANGUAGE, { ...TIME, timeZone });
  const zone = new Intl.DateTimeFormat(LANGUAGE, { ...TIME, timeZone, timeZoneName: "long" })
    .formatToParts(until)
    .find((part) => part.type === "timeZoneName");
  const day = new Intl.DateTimeFormat(LANGUAGE, { ...DATE, timeZone });
  // A range past midnight would include both dates, and the first is already shown beside it.
  const isOneDay = day.format(from) === day.format(until);
  const span = isOneDay ? format.formatRange(from, until) : `${format.format(from)} – ${format.format(until)}`;
  return `${span}, ${zone?.value ?? timeZone}`;
}

/** Formats the start in the reader's time zone; empty if it is the same. */
export function readersTime(starts: string, timeZone: string): string {
  const there = new Date(starts).toLocaleString(LANGUAGE, { ...DATE, ...TIME, timeZone });
  const here = new Date(starts).toLocaleString(LANGUAGE, { ...DATE, ...TIME });
  if (there === here) return "";
  return new Date(starts).toLocaleString(LANGUAGE, { weekday: "long", ...TIME });
}

/** Formats a duration: `58 min`, `1 h 5 min`, `40 s`. */
export function length(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Formats a place in a recording: `12:31`, `1:02:05`. */
export function clock(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const parts = hours ? [hours, String(minutes).padStart(2, "0")] : [minutes];
  return [...parts, String(Math.floor(seconds % 60)).padStart(2, "0")].join(":");
}

/** Formats the time left: `14:05`. */
export function countdown(milliseconds: number): string {
  return clock(Math.max(0, Math.ceil(milliseconds / 1000)));
}

/** Formats a file size: `1.2 MB`. */
export function fileSize(bytes: number): string {
  const [size, unit] = bytes < 1e6 ? [Math.max(1, Math.round(bytes / 1e3)), "kB"] : [Math.round(bytes / 1e5) / 10, "MB"];
  return `${size.toLocaleString(LANGUAGE)} ${unit}`;
}
