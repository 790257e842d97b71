// The choices of which events are shown: dates, types, how exactly placed and dated; with counts.
"use strict";

(function (Salient) {
  const { el } = Salient;
  const DAYS_BEFORE = [7, 30, 90, 365];
  const LEADS = [
    ["types", "Types", (type) => type || "No type given"],
    ["places", "How exactly placed", (place) => place.title],
    ["times", "How exactly dated", (time) => time.title],
  ];

  const daysBefore = (n) => el("option", { value: n, text: `${n} days up to the map's date` });

  const counts = new Intl.NumberFormat("en-GB"); // takes longer to make than to use
  Salient.formatCount = (count) => counts.format(count);

  Salient.EventFilter = class {
    constructor(onChange) {
      this._onChange = onChange;
      this._histogram = new Salient.Histogram((from, to) => this._choose(from, to));
      this._mode = el(
        "select",
        { id: "event-dates", on: { change: () => this._setMode(this._mode.value) } },
        el("option", { value: "", text: "All" }),
        el("option", { value: "upto", text: "Up to the map's date" }),
        ...DAYS_BEFORE.map(daysBefore),
        el("option", { value: "chosen", text: "Chosen below" })
      );
      const day = (name, label) =>
        el("input", { type: "date", id: `event-${name}`, "aria-label": label, on: { change: () => this._typed() } });
      this._from = day("from", "First date of events");
      this._to = day("to", "Last date of events");
      this._per = el("span", {});
      this._lists = el("div", {});
      this.node = el(
        "div",
        {},
        el(
          "fieldset",
          { cls: "dates" },
          el("legend", { cls: "visually-hidden", text: "Dates of events" }),
          el("label", { cls: "row" }, el("span", { cls: "category", text: "Dates" }), this._mode),
          this._histogram.canvas,
          el("div", { cls: "ends" }, this._from, el("span", { text: "to" }), this._to),
          el("p", { cls: "fine" }, this._per)
        ),
        this._lists
      );
    }

    // A new set, with the dates of a link: "", "upto", "30" or "2024-01-01_2024-02-01".
    setSet(set, dates) {
      this._set = set;
      this._off = { types: new Set(), places: new Set(), times: new Set() };
      this._histogram.setRange(set.firstDay, Math.max(set.firstDay, set.lastDay));
      const whole = set.counted ? ` Dates are taken as whole ${set.unit}s.` : "";
      this._per.textContent = `Events per ${this._histogram.unit}, by their first day. Drag to choose dates.${whole}`;
      this._chosen = { from: set.firstDay, to: set.lastDay };
      const ends = dates.split("_").map(Salient.dayOf);
      if (ends.length === 2) this._chosen = { from: ends[0], to: ends[1] };
      const mode = ends.length === 2 ? "chosen" : dates;
      // A link may ask for any number of days.
      if (![...this._mode.options].some((option) => option.value === mode)) this._mode.append(daysBefore(mode));
      this._mode.value = mode;
      this._build();
    }

    // What of a link the dates are.
    get dates() {
      if (this._mode.value !== "chosen") return this._mode.value;
      return `${Salient.dateOf(this._chosen.from)}_${Salient.dateOf(this._chosen.to)}`;
    }

    get followsMap() {
      return this._mode.value === "upto" || Number(this._mode.value) > 0;
    }

    // The choice as EventSet.select takes it; day: the map's date.
    choice(day) {
      let [from, to] = [null, null];
      if (this._mode.value === "chosen") ({ from, to } = this._chosen);
      else if (this._mode.value === "upto") [from, to] = [-1e6, day];
      else if (this._mode.value) [from, to] = [day - Number(this._mode.value) + 1, day];
      return { off: this._off, from, to };
    }

    update(result, { from, to }, colors) {
      this._histogram.show(result.byDay, from, to, colors);
      const shown = (day, or) => Salient.dateOf(Math.max(day === null ? or : day, this._set.firstDay));
      // What is being typed is left alone.
      if (document.activeElement !== this._from) this._from.value = shown(from, this._set.firstDay);
      if (document.activeElement !== this._to) this._to.value = shown(to, this._set.lastDay);
      for (const [name, counts] of [["types", result.byType], ["places", result.byPlace], ["times", result.byTime]]) {
        counts.forEach((count, code) => (this._numbers[name][code].textContent = Salient.formatCount(count)));
      }
    }

    _choose(from, to) {
      this._chosen = { from, to };
      this._mode.value = "chosen";
      this._onChange();
    }

    _typed() {
      if (!this._from.value || !this._to.value) return;
      const ends = [Salient.dayOf(this._from.value), Salient.dayOf(this._to.value)];
      this._choose(Math.min(...ends), Math.max(...ends));
    }

    _setMode(mode) {
      if (mode === "chosen") this._typed();
      else this._onChange();
    }

    _build() {
      this._numbers = {};
      this._lists.replaceChildren(
        ...LEADS.map(([name, title, word]) => {
          const list = this._list(name, word);
          const details = el("details", { cls: "facet", "data-id": name }, el("summary", { text: title }), list);
          details.open = name === "types";
          return details;
        })
      );
    }

    _list(name, word) {
      const boxes = [];
      this._numbers[name] = [];
      const rows = this._set[name].map((entry, code) => {
        const box = el("input", {
          type: "checkbox",
          id: `event-${name}-${code}`,
          on: { change: () => this._switch(name, [code], box.checked) },
        });
        box.checked = true;
        boxes.push(box);
        const number = el("span", { cls: "km2" });
        this._numbers[name].push(number);
        const others = name === "types" && this._set.otherTypes && code === this._set.types.length - 1;
        const text = others ? `${this._set.otherTypes} rarer types` : word(entry);
        return el("label", { cls: "row" }, box, el("span", { cls: "what", dir: "auto", text }), number);
      });
      const every = (on) => {
        for (const box of boxes) box.checked = on;
        this._switch(name, boxes.keys(), on);
      };
      const button = (text, on) => el("button", { type: "button", cls: "plain", text, on: { click: () => every(on) } });
      return el(
        "fieldset",
        {},
        el("legend", { cls: "visually-hidden", text: LEADS.find((lead) => lead[0] === name)[1] }),
        el("p", { cls: "every" }, button("All", true), button("None", false)),
        ...rows
      );
    }

    _switch(name, codes, on) {
      for (const code of codes) {
        if (on) this._off[name].delete(code);
        else this._off[name].add(code);
      }
      this._onChange();
    }
  };
})(window.Salient);
