/* Improves the recordings on the watch page, which also play without this script. */
(() => {
  "use strict";
  const KEPT = "maigu-player:";
  const STUCK = 2000; /* milliseconds without data while the player waits for some */
  const MOST_TRIES = 3;

  /* Stop storing once the device is locked, here or in another tab: maigu.js then clears what was stored. */
  let isLocked = false;
  document.addEventListener("maigu:locked", () => { isLocked = true; });
  /* Storage on this device, which the browser may block. */
  const memory = {
    get(key) { try { return localStorage.getItem(KEPT + key); } catch { return null; } },
    set(key, value) { if (!isLocked) try { localStorage.setItem(KEPT + key, value); } catch { /* not essential */ } },
    drop(key) { try { localStorage.removeItem(KEPT + key); } catch { /* not essential */ } },
  };
  const clock = (seconds) => {
    const [h, m, s] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor);
    const two = (number) => String(number).padStart(2, "0");
    return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  };
  const go = (media, seconds) => {
    const move = () => { media.currentTime = seconds; };
    if (media.readyState) move();
    else media.addEventListener("loadedmetadata", move, { once: true });
    media.play().catch(() => {});
  };

  /* Offers to resume where this device left off. */
  const resume = (media, key, button) => {
    let hasPlayed = false;
    const keep = () => {
      const at = Math.floor(media.currentTime);
      if (!hasPlayed || !media.readyState) return;
      if (media.ended || at < 10 || media.duration - at < 10) memory.drop(key);
      else memory.set(key, at);
    };
    let last = 0;
    media.addEventListener("play", () => { hasPlayed = true; button.hidden = true; });
    media.addEventListener("timeupdate", () => {
      if (Math.abs(media.currentTime - last) < 5) return;
      last = media.currentTime;
      keep();
    });
    for (const event of ["pause", "ended"]) media.addEventListener(event, keep);
    addEventListener("pagehide", keep);
    const kept = Number(memory.get(key));
    if (!(kept > 0)) return;
    button.textContent = button.dataset.maiguResume.replace("{time}", clock(kept));
    button.hidden = false;
    button.addEventListener("click", () => { go(media, kept); media.focus(); });
  };

  /* Remembers the reader's choice of captions. */
  const captions = (media) => {
    const all = [...media.textTracks];
    const kept = memory.get("captions");
    if (kept !== null && all.some((track) => track.language === kept || !kept)) {
      for (const track of all) track.mode = track.language === kept ? "showing" : "disabled";
    }
    media.textTracks.addEventListener("change", () => {
      /* Until it plays, the browser makes its own choice. */
      if (media.played.length) memory.set("captions", all.find((track) => track.mode === "showing")?.language ?? "");
    });
  };

  /* Highlights the line being spoken; clicking a line jumps to it. */
  const transcript = (media, box) => {
    for (const time of box.querySelectorAll("[data-maigu-jump]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `${time.className} maigu-link`;
      button.dataset.maiguJump = time.dataset.maiguJump;
      button.textContent = time.textContent;
      button.setAttribute("aria-label", box.parentElement.dataset.maiguPlay.replace("{time}", time.textContent));
      time.replaceWith(button);
    }
    const lines = [...box.querySelectorAll("[data-maigu-at]")].map((line) => [Number(line.dataset.maiguAt), line]);
    let isFollowed = true;
    let current = null;
    box.classList.add("maigu-transcript--live");
    box.addEventListener("click", (event) => {
      const line = event.target.closest("[data-maigu-jump], [data-maigu-at]");
      if (!line || !getSelection().isCollapsed) return;
      isFollowed = true;
      go(media, Number(line.dataset.maiguJump ?? line.dataset.maiguAt));
    });
    /* Stop scrolling once the reader scrolls or moves elsewhere in it. */
    for (const event of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      box.addEventListener(event, () => { isFollowed = false; }, { passive: true });
    }
    media.addEventListener("timeupdate", () => {
      const line = lines.findLast(([at]) => at <= media.currentTime + 0.1)?.[1] ?? null;
      if (line === current) return;
      current?.removeAttribute("aria-current");
      current = line;
      line?.setAttribute("aria-current", "true");
      if (!line || !isFollowed) return;
      const [inside, outside] = [line.getBoundingClientRect(), box.getBoundingClientRect()];
      if (inside.top < outside.top || inside.bottom > outside.bottom) {
        box.scrollTop += inside.top - outside.top - box.clientHeight / 3;
      }
    });
  };

  /* Reports once a day how far a recording was played, unless the browser asks to be left out. */
  const seen = document.querySelector("[data-maigu-seen]")?.dataset.maiguSeen;
  const isCounted = seen && navigator.sendBeacon && !navigator.globalPrivacyControl && navigator.doNotTrack !== "1";
  /* The end is a little early: people close a recording when the goodbyes begin. */
  const MARKS = [[0, "started"], [0.25, "quarter"], [0.5, "half"], [0.75, "three_quarters"], [0.95, "finished"]];
  const report = (media, recording) => {
    let last = memory.get(`seen:${recording}`) ?? "";
    const look = () => {
      if ((media.paused && !media.ended) || media.seeking || !media.currentTime || !media.duration) return;
      const place = media.ended ? 1 : media.currentTime / media.duration;
      const number = MARKS.findLastIndex(([least]) => place >= least);
      const [day, highest] = [new Date().toDateString(), last.split(":")];
      if (isLocked || (highest[0] === day && number <= Number(highest[1]))) return;
      const body = JSON.stringify({ recording, reached: MARKS[number][1] });
      if (!navigator.sendBeacon(seen, new Blob([body], { type: "application/json" }))) return;
      last = `${day}:${number}`;
      memory.set(`seen:${recording}`, last);
    };
    for (const event of ["timeupdate", "ended"]) media.addEventListener(event, look);
  };

  /* Shows the transcript in one language at a time. */
  const languages = (said) => {
    const [select, texts] = [said.querySelector("[data-maigu-language]"), [...said.querySelectorAll("[data-maigu-transcript]")]];
    if (!select) return;
    select.hidden = false;
    select.addEventListener("change", () => {
      texts.forEach((text, number) => text.toggleAttribute("data-maigu-default", number === select.selectedIndex));
    });
  };

  /* A signed URL can expire during a pause or before a jump, and the browser then waits for ever. */
  const watchdog = (media, problem) => {
    const retry = problem.querySelector("[data-maigu-retry]");
    const reasons = problem.querySelectorAll("[data-maigu-because]");
    let [tries, timer, place] = [0, 0, 0];
    let [isAsking, isRestoring, isWanted] = [false, false, false];
    let isReached = false; /* whether this site has just confirmed that it has the file */
    const isDoubtful = "maiguDoubtful" in media.closest("[data-maigu-recording]").dataset;

    let told = "";
    const tell = (reason) => {
      told = reason;
      for (const words of reasons) words.hidden = words.dataset.maiguBecause !== reason;
      retry.hidden = reason !== "unreachable";
      problem.hidden = !reason;
    };
    /* If only the video can't be decoded, the audio plays on, without an error. */
    const hasNoPicture = () =>
      media.readyState > 0 && media.videoWidth === 0 && (isDoubtful || media.hasAttribute("width"));
    /* An expired URL at S3 raises the same error, so require a sign that the file itself is the problem. */
    const isUndecodable = () => media.error?.code >= MediaError.MEDIA_ERR_DECODE && (isReached || isDoubtful);
    /* Asks the file view again; a redirect leads to the file. */
    const ask = async () => {
      try {
        const answer = await fetch(media.src, { method: "HEAD", redirect: "manual", cache: "no-store" });
        isReached = answer.ok;
        if (answer.ok || answer.type === "opaqueredirect") return "";
        return { 401: "refused", 403: "refused", 404: "missing", 410: "missing" }[answer.status] ?? "unreachable";
      } catch {
        return "unreachable";
      }
    };
    const recover = async () => {
      clearTimeout(timer);
      if (isAsking) return;
      isAsking = true;
      if (!isRestoring) isWanted = !media.paused;
      isRestoring = true;
      tries += 1;
      const reason = await ask();
      isAsking = false;
      if (reason === "unreachable" && tries < MOST_TRIES) timer = setTimeout(recover, tries * STUCK);
      else if (reason || tries > MOST_TRIES) stop(reason || (isUndecodable() ? "undecodable" : "unreachable"));
      else media.load();
    };
    const stop = (reason) => {
      media.pause();
      tell(reason);
    };
    const isStuck = () => media.readyState < 3 && (media.seeking || !media.paused);
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => { if (isStuck()) recover(); }, STUCK);
    };

    /* Don't start again while data arrives, however slowly. */
    for (const event of ["waiting", "seeking", "stalled", "progress"]) {
      media.addEventListener(event, () => { if (!isRestoring && isStuck()) wait(); });
    }
    media.addEventListener("timeupdate", () => { if (media.currentTime && !isRestoring) place = media.currentTime; });
    media.addEventListener("seeking", () => { if (!isRestoring) place = media.currentTime; });
    media.addEventListener("play", () => { if (isRestoring) isWanted = true; });
    media.addEventListener("error", recover);
    media.addEventListener("loadedmetadata", () => {
      if (hasNoPicture()) tell("undecodable");
      if (!isRestoring) return;
      media.currentTime = place;
      if (isWanted) media.play().catch(() => {});
    });
    for (const event of ["playing", "seeked"]) {
      media.addEventListener(event, () => {
        if (media.readyState < 3) return;
        [tries, isRestoring] = [0, false];
        clearTimeout(timer);
        tell(hasNoPicture() ? "undecodable" : "");
      });
    }
    /* WebKit may know the size of the picture only once the film plays. */
    media.addEventListener("resize", () => {
      if (told === "undecodable" && media.videoWidth && !media.error) tell("");
    });
    retry.addEventListener("click", () => {
      tries = 0;
      tell("");
      recover();
    });
    if (media.error) recover();
    else if (hasNoPicture()) tell("undecodable");
  };

  const boxes = [...document.querySelectorAll("[data-maigu-recording]")];
  boxes.forEach((box, number) => {
    const media = box.querySelector("video, audio");
    const next = boxes[number + 1];
    resume(media, box.dataset.maiguRecording, box.querySelector("[data-maigu-resume]"));
    captions(media);
    if (isCounted) report(media, box.dataset.maiguRecording);
    watchdog(media, box.querySelector("[data-maigu-problem]"));
    const said = box.querySelector("[data-maigu-said]");
    for (const text of box.querySelectorAll("[data-maigu-transcript]")) transcript(media, text);
    if (said) languages(said);
    /* Play only one recording at a time. */
    media.addEventListener("play", () => {
      for (const other of boxes) if (other !== box) other.querySelector("video, audio").pause();
    });
    if (!next) return;
    const button = box.querySelector("[data-maigu-next]");
    button.textContent = button.dataset.maiguNext.replace("{title}", next.querySelector("h2").textContent.trim());
    media.addEventListener("ended", () => { button.hidden = false; });
    media.addEventListener("play", () => { button.hidden = true; });
    button.addEventListener("click", () => {
      const media = next.querySelector("video, audio");
      media.scrollIntoView({ block: "center" });
      media.focus();
      media.play().catch(() => {});
    });
  });

  /* #t=751 and #t=12:31 lead to that second of the first recording, #t=751&r=4 to one of recording 4. */
  const seek = () => {
    const place = new URLSearchParams(location.hash.slice(1));
    const [, h = 0, m = 0, s] = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:\.\d*)?$/.exec(place.get("t") ?? "") ?? [];
    const box = place.has("r") ? boxes.find((each) => each.dataset.maiguNumber === place.get("r")) : boxes[0];
    if (s === undefined || !box) return;
    const media = box.querySelector("video, audio");
    const show = () => { media.scrollIntoView({ block: "center" }); };
    show();
    /* The browser may scroll to the line of the transcript meanwhile. */
    if (document.readyState !== "complete") addEventListener("load", show, { once: true });
    go(media, Number(h) * 3600 + Number(m) * 60 + Number(s));
  };
  seek();
  addEventListener("hashchange", seek);

  for (const box of document.querySelectorAll("[data-maigu-embed]")) {
    const button = box.querySelector("[data-maigu-load]");
    button.hidden = false;
    button.addEventListener("click", () => {
      box.replaceChildren(box.querySelector("template").content.cloneNode(true));
      box.firstElementChild.focus();
    });
  }
})();
