// Announces states and results to screen readers, never single rows.

import { byId } from "./dom.js";

export function announce(text) {
  const voice = byId("announcement");
  // Screen readers ignore an unchanged text, so a repeated one must differ.
  voice.textContent = voice.textContent === text ? `${text}\u00a0` : text;
}
