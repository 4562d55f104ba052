// Counts of a live view: the last ten minutes in steps of five seconds.

import { levels } from "./levels.js";

const widthMs = 5000;
const bucketCount = 120;

export class LiveBuckets {
  #counts = new Map(); // number of the step since 1970 → counts by level
  totals = levels.map(() => 0);

  add(time, level) {
    this.totals[level]++;
    const step = Math.floor(time / widthMs);
    if (Number.isNaN(step)) return;
    let counts = this.#counts.get(step);
    if (!counts) this.#counts.set(step, (counts = levels.map(() => 0)));
    counts[level]++;
  }

  /** Returns the histogram data for a time and drops older counts. */
  at(now) {
    const first = Math.floor(now / widthMs) - bucketCount + 1;
    for (const step of this.#counts.keys()) if (step < first) this.#counts.delete(step);
    const none = levels.map(() => 0);
    return { start: first * widthMs, widthMs, counts: Array.from({ length: bucketCount }, (_, index) => this.#counts.get(first + index) ?? none) };
  }
}
