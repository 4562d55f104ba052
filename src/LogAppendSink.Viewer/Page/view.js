// The view as stored in the URL: the query and the open event. A copied link shows the same view.

import { isLevel, levels } from "./levels.js";

/** The length of the ranges, in milliseconds. */
export const ranges = { "15m": 15 * 60e3, "1h": 3600e3, "24h": 24 * 3600e3 };

/** The part of a view that is sent to the server; the rest is only shown. */
const asked = ["range", "from", "to", "levels", "q", "where", "host", "trace"];

export const emptyView = Object.freeze({
  page: "events", // or "objects"
  range: "live", // or a name of `ranges`, or "custom" with from and to
  from: "",
  to: "",
  levels: Object.freeze([]), // empty selects all
  q: "",
  where: "",
  host: "",
  trace: "",
  event: "", // the id of the open event
});

/** @returns {typeof emptyView} */
export function viewOf(search) {
  const parameters = new URLSearchParams(search);
  const view = { ...emptyView };
  for (const name of ["from", "to", "q", "where", "host", "trace", "event"]) view[name] = parameters.get(name) ?? "";
  view.page = parameters.get("page") === "objects" ? "objects" : "events";
  const chosen = new Set((parameters.get("level") ?? "").split(",").filter(isLevel));
  view.levels = levels.map((level) => level.name).filter((name) => chosen.has(name));
  const range = parameters.get("range");
  view.range = Object.hasOwn(ranges, range ?? "") ? range : isTime(view.from) || isTime(view.to) ? "custom" : "live";
  if (view.range !== "custom") view.from = view.to = "";
  return view;
}

/** The address of a view: `?range=1h&level=Error,Fatal`, or an empty string for the default view. */
export function searchOf(view) {
  const parameters = new URLSearchParams();
  if (view.page !== "events") parameters.set("page", view.page);
  if (view.range === "custom") {
    if (view.from) parameters.set("from", view.from);
    if (view.to) parameters.set("to", view.to);
  } else if (view.range !== "live") {
    parameters.set("range", view.range);
  }
  if (view.levels.length > 0) parameters.set("level", view.levels.join(","));
  for (const name of ["q", "where", "host", "trace", "event"]) if (view[name]) parameters.set(name, view[name]);
  const text = parameters.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%2F", "/").replaceAll("%40", "@");
  return text ? `?${text}` : "";
}

/** Whether both views send the same query. */
export function asksTheSame(one, other) {
  return asked.every((name) => String(one[name]) === String(other[name]));
}

export function hasFilter(view) {
  return view.levels.length > 0 || ["q", "where", "host", "trace"].some((name) => view[name] !== "");
}

/** Start and end of a view, in milliseconds; a live view has neither. */
export function spanOf(view, now) {
  if (view.range === "live") return { from: null, to: null };
  if (view.range === "custom") return { from: isTime(view.from) ? Date.parse(view.from) : null, to: isTime(view.to) ? Date.parse(view.to) : null };
  return { from: now - ranges[view.range], to: now };
}

function isTime(text) {
  return text !== "" && !Number.isNaN(Date.parse(text));
}
