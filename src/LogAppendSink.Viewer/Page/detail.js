// The detail pane: message, properties, exception and trace of the open event.

import { copy } from "./clipboard.js";
import { comparison } from "./condition.js";
import { element, icon } from "./dom.js";
import { dateTime, timeOfDay } from "./format.js";
import { levelIndex, levels } from "./levels.js";
import { stringifyExact } from "./numbers.js";
import { kindOf, rowsOf, textOf } from "./properties.js";
import { partsOf } from "./stack-trace.js";

export class Detail {
  #panel;
  #handlers;
  #event = null;

  /**
   * @param {HTMLElement} panel
   * @param {object} handlers
   * @param {() => void} handlers.onClose
   * @param {(step: number) => void} handlers.onMove
   * @param {(condition: string) => void} handlers.onCondition adds it to the filter
   * @param {(event: object) => void} handlers.onTrace
   * @param {(event: object) => void} handlers.onAround shows all that happened about then
   * @param {(event: object) => string} handlers.linkOf
   */
  constructor(panel, handlers) {
    this.#panel = panel;
    this.#handlers = handlers;
  }

  get event() {
    return this.#event;
  }

  show(event) {
    this.#event = event;
    this.#panel.hidden = event === null;
    document.body.classList.toggle("has-detail", event !== null);
    if (event === null) {
      this.#panel.replaceChildren();
      return;
    }
    const level = levels[levelIndex(event.l)];
    this.#panel.replaceChildren(
      this.#head(event, level),
      element(
        "div",
        { class: "detail-body", tabindex: "0", role: "region", "aria-label": "Event" },
        element("p", { class: "detail-message" }, event.m || "(no message)"),
        this.#actions(event),
        event.x ? this.#exception(event.x) : null,
        this.#properties(event),
        this.#origin(event),
      ),
    );
  }

  /** When the event is redrawn, the focused button keeps the focus if possible. */
  focus() {
    this.#panel.querySelector(".detail-body")?.focus({ preventScroll: true });
  }

  #head(event, level) {
    const { onClose, onMove } = this.#handlers;
    const button = (name, label, key, onclick) => element("button", { type: "button", class: "icon-button", "aria-label": label, title: `${label} (${key})`, onclick }, icon(name));
    return element(
      "header",
      { class: "detail-head" },
      element("span", { class: `level level-${level.name}` }, event.ln ?? level.name),
      event.t
        ? element("time", { datetime: event.t, title: event.t }, dateTime(event.t).slice(0, 10), " ", element("b", {}, timeOfDay(event.t)))
        : element("span", { title: "The event has no readable time" }, "no time"),
      element("span", { class: "spring" }),
      button("up", "Previous event", "k", () => onMove(-1)),
      button("down", "Next event", "j", () => onMove(1)),
      button("close", "Close", "Escape", onClose),
    );
  }

  #actions(event) {
    const { onTrace, onAround, linkOf } = this.#handlers;
    const button = (name, label, onclick) => element("button", { type: "button", class: "button", onclick }, icon(name), element("span", {}, label));
    return element(
      "div",
      { class: "detail-actions" },
      event.tr ? button("trace", "Show trace", () => onTrace(event)) : null,
      event.t ? button("around", "Show surrounding events", () => onAround(event)) : null,
      button("link", "Copy link", (click) => copy(linkOf(event), "link to this event", click.currentTarget)),
      button("copy", "Copy JSON", (click) => copy(stringifyExact(event, 2), "event as JSON", click.currentTarget)),
    );
  }

  #exception(text) {
    const section = element("section", { class: "exception", "aria-label": "Exception" }, element("h3", {}, "Exception", this.#copyButton(text, "exception")));
    const trace = element("div", { class: "trace" });
    for (const { kind, lines } of partsOf(text)) {
      if (kind === "folded") {
        const frames = lines.filter((line) => /^\s+at\s/.test(line)).length;
        trace.append(element("details", {}, element("summary", {}, `${frames} framework frame${frames === 1 ? "" : "s"}`), element("pre", {}, lines.join("\n"))));
      } else {
        trace.append(element("pre", { class: kind }, lines.join("\n")));
      }
    }
    section.append(trace);
    return section;
  }

  #properties(event) {
    const rows = rowsOf(event.p);
    if (rows.length === 0) return null;
    return element(
      "section",
      { "aria-label": "Properties" },
      element("h3", {}, "Properties"),
      element("table", { class: "properties" }, element("tbody", {}, ...rows.map(({ path, value }) => this.#property(path, value)))),
    );
  }

  #property(path, value) {
    const name = path.join(".");
    const filterButton = (sign, isEqual) => {
      const condition = comparison(path, value, isEqual);
      return element(
        "button",
        {
          type: "button",
          class: "sign-button",
          disabled: condition === null,
          "aria-label": condition === null ? `${name} cannot be used in a filter` : `Filter: ${condition}`,
          title: condition ?? "This value cannot be used in a filter",
          onclick: () => this.#handlers.onCondition(condition),
        },
        sign,
      );
    };
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      element("td", { class: `value is-${kindOf(value)}` }, textOf(value)),
      element("td", { class: "property-actions" }, filterButton("=", true), filterButton("≠", false), this.#copyButton(textOf(value), `value of ${name}`)),
    );
  }

  #origin(event) {
    const rows = [
      ["Template", event.mt],
      ["Trace", event.tr],
      ["Span", event.sp],
      ["Host", event.h],
      ["Stored at", event.id],
    ].filter(([, value]) => value);
    return element(
      "section",
      { "aria-label": "Origin" },
      element("h3", {}, "Origin"),
      element(
        "table",
        { class: "properties" },
        element(
          "tbody",
          {},
          ...rows.map(([name, value]) =>
            element("tr", {}, element("th", { scope: "row" }, name), element("td", { class: "value" }, value), element("td", { class: "property-actions" }, this.#copyButton(value, name.toLowerCase()))),
          ),
        ),
      ),
    );
  }

  #copyButton(text, what) {
    return element("button", { type: "button", class: "sign-button", "aria-label": `Copy the ${what}`, title: "Copy", onclick: (click) => copy(text, what, click.currentTarget) }, icon("copy"));
  }
}
