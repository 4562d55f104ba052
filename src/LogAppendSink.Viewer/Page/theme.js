// The theme (light, dark or the system's) and the time zone. Both are stored.

import { showUtc } from "./format.js";

const themes = ["auto", "light", "dark"];

// A browser may block storage; then nothing is stored.
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
    // Storage is blocked, see above.
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
    // The first click after "auto" must have a visible effect, so it selects the opposite of the system's theme.
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
