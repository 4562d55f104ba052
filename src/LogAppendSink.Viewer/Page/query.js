// A query over a time range; the response is a stream of lines.

import { addressOf, ask, filterOf, Trouble } from "./api.js";
import { readLines } from "./lines.js";

/** Rows of one response; the user can load more with the cursor. */
export const pageLimit = 20_000;

// The prefix of event lines. They are stored as text and parsed when they become visible.
const eventStart = '{"k":"event"';

/**
 * @param {object} view
 * @param {{from: string, to: string, cursor: string}} where the range, and where to resume
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
        // Rows come before the notes about them.
        if (events.length > 0) onEvents(events.splice(0));
        const parsed = JSON.parse(line);
        if (parsed.k === "error") throw new Trouble(parsed);
        isEnded ||= parsed.k === "end";
        onLine(parsed);
      }
    }
    if (events.length > 0) onEvents(events);
  });
  if (!isEnded) throw new Trouble({ code: "Cut", message: "The response ended early.", fix: "Search again." });
}
