// One row of the list.

import { element, marked } from "./dom.js";
import { dayOf, timeOfDay } from "./format.js";
import { levelIndex, levels } from "./levels.js";
import { headOf } from "./stack-trace.js";
import { visible } from "./visible.js";

// More than any screen shows; laying out a message of a megabyte would block the page.
const shownLength = 600;

/**
 * @param {HTMLElement} row an empty one, or one that showed another event
 * @param {object} event
 * @param {{searched: string, hasDays: boolean}} how
 */
export function drawRow(row, event, { searched, hasDays }) {
  if (row.childElementCount === 0) for (const name of ["time", "level", "host", "message", "exception"]) row.append(element("span", { class: `row-${name}` }));
  const [time, level, host, message, exception] = row.children;
  const { name, short } = levels[levelIndex(event.l)];
  row.className = `row level-${name}`;
  time.textContent = hasDays ? `${dayOf(event.t)} ${timeOfDay(event.t)}` : timeOfDay(event.t);
  level.textContent = visible(event.ln ?? short);
  host.textContent = visible(event.h ?? "");
  const text = oneLine(event.m ?? "");
  message.replaceChildren(...marked(text || "(no message)", searched));
  message.classList.toggle("is-dim", text === "" || name === "Verbose" || name === "Debug");
  exception.textContent = event.x ? visible(oneLine(headOf(event.x))) : "";
  row.setAttribute("aria-label", visible(`${timeOfDay(event.t)} ${event.ln ?? name}${event.h ? ` ${event.h}` : ""}: ${text} ${exception.textContent}`));
}

function oneLine(text) {
  const short = text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
  return short.replace(/\s*[\r\n]+\s*/g, " ⏎ ");
}
