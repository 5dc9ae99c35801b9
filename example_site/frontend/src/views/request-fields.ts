/** The fields of the form to ask for the password. */
import { h } from "../dom";

interface Options {
  /** Where the value goes in the request, as a JSON pointer (RFC 6901). The API names it in errors. */
  pointer: string;
  label: string;
  hint?: string;
  isOptional?: boolean;
  type?: "text" | "email";
  autocomplete?: string;
  /** The rows of a text area; without it, the field has one line. */
  rows?: number;
}

const FIELDS: Options[] = [
  { pointer: "/name", label: "Your name", autocomplete: "name" },
  { pointer: "/organisation", label: "Your organisation", hint: "For example, the city you work for.", autocomplete: "organization" },
  { pointer: "/role", label: "Your role", isOptional: true, autocomplete: "organization-title" },
  {
    pointer: "/email",
    label: "Your email address",
    hint: "We send the answer there. Use your work address if you have one.",
    type: "email",
    autocomplete: "email",
  },
  { pointer: "/message", label: "Message", hint: "What we should know to answer you, in up to 2,000 characters.", isOptional: true, rows: 4 },
];

export class RequestField {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement | HTMLTextAreaElement;
  readonly #error: HTMLElement;
  readonly #described: string[] = [];

  constructor(readonly options: Options) {
    const { pointer, label, hint, isOptional, type = "text", autocomplete, rows } = options;
    const id = `request${pointer.replaceAll("/", "-")}`;
    const attributes = { id, autocomplete, "aria-required": isOptional ? null : "true" };
    this.input = rows ? h("textarea", { ...attributes, rows, dir: "auto" }) : h("input", { ...attributes, type });
    this.#error = h("p", { id: `${id}-error`, class: "field-error", hidden: true });
    const name = h("label", { for: id, dir: "auto" }, label, isOptional && h("span", { class: "muted" }, " (optional)"));
    const help = hint && h("p", { id: `${id}-hint`, class: "hint" }, hint);
    if (help) this.#described.push(help.id);
    this.element = h("div", { class: "request-field" }, name, help, this.#error, this.input);
    this.setError("");
  }

  get value(): string {
    return this.input.value;
  }

  /** Says what is wrong with the value; "" if nothing is. */
  setError(text: string): void {
    this.#error.textContent = text;
    this.#error.hidden = !text;
    const described = text ? [...this.#described, this.#error.id] : this.#described;
    if (described.length) this.input.setAttribute("aria-describedby", described.join(" "));
    else this.input.removeAttribute("aria-describedby");
    if (text) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }
}

/** Returns the fields: those of every form, then one for each of the section's own questions. */
export function requestFields(questions: string[]): RequestField[] {
  const own = questions.map((label, index) => ({ pointer: `/answers/${index}`, label, isOptional: true, rows: 2 }));
  return [...FIELDS, ...own].map((options) => new RequestField(options));
}
