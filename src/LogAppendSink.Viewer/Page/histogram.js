// Events over time, stacked by level. A range can be selected with the mouse, by touch or with the keyboard.

import { element } from "./dom.js";
import { axisTime, count, dateTime, many } from "./format.js";
import { levels } from "./levels.js";

const svgNamespace = "http://www.w3.org/2000/svg";
const height = 56;
const keyHelp = "Arrow keys move, Shift selects a range, Enter shows it, Escape clears it.";

export class Histogram {
  #box;
  #svg;
  #bars = [];
  #brush;
  #axis;
  #readout;
  #summary;
  #onChosen;
  #data = { start: 0, widthMs: 0, counts: [] };
  #coming = null;
  #cursor = -1; // the keyboard position
  #anchor = -1; // the start of a selection
  #pointer = null;

  /**
   * @param {HTMLElement} box
   * @param {(from: number, to: number) => void} onChosen a range, in milliseconds
   */
  constructor(box, onChosen) {
    this.#box = box;
    this.#onChosen = onChosen;
    this.#svg = document.createElementNS(svgNamespace, "svg");
    this.#svg.setAttribute("preserveAspectRatio", "none");
    this.#svg.setAttribute("aria-hidden", "true");
    for (const level of levels) this.#bars.push(this.#shape("path", `bar level-${level.name}`));
    this.#brush = this.#shape("rect", "brush");
    this.#brush.setAttribute("height", String(height));
    this.#axis = element("div", { class: "axis", "aria-hidden": "true" });
    this.#readout = element("output", { class: "readout", "aria-hidden": "true", hidden: true });
    this.#summary = element("p", { class: "visually-hidden", id: "histogram-summary" });
    box.append(this.#svg, this.#axis, this.#readout, this.#summary);

    // With the role slider, screen readers pass the arrow keys on and speak each position.
    for (const [name, value] of Object.entries({ role: "slider", tabindex: "0", "aria-label": "Events over time", "aria-describedby": "histogram-summary", "aria-valuemin": "0" }))
      box.setAttribute(name, value);
    box.addEventListener("keydown", (key) => this.#keyed(key));
    box.addEventListener("blur", () => this.#letGo());
    box.addEventListener("pointerdown", (pointer) => this.#pressed(pointer));
    box.addEventListener("pointermove", (pointer) => this.#moved(pointer));
    box.addEventListener("pointerup", (pointer) => this.#released(pointer));
    box.addEventListener("pointercancel", () => this.#letGo());
    box.addEventListener("pointerleave", () => this.#pointer === null && this.#letGo());
    new ResizeObserver(() => this.#draw()).observe(box);
  }

  /** @param {{start: number, widthMs: number, counts: number[][]}} data counts by level, lowest first */
  show(data) {
    // A live histogram moves, but not during a selection.
    this.#coming = data;
    if (this.#cursor < 0) this.#showComing();
  }

  #showComing() {
    if (!this.#coming) return;
    this.#data = this.#coming;
    this.#coming = null;
    this.#draw();
  }

  #shape(tag, name) {
    const made = document.createElementNS(svgNamespace, tag);
    made.setAttribute("class", name);
    this.#svg.append(made);
    return made;
  }

  #draw() {
    const { start, widthMs, counts } = this.#data;
    const width = this.#box.clientWidth;
    if (width === 0) return;
    this.#svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const highest = counts.reduce((most, bucket) => Math.max(most, sum(bucket)), 0);
    const step = counts.length > 0 ? width / counts.length : 0;
    const paths = levels.map(() => "");
    counts.forEach((bucket, index) => {
      let y = height;
      const left = (index * step).toFixed(2);
      const right = (index * step + Math.max(1, step - (step > 4 ? 1 : 0))).toFixed(2);
      bucket.forEach((events, level) => {
        if (events === 0) return;
        // A single error among thousands must be visible, so no bar is lower than two pixels.
        const top = Math.max(0, y - Math.max(2, (events / highest) * (height - 4)));
        paths[level] += `M${left} ${y.toFixed(2)}V${top.toFixed(2)}H${right}V${y.toFixed(2)}z`;
        y = top;
      });
    });
    paths.forEach((path, level) => this.#bars[level].setAttribute("d", path));
    this.#drawAxis(start, widthMs * counts.length, width);
    this.#drawBrush();
    this.#summary.textContent = this.#summaryText();
    this.#box.setAttribute("aria-valuemax", String(Math.max(0, counts.length - 1)));
    this.#box.setAttribute("aria-valuenow", String(Math.max(0, this.#cursor)));
    this.#box.setAttribute("aria-valuetext", this.#cursor >= 0 ? this.#bucketText(this.#cursor) : this.#summary.textContent);
  }

  #drawAxis(start, spanMs, width) {
    const labels = spanMs > 0 ? Math.max(2, Math.floor(width / 130)) : 0;
    while (this.#axis.childElementCount > labels) this.#axis.lastElementChild.remove();
    while (this.#axis.childElementCount < labels) this.#axis.append(element("span"));
    [...this.#axis.children].forEach((label, index) => {
      label.textContent = axisTime(start + (spanMs * index) / (labels - 1), spanMs);
    });
  }

  #summaryText() {
    const { start, widthMs, counts } = this.#data;
    const totals = totalsOf(counts);
    const all = sum(totals);
    if (all === 0) return "No events.";
    const busiest = counts.reduce((best, bucket, index) => (sum(bucket) > sum(counts[best]) ? index : best), 0);
    return `${many(all, "event")} from ${dateTime(start)} to ${dateTime(start + widthMs * counts.length)}: ${levelText(totals)}. ` +
      `Peak at ${dateTime(start + widthMs * busiest)}: ${count(sum(counts[busiest]))}. ${keyHelp}`;
  }

  #bucketText(index) {
    const { start, widthMs, counts } = this.#data;
    const [from, to] = this.#range(index);
    const chosen = counts.slice(from, to + 1);
    const totals = totalsOf(chosen);
    const times = `${dateTime(start + from * widthMs)} to ${dateTime(start + (to + 1) * widthMs).slice(11)}`;
    return `${times}: ${sum(totals) === 0 ? "no events" : `${many(sum(totals), "event")}, ${levelText(totals)}`}`;
  }

  /** The selected buckets, in order. */
  #range(index) {
    const anchor = this.#anchor < 0 ? index : this.#anchor;
    return [Math.min(anchor, index), Math.max(anchor, index)];
  }

  #drawBrush() {
    const isShown = this.#cursor >= 0 && this.#cursor < this.#data.counts.length;
    this.#brush.setAttribute("visibility", isShown ? "visible" : "hidden");
    this.#readout.hidden = !isShown;
    if (!isShown) return;
    const width = this.#box.clientWidth;
    const [from, to] = this.#range(this.#cursor);
    const step = width / this.#data.counts.length;
    this.#brush.setAttribute("x", (from * step).toFixed(2));
    this.#brush.setAttribute("width", ((to - from + 1) * step).toFixed(2));
    this.#readout.textContent = this.#bucketText(this.#cursor);
    this.#readout.classList.toggle("at-left", (from + to) / 2 > this.#data.counts.length / 2);
  }

  #place(cursor) {
    this.#cursor = cursor;
    this.#drawBrush();
    if (cursor < 0) return;
    this.#box.setAttribute("aria-valuenow", String(cursor));
    this.#box.setAttribute("aria-valuetext", this.#bucketText(cursor));
  }

  #choose() {
    const { start, widthMs } = this.#data;
    const [from, to] = this.#range(this.#cursor);
    this.#letGo();
    this.#onChosen(start + from * widthMs, start + (to + 1) * widthMs);
  }

  #letGo() {
    this.#anchor = -1;
    this.#pointer = null;
    this.#place(-1);
    this.#showComing();
  }

  #keyed(key) {
    const last = this.#data.counts.length - 1;
    if (last < 0 || key.ctrlKey || key.metaKey || key.altKey) return;
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -last - 1, End: last + 1 };
    if (key.key in steps) {
      const from = this.#cursor < 0 ? (steps[key.key] > 0 ? -1 : last + 1) : this.#cursor;
      const to = Math.max(0, Math.min(last, from + steps[key.key]));
      this.#anchor = key.shiftKey ? (this.#anchor < 0 ? Math.max(0, Math.min(last, from)) : this.#anchor) : -1;
      this.#place(to);
    } else if (key.key === "Enter" && this.#cursor >= 0) {
      this.#choose();
    } else if (key.key === "Escape" && this.#cursor >= 0) {
      this.#letGo();
    } else {
      return;
    }
    key.preventDefault();
    key.stopPropagation();
  }

