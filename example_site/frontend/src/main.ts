/** Reads the configuration, then shows the view for each address. */
import { Api } from "./api/client";
import { Failure } from "./api/problems";
import { type Config, readConfig } from "./config";
import { h } from "./dom";
import { failureView, focusOn, nameSite, say, show, showLoading, titlePage } from "./page";
import { readRoute, sessionAddress } from "./router";
import type { Context } from "./context";
import { loadGrants } from "./storage";
import { requestView } from "./views/request";
import { searchView } from "./views/search";
import { sectionView } from "./views/section";
import { sessionView } from "./views/session";
import { startView } from "./views/start";

let leaving = new AbortController();
let isFirst = true;

async function draw(api: Api, config: Config): Promise<void> {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const again = (): void => void draw(api, config);
  const arrived = showLoading();
  const heading = await drawRoute({ api, config, signal, again }, arrived);
  arrived();
  if (signal.aborted) return;
  // After following a link, the reader starts at the top. On the first page they are already there.
  if (!isFirst && heading) {
    if (heading.matches("h1")) scrollTo(0, 0);
    focusOn(heading);
  }
  isFirst = false;
}

async function drawRoute(context: Context, arrived: () => void): Promise<HTMLElement | null> {
  const route = readRoute(location.hash);
  try {
    if (route.view === "nowhere") throw new Failure("not-found");
    if (route.view === "section") return await sectionView(context, route.id, route.query);
    if (route.view === "request") return await requestView(context, route.id);
    if (route.view === "search") return await searchView(context, route.id, route.q, route.page);
    if (route.view === "session") {
      // The token must not stay in the address bar, where it would be copied and bookmarked.
      if (route.link) history.replaceState(null, "", sessionAddress(route.id, route.place));
      return await sessionView(context, route.id, route.link, route.place);
    }
    return await startView(context);
  } catch (error) {
    arrived();
    if (context.signal.aborted) return null;
    const failure = error instanceof Failure ? error : new Failure("unexpected");
    if (!(error instanceof Failure)) console.error(error);
    const view = failureView(failure, context.again);
    show(view);
    scrollTo(0, 0);
    const heading = view.querySelector("h1") as HTMLElement;
    titlePage(heading.innerText);
    // Also on the first page, because the error has replaced it.
    isFirst = false;
    return heading;
  }
}

function setUp(config: Config): void {
  loadGrants();
  nameSite(config.name);
  const api = new Api(config.api);
  addEventListener("hashchange", () => void draw(api, config));
  void draw(api, config);
}

document.querySelector(".skip-link")?.addEventListener("click", (event) => {
  // The fragment holds the address of the view, so the link must not change it.
  event.preventDefault();
  focusOn(document.querySelector("main"));
});

readConfig().then(setUp, (error: unknown) => {
  const text = error instanceof Error ? error.message : "config.json can’t be read.";
  show(h("h1", {}, "This front end is not set up yet"), h("p", {}, text));
  say(text);
});
