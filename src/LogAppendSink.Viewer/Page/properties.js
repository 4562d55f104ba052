// An event's properties as rows: one row per object member, with its path; lists are one row.

import { ExactNumber, stringifyExact } from "./numbers.js";

const depthLimit = 6;
const rowLimit = 500;

/**
 * @param {Record<string, unknown>} properties
 * @returns {{path: string[], value: unknown}[]} values that a condition can compare, and lists
 */
export function rowsOf(properties) {
  const rows = [];
  const add = (path, value) => {
    if (rows.length >= rowLimit) return;
    if (kindOf(value) === "object" && path.length < depthLimit && Object.keys(value).length > 0) {
      for (const [name, member] of Object.entries(value)) add([...path, name], member);
    } else {
      rows.push({ path, value });
    }
  };
  for (const [name, value] of Object.entries(properties ?? {})) add([name], value);
  return rows;
}

/** @returns {"null"|"list"|"object"|"number"|"string"|"boolean"} */
export function kindOf(value) {
  if (value === null) return "null";
  if (value instanceof ExactNumber) return "number";
  return Array.isArray(value) ? "list" : typeof value;
}

/** The text to show and copy. */
export function textOf(value) {
  return typeof value === "string" ? value : stringifyExact(value, value !== null && typeof value === "object" ? 2 : 0);
}
