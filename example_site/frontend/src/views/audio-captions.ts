/** The captions of an audio recording. No browser shows them, so they are listed as text, and each time is a button that jumps. */
import type { Recording } from "../api/client";
import { countdown } from "../dates";
import { h } from "../dom";

/** Returns the captions of `media` as text, one language at a time; null where there are none. */
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
