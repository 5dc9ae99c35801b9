/** The form to ask for the password. What was typed stays in it until the request has been received. */
import type { PasswordRequest, Section } from "../api/client";
import { Failure } from "../api/problems";
import { h } from "../dom";
import { richText } from "../html";
import { requestMessage } from "../words";
import { helpLink } from "./parts";
import { fillProblem, focusOnProblem, problemBox } from "./problem";
import { type RequestField, requestFields } from "./request-fields";

interface Ways {
  section: Section;
  /** Sends the request; throws a `Failure` if it was not received. */
  send: (request: PasswordRequest) => Promise<void>;
  /** Called once the request has been received. */
  received: () => void;
  /** Called if it has not. */
  failed: () => void;
}

export class RequestForm {
  readonly element: HTMLFormElement;
  readonly #fields: RequestField[];
  readonly #problem = problemBox();
  readonly #button = h("button", { type: "submit", class: "button primary" }, "Send the request");
  // Programs fill in whatever has a name. People do not see this field.
  readonly #trap = h("input", { id: "request-website", name: "website", tabindex: -1, autocomplete: "off" });
  #isBusy = false;

  constructor(readonly ways: Ways) {
    this.#fields = requestFields(ways.section.request_questions ?? []);
    this.element = h(
      "form",
      { class: "request", novalidate: true },
      this.#problem,
      h("div", { hidden: true }, h("label", { for: "request-website" }, "Leave this empty"), this.#trap),
      ...this.#fields.map((field) => field.element),
      privacyNotice(ways.section),
      h("p", { class: "actions" }, this.#button),
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
  }

  async #send(): Promise<void> {
    if (this.#isBusy) return;
    this.#setBusy(true);
    try {
      if (!this.#trap.value) await this.ways.send(this.#values());
      this.ways.received();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.#tell(error);
    } finally {
      this.#setBusy(false);
    }
  }

  #values(): PasswordRequest {
    const valueOf = (pointer: string): string => this.#fields.find((field) => field.options.pointer === pointer)?.value ?? "";
    const answers = this.#fields.filter((field) => field.options.pointer.startsWith("/answers/"));
    return {
      name: valueOf("/name"),
      organisation: valueOf("/organisation"),
      role: valueOf("/role"),
      email: valueOf("/email"),
      message: valueOf("/message"),
      answers: answers.map((field) => field.value),
    };
  }

  /** Shows each error beside its field, and all of them above the form. */
  #tell(failure: Failure): void {
    const errors = failure.problem?.errors ?? [];
    for (const field of this.#fields) field.setError(errors.find((error) => error.pointer === field.options.pointer)?.detail ?? "");
    const list = h("ul", {}, ...errors.map((error) => h("li", {}, this.#errorLine(error))));
    const help = failure.kind === "unavailable" ? helpLink(this.ways.section) : null;
    const name = failure.kind === "rate-limited" ? "clock" : "alert";
    fillProblem(this.#problem, name, requestMessage(failure), errors.length > 0 && list, help && h("p", {}, help));
    this.ways.failed();
    focusOnProblem(this.#problem);
  }

  /** Returns a button that leads to the field with the error; plain text if the error is about the whole request. */
  #errorLine({ pointer, detail }: { pointer: string; detail: string }): HTMLElement | string {
    const field = this.#fields.find((one) => one.options.pointer === pointer);
    if (!field) return detail;
    const button = h("button", { type: "button", class: "as-link" }, `${field.options.label}: ${detail}`);
    button.addEventListener("click", () => field.input.focus());
    return button;
  }

  #setBusy(isBusy: boolean): void {
    this.#isBusy = isBusy;
    this.#button.textContent = isBusy ? "Sending…" : "Send the request";
    this.#button.setAttribute("aria-disabled", String(isBusy));
  }
}

function privacyNotice(section: Section): HTMLElement {
  const notice = h("div", { class: "prose muted", dir: "auto" });
  notice.append(richText(section.request_privacy_notice || "<p>We use what you enter only to answer your request.</p>"));
  return notice;
}
