// Copies text and confirms it.

import { announce } from "./announce.js";

/** @param {HTMLElement} button briefly shows a confirmation */
export async function copy(text, what, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (!copyBySelection(text)) {
      announce(`The browser does not allow this page to copy. Select and copy the ${what} manually.`);
      return;
    }
  }
  announce(`Copied the ${what}.`);
  button.classList.add("is-done");
  setTimeout(() => button.classList.remove("is-done"), 1200);
}

/** Fallback without `navigator.clipboard`, which requires https or localhost. */
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
