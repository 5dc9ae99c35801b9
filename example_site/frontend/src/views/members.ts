/** The members' part of a session: the form while it is locked, the content once it is unlocked. */
import type { Content, Key, Reached, Section, Session } from "../api/client";
import { Failure } from "../api/problems";
import { longDate } from "../dates";
import { h, icon } from "../dom";
import type { Context } from "../context";
import { hasEnded, type Secret, unlock, withGrants } from "../grants";
import { failureView, focusOn, say, titlePage } from "../page";
import type { Place } from "../router";
import { grantsFor, removeGrant, removeGrantsOf, whenChangedElsewhere } from "../storage";
import { forgetReports } from "../watched";
import { capital, insideOf } from "../words";
import { contentView, type OpenContent } from "./content";
import { helpLink } from "./parts";
import { searchForm } from "./search-form";
import { UnlockForm } from "./unlock-form";

export class MembersPart {
  readonly element = h("section", { class: "members", "aria-labelledby": "members" });
  readonly #id: number;
  readonly #sectionId: number;
  #open: OpenContent | undefined;
  #key: Key | undefined;

  constructor(
    readonly context: Context,
    readonly session: Session,
    readonly section: Section | undefined,
    private unlockLink: string,
    private place: Place | undefined,
  ) {
    this.#id = session.id ?? 0;
    this.#sectionId = section?.id ?? 0;
    context.signal.addEventListener("abort", () => this.#open?.end());
    whenChangedElsewhere(() => this.#changedElsewhere(), context.signal);
  }

  /** Shows the content if this device has unlocked it or the session is public; otherwise the form. */
  async begin(): Promise<void> {
    try {
      if (this.session.access?.locked === false) {
        this.#showContent(await this.context.api.content(this.#id, undefined, this.context.signal));
        return;
      }
      const failure = await this.#tryGrants();
      if (!this.#open) this.#showForm(failure);
    } catch (error) {
      this.#showFailure(error, () => void this.begin().then(() => this.#focusOnHeading()));
    }
  }

  /** Goes to the place in the address, once the content is on the page; returns the element to focus. */
  goToPlace(): HTMLElement | undefined {
    const place = this.place;
    if (!place || !this.#open) return undefined;
    this.place = undefined;
    return this.#open.goTo(place);
  }

  /** Tries each grant that may open the content; returns why the last one failed. */
  async #tryGrants(): Promise<Failure | undefined> {
    const { api, signal } = this.context;
    const { data, grant, failure } = await withGrants(this.#id, this.#sectionId, (grant) => api.content(this.#id, grant, signal));
    if (data) this.#showContent(data, grant);
    return failure;
  }

  async #unlock(secret: Secret): Promise<void> {
    const grant = await unlock(this.context.api, this.#id, secret);
    const content = await this.context.api.content(this.#id, grant, this.context.signal);
    this.#showContent(content, grant);
    titlePage("Unlocked", this.session.title ?? "", this.section?.title ?? "");
    focusOn(this.goToPlace() ?? this.element.querySelector("h2"));
    say(`Unlocked. ${stays(content)}`);
  }

  #showForm(failure?: Failure, isAnswer = false): void {
    this.#close();
    const form = new UnlockForm({
      section: this.section,
      access: this.session.access,
      unlock: (password) => this.#unlock({ password }),
      open: () => void this.begin().then(() => this.#focusOnHeading()),
      still: () => titlePage("Still locked", this.session.title ?? "", this.section?.title ?? ""),
    });
    const inside = this.session.access && insideOf(this.session.access);
    const isUpcoming = this.session.status === "upcoming";
    const follows = `${this.session.access?.has_join_link ? "The link to join is here. " : ""}The recording will follow after the session.`;
    const promise = isUpcoming ? follows : inside && `${capital(inside)}.`;
    const opening = this.session.public_from && `Open to all from ${longDate(this.session.public_from)}.`;
    this.element.classList.add("locked");
    this.element.replaceChildren(
      h("h2", { id: "members", tabindex: -1 }, icon("lock"), "For members"),
      promise || opening ? h("p", { class: "promise" }, [promise, opening].filter(Boolean).join(" ")) : "",
      this.unlockLink ? this.#linkPart() : form.element,
    );
    if (failure) form.tell(failure, isAnswer);
  }

  /** The button of an unlock link: opening the link alone uses none of its devices up. */
  #linkPart(): HTMLElement {
    const button = h("button", { type: "button", class: "button primary" }, "Unlock this device");
    button.addEventListener("click", () => {
      const link = this.unlockLink;
      this.unlockLink = "";
      this.#unlock({ link }).catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error;
        this.#showForm(error, true);
      });
    });
    return h("div", {}, h("p", {}, "This link opens the recordings on this device. You don’t need the password."), h("p", { class: "actions" }, button));
  }

  #showContent(content: Content, key?: Key): void {
    this.#close();
    this.#key = key;
    this.#open = contentView(content, {
      renew: () => this.#renew(),
      report: key && content.is_counted ? (recording, reached) => this.#report(recording, reached, key) : undefined,
    });
    this.element.classList.remove("locked");
    const state = h("p", { class: "state" }, icon("open"), key ? stays(content) : "Open to all. You don’t need a password.");
    this.element.replaceChildren(h("h2", { id: "members", tabindex: -1 }, "For members"), this.#open.element);
    if (key && this.#sectionId) this.element.append(searchForm(this.#sectionId));
    const help = helpLink(this.section);
    this.element.append(
      h("div", { class: "lock-again" }, state, key ? this.#lockAgainButton() : ""),
      help ? h("p", { class: "muted" }, "Need help? ", help) : "",
    );
  }

  /** Requests new file addresses, without the password. */
  async #renew(): Promise<Content | undefined> {
    try {
      return await this.context.api.content(this.#id, this.#key, this.context.signal);
    } catch (error) {
      if (hasEnded(error) || (error instanceof Failure && error.kind === "unlock-required")) {
        for (const grant of grantsFor(this.#id, this.#sectionId)) if (grant.token === this.#key?.token) removeGrant(grant);
        this.#showForm(error, true);
      }
      return undefined;
    }
  }

  #report(recording: string, reached: Reached, key: Key): void {
    // If it fails, the next report includes it.
    this.context.api.reportWatched(this.#id, recording, reached, key).catch(() => undefined);
  }

  #lockAgainButton(): HTMLElement {
    const button = h("button", { type: "button", class: "as-link" }, "Lock this device again");
    button.addEventListener("click", () => {
      forgetReports();
      removeGrantsOf(this.#sectionId);
      if (this.#key) for (const grant of grantsFor(this.#id, this.#sectionId)) removeGrant(grant);
      this.#showForm();
      titlePage(this.session.title ?? "", this.section?.title ?? "");
      this.#focusOnHeading();
      say("This device is locked again.");
    });
    return button;
  }

  #changedElsewhere(): void {
    const grants = grantsFor(this.#id, this.#sectionId);
    if (this.#open && this.#key && !grants.some((grant) => grant.token === this.#key?.token)) this.#showForm();
    else if (!this.#open && grants.length) this.#tryGrants().catch(() => undefined);
  }

  #showFailure(error: unknown, again: () => void): void {
    if (this.context.signal.aborted) return;
    if (!(error instanceof Failure)) throw error;
    this.#close();
    this.element.replaceChildren(h("h2", { id: "members", tabindex: -1 }, "For members"), failureView(error, again, "h3"));
  }

  /** Stops playback and removes the content from the page. */
  #close(): void {
    this.#open?.end();
    this.#open = undefined;
    this.#key = undefined;
  }

  #focusOnHeading(): void {
    focusOn(this.element.querySelector("h2"));
  }
}

function stays(content: Content): string {
  return content.expires_at ? `This device stays unlocked until ${longDate(content.expires_at)}.` : "";
}
