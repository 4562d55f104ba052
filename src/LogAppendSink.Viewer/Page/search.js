// The view of a time range: one query, and more if its row or byte limit is reached.

import { announce } from "./announce.js";
import { bytes, count, dateTime, duration, many } from "./format.js";
import { totalsOf } from "./histogram.js";
import { Notes } from "./notes.js";
import { pageLimit, query } from "./query.js";
import { queryRowLimit, Rows } from "./rows.js";

const noBuckets = { start: 0, widthMs: 0, counts: [] };

export class Search {
  rows = new Rows(queryRowLimit);
  #view;
  #span;
  #screen;
  #stop = null;
  #range = null; // as the server parsed it
  #cursor = "";
  #buckets = noBuckets;
  #progress = null;
  #end = null;
  #startedAt = 0;
  #isBucketsKept = false;
  #notes = new Notes();

  /**
   * @param {object} view
   * @param {{from: number|null, to: number|null}} span in milliseconds
   * @param {object} screen `rowsChanged()`, `buckets(data, totals)`, `searching(state)`, `trouble(trouble, isNote)`
   */
  constructor(view, span, screen) {
    this.#view = view;
    this.#span = span;
    this.#screen = screen;
  }

  start() {
    this.#screen.buckets(noBuckets, totalsOf([]));
    return this.#ask();
  }

  /** Resumes where the last response ended. */
  more() {
    // Complete counts stay; counts that the byte limit cut off continue.
    this.#isBucketsKept = this.#end?.counted === true;
    return this.#ask();
  }

  cancel() {
    this.#stop?.abort();
  }

  stop() {
    this.#screen = null;
    this.#stop?.abort();
  }

  async #ask() {
    const stop = (this.#stop = new AbortController());
    const before = this.#isBucketsKept ? null : this.#buckets;
    this.#end = this.#progress = null;
    this.#startedAt = performance.now();
    this.#show();
    try {
      const where = {
        from: this.#range?.from ?? (this.#span.from === null ? "1970-01-01T00:00:00Z" : new Date(this.#span.from).toISOString()),
        to: this.#range?.to ?? (this.#span.to === null ? "" : new Date(this.#span.to).toISOString()),
        cursor: this.#cursor,
      };
      await query(this.#view, where, { onEvents: (lines) => this.#take(lines), onLine: (line) => this.#handleLine(line, before) }, stop.signal);
    } catch (error) {
      if (error.name !== "AbortError") this.#screen?.trouble(error, false);
      this.#end = { reason: error.name === "AbortError" ? "cancelled" : "trouble", complete: false };
    }
    this.#stop = null;
    this.#show();
    if (this.#screen) announce(this.#text());
  }

  #take(lines) {
    if (!this.#screen) return;
    this.rows.append(lines);
    this.#screen.rowsChanged();
  }

  #handleLine(line, before) {
    if (!this.#screen) return;
    if (line.k === "range") this.#range ??= line;
    else if (line.k === "note") this.#screen.trouble({ message: this.#notes.add(line.message), fix: "" }, true);
    else if (line.k === "end") {
      this.#end = line;
      this.#cursor = line.cursor ?? "";
    } else if (line.k === "progress") {
      this.#progress = line;
      this.#show();
    } else if (line.k === "buckets" && !this.#isBucketsKept) {
      this.#buckets = added(before, { start: Date.parse(line.start), widthMs: line.widthMs, counts: line.counts });
      this.#screen.buckets(this.#buckets, totalsOf(this.#buckets.counts));
    }
  }

  #show() {
    this.#screen?.searching({
      isRunning: this.#end === null,
      text: this.#text(),
      share: this.#progress ? this.#shareRead() : null,
      more: this.#cursor !== "" && this.#end !== null ? this.#moreText() : "",
      isEmpty: this.#end?.complete === true && this.rows.length === 0,
    });
  }

  /** Progress is the share of the time range; bytes are only a limit. */
  #shareRead() {
    const { at, bytes: read, budget } = this.#progress;
    const [from, to] = [Date.parse(this.#range?.from), Date.parse(this.#range?.to)];
    const share = (Date.parse(at) - from) / (to - from);
    return Number.isFinite(share) && this.#view.range !== "custom" ? Math.max(0, Math.min(1, share)) : Math.min(1, read / budget);
  }

  #text() {
    const events = totalsOf(this.#buckets.counts).reduce((sum, events) => sum + events, 0);
    const rows = this.rows.length < events || this.rows.first > 0 ? `${count(this.rows.length)} of ${many(events, "event")}` : many(this.rows.length, "event");
    const read = this.#progress ? ` · read ${bytes(this.#progress.bytes)} of ${bytes(this.#progress.budget)} limit` : "";
    const objects = this.#progress && this.#end === null ? ` · ${count(this.#progress.objects)} of ${many(this.#progress.ofObjects, "object")}` : "";
    if (this.#end === null) return `${rows}${read}${objects}`;
    const time = ` in ${duration(performance.now() - this.#startedAt)}`;
    return {
      end: `${rows}${read.replace(/ of .*$/, "")}${time}`,
      limit: `${rows}${this.#end.counted ? "" : " or more"}${read.replace(/ of .*$/, "")}${time}`,
      budget: `${rows}${read}: events from ${dateTime(this.#progress?.at)} on were not searched`,
      cancelled: `${rows}${read}: cancelled`,
      trouble: this.rows.length > 0 ? `${rows}${read}: incomplete` : "",
    }[this.#end.reason];
  }

  #moreText() {
    return this.#end.reason === "budget" ? "Continue" : `Next ${count(pageLimit)}`;
  }
}

/** Adds the counts of a continued query to the earlier counts. */
function added(before, now) {
  if (!before || before.start !== now.start || before.widthMs !== now.widthMs) return now;
  return { ...now, counts: now.counts.map((bucket, index) => bucket.map((events, level) => events + (before.counts[index]?.[level] ?? 0))) };
}
