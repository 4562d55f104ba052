// Parses and writes JSON without losing digits. JavaScript numbers have about 16; 64-bit ids and amounts may have more.

/** A number as logged, if a JavaScript number would change it. */
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

// The prefix of such numbers while they are strings. It is random per page, so log content cannot contain it.
const mark = `exact-${Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("")}-`;
const marked = new RegExp(`"${mark}([^"]*)"`, "g");

const textOrNumber = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** Like `JSON.parse`, but numbers that would change become an {@link ExactNumber}. */
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

/** Like `JSON.stringify`, for results of {@link parseExact}. */
export function stringifyExact(value, indent = 0) {
  return JSON.stringify(value, null, indent).replace(marked, "$1");
}
