// The live stream: server-sent events, read by hand, because an EventSource tells neither why it was refused nor the cursor of a heartbeat.

import { addressOf, ask, filterOf, Trouble } from "./api.js";
import { readLines } from "./lines.js";
import { parseExact } from "./numbers.js";

const back = 500;

/** Waits before the next try, in milliseconds; the last one goes on. */
const retryWaits = [250, 500, 1000, 2000, 5000];

/** The server says something every 15 seconds. After so long it is gone, whatever the network says. */
const silenceLimit = 40_000;

/** What no further try can mend. */
const finalCodes = new Set(["BadWhere", "BadLevel", "BadTime", "BadRange", "BadLimit", "NotFound", "NoAuthorization", "StoreRefused", "Status401", "Status403", "Status404"]);

export class Tail {
  #view;
  #handlers;
  #cursor = "";
  #tries = 0;
  #stop = null;
  #timer = 0;

  /**
   * @param {object} view
   * @param {object} handlers
   * @param {(events: object[]) => void} handlers.onEvents
   * @param {(state: "connecting"|"live"|"reconnecting"|"failed", trouble: Trouble|null) => void} handlers.onState
   * @param {(note: {kind: string, message: string}) => void} handlers.onNote
   */
  constructor(view, handlers) {
    this.#view = view;
    this.#handlers = handlers;
  }

  /** Begins, or goes on behind the last event that was handed over. */
  open() {
    this.close();
    this.#tries = 0;
    this.#handlers.onState("connecting", null);
    this.#run();
  }

  /** Ends the stream; its place is kept. */
  close() {
    clearTimeout(this.#timer);
    this.#stop?.abort();
    this.#stop = null;
  }

  async #run() {
    const stop = (this.#stop = new AbortController());
    let silence = 0;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => stop.abort(), silenceLimit);
    };
    let trouble = null;
    try {
      heard();
      const address = addressOf("tail", { ...filterOf(this.#view), back });
      const response = await ask(address, { signal: stop.signal, cache: "no-store", headers: this.#cursor ? { "Last-Event-ID": this.#cursor } : {} });
      this.#tries = 0;
      this.#handlers.onState("live", null);
      await this.#read(response, heard, () => this.#stop === stop);
    } catch (error) {
      trouble = error instanceof Trouble ? error : null;
    } finally {
      clearTimeout(silence);
    }
    if (this.#stop === stop) this.#retry(trouble);
  }

  async #read(response, heard, isCurrent) {
    let type = "";
    let id = "";
    let data = "";
    let refusal = null;
    await readLines(response, (lines) => {
      if (!isCurrent()) return;
      heard();
      const events = [];
      for (const line of lines) {
        if (line.startsWith("id:")) id = line.slice(3).trim();
        else if (line.startsWith("event:")) type = line.slice(6).trim();
        else if (line.startsWith("data:")) data += line.slice(line[5] === " " ? 6 : 5);
        else if (line === "" || line === "\r") {
          if (data !== "") {
            const told = parseExact(data);
            if (type === "log") events.push(told);
            else if (type === "logs") for (const event of told) events.push(event);
            else if (type === "note") {
              this.#handlers.onNote(told);
              if (told.kind === "StoreRefused") refusal = new Trouble({ code: told.kind, ...told });
            }
          }
          // With the events or not at all: the cursor never stands behind what was not handed over.
          if (id !== "") this.#cursor = id;
          type = id = data = "";
        }
      }
      if (events.length > 0) this.#handlers.onEvents(events);
    });
    if (refusal) throw refusal;
  }

  #retry(trouble) {
    // A cursor that is none any more: what was missed cannot be found by it, so the newest are shown again.
    if (trouble?.code === "BadCursor") this.#cursor = "";
    if (trouble && finalCodes.has(trouble.code)) {
      this.#stop = null;
      this.#handlers.onState("failed", trouble);
      return;
    }
    this.#handlers.onState("reconnecting", trouble);
    const wait = retryWaits[Math.min(this.#tries++, retryWaits.length - 1)];
    this.#timer = setTimeout(() => this.#run(), wait);
  }
}
