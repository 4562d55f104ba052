// An event's properties as rows: members of objects by their path, lists as they are.

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
    const isObject = value !== null && typeof value === "object" && !Array.isArray(value);
    if (isObject && path.length < depthLimit && Object.keys(value).length > 0) {
      for (const [name, member] of Object.entries(value)) add([...path, name], member);
    } else {
      rows.push({ path, value });
    }
  };
  for (const [name, value] of Object.entries(properties ?? {})) add([name], value);
  return rows;
}

/** What is shown, and copied. */
export function textOf(value) {
  return typeof value === "string" ? value : JSON.stringify(value, null, value !== null && typeof value === "object" ? 2 : 0);
}
