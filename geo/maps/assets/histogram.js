// How many events there are over time, and the brush that is dragged across to choose dates.
"use strict";

(function (Salient) {
  const MOST_BARS = 200;
  const EDGE_PX = 9; // so near to the end of the brush a drag moves that end
  const UNITS = [
    { name: "day", days: 1 },
    { name: "week", days: 7 },
    { name: "month", days: 30.4 },
    { name: "year", days: 365 },
  ];

  // The first days of all bars from one day to another. Weeks begin on Monday.
  const starts = (unit, from, to) => {
    const days = [];
    const date = new Date(`${Salient.dateOf(from)}T00:00:00Z`);
    if (unit === "week") date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
    if (unit === "month" || unit === "year") date.setUTCDate(1);
    if (unit === "year") date.setUTCMonth(0);
    for (;;) {
      const day = Salient.dayOf(date.toISOString().slice(0, 10));
      days.push(day);
      if (day > to) return days;
      if (unit === "day") date.setUTCDate(date.getUTCDate() + 1);
      else if (unit === "week") date.setUTCDate(date.getUTCDate() + 7);
      else if (unit === "month") date.setUTCMonth(date.getUTCMonth() + 1);
      else date.setUTCFullYear(date.getUTCFullYear() + 1);
    }
  };

  Salient.Histogram = class {
    // onBrush(from, to): days that were dragged across. onBar(from, to), if given, takes a click on a
    // bar, which then draws no brush.
    constructor(onBrush, onBar = null) {
      this._onBrush = onBrush;
      this._onBar = onBar;
      this.canvas = Salient.el("canvas", { cls: "histogram", "aria-hidden": "true", title: "Drag to choose dates" });
      this.canvas.addEventListener("pointerdown", (event) => this._down(event));
      this.canvas.addEventListener("pointermove", (event) => this._move(event));
      for (const end of ["pointerup", "pointercancel"]) {
        this.canvas.addEventListener(end, (event) => this._up(event));
      }
      new ResizeObserver(() => this.draw()).observe(this.canvas);
    }

    setRange(first, last) {
      const fitting = UNITS.find((unit) => (last - first) / unit.days <= MOST_BARS);
      this.unit = (fitting || UNITS[UNITS.length - 1]).name;
      this._starts = starts(this.unit, first, last);
      this._first = first;
      this._last = last;
      this._drag = null;
    }

    // byDay: counts from the first day on; from, to: the days that are shown, or null for all.
    show(byDay, from, to, colors) {
      Object.assign(this, { _from: from, _to: to, _colors: colors });
      this._bars = new Uint32Array(this._starts.length - 1);
      let bar = 0;
      for (let i = 0; i < byDay.length; i++) {
        while (this._starts[bar + 1] <= this._first + i) bar++;
        this._bars[bar] += byDay[i];
      }
      this.draw();
    }

    // Days that stand out in the bars, as counts from the first day on, and one day that is picked;
    // null for neither.
    setLit(byDay, day) {
      this._lit = null;
      if (byDay) {
        this._lit = new Uint32Array(this._starts.length - 1);
        byDay.forEach((count, i) => count && (this._lit[this._barOf(this._first + i)] += count));
      }
      this._picked = day;
      this.draw();
    }

    // First and last day of a bar, and what it counts.
    bar(number) {
      const from = Math.max(this._first, this._starts[number]);
      return { from, to: Math.min(this._last, this._starts[number + 1] - 1), count: this._bars[number] };
    }

    get size() {
      return this._bars ? this._bars.length : 0;
    }

    draw() {
      const { clientWidth: width, clientHeight: height } = this.canvas;
      if (!this._bars || !width) return;
      const ratio = window.devicePixelRatio || 1;
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
      const context = this.canvas.getContext("2d");
      context.scale(ratio, ratio);
      const { accent, soft, line, ink } = this._colors;
      const most = Math.max(1, ...this._bars);
      const wide = width / this._bars.length;
      const floor = height - 1;
      this._bars.forEach((count, bar) => {
        const [from, to] = [this._starts[bar], this._starts[bar + 1] - 1];
        const chosen = this._from === null || (from <= this._to && to >= this._from);
        context.fillStyle = chosen ? accent : soft;
        context.globalAlpha = chosen ? 1 : 0.45;
        const tall = count ? Math.max(1.5, ((floor - 3) * count) / most) : 0;
        context.fillRect(bar * wide, floor - tall, Math.max(0.75, wide - (wide > 3 ? 1 : 0)), tall);
      });
      context.globalAlpha = 1;
      context.fillStyle = ink;
      if (this._lit) {
        this._lit.forEach((count, bar) => {
          const tall = count ? Math.max(2, ((floor - 3) * count) / most) : 0;
          context.fillRect(bar * wide, floor - tall, Math.max(0.75, wide - (wide > 3 ? 1 : 0)), tall);
        });
      }
      if (typeof this._picked === "number") {
        const x = wide * (this._barOf(this._picked) + 0.5);
        context.beginPath();
        context.moveTo(x - 5, 0);
        context.lineTo(x + 5, 0);
        context.lineTo(x, 8);
        context.fill();
      }
      context.fillStyle = line;
      context.fillRect(0, floor, width, 1);
      if (this._from === null) return;
      const [left, right] = this._ends(width);
      context.globalAlpha = 0.12;
      context.fillStyle = ink;
      context.fillRect(left, 0, right - left, floor);
      context.globalAlpha = 1;
      for (const x of [left, right - 2]) {
        context.fillRect(x, 0, 2, floor);
        // Grips, where there is room to take hold of either.
        if (right - left > 2 * EDGE_PX) context.fillRect(x - 1, floor / 2 - 6, 4, 12);
      }
    }

    // Where the brush begins and ends, in pixels.
    _ends(width) {
      const wide = width / this._bars.length;
      const x = (day) => {
        const bar = this._barOf(day);
        const part = (day - this._starts[bar]) / (this._starts[bar + 1] - this._starts[bar]);
        return wide * (bar + Math.max(0, Math.min(1, part)));
      };
      return [x(Math.max(this._from, this._first)), Math.max(2, x(this._to + 1))];
    }

    _barOf(day) {
      const bar = this._starts.findLastIndex((start) => start <= day);
      return Math.max(0, Math.min(this._bars.length - 1, bar));
    }

    _bar(event) {
      const box = this.canvas.getBoundingClientRect();
      const bar = Math.floor(((event.clientX - box.left) / box.width) * this._bars.length);
      return Math.max(0, Math.min(this._bars.length - 1, bar));
    }

    // A drag at an end of the brush moves that end, within it the whole, elsewhere it draws anew.
    _down(event) {
      if (!this._bars || event.button) return;
      event.preventDefault();
      this.canvas.setPointerCapture(event.pointerId);
      const bar = this._bar(event);
      const x = event.clientX - this.canvas.getBoundingClientRect().left;
      const [left, right] = this._from === null ? [-Infinity, Infinity] : this._ends(this.canvas.clientWidth);
      const [first, last] = [this._barOf(this._from), this._barOf(this._to)];
      if (Math.abs(x - left) <= EDGE_PX) this._drag = { fixed: last };
      else if (Math.abs(x - right) <= EDGE_PX) this._drag = { fixed: first };
      else if (this._from !== null && x > left && x < right) this._drag = { first, last, grabbed: bar };
      else this._drag = { fixed: bar };
      this._drag.clicked = this._onBar ? bar : null;
      if (!("grabbed" in this._drag)) this._move(event);
    }

    _up(event) {
      const clicked = this._drag ? this._drag.clicked : null;
      this._drag = null;
      if (clicked === null || event.type !== "pointerup") return;
      const { from, to } = this.bar(clicked);
      this._onBar(from, to);
    }

    _move(event) {
      if (!this._drag) return;
      const bar = this._bar(event);
      if (this._drag.clicked === bar) return;
      this._drag.clicked = null;
      const { fixed, first, last, grabbed } = this._drag;
      let ends = [Math.min(fixed, bar), Math.max(fixed, bar)];
      if (grabbed !== undefined) {
        const by = Math.max(-first, Math.min(this._bars.length - 1 - last, bar - grabbed));
        ends = [first + by, last + by];
      }
      const from = Math.max(this._first, this._starts[ends[0]]);
      const to = Math.min(this._last, this._starts[ends[1] + 1] - 1);
      if (from !== this._from || to !== this._to) this._onBrush(from, to);
    }
  };
})(window.Salient);
