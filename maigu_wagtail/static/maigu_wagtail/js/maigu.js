/* What a page can do better with a script; everything works without it. */
(() => {
  "use strict";

  /* This device has opened the lock: offer the way in. Only a hint; the watch page decides. */
  const opened = /(?:^|;\s*)maigu_open=([^;]*)/.exec(document.cookie)?.[1].split(".") ?? [];
  for (const box of document.querySelectorAll("[data-maigu-lock]")) {
    if (!opened.includes(box.dataset.maiguLock)) continue;
    box.querySelector("[data-maigu-unlocked]").hidden = false;
    box.querySelector("[data-maigu-locked]").hidden = true;
  }

  for (const button of document.querySelectorAll("[data-maigu-reveal]")) {
    const field = document.getElementById(button.getAttribute("aria-controls"));
    button.hidden = false;
    button.addEventListener("click", () => {
      const isShown = field.type === "password";
      field.type = isShown ? "text" : "password";
      button.setAttribute("aria-pressed", String(isShown));
    });
  }

  /* A place in the page that was asked for stays asked for while the password is typed. */
  for (const form of document.querySelectorAll("[data-maigu-locked]")) {
    form.addEventListener("submit", () => {
      const place = location.hash;
      if (place && !place.startsWith("#maigu-")) form.elements.next.value = form.elements.next.value.replace(/#.*$|$/, place);
    });
  }

  if (document.querySelector("[data-maigu-members]")) {
    const address = new URL(location.href);
    if (address.searchParams.has("unlocked")) {
      address.searchParams.delete("unlocked");
      history.replaceState(history.state, "", address);
    }
    /* Back after "Lock this device again": some browsers show a page that they were told not to keep. */
    addEventListener("pageshow", (event) => event.persisted && location.reload());
  }
})();
