// A question about a range of time, answered in a stream of lines.

import { addressOf, ask, filterOf, Trouble } from "./api.js";
import { readLines } from "./lines.js";

/** Rows of one answer; more come by the cursor, when the reader asks. */
export const pageLimit = 20_000;

// How lines of events begin: they are kept as they are, and parsed when they come into sight.
const eventStart = '{"k":"event"';

/**
 * @param {object} view
 * @param {{from: string, to: string, cursor: string}} where the range, and where to go on
 * @param {object} handlers
 * @param {(lines: string[]) => void} handlers.onEvents
 * @param {(line: object) => void} handlers.onLine all others, by their `k`: range, buckets, progress, note, end
 * @param {AbortSignal} signal
 * @throws {Trouble}
 */
export async function query(view, { from, to, cursor }, { onEvents, onLine }, signal) {
  const response = await ask(addressOf("events", { from, to, ...filterOf(view), limit: pageLimit, cursor }), { signal });
  let isEnded = false;
  await readLines(response, (lines) => {
    const events = [];
    for (const line of lines) {
      if (line.startsWith(eventStart)) {
        events.push(line);
      } else if (line !== "") {
        // Rows before what is said about them.
        if (events.length > 0) onEvents(events.splice(0));
        const told = JSON.parse(line);
        if (told.k === "error") throw new Trouble(told);
        isEnded ||= told.k === "end";
        onLine(told);
      }
    }
    if (events.length > 0) onEvents(events);
  });
  if (!isEnded) throw new Trouble({ code: "Cut", message: "The answer ended in the middle.", fix: "Ask again." });
}
