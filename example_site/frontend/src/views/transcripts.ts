/** The transcript of a recording, and the captions of audio. */
import type { Recording } from "../api/client";
import { clock } from "../dates";
import { h, paragraphs } from "../dom";

/** Lists the captions of `media`, one language at a time, with times to jump to; null without captions. Browsers do not show captions of audio themselves. */
export function audioCaptions(media: HTMLAudioElement, { title, captions }: Recording): HTMLElement | null {
  const tracks = [...media.querySelectorAll("track")];
  const first = tracks.find((track) => track.default) ?? tracks[0];
  if (!first) return null;
  const lines = h("div", { class: "cues", tabindex: 0, role: "region" });

  function show(chosen: HTMLTrackElement): void {
    // A disabled track is not loaded; a hidden one is loaded but not shown.
    tracks.forEach((track) => (track.track.mode = track === chosen ? "hidden" : "disabled"));
    lines.lang = chosen.srclang;
    lines.setAttribute("aria-label", `Transcript of ${title}, ${chosen.label}`);
    lines.replaceChildren(...[...(chosen.track.cues ?? [])].map((cue) => line(media, cue as VTTCue)));
    lines.scrollTop = 0;
  }

  const options = tracks.map((track, index) =>
    h("option", { value: index, lang: track.srclang, selected: track === first }, captions[index]?.label ?? track.srclang),
  );
  const languages = h("select", { "aria-label": "Transcript language" }, ...options);
  const chosen = (): HTMLTrackElement => tracks[languages.selectedIndex] ?? first;
  languages.addEventListener("change", () => show(chosen()));
  for (const track of tracks) track.addEventListener("load", () => track === chosen() && show(track));
  show(first);
  const bar = h("div", { class: "cues-bar" }, h("h4", {}, "Transcript"), tracks.length > 1 && languages);
  return h("div", { class: "audio-captions" }, bar, lines);
}

function line(media: HTMLAudioElement, cue: VTTCue): HTMLElement {
  const time = clock(cue.startTime);
  const jump = h("button", { type: "button", "aria-label": `Play from ${time}` }, time);
  jump.addEventListener("click", () => {
    media.currentTime = cue.startTime;
    media.play().catch(() => undefined);
  });
  return h("p", { dir: "auto" }, jump, cue.getCueAsHTML());
}

/** Returns a transcript that can be collapsed; with `isScrolled` it scrolls in its own area. */
export function transcriptView(title: string, text: string, { name = title, isOpen = false, isScrolled = false } = {}): HTMLElement {
  // A scrollable area must be reachable by keyboard.
  const window = isScrolled && { tabindex: 0, role: "region", "aria-label": name };
  const said = h("div", { class: "prose", ...window }, ...paragraphs(text));
  return h("details", { class: "transcript", open: isOpen }, h("summary", {}, title), said);
}
