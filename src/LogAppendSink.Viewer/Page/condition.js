// Writes conditions in the grammar of `logappend --where`. Only the server parses them.

import { ExactNumber } from "./numbers.js";
import { levels, levelIndex } from "./levels.js";

const reserved = new Set(["and", "or", "not", "like", "in", "is", "true", "false", "null"]);
const name = /^[\p{L}_][\p{L}\p{Nd}_]*$/u;

/** The operand of a property: `Order.Id`, or `@p['a b']['c.d']` for names that are not identifiers. */
export function operandOf(path) {
  const isPlain = name.test(path[0]) && !reserved.has(path[0].toLowerCase());
  const members = path.slice(1).map((part) => (name.test(part) ? `.${part}` : indexOf(part)));
  return (isPlain ? path[0] : `@p${indexOf(path[0])}`) + members.join("");
}

function indexOf(part) {
  return `['${part.replaceAll("'", "''")}']`;
}

/** A constant; null for values that cannot be compared (objects and lists). */
export function constantOf(value) {
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === "boolean" || value instanceof ExactNumber) return String(value);
  // Numbers of the grammar start with a digit or a minus; JSON has no infinity or NaN either.
  return typeof value === "number" && Number.isFinite(value) ? String(value) : null;
}

/** `Elapsed = 12`, `User != 'x'`, `Note is null`; null if the condition cannot be written. */
export function comparison(path, value, isEqual) {
  const operand = operandOf(path);
  if (value === null) return `${operand} is ${isEqual ? "" : "not "}null`;
  const constant = constantOf(value);
  return constant === null ? null : `${operand} ${isEqual ? "=" : "!="} ${constant}`;
}

/** Joins both conditions. A condition with an `or` gets parentheses, even if the `or` is in a string: they are harmless. */
export function both(left, right) {
  if (!left.trim()) return right;
  return `${/\bor\b/i.test(left) ? `(${left})` : left} and ${right}`;
}

/** The minimum level of a selection that includes all higher levels; null if the selection has gaps or is empty. */
export function leastLevel(names) {
  const chosen = [...names].map(levelIndex).sort((a, b) => a - b);
  const isWithoutGaps = chosen.length > 0 && chosen.length === levels.length - chosen[0];
  return isWithoutGaps ? levels[chosen[0]].name : null;
}
