// Holds arriving events while the view is paused.

/** The maximum number of held events. Beyond it the stream is closed, and resumes from its cursor without a gap. This bounds memory. */
export const heldLimit = 10_000;

export class Pause {
  #held = [];
  isPaused = false;

  get count() {
    return this.#held.length;
  }

  get isFull() {
    return this.#held.length >= heldLimit;
  }

  hold(events) {
    for (const event of events) this.#held.push(event);
  }

  /** Returns and clears the held events. */
  release() {
    this.isPaused = false;
    return this.#held.splice(0);
  }
}
