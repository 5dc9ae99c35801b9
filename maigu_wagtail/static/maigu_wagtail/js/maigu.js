/* What a page can do better with a script; everything works without it. */
(() => {
  "use strict";
  const all = (selector) => document.querySelectorAll(selector);
  const members = document.querySelector("[data-maigu-members]");
  const OPEN = "maigu-open";

  /* Whoever has the device next does not see how far which recording was watched. */
  const forget = () => {
    document.dispatchEvent(new Event("maigu:locked"));
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("maigu-player:")) localStorage.removeItem(key);
    } catch { /* A browser that keeps nothing has nothing to forget. */ }
  };
  for (const form of all("[data-maigu-forget]")) form.addEventListener("submit", forget);

  /* Which locks this device has unlocked. Only a hint; the server decides. */
  const openLocks = () => /(?:^|;\s*)maigu_open=([\w.]*)/.exec(document.cookie)?.[1].split(".").filter(Boolean) ?? [];
  const before = openLocks();

  /* Another tab may have unlocked or locked the device: all tabs show the same. */
  const leave = () => {
    forget();
    members.replaceChildren();
    location.reload();
  };
  const look = () => {
    const now = openLocks();
    const lock = members?.dataset.maiguMembers;
    if (lock && before.includes(lock) && !now.includes(lock)) leave();
    for (const box of all("[data-maigu-lock]")) {
      const name = box.dataset.maiguLock;
      /* Where the server has just refused, only a change counts. */
      const isOpen = now.includes(name) && !("maiguRefused" in box.dataset && before.includes(name));
      box.querySelector("[data-maigu-unlocked]").hidden = !isOpen;
      box.querySelector("[data-maigu-locked]").hidden = isOpen;
    }
  };
  look();
  try {
    /* Other tabs get an event where this changes anything. */
    if (before.length) localStorage.setItem(OPEN, before.join("."));
    else localStorage.removeItem(OPEN);
  } catch { /* They look when they are shown. */ }
  addEventListener("storage", (event) => { if (event.key === OPEN || event.key === null) look(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  /* Some browsers show a page again that they were told not to keep. */
  addEventListener("pageshow", (event) => {
    if (event.persisted && members) leave();
    else if (event.persisted) look();
  });

  const reveal = (button, isShown) => {
    document.getElementById(button.getAttribute("aria-controls")).type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", String(isShown));
  };
  for (const button of all("[data-maigu-reveal]")) {
    button.hidden = false;
    button.addEventListener("click", () => reveal(button, button.getAttribute("aria-pressed") === "false"));
    /* Browsers offer again what was typed into a plain field. */
    button.form.addEventListener("submit", () => reveal(button, false));
  }

  /* A place that is not in this page was asked for in the one for members: it stays asked for. */
  const place = location.hash;
  if (place && !document.getElementById(place.slice(1))) {
    for (const form of all("[data-maigu-locked]")) {
      form.addEventListener("submit", () => {
        const next = form.elements.next;
        next.value = next.value.replace(/#.*$|$/, place);
      });
    }
    for (const link of all("[data-maigu-unlocked] a")) link.hash = place;
  }

  const address = new URL(location.href);
  if (members && address.searchParams.has("unlocked")) {
    /* Once the browser has gone to its place in the page, so that it still knows which. */
    addEventListener("load", () => {
      document.getElementById("maigu-content").focus();
      address.searchParams.delete("unlocked");
      if (address.hash === "#maigu-content") address.hash = "";
      history.replaceState(history.state, "", address);
    });
  }
})();
