// The timeline of the claims: a click or an arrow key selects a bar, a drag chooses a period.
"use strict";

(function (Salient) {
  const { el } = Salient;

  Salient.ClaimTime = class {
    // on: { period(), bar(from, to) }; from null: no bar.
    constructor(on) {
      this._on = on;
      this.from = this.to = null;
      this._at = -1;
      this._histogram = new Salient.Histogram((from, to) => this.choose(from, to), (from, to) => this._bar(from, to));
      const day = (name, label) => el("input", { type: "date", id: `claims-${name}`, "aria-label": label, on: { change: () => this._typed() } });
      this._ends = [day("from", "First day"), day("to", "Last day")];
      this._all = el("button", { type: "button", cls: "plain", text: "All dates", on: { click: () => this.choose(null, null) } });
      this._per = el("span", { cls: "fine" });
      this._bars = el("div", { cls: "bars", role: "slider", tabindex: 0, "aria-label": "Timeline of claims", "aria-valuemin": 0 }, this._histogram.canvas);
      this._bars.addEventListener("keydown", (event) => this._key(event));
      this._histogram.canvas.title = "Click a bar to select its claims, drag to choose a period";
      this.node = el("section", { cls: "time", "aria-label": "Timeline" }, this._bars, el("div", { cls: "ends" }, this._per, ...this._ends, this._all));
    }

    setSet(set) {
      this._set = set;
      this._histogram.setRange(set.firstDay, Math.max(set.firstDay, set.lastDay));
      this._per.textContent = `Claims per ${this._histogram.unit}. Click a bar, or drag to choose a period.`;
    }

    read(period) {
      const ends = (period || "").split("_").map(Salient.dayOf);
      [this.from, this.to] = ends.length === 2 ? ends : [null, null];
    }

    get link() {
      return this.from === null ? "" : `${Salient.dateOf(this.from)}_${Salient.dateOf(this.to)}`;
    }

    choose(from, to) {
      Object.assign(this, { from, to });
      this._on.period();
    }

    show(byDay, colors) {
      this._histogram.show(byDay, this.from, this.to, colors);
      this._bars.setAttribute("aria-valuemax", Math.max(0, this._histogram.size - 1));
      this._say();
      const ends = this.from === null ? [this._set.firstDay, this._set.lastDay] : [this.from, this.to];
      this._ends.forEach((input, i) => {
        if (document.activeElement !== input) input.value = this._set.rows ? Salient.dateOf(ends[i]) : "";
      });
      this._all.disabled = this.from === null;
    }

    setLit(byDay, day) {
      if (this._set.rows) this._histogram.setLit(byDay, day);
    }

    _typed() {
      if (this._ends.some((input) => !input.value)) return;
      const days = this._ends.map((input) => Salient.dayOf(input.value));
      this.choose(Math.min(...days), Math.max(...days));
    }

    _bar(from, to) {
      for (let bar = 0; bar < this._histogram.size; bar++) if (this._histogram.bar(bar).from === from) this._at = bar;
      this._say();
      this._on.bar(from, to);
    }

    _key(event) {
      const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (event.key === "Escape") this._on.bar(null, null);
      if (!step || !this._histogram.size) return;
      event.preventDefault();
      // To the next bar that has any claim.
      let at = this._at < 0 && step < 0 ? this._histogram.size : this._at;
      do at += step;
      while (at >= 0 && at < this._histogram.size && !this._histogram.bar(at).count);
      if (at < 0 || at >= this._histogram.size) return;
      this._at = at;
      const { from, to } = this._histogram.bar(at);
      this._bar(from, to);
    }

    _say() {
      const at = Math.max(0, this._at);
      this._bars.setAttribute("aria-valuenow", at);
      if (!this._histogram.size) return;
      const { from, to, count } = this._histogram.bar(Math.min(at, this._histogram.size - 1));
      this._bars.setAttribute("aria-valuetext", `${Salient.claimDays(from, to)}: ${Salient.formatCount(count)} claims`);
    }
  };
})(window.Salient);
