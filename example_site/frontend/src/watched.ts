/**
 * Reports how far recordings are played, for the watch figures in the CMS: each place once a day on this device.
 *
 * Nothing is reported, or stored, if the browser asks to be left out (Global Privacy Control, Do Not Track).
 */
import type { Reached } from "./api/client";

// The end is a little early: people close a recording when the goodbyes begin.
const PLACES: [share: number, reached: Reached][] = [
  [0, "started"],
  [0.25, "quarter"],
  [0.5, "half"],
  [0.75, "three_quarters"],
  [0.95, "finished"],
];
const NAME = "maigu-watched";
/** The day and the number of the furthest place that was reported, for each recording. */
type Reports = Record<string, [day: string, place: number]>;
let reports: Reports = {};

/** Calls `send` when a recording is played at or past each place for the first time today. */
export function reportWatching(media: HTMLMediaElement, recording: string, send: (reached: Reached) => void): void {
  if (isDeclined()) return;
  const look = (): void => {
    if ((media.paused && !media.ended) || media.seeking || !media.currentTime || !media.duration) return;
    const share = media.ended ? 1 : media.currentTime / media.duration;
    const place = PLACES.filter(([least]) => share >= least).length - 1;
    const reached = PLACES[place]?.[1];
    if (reached && isNew(recording, place)) send(reached);
  };
  media.addEventListener("timeupdate", look);
  media.addEventListener("ended", look);
}

/** Forgets what this device has reported. */
export function forgetReports(): void {
  reports = {};
  try {
    localStorage.removeItem(NAME);
  } catch {
    // Nothing is stored.
  }
}

function isDeclined(): boolean {
  const { doNotTrack, globalPrivacyControl } = navigator as Navigator & { globalPrivacyControl?: boolean };
  return globalPrivacyControl === true || doNotTrack === "1";
}

/** Whether a place was not reported today, nor one after it; from then on it was. */
function isNew(recording: string, place: number): boolean {
  const today = new Date().toDateString();
  const all = read();
  const [day, furthest] = all[recording] ?? ["", -1];
  if (day === today && place <= furthest) return false;
  write({ ...all, [recording]: [today, place] });
  return true;
}

function read(): Reports {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? "{}") as Reports;
  } catch {
    // The browser blocks storage, or something else has changed it.
    return reports;
  }
}

function write(changed: Reports): void {
  reports = changed;
  try {
    localStorage.setItem(NAME, JSON.stringify(changed));
  } catch {
    // Then they are remembered until the page is left.
  }
}
