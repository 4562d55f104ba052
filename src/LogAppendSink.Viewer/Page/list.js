// A list of rows of one height of which only those in sight are in the document, so that a hundred thousand scroll as ten do.

import { element } from "./dom.js";

const overscan = 10;

/** Browsers round where they scroll to. */
const tolerance = 2;

export class EventList {
  #box;
  #content;
  #rows;
  #drawRow;
  #onOpen;
  #onFollowing;
  #shown = new Map(); // number → element
  #spare = [];
  #height = 24;
  #first = 0;
  #selected = -1;
  #isFollowing = false;
  #expectedTop = 0;
  #drawing = 0;

  /**
   * @param {HTMLElement} box what scrolls; a listbox that keeps the focus, whose options are only pointed at.
   * @param {object} handlers
   * @param {(row: HTMLElement, event: object) => void} handlers.drawRow
   * @param {(number: number) => void} handlers.onOpen
   * @param {(isFollowing: boolean) => void} handlers.onFollowing the reader has left the end, or is back there.
   */
  constructor(box, { drawRow, onOpen, onFollowing }) {
    this.#box = box;
    this.#drawRow = drawRow;
    this.#onOpen = onOpen;
    this.#onFollowing = onFollowing;
    this.#content = element("div", { class: "list-content", role: "presentation" });
    box.append(this.#content);
    box.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#content.addEventListener("click", (click) => {
      const row = click.target.closest(".row");
      if (row) this.open(Number(row.dataset.number));
    });
    new ResizeObserver(() => this.#resized()).observe(box);
  }

  /** Shows other rows from their beginning, or their end when the reader is to follow. */
  show(rows, { isFollowing }) {
    this.#rows = rows;
    this.#first = rows.first;
    this.#selected = -1;
    this.#isFollowing = isFollowing;
    this.#box.scrollTop = 0;
    this.redraw();
  }

  /** Whether the newest row is in sight and shall stay so. */
  get isFollowing() {
    return this.#isFollowing;
  }

  get selected() {
    return this.#selected;
  }

  /** Rows were added, or dropped at the old end. */
  changed() {
    // Rows may come after the reader has scrolled and before that is told.
    if (this.#isFollowing && this.#box.scrollTop < this.#expectedTop - tolerance) this.#setFollowing(false);
    const dropped = this.#rows.first - this.#first;
    this.#first = this.#rows.first;
    this.#content.style.height = `${this.#rows.length * this.#height}px`;
    if (this.#isFollowing) this.#scrollTo(this.#rows.length * this.#height);
    // Somebody reads: what is in sight stays where it is while rows above go.
    else if (dropped > 0) this.#scrollTo(Math.max(0, this.#box.scrollTop - dropped * this.#height));
    this.#drawSoon();
  }

  /** Everything is drawn anew: the texts of rows have changed, or their height. */
  redraw() {
    for (const row of this.#shown.values()) this.#content.removeChild(row);
    this.#shown.clear();
    this.#spare = [];
    this.#resized();
  }

  goToEnd() {
    this.#isFollowing = true;
    this.#scrollTo(this.#rows.length * this.#height);
    this.#onFollowing(true);
    this.#drawSoon();
  }

  /** Selects the row `step` further; the first or last in sight when none is. */
  move(step) {
    if (this.#rows.length === 0) return;
    const { first, end } = this.#rows;
    const inSight = first + Math.ceil(this.#box.scrollTop / this.#height);
    const from = !Number.isFinite(step) ? step : this.#selected >= first ? this.#selected + step : this.#isFollowing ? end - 1 : inSight;
    this.select(Math.max(first, Math.min(end - 1, from)));
  }

  get pageStep() {
    return Math.max(1, Math.floor(this.#box.clientHeight / this.#height) - 1);
  }

  select(number, { isCentred = false } = {}) {
    const before = this.#shown.get(this.#selected);
    if (before) before.setAttribute("aria-selected", "false");
    this.#selected = number;
    if (number < 0) {
      this.#box.removeAttribute("aria-activedescendant");
      return;
    }
    const top = (number - this.#rows.first) * this.#height;
    const { scrollTop, clientHeight } = this.#box;
    // A reader who has chosen a row reads it: the list stops running away under it.
    this.#setFollowing(false);
    if (isCentred) this.#scrollTo(top - clientHeight / 2 + this.#height);
    else if (top < scrollTop) this.#scrollTo(top);
    else if (top + this.#height > scrollTop + clientHeight) this.#scrollTo(top + this.#height - clientHeight);
    this.#draw();
    this.#shown.get(number)?.setAttribute("aria-selected", "true");
    this.#box.setAttribute("aria-activedescendant", `row-${number}`);
  }

  open(number) {
    this.select(number);
    this.#onOpen(number);
  }

  #scrollTo(top) {
    this.#box.scrollTop = top;
    this.#expectedTop = this.#box.scrollTop;
  }

  #scrolled() {
    // Our own scrolling says nothing about the reader.
    if (Math.abs(this.#box.scrollTop - this.#expectedTop) > tolerance) this.#setFollowing(this.#isAtEnd());
    this.#expectedTop = this.#box.scrollTop;
    this.#drawSoon();
  }

  #isAtEnd() {
    return this.#box.scrollTop + this.#box.clientHeight >= this.#content.offsetHeight - this.#height / 2;
  }

  #setFollowing(isFollowing) {
    if (this.#isFollowing === isFollowing) return;
    this.#isFollowing = isFollowing;
    this.#onFollowing(isFollowing);
  }

  #resized() {
    if (!this.#rows) return;
    const height = parseFloat(getComputedStyle(this.#box).getPropertyValue("--row-height")) || 24;
    const topRow = this.#box.scrollTop / this.#height;
    const isNewHeight = height !== this.#height;
    this.#height = height;
    this.#content.style.height = `${this.#rows.length * height}px`;
    if (this.#isFollowing) this.#scrollTo(this.#rows.length * height);
    else if (isNewHeight) this.#scrollTo(topRow * height);
    this.#draw();
  }

  #drawSoon() {
    this.#drawing ||= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    cancelAnimationFrame(this.#drawing);
    this.#drawing = 0;
    const { first, end, length } = this.#rows;
    const { scrollTop, clientHeight } = this.#box;
    const from = first + Math.max(0, Math.floor(scrollTop / this.#height) - overscan);
    const to = Math.min(end, first + Math.ceil((scrollTop + clientHeight) / this.#height) + overscan);
    for (const [number, row] of this.#shown) {
      if (number >= from && number < to) continue;
      this.#shown.delete(number);
      this.#spare.push(row);
    }
    for (let number = from; number < to; number++) {
      let row = this.#shown.get(number);
      if (!row) {
        row = this.#spare.pop() ?? this.#newRow();
        row.id = `row-${number}`;
        row.dataset.number = String(number);
        row.setAttribute("aria-selected", String(number === this.#selected));
        this.#drawRow(row, this.#rows.at(number));
        this.#shown.set(number, row);
      }
      row.style.transform = `translateY(${(number - first) * this.#height}px)`;
      row.setAttribute("aria-posinset", String(number - first + 1));
      row.setAttribute("aria-setsize", String(length));
    }
    for (const row of this.#spare) row.remove();
    this.#spare = [];
  }

  #newRow() {
    const row = element("div", { class: "row", role: "option" });
    this.#content.append(row);
    return row;
  }
}
