// The live stream. It reads server-sent events itself, because EventSource exposes neither error responses nor a heartbeat's id.

import { addressOf, ask, filterOf, Trouble } from "./api.js";
import { readLines } from "./lines.js";
import { parseExact } from "./numbers.js";

const back = 500;

/** Delays between retries, in milliseconds; the last one repeats. */
const retryWaits = [250, 500, 1000, 2000, 5000];

/** The server sends at least a heartbeat every 15 seconds. After this time without data the connection counts as lost. */
const silenceLimit = 40_000;

/** Errors that a retry cannot fix. */
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

  /** Starts, or resumes after the last event that was passed on. */
  open() {
    this.close();
    this.#tries = 0;
    this.#handlers.onState("connecting", null);
    this.#run();
  }

  /** Stops the stream and keeps its position. */
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
            const message = parseExact(data);
            if (type === "log") events.push(message);
            else if (type === "logs") for (const event of message) events.push(event);
            else if (type === "note") {
              this.#handlers.onNote(message);
              if (message.kind === "StoreRefused") refusal = new Trouble({ code: message.kind, ...message });
            }
          }
          // The cursor moves only together with the events, so none is skipped.
          if (id !== "") this.#cursor = id;
          type = id = data = "";
        }
      }
      if (events.length > 0) this.#handlers.onEvents(events);
    });
    if (refusal) throw refusal;
  }

  #retry(trouble) {
    // The cursor is no longer valid, so the missed events are unknown. Start with the newest events again.
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
