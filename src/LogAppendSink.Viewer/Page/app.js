// Connects all parts. The URL determines what is shown, and every navigation changes the URL.

import { announce } from "./announce.js";
import { addressOf, ask } from "./api.js";
import { byId } from "./dom.js";
import { EventsPage } from "./events-page.js";
import { setUpKeys } from "./keys.js";
import { ObjectsPage } from "./objects.js";
import { setUpTheme, setUpZone } from "./theme.js";
import { asksTheSame, emptyView, searchOf, viewOf } from "./view.js";

let view = null;
let clockAheadMs = 0; // how far the server's clock is ahead of this machine's

const events = new EventsPage(go, () => Date.now() + clockAheadMs);
const objects = new ObjectsPage((from, to, host) => go({ ...emptyView, range: "custom", from, to, host }));

function go(change, { isReplaced = false } = {}) {
  const next = { ...view, ...change };
  const search = searchOf(next) || location.pathname;
  // The same view again repeats the query, without a new history entry.
  if (search === (searchOf(view) || location.pathname)) show(next, { isAnew: !("event" in change && Object.keys(change).length === 1) });
  else {
    history[isReplaced ? "replaceState" : "pushState"](null, "", search);
    show(next);
  }
}

function show(next, { isAnew = false } = {}) {
  const before = view;
  view = next;
  const isEvents = view.page === "events";
  byId("events-page").hidden = !isEvents;
  byId("objects-page").hidden = isEvents;
  byId("tab-events").setAttribute("aria-current", isEvents ? "page" : "false");
  byId("tab-objects").setAttribute("aria-current", isEvents ? "false" : "page");
  if (!isEvents) {
    events.stop();
    if (before?.page !== "objects") objects.open();
  } else if (isAnew || before?.page !== "events" || !asksTheSame(before, view)) {
    objects.close();
    events.start(view);
  } else {
    events.openOf(view);
  }
}

async function showInfo() {
  try {
    const info = await (await ask(addressOf("info"))).json();
    clockAheadMs = Date.parse(info.now) - Date.now();
    byId("bucket").textContent = info.bucket;
    byId("prefix").textContent = info.prefix;
    byId("bucket").title = `${info.store} · ${info.bucket}/${info.prefix} · LogAppendSink ${info.version}`;
    document.title = `${info.prefix || info.bucket} – logs`;
    events.showHosts(info.hosts);
    if (info.trouble) announce(`The list of hosts is unavailable. ${info.trouble}`);
  } catch (error) {
    announce(error.message);
  }
}

for (const [id, page] of [["tab-events", "events"], ["tab-objects", "objects"]]) {
  byId(id).addEventListener("click", (click) => {
    // With a modifier key, the browser opens a new tab, as for any link.
    if (click.ctrlKey || click.metaKey || click.shiftKey) return;
    click.preventDefault();
    if (view.page !== page) go({ page, event: "" });
  });
}

byId("help-button").addEventListener("click", () => byId("help").showModal());
setUpTheme(byId("theme"));
setUpZone(byId("zone"), () => events.redraw());

const focus = (id) => () => view.page === "events" && byId(id).focus();
const onEvents = (action) => () => view.page === "events" && action();
setUpKeys({
  j: onEvents(() => events.move(1)),
  k: onEvents(() => events.move(-1)),
  ArrowDown: onEvents(() => events.move(1)),
  ArrowUp: onEvents(() => events.move(-1)),
  PageDown: onEvents(() => events.movePage(1)),
  PageUp: onEvents(() => events.movePage(-1)),
  Home: onEvents(() => events.goToStart()),
  End: onEvents(() => events.goToEnd()),
  g: onEvents(() => events.goToStart()),
  G: onEvents(() => events.goToEnd()),
  Enter: onEvents(() => events.openSelected()),
  Escape: onEvents(() => events.closeEvent()),
  " ": onEvents(() => events.togglePause()),
  "/": focus("q"),
  w: focus("where"),
  h: focus("histogram"),
  l: onEvents(() => go({ range: "live", from: "", to: "", event: "" })),
  t: () => byId("theme").click(),
  "?": () => byId("help").showModal(),
});

addEventListener("popstate", () => show(viewOf(location.search)));
// Ranges are relative to the server's clock, so that is read first; a live view does not need it.
const opened = viewOf(location.search);
const info = showInfo();
if (opened.range === "live") show(opened);
else info.then(() => show(opened));
