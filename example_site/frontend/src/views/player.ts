/** A recording in the browser's own player. When its address expires, playback continues with a new one. */
import type { Reached, Recording } from "../api/client";
import { length } from "../dates";
import { h } from "../dom";
import { reportWatching } from "../watched";
import { audioCaptions, transcriptView } from "./transcripts";

// If a second address does not play either, the cause is not expiry.
const ATTEMPTS = 2;
// As in session.css.
const WIDE = "(min-width: 64rem)";

/** Reports how far a recording was played. */
export type Report = (recording: string, reached: Reached) => void;

export class Player {
  readonly element: HTMLElement;
  readonly #media: HTMLVideoElement | HTMLAudioElement;
  readonly #said = h("div", { class: "player-problem", role: "alert" });
  #newest: Recording;
  #attempts = 0;

  constructor(
    recording: Recording,
    readonly renew: () => Promise<boolean>,
    report?: Report,
  ) {
    this.#newest = recording;
    const { kind, width, height, poster, title, duration, transcript } = recording;
    // Captions from another origin load only if the media is requested with CORS too. No cookie is sent.
    const attributes = { controls: true, preload: "metadata", crossorigin: "anonymous", "aria-label": title, src: recording.url };
    this.#media =
      kind === "video" ? h("video", { ...attributes, playsinline: true, poster, width, height }) : h("audio", attributes);
    this.#media.append(...recording.captions.map((caption) => track(caption, recording)));
    this.#media.addEventListener("error", () => void this.#failed());
    this.#media.addEventListener("timeupdate", () => !this.#media.error && (this.#attempts = 0));
    if (report) reportWatching(this.#media, recording.uid, (reached) => report(recording.uid, reached));
    const heading = h("h3", { dir: "auto" }, title, duration ? h("span", { class: "muted" }, ` ${length(duration)}`) : null);
    const captions = this.#media instanceof HTMLAudioElement && audioCaptions(this.#media, recording);
    // Without captions, the transcript is the only text for audio. On a wide screen there is room beside a video.
    const isBeside = kind === "video" && matchMedia(WIDE).matches;
    const isOpen = isBeside || (kind === "audio" && !captions);
    const text = transcript && transcriptView("Transcript", transcript, { name: `Transcript of ${title}`, isOpen, isScrolled: isBeside });
    this.element = h("div", { class: `recording ${kind}` }, heading, this.#media, this.#said, captions, text);
  }

  /** Accepts new addresses; playback continues with the old one until it expires. */
  take(recording: Recording): void {
    this.#newest = recording;
    const isUntouched = this.#media.paused && this.#media.currentTime === 0;
    if (isUntouched && !this.#media.error) this.#change();
  }

  /** Jumps to a time and plays from there, unless the browser waits for the reader to press play. */
  playFrom(seconds: number): void {
    this.#media.currentTime = seconds;
    this.#media.play().catch(() => undefined);
  }

  end(): void {
    this.#media.pause();
    this.#media.removeAttribute("src");
    this.#media.load();
  }

  async #failed(): Promise<void> {
    // The source was removed by `end`.
    if (!this.#media.hasAttribute("src")) return;
    const wasPlaying = !this.#media.paused;
    if (this.#attempts++ < ATTEMPTS && (this.#newest.url !== this.#media.src || (await this.renew()))) {
      this.#change(wasPlaying);
      return;
    }
    if (!this.element.isConnected) return;
    const again = h("button", { type: "button", class: "button" }, "Try again");
    again.addEventListener("click", () => {
      this.#attempts = 0;
      this.#said.replaceChildren();
      void this.renew().then((isNew) => (isNew ? this.#change(true) : this.#failed()));
    });
    this.#said.replaceChildren(h("p", {}, "The recording isn’t loading."), again);
  }

  /** Switches to the newest address and continues where the old one stopped. */
  #change(goesOn = false): void {
    const media = this.#media;
    const { currentTime, playbackRate } = media;
    const tracks = [...media.querySelectorAll("track")];
    tracks.forEach((element, index) => {
      const address = this.#newest.captions[index]?.url;
      // Loaded captions stay, because reloading them would make them flicker.
      if (address && element.readyState !== 2) element.src = address;
    });
    if (this.#newest.poster && media instanceof HTMLVideoElement) media.poster = this.#newest.poster;
    media.src = this.#newest.url;
    const resume = (): void => {
      media.currentTime = currentTime;
      media.playbackRate = playbackRate;
      if (goesOn) media.play().catch(() => undefined);
    };
    if (currentTime || goesOn) media.addEventListener("loadedmetadata", resume, { once: true });
  }
}

function track(caption: Recording["captions"][number], recording: Recording): HTMLTrackElement {
  const { language: srclang, label, url: src } = caption;
  const isRead = (wanted: string): boolean => srclang.split("-")[0] === wanted.split("-")[0];
  const wanted = navigator.languages.find((language) => recording.captions.some((other) => other.language.split("-")[0] === language.split("-")[0]));
  return h("track", { kind: "captions", srclang, label, src, default: wanted !== undefined && isRead(wanted) });
}
