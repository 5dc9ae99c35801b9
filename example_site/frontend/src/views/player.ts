/** A recording in the browser's own player. Its address ends; the player goes on with a new one where it was. */
import type { Recording } from "../api/client";
import { length } from "../dates";
import { h } from "../dom";
import { audioCaptions, transcriptView } from "./transcripts";

// A second address that does not play either is no matter of time.
const ATTEMPTS = 2;
// As in session.css.
const WIDE = "(min-width: 64rem)";

export class Player {
  readonly element: HTMLElement;
  readonly #media: HTMLVideoElement | HTMLAudioElement;
  readonly #said = h("div", { class: "player-problem", role: "alert" });
  #newest: Recording;
  #attempts = 0;

  constructor(
    recording: Recording,
    readonly renew: () => Promise<boolean>,
  ) {
    this.#newest = recording;
    const { kind, width, height, poster, title, duration, transcript } = recording;
    // Captions of another origin come only where the film is asked for by CORS too; no cookie is sent.
    const attributes = { controls: true, preload: "metadata", crossorigin: "anonymous", "aria-label": title, src: recording.url };
    this.#media =
      kind === "video" ? h("video", { ...attributes, playsinline: true, poster, width, height }) : h("audio", attributes);
    this.#media.append(...recording.captions.map((caption) => track(caption, recording)));
    this.#media.addEventListener("error", () => void this.#failed());
    this.#media.addEventListener("timeupdate", () => !this.#media.error && (this.#attempts = 0));
    const heading = h("h3", { dir: "auto" }, title, duration ? h("span", { class: "muted" }, ` ${length(duration)}`) : null);
    const captions = this.#media instanceof HTMLAudioElement && audioCaptions(this.#media, recording);
    // Without captions, the transcript is all that a reader has of audio; beside a film there may be room.
    const isBeside = kind === "video" && matchMedia(WIDE).matches;
    const isOpen = isBeside || (kind === "audio" && !captions);
    const text = transcript && transcriptView("Transcript", transcript, { name: `Transcript of ${title}`, isOpen, isScrolled: isBeside });
    this.element = h("div", { class: `recording ${kind}` }, heading, this.#media, this.#said, captions, text);
  }

  /** Takes new addresses; what plays goes on with the old one for as long as that is good. */
  take(recording: Recording): void {
    this.#newest = recording;
    const isUntouched = this.#media.paused && this.#media.currentTime === 0;
    if (isUntouched && !this.#media.error) this.#change();
  }

  end(): void {
    this.#media.pause();
    this.#media.removeAttribute("src");
    this.#media.load();
  }

  async #failed(): Promise<void> {
    // Emptied at the end.
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
    this.#said.replaceChildren(h("p", {}, "The recording does not come at the moment."), again);
  }

  /** Puts the newest address in, and goes on where the old one stopped. */
  #change(goesOn = false): void {
    const media = this.#media;
    const { currentTime, playbackRate } = media;
    const tracks = [...media.querySelectorAll("track")];
    tracks.forEach((element, index) => {
      const address = this.#newest.captions[index]?.url;
      // What has been loaded stays; asking for it again would make it flicker.
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
