// Keyboard shortcuts. They work outside fields; Escape also works in fields.

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
    // These keys press a focused button or open a section.
    if ((key.key === " " || key.key === "Enter") && target.matches("button, a, summary")) return;
    // In the detail pane, arrow and page keys scroll the text.
    if (/^(Arrow|Page|Home|End)/.test(key.key) && !target.matches("body, .list")) return;
    const action = actions[key.key];
    if (!action) return;
    key.preventDefault();
    action();
  });
}
