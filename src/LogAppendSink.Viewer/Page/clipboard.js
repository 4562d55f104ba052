// Copying, and saying that it was done.

import { announce } from "./announce.js";

/** @param {HTMLElement} button shows for a moment that it was done */
export async function copy(text, what, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (!copyBySelection(text)) {
      announce(`The browser does not let this page copy. Select the ${what} instead.`);
      return;
    }
  }
  announce(`Copied the ${what}.`);
  button.classList.add("is-done");
  setTimeout(() => button.classList.remove("is-done"), 1200);
}

/** The way without `navigator.clipboard`, which only https and localhost have. */
function copyBySelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return isCopied;
}
