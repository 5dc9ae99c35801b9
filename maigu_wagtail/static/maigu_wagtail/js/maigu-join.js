/* Keeps the panel of a live session current on a page that stays open. The server has decided what it shows so far. */
(() => {
  "use strict";
  const panel = document.querySelector("[data-maigu-join]");
  if (!panel) return;
  const { dataset } = panel;
  const find = (name) => panel.querySelector(`[data-maigu-${name}]`);
  const [now, opens, starts, closes] = ["Now", "Opens", "Starts", "Closes"].map((name) => Date.parse(dataset[`maigu${name}`]));
  let language;
  try {
    [language] = Intl.getCanonicalLocales(panel.closest("[lang]")?.lang);
  } catch { /* The site's template names no language. The browser's own will do. */ }
  /* The device's clock may be wrong. */
  const ahead = now - Date.now();
  const MINUTE = 60_000;

  const amount = (number, unit) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(number);
  /* As sessions.join_link.time_left writes it. */
  const timeLeft = (milliseconds) => {
    const all = Math.max(1, Math.ceil(milliseconds / MINUTE));
    const [days, hours, minutes] = [Math.floor(all / 1440), Math.floor(all / 60) % 24, all % 60];
    const parts = [[days, "day"], [hours, "hour"], [days ? 0 : minutes, "minute"]];
    return parts.filter(([number]) => number).map(([number, unit]) => amount(number, unit)).join(", ");
  };

  const local = find("local");
  if (local) {
    const form = { weekday: "long", month: "long", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" };
    local.textContent = local.dataset.maiguLocal.replace("{time}", new Date(starts).toLocaleString(language, form));
  }

  const open = () => {
    if (!find("before")) return;
    const before = [...panel.querySelectorAll("[data-maigu-before]")];
    const hadFocus = before.some((part) => part.contains(document.activeElement));
    for (const part of before) part.remove();
    find("open").hidden = false;
    find("said").textContent = find("said").dataset.maiguSaid;
    if (hadFocus) panel.querySelector("h2").focus();
  };
  const end = () => {
    const hadFocus = panel.contains(document.activeElement);
    const over = document.querySelector("[data-maigu-over]");
    panel.replaceWith(over.content);
    over.remove();
    if (hadFocus) document.getElementById("maigu-content")?.focus();
  };

  let timer;
  const tick = () => {
    clearTimeout(timer);
    const time = Date.now() + ahead;
    if (time >= closes) {
      end();
      return;
    }
    if (time >= opens) open();
    const left = find("left");
    const text = left?.dataset.maiguLeft.replace("{time}", timeLeft(starts - time));
    if (left && left.textContent !== text) left.textContent = text;
    const next = time < opens ? opens : closes;
    timer = setTimeout(tick, Math.max(50, Math.min(next - time, MINUTE - (time % MINUTE))));
  };
  /* Timers stop while the device is asleep. */
  document.addEventListener("visibilitychange", () => { if (!document.hidden && panel.isConnected) tick(); });
  tick();
})();
