// Collects the notes of one view, so that a new note does not hide earlier ones.

const shownLimit = 3;

export class Notes {
  #messages = [];

  /** @returns {string} all notes, the first few in full */
  add(message) {
    if (!this.#messages.includes(message)) this.#messages.push(message);
    const more = this.#messages.length - shownLimit;
    return this.#messages.slice(0, shownLimit).join(" ") + (more > 0 ? ` And ${more} more.` : "");
  }
}
