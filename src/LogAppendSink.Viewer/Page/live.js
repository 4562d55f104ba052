// The live view. Arriving events are added to the list about ten times a second.

import { announce } from "./announce.js";
import { count, many } from "./format.js";
import { levelIndex } from "./levels.js";
import { LiveBuckets } from "./live-buckets.js";
import { Notes } from "./notes.js";
import { Pause } from "./pause.js";
import { liveRowLimit, Rows } from "./rows.js";
import { Tail } from "./tail.js";

const flushWait = 80;
const bucketsWait = 500;

export class Live {
  rows = new Rows(liveRowLimit);
  #buckets = new LiveBuckets();
  #pause = new Pause();
  #tail;
  #screen;
  #arrived = [];
  #flushing = 0;
  #drawing = 0;
  #state = "connecting";
  #isClosedByPause = false;
  #notes = new Notes();

  /**
   * @param {object} view
   * @param {object} screen `rowsChanged()`, `buckets(data, totals)`, `state(name, text)`, `trouble(trouble, isNote)`
   */
  constructor(view, screen) {
    this.#screen = screen;
    this.#tail = new Tail(view, {
      onEvents: (events) => this.#take(events),
      onState: (state, trouble) => this.#changed(state, trouble),
      onNote: (note) => this.#noted(note),
    });
  }

  get isPaused() {
    return this.#pause.isPaused;
  }

  start() {
    this.#tail.open();
    this.#drawBuckets();
    this.#drawing = setInterval(() => this.#drawBuckets(), bucketsWait);
  }

  stop() {
    this.#tail.close();
    clearInterval(this.#drawing);
    clearTimeout(this.#flushing);
  }

  togglePause() {
    if (!this.#pause.isPaused) {
      this.#flush();
      this.#pause.isPaused = true;
      announce("Paused.");
    } else {
      this.#arrived.push(...this.#pause.release());
      this.#flush();
      announce("Live view resumed.");
      if (this.#isClosedByPause) this.#tail.open();
      this.#isClosedByPause = false;
    }
    this.#showState();
  }

  #take(events) {
    if (this.#pause.isPaused) {
      this.#pause.hold(events);
      if (this.#pause.isFull) {
        this.#tail.close();
        this.#isClosedByPause = true;
      }
      this.#showState();
      return;
    }
    for (const event of events) this.#arrived.push(event);
    this.#flushing ||= setTimeout(() => this.#flush(), flushWait);
  }

  #flush() {
    clearTimeout(this.#flushing);
    this.#flushing = 0;
    if (this.#arrived.length === 0) return;
    const events = this.#arrived.splice(0);
    // An event without a readable time is counted at its arrival.
    for (const event of events) this.#buckets.add(event.t ? Date.parse(event.t) : Date.now(), levelIndex(event.l));
    this.rows.append(events);
    this.#screen.rowsChanged();
    this.#showState();
  }

  #drawBuckets() {
    this.#screen.buckets(this.#buckets.at(Date.now()), this.#buckets.totals);
  }

  #changed(state, trouble) {
    if (state !== this.#state && (state !== "live" || this.#state !== "connecting"))
      announce({ live: "Live view resumed.", reconnecting: "Connection lost. Reconnecting.", failed: "The live view has stopped.", connecting: "Connecting." }[state]);
    this.#state = state;
    if (state === "live" || state === "failed") this.#screen.trouble(trouble, false);
    this.#showState();
  }

  #noted({ kind, message, fix }) {
    if (kind === "StoreAway") this.#screen.trouble({ message, fix: fix ?? "" }, true);
    else if (kind === "Filter") this.#screen.trouble({ message, fix: "" }, true);
    else if (kind === "StoreBack") this.#screen.trouble(null, true);
    else if (kind === "ContentSkipped") this.#screen.trouble({ message: this.#notes.add(message), fix: "" }, true);
  }

  #showState() {
    if (this.#pause.isPaused) {
      const { count: held } = this.#pause;
      this.#screen.state("paused", `Paused, ${count(held)}${this.#isClosedByPause ? "+" : ""} new`, this.#rowText());
      return;
    }
    const names = { connecting: "Connecting…", live: "Live", reconnecting: "Reconnecting…", failed: "Stopped" };
    this.#screen.state(this.#state, names[this.#state], this.#rowText());
  }

  #rowText() {
    const { length, first, limit } = this.rows;
    return first > 0 ? `the newest ${count(length)} of ${many(this.rows.end, "event")} (${count(limit)} are kept)` : many(length, "event");
  }
}
