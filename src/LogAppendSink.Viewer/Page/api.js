// Requests to the server, with addresses relative to the page, and its errors.

import { both, leastLevel } from "./condition.js";

/** An error as the server reports it: what happened, the fix, and the position in a parameter. */
export class Trouble extends Error {
  constructor({ code, message, fix, parameter, position }) {
    super(message);
    this.name = "Trouble";
    this.code = code;
    this.fix = fix ?? "";
    this.parameter = parameter ?? "";
    this.position = position ?? -1;
  }
}

/** `api/events?…`; parameters without a value are omitted. */
export function addressOf(path, parameters = {}) {
  const address = new URL(`api/${path}`, document.baseURI);
  for (const [name, value] of Object.entries(parameters)) if (value !== "" && value !== null && value !== undefined) address.searchParams.set(name, value);
  return address;
}

/** The filter parameters of a view. */
export function filterOf(view) {
  const level = leastLevel(view.levels);
  return { level: level ?? "", q: view.q, where: whereOf(view, level), host: view.host, trace: view.trace };
}

/** The server filters by a minimum level; a selection with gaps is appended to the user's condition. */
function whereOf(view, level) {
  if (level !== null || view.levels.length === 0) return view.where;
  return both(view.where, `@l in (${view.levels.map((name) => `'${name}'`).join(", ")})`);
}

/** Converts a position in the sent condition to one in the user's condition. */
export function positionIn(view, position) {
  const sent = filterOf(view).where;
  const shift = sent !== view.where && sent.startsWith("(") && !view.where.startsWith("(") ? 1 : 0;
  return Math.max(0, Math.min(view.where.length, position - shift));
}

/** @throws {Trouble} the server's error, or "Unreachable"; an AbortError is rethrown. */
export async function ask(address, options = {}) {
  let response;
  try {
    response = await fetch(address, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Trouble({ code: "Unreachable", message: "The server of this page is unreachable.", fix: "Check that the application is running." });
  }
  if (!response.ok) throw await troubleOf(response);
  return response;
}

async function troubleOf(response) {
  const status = { code: `Status${response.status}`, message: `The server responded ${response.status} ${response.statusText}`.trim() + ".", fix: response.status === 401 || response.status === 403 ? "Sign in again, then reload this page." : "" };
  try {
    const body = await response.json();
    return new Trouble(typeof body.message === "string" ? body : status);
  } catch {
    return new Trouble(status); // The body is not the viewer's JSON, e.g. a proxy's error page.
  }
}
