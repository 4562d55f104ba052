// The filter fields, and the server's errors about them.

import { byId, element } from "./dom.js";
import { count } from "./format.js";
import { levels } from "./levels.js";
import { hasFilter } from "./view.js";

/** Formats a time for `datetime-local`, in the user's time zone. */
function localText(iso) {
  const time = new Date(iso);
  if (iso === "" || Number.isNaN(time.getTime())) return "";
  return new Date(time.getTime() - time.getTimezoneOffset() * 60e3).toISOString().slice(0, 19);
}

export class Filters {
  #chips = new Map();
  #onChange;
  #view = null;
  #fields = { q: byId("q"), where: byId("where"), trace: byId("trace"), host: byId("host") };

  /** @param {(change: object) => void} onChange receives the changes to the view */
  constructor(onChange) {
    this.#onChange = onChange;
    byId("filters").addEventListener("submit", (submit) => {
      submit.preventDefault();
      this.#apply(!byId("custom-range").hidden && [byId("from"), byId("to")].some((field) => field.value !== ""));
    });
    this.#fields.host.addEventListener("change", () => this.#apply(false));
    // Only the clear button applies at once. Typed text waits for Enter, because each query reads from the store.
    byId("q").addEventListener("input", () => byId("q").value === "" && this.#view.q !== "" && this.#apply(false));
    byId("ranges").addEventListener("click", (click) => this.#rangePressed(click.target.closest("button")));
    byId("clear").addEventListener("click", () => this.#onChange({ q: "", where: "", host: "", trace: "", levels: [] }));
    byId("more-filters").addEventListener("click", () => this.#unfold(!byId("filters").classList.contains("is-unfolded")));
    byId("custom-zone").textContent = `in your time zone, ${Intl.DateTimeFormat().resolvedOptions().timeZone}`;
    for (const level of levels) {
      const number = element("span", { class: "chip-count" });
      const chip = element(
        "button",
        { type: "button", class: `chip level-${level.name}`, "aria-pressed": "false", "aria-label": level.name, title: level.name, onclick: () => this.#toggle(level.name) },
        element("span", { class: "chip-name" }, level.name),
        number,
      );
      this.#chips.set(level.name, { chip, number });
      byId("levels").append(chip);
    }
  }

  /** Sets the fields from the view. */
  show(view) {
    this.#view = view;
    this.showHosts([]);
    for (const [name, field] of Object.entries(this.#fields)) if (field.value !== view[name]) field.value = view[name];
    for (const [name, { chip }] of this.#chips) chip.setAttribute("aria-pressed", String(view.levels.includes(name)));
    for (const button of byId("ranges").children) button.setAttribute("aria-pressed", String(button.dataset.range === view.range));
    this.#showCustom(view.range === "custom");
    byId("from").value = localText(view.from);
    byId("to").value = localText(view.to);
    byId("clear").hidden = !hasFilter(view);
    // On a narrow screen unused fields are hidden, but never a field with a value.
    if (view.where || view.host || view.trace) this.#unfold(true);
  }

  /** Adds hosts to the list; the selected host is always in it. */
  showHosts(names) {
    const select = byId("host");
    const known = new Set([...select.options].map((option) => option.value));
    for (const name of [...names, this.#view?.host ?? ""]) {
      if (known.has(name)) continue;
      known.add(name);
      select.append(element("option", { value: name }, name));
    }
    select.value = this.#view?.host ?? "";
  }

  /** Shows the number of events of each level so far. */
  showCounts(totals) {
    levels.forEach((level, index) => {
      const { chip, number } = this.#chips.get(level.name);
      const text = totals[index] > 0 ? count(totals[index]) : "";
      if (number.textContent === text) return;
      number.textContent = text;
      chip.setAttribute("aria-label", text ? `${level.name}, ${text}` : level.name);
    });
  }

  /** Shows an error of the condition at its position; null clears it. */
  showWhereTrouble(trouble, position) {
    const box = byId("where-trouble");
    const field = byId("where");
    box.hidden = trouble === null;
    field.closest(".field").classList.toggle("is-wrong", trouble !== null);
    field.setAttribute("aria-invalid", String(trouble !== null));
    if (trouble === null) return;
    const text = this.#view.where;
    const rest = text.slice(position);
    // The invalid word, or the end if a word is missing.
    const wrong = /^(\s*[\p{L}\p{Nd}_@]+|\s*\S)/u.exec(rest)?.[0] ?? " ";
    box.replaceChildren(element("pre", {}, text.slice(0, position), element("span", { class: "wrong-place" }, wrong), rest.slice(wrong.length)), `${trouble.message} ${trouble.fix}`);
    if (document.activeElement === field) field.setSelectionRange(position, Math.min(text.length, position + wrong.length));
  }

  #apply(isCustom) {
    this.#change(isCustom ? this.#customRange() : {});
  }

  /** Any button also applies the text in the fields. */
  #change(change) {
    const written = Object.fromEntries(Object.entries(this.#fields).map(([name, field]) => [name, field.value.trim()]));
    this.#onChange({ ...written, ...change });
  }

  #customRange() {
    const [from, to] = [byId("from").value, byId("to").value].map((text) => (text === "" ? "" : new Date(text).toISOString()));
    return { range: "custom", from, to };
  }

  #toggle(name) {
    const chosen = new Set(this.#view.levels);
    if (!chosen.delete(name)) chosen.add(name);
    this.#change({ levels: levels.map((level) => level.name).filter((level) => chosen.has(level)) });
  }

  #rangePressed(button) {
    if (!button) return;
    if (button.dataset.range !== "custom") {
      this.#change({ range: button.dataset.range, from: "", to: "" });
      return;
    }
    const isShown = byId("custom-range").hidden;
    this.#showCustom(isShown);
    if (!isShown) return;
    if (byId("from").value === "") byId("from").value = localText(new Date(Date.now() - 3600e3).toISOString());
    if (byId("to").value === "") byId("to").value = localText(new Date().toISOString());
    byId("from").focus();
  }

  #unfold(isUnfolded) {
    byId("filters").classList.toggle("is-unfolded", isUnfolded);
    byId("more-filters").setAttribute("aria-expanded", String(isUnfolded));
  }

  #showCustom(isShown) {
    byId("custom-range").hidden = !isShown;
    byId("ranges").querySelector("[data-range=custom]").setAttribute("aria-expanded", String(isShown));
  }
}
