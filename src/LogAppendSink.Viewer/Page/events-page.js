// The events page: shows one view, live or a time range, in the list, the histogram and the status line.

import { announce } from "./announce.js";
import { positionIn } from "./api.js";
import { both } from "./condition.js";
import { Detail } from "./detail.js";
import { byId } from "./dom.js";
import { Filters } from "./filters.js";
import { many } from "./format.js";
import { Histogram } from "./histogram.js";
import { EventList } from "./list.js";
import { Live } from "./live.js";
import { drawRow } from "./row.js";
import { Search } from "./search.js";
import { emptyView, hasFilter, searchOf, spanOf } from "./view.js";
import { visible } from "./visible.js";

const aroundMs = 60e3;
const traceMs = 10 * 60e3;

export class EventsPage {
  #go;
  #view = emptyView;
  #source = null; // a Live or a Search
  #list;
  #detail;
  #histogram;
  #filters;
  #now;
  #below = 0; // rows that arrived while the list was scrolled away from the end
  #end = 0;

  /**
   * @param {(change: object, how?: {isReplaced: boolean}) => void} go changes the view, and with it the address
   * @param {() => number} now the server's clock; ranges are relative to it
   */
  constructor(go, now) {
    this.#go = go;
    this.#now = now;
    this.#filters = new Filters((change) => this.#filtered(change));
    this.#histogram = new Histogram(byId("histogram"), (from, to) => go({ range: "custom", from: new Date(from).toISOString(), to: new Date(to).toISOString(), event: "" }));
    this.#list = new EventList(byId("list"), {
      drawRow: (row, event) => drawRow(row, event, { searched: this.#view.q, hasDays: this.#hasDays() }),
      onOpen: (number) => this.#open(number),
      onFollowing: () => this.#showBelow(),
    });
    this.#detail = new Detail(byId("detail"), {
      onClose: () => this.closeEvent(),
      onMove: (step) => this.move(step),
      onCondition: (condition) => this.#filtered({ where: both(this.#view.where, condition) }),
      onTrace: (event) => go({ ...emptyView, ...this.#about(event, traceMs), trace: event.tr, event: event.id }),
      onAround: (event) => go({ ...emptyView, ...this.#about(event, aroundMs), event: event.id }),
      linkOf: (event) => new URL(searchOf({ ...emptyView, ...this.#about(event, aroundMs), event: event.id }), document.baseURI).href,
    });
    byId("pause").addEventListener("click", () => this.togglePause());
    byId("cancel").addEventListener("click", () => this.#source.cancel());
    byId("more").addEventListener("click", () => this.#source.more());
    byId("below").addEventListener("click", () => {
      this.#list.goToEnd();
      byId("list").focus({ preventScroll: true });
    });
  }

  /** Runs the view's query from the start. */
  start(view) {
    this.stop();
    this.#view = view;
    this.#filters.show(view);
    this.#filters.showWhereTrouble(null);
    this.#detail.show(null);
    this.#below = this.#end = 0;
    const isLive = view.range === "live";
    byId("trouble").hidden = byId("empty").hidden = byId("more").hidden = true;
    byId("pause").hidden = !isLive;
    this.#showPause(false);
    byId("cancel").hidden = byId("progress").hidden = true;
    byId("state").textContent = "";
    this.#source = isLive ? new Live(view, this.#screen()) : new Search(view, spanOf(view, this.#now()), this.#screen());
    this.#list.show(this.#source.rows, { isFollowing: isLive });
    this.#showBelow();
    this.#source.start();
  }

  stop() {
    this.#source?.stop();
    this.#source = null;
  }

  /** The query is unchanged; only the open event differs. */
  openOf(view) {
    this.#view = view;
    if (view.event === "") this.#close();
    else if (this.#detail.event?.id !== view.event) this.#openWhenThere();
  }

  redraw() {
    this.#list.redraw();
    if (this.#detail.event) this.#detail.show(this.#detail.event);
  }

  showHosts(names) {
    document.body.classList.toggle("has-one-host", names.length === 1);
    this.#filters.showHosts(names);
  }

  move(step) {
    this.#list.move(step);
    if (this.#detail.event && this.#list.selected >= 0) this.#open(this.#list.selected);
  }

  movePage(step) {
    this.move(step * this.#list.pageStep);
  }

  goToStart() {
    this.move(-Infinity);
  }

  goToEnd() {
    // A live view follows the end; a selected row would stop it.
    if (this.#source instanceof Live) this.#list.goToEnd();
    else this.move(Infinity);
  }

  openSelected() {
    if (this.#list.selected < 0) return;
    this.#open(this.#list.selected);
    this.#detail.focus();
  }

  closeEvent() {
    if (this.#view.event !== "") this.#go({ event: "" });
    byId("list").focus({ preventScroll: true });
  }

  togglePause() {
    if (!(this.#source instanceof Live)) return;
    this.#source.togglePause();
    this.#showPause(this.#source.isPaused);
  }

  /** The callbacks with which a source shows its results. */
  #screen() {
    return {
      rowsChanged: () => this.#rowsChanged(),
      buckets: (data, totals) => {
        this.#histogram.show(data);
        this.#filters.showCounts(totals);
      },
      state: (name, text, rows) => this.#showState(name, text, rows),
      searching: (state) => this.#showSearching(state),
      trouble: (trouble, isNote) => this.#showTrouble(trouble, isNote),
    };
  }

  #filtered(change) {
    this.#go({ ...change, event: "" });
  }

  #about(event, reachMs) {
    const time = Date.parse(event.t);
    if (Number.isNaN(time)) return {}; // Without a readable time the range stays.
    return { range: "custom", from: new Date(time - reachMs).toISOString(), to: new Date(time + reachMs).toISOString() };
  }

  #hasDays() {
    const { from, to } = spanOf(this.#view, this.#now());
    if (this.#view.range === "custom") return from === null || to === null || new Date(from).toDateString() !== new Date().toDateString() || to - from > 12 * 3600e3;
    return this.#view.range === "24h";
  }

  #open(number) {
    const event = this.#source.rows.at(number);
    if (!event) return;
    const isFirst = this.#view.event === "";
    this.#detail.show(event);
    // Opening an event adds a history entry; moving to another event replaces it.
    this.#go({ event: event.id }, { isReplaced: !isFirst });
  }

  #openWhenThere() {
    const number = this.#source.rows.find(this.#view.event);
    if (number < 0) return false;
    this.#detail.show(this.#source.rows.at(number));
    this.#list.select(number, { isCentred: true });
    return true;
  }

  #close() {
    this.#detail.show(null);
  }

  #rowsChanged() {
    this.#list.changed();
    const { end } = this.#source.rows;
    if (!this.#list.isFollowing) this.#below += end - this.#end;
    this.#end = end;
    this.#showBelow();
    byId("empty").hidden = true;
    if (this.#view.event !== "" && !this.#detail.event) this.#openWhenThere();
  }

  #showBelow() {
    const isShown = this.#view.range === "live" && !this.#list.isFollowing;
    if (this.#list.isFollowing) this.#below = 0;
    byId("below").hidden = !isShown;
    byId("below").textContent = this.#below > 0 ? `${many(this.#below, "new event")} ↓` : "Go to newest ↓";
  }

  #showPause(isPaused) {
    const button = byId("pause");
    button.setAttribute("aria-pressed", String(isPaused));
    button.querySelector("use").setAttribute("href", isPaused ? "#icon-play" : "#icon-pause");
    button.querySelector("span").textContent = isPaused ? "Resume" : "Pause";
  }

  #showState(name, text, rows) {
    byId("state").className = `state is-${name}`;
    byId("state").textContent = text;
    byId("status-text").textContent = rows;
    const isEmpty = this.#source !== null && this.#source.rows.length === 0 && name === "live";
    this.#showEmpty(isEmpty, "Waiting for events", hasFilter(this.#view) ? "No event has matched the filter yet." : "Events appear here seconds after they are logged.");
  }

  #showSearching({ isRunning, text, share, more, isEmpty }) {
    byId("status-text").textContent = text;
    byId("cancel").hidden = byId("progress").hidden = !isRunning;
    if (share === null) byId("progress").removeAttribute("value");
    else byId("progress").value = share;
    byId("more").hidden = more === "";
    byId("more").textContent = more;
    this.#showEmpty(isEmpty, "No events", hasFilter(this.#view) ? "No event in this time range matches the filter." : "No event was logged in this time range.");
    if (!isRunning && this.#view.event !== "" && !this.#detail.event && this.#source) announce("The event of this link is not in these results.");
  }

  #showEmpty(isShown, title, text) {
    const box = byId("empty");
    box.hidden = !isShown;
    if (!isShown || box.dataset.text === title + text) return;
    box.dataset.text = title + text;
    const strong = document.createElement("b");
    strong.textContent = title;
    box.replaceChildren(strong, text);
  }

  #showTrouble(trouble, isNote) {
    if (trouble?.code === "BadWhere") {
      this.#filters.showWhereTrouble(trouble, positionIn(this.#view, trouble.position));
      return;
    }
    const box = byId("trouble");
    box.hidden = trouble === null;
    box.classList.toggle("is-note", isNote);
    if (trouble) box.textContent = visible(`${trouble.message} ${trouble.fix ?? ""}`.trim());
  }
}
