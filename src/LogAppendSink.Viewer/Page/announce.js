// One polite voice for what changes: states and results, never single rows.

import { byId } from "./dom.js";

export function announce(text) {
  const voice = byId("announcement");
  // The same text twice is no change, and would not be spoken.
  voice.textContent = voice.textContent === text ? `${text}\u00a0` : text;
}
