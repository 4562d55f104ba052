// JSON whose numbers keep their digits. A number of JavaScript has some 16 of them; ids of 64 bits and amounts have more.

/** A number as it was logged, where a number of JavaScript would be written otherwise. */
export class ExactNumber {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }

  toJSON() {
    return mark + this.text;
  }
}

// Stands before such numbers while they are texts. Nothing that is logged can begin with it, since it differs with each page.
const mark = `exact-${Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("")}-`;
const marked = new RegExp(`"${mark}([^"]*)"`, "g");

const textOrNumber = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** As `JSON.parse`; numbers that would change become an {@link ExactNumber}. */
export function parseExact(json) {
  let hasExact = false;
  const text = json.replace(textOrNumber, (token) => {
    if (token[0] === '"' || String(Number(token)) === token) return token;
    hasExact = true;
    return `"${mark}${token}"`;
  });
  if (!hasExact) return JSON.parse(json);
  return JSON.parse(text, (_, value) => (typeof value === "string" && value.startsWith(mark) ? new ExactNumber(value.slice(mark.length)) : value));
}

/** As `JSON.stringify`, for what {@link parseExact} made. */
export function stringifyExact(value, indent = 0) {
  return JSON.stringify(value, null, indent).replace(marked, "$1");
}
