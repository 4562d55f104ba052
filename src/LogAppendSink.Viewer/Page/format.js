// Formats times, sizes and counts for people.

const pad2 = (number) => (number < 10 ? "0" : "") + number;
const pad3 = (number) => (number < 10 ? "00" : number < 100 ? "0" : "") + number;
const counts = new Intl.NumberFormat("en");

/** Whether times are shown in UTC instead of the user's time zone. */
let isUtc = false;

export function showUtc(value) {
  isUtc = value;
}

function partsOf(date) {
  return isUtc
    ? [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
    : [date.getFullYear(), date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()];
}

/** `07:03:09.120`, from a time as the server writes it. */
export function timeOfDay(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "–";
  const [, , , hour, minute, second] = partsOf(date);
  return `${pad2(hour)}:${pad2(minute)}:${pad2(second)}.${pad3(date.getMilliseconds())}`;
}

/** `11-22`, the day of a time. */
export function dayOf(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "";
  const [, month, day] = partsOf(date);
  return `${pad2(month)}-${pad2(day)}`;
}

/** `2026-11-22 07:03:09`, for sentences. */
export function dateTime(when) {
  const date = new Date(when);
  if (Number.isNaN(date.getTime())) return String(when);
  const [year, month, day, hour, minute, second] = partsOf(date);
  return `${year}-${pad2(month)}-${pad2(day)} ${pad2(hour)}:${pad2(minute)}:${pad2(second)}`;
}

/** A label of the time axis; its precision depends on the span. */
export function axisTime(milliseconds, spanMs) {
  const [, month, day, hour, minute, second] = partsOf(new Date(milliseconds));
  if (spanMs > 36 * 3600e3) return `${pad2(month)}-${pad2(day)} ${pad2(hour)}:${pad2(minute)}`;
  return spanMs > 20 * 60e3 ? `${pad2(hour)}:${pad2(minute)}` : `${pad2(hour)}:${pad2(minute)}:${pad2(second)}`;
}

/** `12.3 MB`, in powers of ten, as stores bill them. */
export function bytes(length) {
  if (!(length >= 0)) return "–";
  if (length < 1000) return `${length} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = length;
  let unit = -1;
  do {
    value /= 1000;
    unit++;
  } while (value >= 999.95 && unit < units.length - 1);
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export function count(number) {
  return counts.format(number);
}

/** `1 event`, `2,000 events`. */
export function many(number, noun) {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** `5 s`, `20 min`, `3 h`. */
export function duration(milliseconds) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 120e3) return `${Math.round(milliseconds / 1000)} s`;
  if (milliseconds < 7200e3) return `${Math.round(milliseconds / 60e3)} min`;
  return milliseconds < 172800e3 ? `${Math.round(milliseconds / 3600e3)} h` : `${Math.round(milliseconds / 86400e3)} days`;
}
