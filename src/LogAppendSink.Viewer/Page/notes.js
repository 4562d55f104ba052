// Notes of one view: each stays readable when the next one comes.

const shownLimit = 3;

export class Notes {
  #messages = [];

  /** @returns {string} all there are, the first few in full */
  add(message) {
    if (!this.#messages.includes(message)) this.#messages.push(message);
    const more = this.#messages.length - shownLimit;
    return this.#messages.slice(0, shownLimit).join(" ") + (more > 0 ? ` And ${more} more.` : "");
  }
}
