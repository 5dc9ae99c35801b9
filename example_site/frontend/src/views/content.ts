/** Members' content, block by block. File addresses are renewed before they expire. */
import type { Block, Content } from "../api/client";
import { fileSize } from "../dates";
import { h, link } from "../dom";
import { richText } from "../html";
import type { Place } from "../router";
import { JoinPart } from "./join";
import { Player, type Report } from "./player";
import { transcriptView } from "./transcripts";

// Addresses are renewed this long before they expire, or halfway through a shorter lifetime.
const MARGIN = 60_000;
// How long to wait before trying again if there is no response.
const AGAIN = 20_000;
// Browser timers take at most 31 bits.
const LONGEST = 2 ** 31 - 1;

export interface OpenContent {
  element: HTMLElement;
  /** Goes to a place and plays from there; returns the element to focus, if the place is still there. */
  goTo: (place: Place) => HTMLElement | undefined;
  /** Stops playback and timers. */
  end: () => void;
}

/** What plays or waits, until it is told to end. */
type Running = { end: () => void };
type Renew = () => Promise<Content | undefined>;
/** Applies the new addresses of a block. */
type Refresh = (block: Block) => void;

interface Ways {
  /** Requests the content from the API again. */
  renew: Renew;
  /** Left out if watching is not counted. */
  report: Report | undefined;
}

export function contentView(content: Content, { renew, report }: Ways): OpenContent {
  const element = h("div", { class: "content" });
  const players: Running[] = [];
  const refreshes = new Map<string, Refresh>();
  const shownBlocks = new Map<string, HTMLElement>();
  let current = content;
  let timer = 0;
  let isOver = false;
  let asked: Promise<boolean> | undefined;

  function schedule(): void {
    clearTimeout(timer);
    const until = earliest(current);
    if (until === undefined) return;
    const left = until - Date.now();
    timer = window.setTimeout(() => void renewAll(), Math.min(LONGEST, Math.max(1000, left - Math.min(MARGIN, left / 2))));
  }

  /** Makes one request, however many players find at the same time that their address has expired. */
  function renewAll(): Promise<boolean> {
    asked ??= (async () => {
      const renewed = await renew();
      asked = undefined;
      if (isOver) return false;
      if (!renewed) {
        timer = window.setTimeout(() => void renewAll(), AGAIN);
        return false;
      }
      current = renewed;
      for (const block of renewed.blocks) refreshes.get(keyOf(block))?.(block);
      schedule();
      return true;
    })();
    return asked;
  }

  function onReturn(): void {
    // Timers stop while the device is asleep.
    const until = earliest(current);
    if (!document.hidden && until !== undefined && until - Date.now() < MARGIN) void renewAll();
  }

  for (const block of content.blocks) {
    const [shown, refresh] = blockView(block, players, renewAll, report);
    if (refresh) refreshes.set(keyOf(block), refresh);
    shownBlocks.set(keyOf(block), shown);
    element.append(shown);
  }
  if (!content.blocks.length) element.append(h("p", { class: "muted" }, "There is no content yet."));
  document.addEventListener("visibilitychange", onReturn);
  schedule();
  const end = (): void => {
    isOver = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", onReturn);
    for (const player of players) player.end();
  };
  const goTo = ({ block, time }: Place): HTMLElement | undefined => {
    const recordings = players.filter((player) => player instanceof Player);
    const shown = block ? shownBlocks.get(block) : recordings[0]?.element;
    if (shown instanceof HTMLDetailsElement) shown.open = true;
    shown?.setAttribute("tabindex", "-1");
    shown?.scrollIntoView();
    if (time !== undefined) recordings.find((player) => player.element === shown)?.playFrom(time);
    return shown;
  };
  return { element, goTo, end };
}

function blockView(block: Block, players: Running[], renewAll: () => Promise<boolean>, report?: Report): [HTMLElement, Refresh?] {
  switch (block.type) {
    case "text": {
      const text = h("div", { class: "prose", dir: "auto" });
      text.append(richText(block.value));
      return [text];
    }
    case "recording": {
      const player = new Player(block.value, renewAll, report);
      players.push(player);
      return [player.element, (renewed) => renewed.type === "recording" && player.take(renewed.value)];
    }
    case "resource": {
      const { title, name, size, content_type: type, url } = block.value;
      const kind = name.includes(".") ? name.split(".").at(-1)?.toUpperCase() : type;
      const facts = [kind, size && fileSize(size)].filter(Boolean).join(", ");
      const download = link(url, title || name);
      const refresh: Refresh = (renewed) => renewed.type === "resource" && download.setAttribute("href", renewed.value.url);
      return [h("p", { class: "handout" }, download, h("span", { class: "muted" }, ` ${facts}`)), refresh];
    }
    case "video_embed": {
      const { url, title } = block.value;
      const host = URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, "") : "";
      const watch = link(url, title || "Watch the video", { rel: "noopener" });
      return [h("p", { class: "handout" }, watch, h("span", { class: "muted" }, ` Video on ${host}`))];
    }
    case "transcript":
      return [transcriptView(block.value.title || "Transcript", block.value.text)];
    case "join_link": {
      const part = new JoinPart(block.value);
      players.push(part);
      return [part.element];
    }
  }
}

function keyOf(block: Block): string {
  return block.id ?? JSON.stringify(block.type);
}

function earliest(content: Content): number | undefined {
  const ends = content.blocks.flatMap((block) =>
    (block.type === "recording" || block.type === "resource") && block.value.expires_at ? [Date.parse(block.value.expires_at)] : [],
  );
  return ends.length ? Math.min(...ends) : undefined;
}
