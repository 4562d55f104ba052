// The events that are kept, oldest first. Bounded: what is too much is dropped from the old end. Each has a number that never changes.

import { parseExact } from "./numbers.js";

/** How many rows are kept of a query, and of a live view. */
export const queryRowLimit = 100_000;
export const liveRowLimit = 50_000;

/** How many are dropped at once, so that a full list does not move all of its rows for each event. */
const dropShare = 0.04;

/** How many parsed lines are remembered; a screen has some fifty rows. */
const parsedLimit = 400;

export class Rows {
  #items = []; // lines of JSON as they came, or events that somebody has parsed
  #parsed = new Map();
  #first = 0;
  limit;

  constructor(limit) {
    this.limit = limit;
  }

  get length() {
    return this.#items.length;
  }

  /** The number of the oldest that is kept. */
  get first() {
    return this.#first;
  }

  /** The number that the next one gets. */
  get end() {
    return this.#first + this.#items.length;
  }

  /** @param {(string|object)[]} added oldest first */
  append(added) {
    const fitting = added.length > this.limit ? added.slice(-this.limit) : added;
    const excess = this.#items.length + fitting.length - this.limit;
    if (excess > 0) {
      const dropped = Math.min(this.#items.length, Math.max(excess, Math.ceil(this.limit * dropShare)));
      this.#items.splice(0, dropped);
      this.#first += dropped;
    }
    // What did not fit at all has had its numbers too.
    if (fitting.length < added.length) this.#first += added.length - fitting.length;
    for (const item of fitting) this.#items.push(item);
  }

  /** The event of a number; null when it is not kept. */
  at(number) {
    const item = this.#items[number - this.#first];
    if (item === undefined) return null;
    if (typeof item !== "string") return item;
    let event = this.#parsed.get(number);
    if (!event) {
      event = parseExact(item);
      if (this.#parsed.size >= parsedLimit) this.#parsed.delete(this.#parsed.keys().next().value);
      this.#parsed.set(number, event);
    }
    return event;
  }

  /** The number of an event by its id, looked for from the new end; -1 where it is not. */
  find(id) {
    // The id's end, `@52714`, stands in a line as it is; other characters may be escaped there.
    const sought = /@\d+/.exec(id.slice(id.lastIndexOf("@")))?.[0] ?? "";
    for (let i = this.#items.length - 1; i >= 0; i--) {
      const item = this.#items[i];
      // A text is looked through before it is parsed: parsing a hundred thousand would be felt.
      if (typeof item === "string" ? item.includes(sought) && JSON.parse(item).id === id : item.id === id) return this.#first + i;
    }
    return -1;
  }
}
