// All elements of this page are created here. Log content becomes a text node or an attribute value and is never parsed as HTML.

import { visible } from "./visible.js";

const svgNamespace = "http://www.w3.org/2000/svg";

/** Attributes that are shown or spoken as text. */
const spokenNames = new Set(["title", "aria-label"]);

/** @returns {HTMLElement} an element by its id; throws if it is missing. */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element '${id}'.`);
  return found;
}

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] `class`, `aria-…`, `type`, …; functions are listeners (`onclick`); null and false omit the attribute.
 * @param {...(Node|string|null|undefined)} children strings become text nodes.
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : spokenNames.has(name) ? visible(String(value)) : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined).map((child) => (typeof child === "string" ? visible(child) : child)));
  return made;
}

/** An icon from index.html. Screen readers skip it; the button around it has the label. */
export function icon(name) {
  const svg = document.createElementNS(svgNamespace, "svg");
  const use = document.createElementNS(svgNamespace, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Marks each occurrence of `searched` in a text. ASCII letters match in any case, as on the server. */
export function marked(text, searched) {
  if (!searched) return [document.createTextNode(visible(text))];
  const folded = asciiLower(text);
  const sought = asciiLower(searched);
  const parts = [];
  let from = 0;
  for (let at = folded.indexOf(sought); at >= 0 && parts.length < 40; at = folded.indexOf(sought, from)) {
    if (at > from) parts.push(document.createTextNode(visible(text.slice(from, at))));
    from = at + sought.length;
    parts.push(element("mark", {}, text.slice(at, from)));
  }
  if (from < text.length) parts.push(document.createTextNode(visible(text.slice(from))));
  return parts;
}

// `toLowerCase` changes the length of some texts, which would shift the positions.
function asciiLower(text) {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
