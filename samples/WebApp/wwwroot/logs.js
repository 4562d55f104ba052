// Log content is only ever put in as text, never as HTML.
const linesMax = 500;
const chosen = new URLSearchParams(location.search).get("key");
const lines = document.getElementById("lines");
const objects = document.getElementById("objects");
const current = document.getElementById("current");
const state = document.getElementById("state");

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

const shortLevels = { Verbose: "VRB", Debug: "DBG", Information: "INF", Warning: "WRN", Error: "ERR", Fatal: "FTL" };

const shown = value => typeof value === "string" ? value : JSON.stringify(value);

function render(event) {
  if (event["@m"]) return event["@m"];
  let rendering = 0;
  return (event["@mt"] ?? "").replace(/\{\{|\}\}|\{[@$]?(\w+)(?:,-?\d+)?(:[^}]*)?\}/g, (token, name, format) => {
    if (token === "{{") return "{";
    if (token === "}}") return "}";
    if (format && event["@r"]?.[rendering] !== undefined) return event["@r"][rendering++];
    return name in event ? shown(event[name]) : token;
  });
}

function show(text) {
  const item = element("li");
  try {
    const event = JSON.parse(text);
    const level = event["@l"] ?? "Information";
    item.className = level;
    item.append(
      element("time", "", (event["@t"] ?? "").slice(11, 23)),
      element("b", "", shortLevels[level] ?? level),
      element("span", "", render(event)));
    if (event["@x"]) item.append(element("pre", "", event["@x"]));
    item.title = text.length > 2000 ? text.slice(0, 2000) + "…" : text;
  } catch {
    item.append(element("span", "", text));
  }
  return item;
}

// Lines come in bursts; the page is changed once a frame.
let waiting = [];
function add(text) {
  if (waiting.length === 0) requestAnimationFrame(flush);
  waiting.push(text);
}

function flush() {
  const isAtEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40;
  lines.append(...waiting.slice(-linesMax).map(show));
  waiting = [];
  while (lines.childElementCount > linesMax) lines.firstElementChild.remove();
  if (isAtEnd) lines.scrollTop = lines.scrollHeight;
}

const source = new EventSource("/logs/stream" + (chosen ? `?key=${encodeURIComponent(chosen)}` : ""));
source.addEventListener("open", () => { state.textContent = "live"; state.className = "live"; });
source.addEventListener("error", () => { state.textContent = "reconnecting…"; state.className = ""; });
source.addEventListener("object", event => { current.textContent = event.data; lines.replaceChildren(); waiting = []; });
source.addEventListener("line", event => add(event.data));

function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

async function list() {
  try {
    const found = await (await fetch("/logs/objects")).json();
    document.getElementById("store").textContent = found.store;
    objects.replaceChildren(...found.objects.map(entry => {
      const row = element("tr");
      const name = element("td");
      const link = element("a", "", entry.key);
      link.href = `/logs?key=${encodeURIComponent(entry.key)}`;
      name.append(link);
      row.append(name, element("td", "number", size(entry.lengthBytes)), element("td", "", new Date(entry.lastModified).toLocaleString()));
      return row;
    }));
  } catch {
    // The stream says when the server is away.
  }
}

await list();
setInterval(list, 2000);
