/* Enhances the public and members' pages, which also work without this script. */
(() => {
  "use strict";
  const all = (selector) => document.querySelectorAll(selector);
  const members = document.querySelector("[data-maigu-members]");
  const OPEN = "maigu-open";

  /* The next person to use the device should not see what was watched. */
  const forget = () => {
    document.dispatchEvent(new Event("maigu:locked"));
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("maigu-player:")) localStorage.removeItem(key);
    } catch { /* Storage is blocked, so there is nothing to clear. */ }
  };
  for (const form of all("[data-maigu-forget]")) form.addEventListener("submit", forget);

  /* The locks this device has unlocked. Only a hint: the server decides. */
  const openLocks = () => /(?:^|;\s*)maigu_open=([\w.]*)/.exec(document.cookie)?.[1].split(".").filter(Boolean) ?? [];
  const before = openLocks();

  /* Another tab may have unlocked or locked the device, so keep all tabs in step. */
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
      /* If the server has just refused, ignore the hint until it changes. */
      const isOpen = now.includes(name) && !("maiguRefused" in box.dataset && before.includes(name));
      box.querySelector("[data-maigu-unlocked]").hidden = !isOpen;
      box.querySelector("[data-maigu-locked]").hidden = isOpen;
    }
  };
  look();
  try {
    /* If this changes the value, other tabs get an event. */
    if (before.length) localStorage.setItem(OPEN, before.join("."));
    else localStorage.removeItem(OPEN);
  } catch { /* Other tabs check when they become visible. */ }
  addEventListener("storage", (event) => { if (event.key === OPEN || event.key === null) look(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  /* Some browsers restore pages despite no-store. */
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
    /* Browsers store what is typed into a plain text field, and suggest it later. */
    button.form.addEventListener("submit", () => reveal(button, false));
  }

  /* A fragment that is not on this page is meant for the members' page, so pass it on. */
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
    /* After load, when the browser has scrolled to the fragment. */
    addEventListener("load", () => {
      document.getElementById("maigu-content").focus();
      address.searchParams.delete("unlocked");
      if (address.hash === "#maigu-content") address.hash = "";
      history.replaceState(history.state, "", address);
    });
  }
})();
