// Keys that work anywhere but in fields; Escape works there too.

import { byId } from "./dom.js";

/** @param {Record<string, () => void>} actions by `KeyboardEvent.key` */
export function setUpKeys(actions) {
  document.addEventListener("keydown", (key) => {
    if (key.ctrlKey || key.metaKey || key.altKey || key.isComposing || byId("help").open) return;
    const { target } = key;
    const isField = target.matches("input, select, textarea");
    if (key.key === "Escape" && isField) {
      target.blur();
      byId("list").focus({ preventScroll: true });
      return;
    }
    if (isField) return;
    // A button is pressed by these, a folded part opens: that is what the reader means there.
    if ((key.key === " " || key.key === "Enter") && target.matches("button, a, summary")) return;
    // In an open event arrows and pages scroll its text.
    if (/^(Arrow|Page|Home|End)/.test(key.key) && !target.matches("body, .list")) return;
    const action = actions[key.key];
    if (!action) return;
    key.preventDefault();
    action();
  });
}