  #bucketAt(pointer) {
    const { left, width } = this.#box.getBoundingClientRect();
    const { length } = this.#data.counts;
    return Math.max(0, Math.min(length - 1, Math.floor(((pointer.clientX - left) / width) * length)));
  }

  #pressed(pointer) {
    if (this.#data.counts.length === 0 || pointer.button !== 0) return;
    this.#pointer = pointer.pointerId;
    this.#box.setPointerCapture(pointer.pointerId);
    this.#anchor = this.#bucketAt(pointer);
    this.#place(this.#anchor);
  }

  #moved(pointer) {
    if (this.#data.counts.length === 0 || (this.#pointer !== null && this.#pointer !== pointer.pointerId)) return;
    // Touch shows the readout only while pressed; a mouse shows it on hover.
    if (this.#pointer !== null || pointer.pointerType === "mouse") this.#place(this.#bucketAt(pointer));
  }

  #released(pointer) {
    if (this.#pointer === pointer.pointerId && this.#cursor >= 0) this.#choose();
  }
}

export function totalsOf(counts) {
  const totals = levels.map(() => 0);
  for (const bucket of counts) bucket.forEach((events, level) => (totals[level] += events));
  return totals;
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

function levelText(totals) {
  return totals.map((events, level) => (events > 0 ? `${count(events)} ${levels[level].name}` : "")).filter(Boolean).reverse().join(", ");
}
