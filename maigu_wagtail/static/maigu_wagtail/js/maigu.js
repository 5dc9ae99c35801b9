/* What a page can do better with a script; everything works without it. */
(() => {
  "use strict";
  const all = (selector) => document.querySelectorAll(selector);

  /* This device has opened the lock: offer the way in. Only a hint; the watch page decides. */
  const showState = () => {
    const opened = /(?:^|;\s*)maigu_open=([^;]*)/.exec(document.cookie)?.[1].split(".") ?? [];
    for (const box of all("[data-maigu-lock]")) {
      const isOpen = opened.includes(box.dataset.maiguLock);
      box.querySelector("[data-maigu-unlocked]").hidden = !isOpen;
      box.querySelector("[data-maigu-locked]").hidden = isOpen;
    }
  };
  showState();

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

  const isForMembers = all("[data-maigu-members]").length > 0;
  const address = new URL(location.href);
  if (isForMembers && address.searchParams.has("unlocked")) {
    const heading = document.getElementById("maigu-content");
    /* Once the browser has gone to its place in the page, so that it still knows which. */
    addEventListener("load", () => {
      heading.focus();
      address.searchParams.delete("unlocked");
      if (address.hash === "#maigu-content") address.hash = "";
      history.replaceState(history.state, "", address);
    });
  }

  /* Whoever has the device next does not see how far which recording was watched. */
  for (const form of all("[data-maigu-forget]")) {
    form.addEventListener("submit", () => {
      try {
        for (const key of Object.keys(localStorage)) if (key.startsWith("maigu-player:")) localStorage.removeItem(key);
      } catch { /* A browser that keeps nothing has nothing to forget. */ }
    });
  }

  /* Back after "Lock this device again": some browsers show a page that they were told not to keep. */
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    if (isForMembers) location.reload();
    else showState();
  });
})();
