// Holds arriving events while the reader has paused.

/** How many are held; beyond it the stream is closed, and goes on from its cursor when the reader does: no gap, and no memory without end. */
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

  /** What was held, once. */
  release() {
    this.isPaused = false;
    return this.#held.splice(0);
  }
}
