// A virtual list: all rows have one height and only visible rows are in the document, so 100,000 rows scroll like ten.

import { element } from "./dom.js";

const overscan = 10;

/** Browsers round scroll positions. */
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
   * @param {HTMLElement} box the scroll container: a listbox that keeps the focus and refers to the active option.
   * @param {object} handlers
   * @param {(row: HTMLElement, event: object) => void} handlers.drawRow
   * @param {(number: number) => void} handlers.onOpen
   * @param {(isFollowing: boolean) => void} handlers.onFollowing called when the user scrolls away from the end or returns to it.
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

  /** Shows other rows from the start, or from the end when following. */
  show(rows, { isFollowing }) {
    this.#rows = rows;
    this.#first = rows.first;
    this.#selected = -1;
    this.#isFollowing = isFollowing;
    this.#box.scrollTop = 0;
    this.redraw();
  }

  /** Whether the list stays at the newest row. */
  get isFollowing() {
    return this.#isFollowing;
  }

  get selected() {
    return this.#selected;
  }

  /** Updates the list after rows were added, or dropped at the start. */
  changed() {
    // Rows may arrive between a scroll and its event.
    if (this.#isFollowing && this.#box.scrollTop < this.#expectedTop - tolerance) this.#setFollowing(false);
    const dropped = this.#rows.first - this.#first;
    this.#first = this.#rows.first;
    this.#content.style.height = `${this.#rows.length * this.#height}px`;
    if (this.#isFollowing) this.#scrollTo(this.#rows.length * this.#height);
    // Visible rows keep their place while rows above them are dropped.
    else if (dropped > 0) this.#scrollTo(Math.max(0, this.#box.scrollTop - dropped * this.#height));
    this.#drawSoon();
  }

  /** Redraws all rows after their text or height changed. */
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

  /** Moves the selection by `step`; without a selection, selects the first or last visible row. */
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
    // The user is reading a selected row, so the list stops following.
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
    // Ignores scroll events that this class caused.
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
