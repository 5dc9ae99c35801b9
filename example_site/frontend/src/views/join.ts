/** The link to join a live session: when it opens, "Join now" from then on, and nothing once the session is over. */
import type { JoinLink } from "../api/client";
import { dayAndTime } from "../dates";
import { h } from "../dom";

const SCHEMES = ["https:", "tel:", "sip:", "sips:"];
// Browser timers take at most 31 bits; a device that was asleep catches up within a minute.
const OFTEN = 60_000;

export class JoinPart {
  readonly element = h("div", { class: "join" });
  readonly #said = h("p", { class: "state", role: "status" });
  readonly #button = h("p", { class: "actions" });
  #timer = 0;

  constructor(readonly value: JoinLink) {
    const { meeting_id: meeting, passcode, dial_in: numbers } = value;
    const facts = [meeting && `Meeting ID: ${meeting}`, passcode && `Passcode: ${passcode}`, numbers && `By phone:\n${numbers}`];
    const lines = facts.filter(Boolean).map((fact) => h("p", { class: "fact" }, fact));
    this.element.append(h("h3", {}, "Join this session"), this.#said, this.#button, ...lines);
    this.#look();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    const now = Date.now();
    const [opens, closes] = [Date.parse(this.value.opens_at), Date.parse(this.value.closes_at)];
    if (now >= closes) {
      this.element.replaceChildren(h("p", { class: "state" }, "This session is over. The recording will be here."));
      return;
    }
    if (now >= opens && !this.#button.hasChildNodes()) {
      this.#said.textContent = "You can join now.";
      this.#button.append(this.#link());
    } else if (now < opens && !this.#said.textContent) {
      this.#said.textContent = `You can join here from ${dayAndTime(opens)}.`;
    }
    this.#timer = window.setTimeout(() => this.#look(), Math.min(OFTEN, (now < opens ? opens : closes) - now));
  }

  #link(): HTMLElement | string {
    const { url, platform } = this.value;
    // The address goes to the browser as it is, so only what opens a meeting or a call may.
    if (!url || !URL.canParse(url) || !SCHEMES.includes(new URL(url).protocol)) return "The address of this meeting can’t be used.";
    return h("a", { class: "button primary", href: url, rel: "noopener noreferrer" }, platform ? `Join now on ${platform}` : "Join now");
  }
}
