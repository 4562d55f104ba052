// The loaded events, oldest first. The number is limited; the oldest are dropped. Each event has a number that never changes.

import { parseExact } from "./numbers.js";

/** The maximum number of rows of a query and of a live view. */
export const queryRowLimit = 100_000;
export const liveRowLimit = 50_000;

/** How many rows are dropped at once, so that a full list does not move all rows for each event. */
const dropShare = 0.04;

/** The size of the cache of parsed lines; a screen has about fifty rows. */
const parsedLimit = 400;

export class Rows {
  #items = []; // JSON lines as received, or parsed events
  #parsed = new Map();
  #first = 0;
  limit;

  constructor(limit) {
    this.limit = limit;
  }

  get length() {
    return this.#items.length;
  }

  /** The number of the oldest row. */
  get first() {
    return this.#first;
  }

  /** The number of the next row. */
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
    // Dropped rows use up numbers, too.
    if (fitting.length < added.length) this.#first += added.length - fitting.length;
    for (const item of fitting) this.#items.push(item);
  }

  /** The event with a number; null if it was dropped. */
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

  /** The number of an event by its id, searched from the newest; -1 if not found. */
  find(id) {
    // The end of the id, `@52714`, is never escaped in a line; other characters may be.
    const sought = /@\d+/.exec(id.slice(id.lastIndexOf("@")))?.[0] ?? "";
    for (let i = this.#items.length - 1; i >= 0; i--) {
      const item = this.#items[i];
      // Searches the text before parsing it: parsing 100,000 lines would be slow.
      if (typeof item === "string" ? item.includes(sought) && JSON.parse(item).id === id : item.id === id) return this.#first + i;
    }
    return -1;
  }
}
