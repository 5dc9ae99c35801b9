/** What is said in a recording: its transcript, and the captions of audio. */
import type { Recording } from "../api/client";
import { countdown } from "../dates";
import { h, paragraphs } from "../dom";

/** Returns the captions of `media`, one language at a time, with times that jump; null without captions. No browser shows captions of audio. */
export function audioCaptions(media: HTMLAudioElement, { title, captions }: Recording): HTMLElement | null {
  const tracks = [...media.querySelectorAll("track")];
  const first = tracks.find((track) => track.default) ?? tracks[0];
  if (!first) return null;
  const lines = h("div", { class: "cues", tabindex: 0, role: "region" });

  function show(chosen: HTMLTrackElement): void {
    // Only a track that is not disabled is loaded; a hidden one draws nothing.
    tracks.forEach((track) => (track.track.mode = track === chosen ? "hidden" : "disabled"));
    lines.lang = chosen.srclang;
    lines.setAttribute("aria-label", `Transcript of ${title}, ${chosen.label}`);
    lines.replaceChildren(...[...(chosen.track.cues ?? [])].map((cue) => line(media, cue as VTTCue)));
    lines.scrollTop = 0;
  }

  const options = tracks.map((track, index) =>
    h("option", { value: index, lang: track.srclang, selected: track === first }, captions[index]?.label ?? track.srclang),
  );
  const languages = h("select", { "aria-label": "Language of the transcript" }, ...options);
  const chosen = (): HTMLTrackElement => tracks[languages.selectedIndex] ?? first;
  languages.addEventListener("change", () => show(chosen()));
  for (const track of tracks) track.addEventListener("load", () => track === chosen() && show(track));
  show(first);
  const bar = h("div", { class: "cues-bar" }, h("h4", {}, "Transcript"), tracks.length > 1 && languages);
  return h("div", { class: "audio-captions" }, bar, lines);
}

function line(media: HTMLAudioElement, cue: VTTCue): HTMLElement {
  const time = countdown(cue.startTime * 1000);
  const jump = h("button", { type: "button", "aria-label": `Play from ${time}` }, time);
  jump.addEventListener("click", () => {
    media.currentTime = cue.startTime;
    media.play().catch(() => undefined);
  });
  return h("p", { dir: "auto" }, jump, cue.getCueAsHTML());
}

/** Returns a transcript that folds away; with `isScrolled` it has a small window of its own. */
export function transcriptView(title: string, text: string, { name = title, isOpen = false, isScrolled = false } = {}): HTMLElement {
  // What is scrolled has to be reached with the keyboard.
  const window = isScrolled && { tabindex: 0, role: "region", "aria-label": name };
  const said = h("div", { class: "prose", ...window }, ...paragraphs(text));
  return h("details", { class: "transcript", open: isOpen }, h("summary", {}, title), said);
}
