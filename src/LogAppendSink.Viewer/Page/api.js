// Addresses of the server, relative to the page, and the trouble it tells.

import { both, leastLevel } from "./condition.js";

/** Trouble in the server's words: what happened, what to do, and where in which parameter. */
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

/** `api/events?…`; parameters without a value are left out. */
export function addressOf(path, parameters = {}) {
  const address = new URL(`api/${path}`, document.baseURI);
  for (const [name, value] of Object.entries(parameters)) if (value !== "" && value !== null && value !== undefined) address.searchParams.set(name, value);
  return address;
}

/** The parameters by which a view chooses events. */
export function filterOf(view) {
  const level = leastLevel(view.levels);
  return { level: level ?? "", q: view.q, where: whereOf(view, level), host: view.host, trace: view.trace };
}

/** The server knows a least level; a choice with gaps is a condition behind the reader's own. */
function whereOf(view, level) {
  if (level !== null || view.levels.length === 0) return view.where;
  return both(view.where, `@l in (${view.levels.map((name) => `'${name}'`).join(", ")})`);
}

/** The place in the reader's condition of a place in the one that was sent. */
export function positionIn(view, position) {
  const sent = filterOf(view).where;
  const shift = sent !== view.where && sent.startsWith("(") && !view.where.startsWith("(") ? 1 : 0;
  return Math.max(0, Math.min(view.where.length, position - shift));
}

/** @throws {Trouble} the server's, or that it cannot be reached; an abort stays what it is. */
export async function ask(address, options = {}) {
  let response;
  try {
    response = await fetch(address, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Trouble({ code: "Unreachable", message: "The server of this page cannot be reached.", fix: "Check that the application runs." });
  }
  if (!response.ok) throw await troubleOf(response);
  return response;
}

async function troubleOf(response) {
  const status = { code: `Status${response.status}`, message: `The server answered ${response.status} ${response.statusText}`.trim() + ".", fix: response.status === 401 || response.status === 403 ? "Sign in again, then load this page anew." : "" };
  try {
    const told = await response.json();
    return new Trouble(typeof told.message === "string" ? told : status);
  } catch {
    return new Trouble(status); // A proxy's page, or none.
  }
}
