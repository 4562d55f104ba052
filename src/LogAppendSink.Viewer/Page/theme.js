// Light, dark, or what the system says; and the zone that times are shown in. Both are remembered.

import { showUtc } from "./format.js";

const themes = ["auto", "light", "dark"];

// A browser may refuse storage altogether; then nothing is remembered, and that is all.
function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // See above.
  }
}

export function setUpTheme(button) {
  const show = (theme) => {
    document.documentElement.dataset.theme = theme;
    button.setAttribute("aria-label", `Theme: ${theme}`);
    button.title = `Theme: ${theme} (t)`;
  };
  show(themes.includes(remembered("logs.theme")) ? remembered("logs.theme") : "auto");
  button.addEventListener("click", () => {
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
    // From "auto" the first click must be seen, so it goes to what the system is not.
    const order = isDark ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
    const next = order[(order.indexOf(document.documentElement.dataset.theme) + 1) % order.length];
    show(next);
    remember("logs.theme", next);
  });
}

export function setUpZone(button, onChange) {
  const show = (zone) => {
    showUtc(zone === "UTC");
    button.textContent = zone;
    button.setAttribute("aria-label", `Times are shown in ${zone === "UTC" ? "UTC" : "your time zone"}`);
  };
  show(remembered("logs.zone") === "UTC" ? "UTC" : "Local");
  button.addEventListener("click", () => {
    const zone = button.textContent === "UTC" ? "Local" : "UTC";
    show(zone);
    remember("logs.zone", zone);
    onChange();
  });
}
