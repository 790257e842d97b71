// The choices of which claims are shown: words, and facets with the count beside each choice.
"use strict";

(function (Salient) {
  const { el } = Salient;
  const TITLES = {
    claimant: "Claimant",
    side: "Side",
    class: "Put forward as",
    status: "Status",
    category: "Gives figures of",
    place: "Place",
    src: "Source",
  };
  const FIRST = 6;
  const FOUND = 40;

  Salient.ClaimFilter = class {
    // onChange(facet) is called when something was chosen; facet: of which, or "q".
    constructor(onChange) {
      this._onChange = onChange;
      this.chosen = Object.fromEntries(Object.keys(TITLES).map((name) => [name, new Set()]));
      this.q = el("input", {
        type: "search",
        id: "claim-words",
        maxlength: 200,
        placeholder: "Words, in any script",
        "aria-label": "Search claims",
        on: { input: () => onChange("q") },
      });
      this.chips = el("div", { cls: "chips", "aria-label": "Filters", role: "group" });
      this._parts = new Map(Object.entries(TITLES).map(([name, title]) => [name, this._facet(name, title)]));
      this.node = el("div", { cls: "facets" }, ...[...this._parts.values()].map((part) => part.details));
    }

    _facet(name, title) {
      const find = el("input", { type: "search", "aria-label": `Find in ${title}`, placeholder: "Find", hidden: "", on: { input: () => this._list(name) } });
      const list = el("div", { cls: "list" });
      const more = el("p", { cls: "fine" });
      const count = el("span", { cls: "chosen" });
      const details = el(
        "details",
        { cls: "facet", "data-id": name },
        el("summary", {}, el("span", { text: title }), count),
        el("fieldset", {}, el("legend", { cls: "visually-hidden", text: title }), find, list, more)
      );
      details.open = ["claimant", "status", "side"].includes(name);
      details.addEventListener("toggle", () => details.open && this._list(name));
      return { details, find, list, more, count };
    }

    setSet(set) {
      this._set = set;
      for (const [name, { find, details }] of this._parts) {
        find.hidden = set.choices[name].length <= FIRST;
        details.hidden = set.choices[name].length < 2 && !this.chosen[name].size;
      }
    }

    // What a link says, by name: lists of values.
    read(view) {
      this.q.value = (view.q || [""])[0];
      for (const name of this._parts.keys()) this.chosen[name] = new Set(view[name] || []);
    }

    clear() {
      this.read({});
    }

    // The codes that are chosen, for ClaimSet.select; a value that no claim has is none of them.
    codes() {
      const found = {};
      for (const [name, chosen] of Object.entries(this.chosen)) {
        found[name] = null;
        if (!chosen.size) continue;
        found[name] = new Set();
        this._set.choices[name].forEach((choice, code) => chosen.has(choice.id) && found[name].add(code));
      }
      return found;
    }

    // counts: by facet; used: the facet that is being used, whose order stays as it is.
    update(counts, used) {
      this._counts = counts;
      for (const [name, part] of this._parts) {
        part.count.textContent = this.chosen[name].size ? `${this.chosen[name].size} chosen` : "";
        if (!part.details.open) continue;
        if (name === used) this._number(name);
        else this._list(name);
      }
    }

    // The chosen ones, then those with the most claims.
    _list(name) {
      if (!this._counts) return;
      const { find, list, more } = this._parts.get(name);
      const counts = this._counts[name];
      const choices = this._set.choices[name];
      const chosen = this.chosen[name];
      const words = Salient.words(find.value, this._set.head.letters);
      const fits = (choice) => {
        const own = Salient.words(`${choice.title} ${choice.note || ""}`, this._set.head.letters);
        return words.every((word) => own.some((part) => part.startsWith(word)));
      };
      const order = [...choices.keys()].filter((code) => chosen.has(choices[code].id) || (words.length ? fits(choices[code]) : counts[code] > 0));
      order.sort((a, b) => chosen.has(choices[b].id) - chosen.has(choices[a].id) || counts[b] - counts[a] || a - b);
      const shown = order.slice(0, Math.max(chosen.size, words.length ? FOUND : FIRST));
      const focused = list.contains(document.activeElement) && document.activeElement.value;
      list.replaceChildren(...shown.map((code) => this._choice(name, choices[code], counts[code], code)));
      if (focused) [...list.querySelectorAll("input")].find((box) => box.value === focused)?.focus();
      more.textContent = order.length > shown.length ? `${Salient.formatCount(order.length - shown.length)} more: type to find them` : "";
    }

    _choice(name, { id, title, note }, count, code) {
      const box = el("input", { type: "checkbox", value: id, "data-code": code, on: { change: () => this._toggle(name, id, box.checked) } });
      box.checked = this.chosen[name].has(id);
      return el("label", { cls: "row" }, box, el("span", { cls: "what", dir: "auto", text: title, title: note ? `${title}, ${note}` : title }), el("span", { cls: "number", text: Salient.formatCount(count) }));
    }

    _number(name) {
      for (const row of this._parts.get(name).list.children) {
        row.lastChild.textContent = Salient.formatCount(this._counts[name][Number(row.firstChild.dataset.code)]);
      }
    }

    _toggle(name, id, on) {
      if (on) this.chosen[name].add(id);
      else this.chosen[name].delete(id);
      this._onChange(name);
    }

    // Every filter as a word that takes it away. period: what its chip says, or "".
    showChips(period, clearPeriod) {
      const chip = (text, remove) =>
        el("button", { type: "button", cls: "chip", "aria-label": `Take away: ${text}`, on: { click: remove } }, el("span", { dir: "auto", text }), el("span", { "aria-hidden": "true", cls: "x", text: "×" }));
      const found = [];
      if (this.q.value.trim()) {
        found.push(chip(`“${this.q.value.trim()}”`, () => {
          this.q.value = "";
          this._onChange("q");
        }));
      }
      for (const [name, chosen] of Object.entries(this.chosen)) {
        for (const id of chosen) {
          const choice = this._set.choices[name].find((one) => one.id === id);
          found.push(chip(`${TITLES[name]}: ${choice ? choice.title : `${id} (not in this store)`}`, () => {
            chosen.delete(id);
            this._onChange("");
          }));
        }
      }
      if (period) found.push(chip(period, clearPeriod));
      this.chips.replaceChildren(...found);
    }
  };
})(window.Salient);
