// The objects page: lists objects by day and host, and verifies them.

import { addressOf, ask, Trouble } from "./api.js";
import { announce } from "./announce.js";
import { byId, element } from "./dom.js";
import { bytes, count, dateTime, many } from "./format.js";
import { readLines } from "./lines.js";
import { visible } from "./visible.js";

export class ObjectsPage {
  #onEvents;
  #asking = null;
  #verifying = new Set();

  /** @param {(from: string, to: string, host: string) => void} onEvents shows the events of an object's period and host */
  constructor(onEvents) {
    this.#onEvents = onEvents;
    byId("objects-refresh").addEventListener("click", () => this.open());
  }

  async open() {
    this.close();
    const asking = (this.#asking = new AbortController());
    byId("objects-text").textContent = "Listing objects…";
    byId("objects-trouble").hidden = true;
    try {
      const response = await ask(addressOf("objects"), { signal: asking.signal });
      const { objects, truncated } = await response.json();
      this.#show(objects, truncated);
    } catch (error) {
      if (error.name === "AbortError") return;
      byId("objects-text").textContent = "";
      byId("objects-trouble").hidden = false;
      byId("objects-trouble").textContent = visible(`${error.message} ${error.fix ?? ""}`);
    }
  }

  close() {
    this.#asking?.abort();
    for (const verifying of this.#verifying) verifying.abort();
    this.#verifying.clear();
  }

  #show(objects, truncated) {
    const size = objects.reduce((total, { size }) => total + size, 0);
    byId("objects-text").textContent = `${many(objects.length, "object")}, ${bytes(size)}${truncated ? "; older ones are not shown" : ""}`;
    announce(byId("objects-text").textContent);
    const body = element("tbody");
    // Newest day first, then hosts by name. The server sorts by last append instead.
    const sorted = objects.toSorted((a, b) => compare(b.day ?? "", a.day ?? "") || compare(a.host ?? "", b.host ?? "") || rollOf(a.key) - rollOf(b.key) || compare(a.key, b.key));
    for (const [day, ofDay] of groupBy(sorted, ({ day }) => day ?? "")) {
      const total = ofDay.reduce((sum, { size }) => sum + size, 0);
      const hosts = new Set(ofDay.map(({ host }) => host ?? "")).size;
      body.append(
        element(
          "tr",
          { class: "day" },
          element("th", { colspan: "7", scope: "rowgroup" }, day ? periodOf(day) : "Without a day", element("small", {}, `${many(ofDay.length, "object")} · ${many(hosts, "host")} · ${bytes(total)}`)),
        ),
      );
      ofDay.forEach((object) => body.append(this.#row(object)));
    }
    const head = ["Host", "Object", "Size", "Roll", "Last append", "State", "Integrity"].map((name, index) =>
      element("th", { scope: "col", class: index === 2 || index === 3 ? `number${index === 3 ? " optional" : ""}` : [1, 4, 5].includes(index) ? "optional" : null }, name));
    byId("objects").replaceChildren(
      objects.length > 0 ? element("table", {}, element("thead", {}, element("tr", {}, ...head)), body) : element("p", { class: "empty" }, element("b", {}, "No objects"), "No object is stored below this prefix yet."),
    );
  }

  #row(object) {
    const roll = rollOf(object.key);
    const state = [object.sealed ? "sealed" : "", object.type === "Appendable" ? "" : object.type, object.storageClass && object.storageClass !== "Standard" ? object.storageClass : ""].filter(Boolean).join(", ");
    const verdict = element("td", { class: "verdict" });
    this.#offerVerify(verdict, object);
    return element(
      "tr",
      {},
      element("td", {}, object.day ? this.#eventsLink(object) : (object.host ?? "–")),
      element("td", { class: "key optional", title: object.crc64 ? `CRC-64 ${object.crc64}` : null }, object.key),
      element("td", { class: "number", title: `${count(object.size)} bytes` }, bytes(object.size)),
      element("td", { class: "number optional" }, roll > 0 ? String(roll) : "–"),
      element("td", { class: "optional" }, dateTime(object.lastModified)),
      element("td", { class: "note optional" }, state || "open"),
      verdict,
    );
  }

  #eventsLink(object) {
    const from = new Date(object.day);
    const to = new Date(from.getTime() + periodMs(object.day));
    const name = object.host ?? "events";
    return element("button", { type: "button", class: "text-button events-link", "aria-label": `Show the events of ${name} on ${periodOf(object.day)}`, title: "Show events", onclick: () => this.#onEvents(from.toISOString(), to.toISOString(), object.host ?? "") }, name);
  }

  #offerVerify(cell, object) {
    cell.replaceChildren(element("button", { type: "button", class: "button", "aria-label": `Verify ${object.key}`, onclick: () => this.#verify(cell, object) }, "Verify"));
  }

  async #verify(cell, object) {
    const verifying = new AbortController();
    this.#verifying.add(verifying);
    const bar = element("progress", { max: String(Math.max(1, object.size)), value: "0", "aria-label": `Verifying ${object.key}` });
    const read = element("span", { class: "note" }, "0 B ");
    cell.replaceChildren(bar, " ", read, element("button", { type: "button", class: "text-button", onclick: () => verifying.abort() }, "Cancel"));
    cell.querySelector("button").focus();
    let result = null;
    try {
      await readLines(await ask(addressOf("objects/verify", { key: object.key }), { signal: verifying.signal }), (lines) => {
        for (const line of lines.filter(Boolean)) {
          const message = JSON.parse(line);
          if (message.k === "error") throw new Trouble(message);
          if (message.k === "result") result = message;
          if (message.k === "progress") {
            bar.max = Math.max(1, message.of);
            bar.value = message.bytes;
            read.textContent = `${bytes(message.bytes)} `;
          }
        }
      });
      if (!result) throw new Trouble({ message: "The response ended early.", fix: "Verify again." });
      this.#showResult(cell, object, result);
    } catch (error) {
      this.#offerVerify(cell, object);
      if (error.name !== "AbortError") cell.append(element("div", { class: "is-bad" }, `${error.message} ${error.fix ?? ""}`));
    } finally {
      this.#verifying.delete(verifying);
    }
  }

  #showResult(cell, object, { ok, records, checksummed, faults }) {
    const text = ok ? `Intact: ${many(records, "record")}${checksummed ? ", CRC-64 matches the store's" : ""}` : `Damaged: ${many(faults.length, "fault")}, ${many(records, "record")}`;
    cell.replaceChildren(element("span", { class: ok ? "is-good" : "is-bad" }, text));
    if (!ok) cell.append(element("ul", {}, ...faults.slice(0, 100).map((fault) => element("li", {}, fault))));
    announce(`${object.key}: ${text}`);
  }
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `-001` before the extension: the first roll of its period; the period's first object has no number. */
function rollOf(key) {
  return Number(/-(\d{3,})\.[^/]*$/.exec(key)?.[1] ?? 0);
}

function periodOf(day) {
  const [date, time] = day.split("T");
  return time?.startsWith("00:00") ? date : `${date} ${time?.slice(0, 5)} UTC`;
}

/** The name contains only the start of the period. Unless that is midnight, the period is an hour. */
function periodMs(day) {
  return day.slice(11, 16) === "00:00" ? 86400e3 : 3600e3;
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  return groups;
}
