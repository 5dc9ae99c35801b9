/** The password form. Each failure has its own message, which takes the focus and describes the field. */
import type { Access, Section } from "../api/client";
import { Failure } from "../api/problems";
import { countdown } from "../dates";
import { h } from "../dom";
import { say } from "../page";
import { lockMessage } from "../words";
import { askLink } from "./parts";
import { fillProblem, focusOnProblem, problemBox } from "./problem";

interface Ways {
  section: Section | undefined;
  /** Says which password unlocks the session; undefined if it is about the whole section. */
  access: Access | undefined;
  /** Sends the password and shows the content; throws a `Failure` if that fails. */
  unlock: (password: string) => Promise<void>;
  /** Shows the content of a session that turned out to need no password. */
  open: () => void;
  /** Called if the session is still locked. */
  still: () => void;
}

export class UnlockForm {
  readonly element: HTMLFormElement;
  readonly #field = h("input", {
    id: "password",
    type: "password",
    autocomplete: "current-password",
    autocapitalize: "none",
    spellcheck: "false",
    required: true,
  });
  readonly #show = h("button", { type: "button", class: "show", "aria-pressed": "false", "aria-label": "Show password" }, "Show");
  readonly #button = h("button", { type: "submit", class: "button primary" }, "Unlock");
  readonly #problem = problemBox();
  #isBusy = false;
  #clock = 0;

  constructor(readonly ways: Ways) {
    const row = h("div", { class: "field" }, this.#field, this.#show);
    const ask = askLink(ways.section);
    this.element = h(
      "form",
      { class: "unlock", novalidate: true },
      this.#problem,
      h("label", { for: "password" }, ways.access?.password === "own" ? "Password for this session" : "Members’ password"),
      h("div", { class: "field-row" }, row, this.#button),
      ask && h("p", { class: "muted no-password" }, "No password? ", ask, "."),
    );
    this.#show.addEventListener("click", () => this.#toggle());
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
  }

  /** Shows what went wrong. Takes the focus if it is the result of the reader's own action. */
  tell(failure: Failure, isAnswer: boolean): void {
    const message = lockMessage(failure, this.ways.access);
    const ask = message.ask ? askLink(this.ways.section) : null;
    clearInterval(this.#clock);
    fillProblem(this.#problem, failure.kind === "rate-limited" ? "clock" : "alert", message, ask && h("p", {}, ask));
    const isTyped = ["wrong-password", "password-revoked", "validation"].includes(failure.kind);
    this.#field.setAttribute("aria-describedby", "problem");
    this.#field.toggleAttribute("aria-invalid", false);
    if (isTyped) this.#field.setAttribute("aria-invalid", "true");
    if (failure.kind === "rate-limited") this.#count(failure.againAt);
    if (!isAnswer) return;
    this.ways.still();
    focusOnProblem(this.#problem);
  }

  async #send(): Promise<void> {
    if (this.#isBusy) return;
    this.#toggle(false);
    this.#setBusy(true);
    try {
      if (!this.#field.value) throw new Failure("validation");
      await this.ways.unlock(this.#field.value);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      if (!(error instanceof Failure)) throw error;
      if (error.kind === "not-locked") this.ways.open();
      else this.tell(error, true);
    } finally {
      this.#setBusy(false);
    }
  }

  #setBusy(isBusy: boolean): void {
    this.#isBusy = isBusy;
    this.#button.textContent = isBusy ? "Unlocking…" : "Unlock";
    this.#button.setAttribute("aria-disabled", String(isBusy));
  }

  #toggle(isShown = this.#field.type === "password"): void {
    this.#field.type = isShown ? "text" : "password";
    this.#show.textContent = isShown ? "Hide" : "Show";
    this.#show.setAttribute("aria-pressed", String(isShown));
  }

  /** Counts down the time left. Only the end is announced: announcing every second would be a nuisance. */
  #count(againAt: number): void {
    const left = h("p", { class: "countdown", role: "timer", "aria-live": "off" });
    this.#problem.lastElementChild?.append(left);
    const tick = (): void => {
      const remaining = againAt - Date.now();
      left.textContent = remaining > 0 ? `${countdown(remaining)} left` : "You can try again now.";
      if (remaining > 0 && this.element.isConnected) return;
      clearInterval(this.#clock);
      if (this.element.isConnected) say("You can try again now.");
    };
    left.textContent = `${countdown(againAt - Date.now())} left`;
    this.#clock = window.setInterval(tick, 1000);
  }
}
