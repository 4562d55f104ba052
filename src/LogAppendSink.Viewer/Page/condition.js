// Writes conditions in the grammar of `logappend --where`; it reads none, the server does that.

import { ExactNumber } from "./numbers.js";
import { levels, levelIndex } from "./levels.js";

const reserved = new Set(["and", "or", "not", "like", "in", "is", "true", "false", "null"]);
const name = /^[\p{L}_][\p{L}\p{Nd}_]*$/u;

/** The operand of a property: `Order.Id`, or `@p['a b']['c.d']` for names that are no identifiers. */
export function operandOf(path) {
  const isPlain = name.test(path[0]) && !reserved.has(path[0].toLowerCase());
  const members = path.slice(1).map((part) => (name.test(part) ? `.${part}` : indexOf(part)));
  return (isPlain ? path[0] : `@p${indexOf(path[0])}`) + members.join("");
}

function indexOf(part) {
  return `['${part.replaceAll("'", "''")}']`;
}

/** A constant; null for what cannot be compared (objects and lists). */
export function constantOf(value) {
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === "boolean" || value instanceof ExactNumber) return String(value);
  // The grammar's numbers begin with a digit or a minus and know no sign of infinity; JSON has no others.
  return typeof value === "number" && Number.isFinite(value) ? String(value) : null;
}

/** `Elapsed = 12`, `User != 'x'`, `Note is null`; null where none can be written. */
export function comparison(path, value, isEqual) {
  const operand = operandOf(path);
  if (value === null) return `${operand} is ${isEqual ? "" : "not "}null`;
  const constant = constantOf(value);
  return constant === null ? null : `${operand} ${isEqual ? "=" : "!="} ${constant}`;
}

/** Both conditions; what has an `or` in it is bracketed, in texts too, which does no harm. */
export function both(left, right) {
  if (!left.trim()) return right;
  return `${/\bor\b/i.test(left) ? `(${left})` : left} and ${right}`;
}

/** The least level of a choice that has all from it upwards; null where the choice has gaps or is empty. */
export function leastLevel(names) {
  const chosen = [...names].map(levelIndex).sort((a, b) => a - b);
  const isWithoutGaps = chosen.length > 0 && chosen.length === levels.length - chosen[0];
  return isWithoutGaps ? levels[chosen[0]].name : null;
}
