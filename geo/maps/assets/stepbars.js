// Behind the time slider: what each edition gained (up) and lost (down), in km2.
"use strict";

(function (Salient) {
  const THUMB_PX = 4; // as salient.css draws the needle: its middle is where a bar belongs
  const CLIP = 5; // bars taller than so many medians are cut off and marked: the rest can be read

  // The surest category that is shown says what the bars are about.
  Salient.barCategory = (styles, hidden) =>
    styles.categories.find((c) => !hidden.has(c.id)) || styles.categories[0];

  Salient.stepRows = (edition, category, hidden) =>
    (edition.step || []).filter((f) => f[0] === category.id && !hidden.has(`${f[0]}.${f[1]}`));

  Salient.StepBars = class {
    constructor(styles) {
      this._styles = styles;
      this.canvas = Salient.el("canvas", { cls: "bars", "aria-hidden": "true" });
      new ResizeObserver(() => this.draw()).observe(this.canvas);
    }

    show(calendar, hidden, theme) {
      Object.assign(this, { _calendar: calendar, _hidden: hidden, _theme: theme });
      this.draw();
    }

    draw() {
      const { clientWidth: width, clientHeight: height } = this.canvas;
      if (!this._calendar || !width) return;
      const ratio = window.devicePixelRatio || 1;
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
      const context = this.canvas.getContext("2d");
      context.scale(ratio, ratio);
      const category = Salient.barCategory(this._styles, this._hidden);
      const stops = this._calendar.stops;
      const bars = [];
      stops.forEach((stop, i) => {
        if (stop.carried) return;
        const rows = Salient.stepRows(this._calendar.editions[stop.position], category, this._hidden);
        bars.push({ x: this.x(i, width), up: rows.map((r) => [r[1], r[2]]), down: rows.map((r) => [r[1], r[3]]) });
      });
      const total = (parts) => parts.reduce((sum, part) => sum + part[1], 0);
      const heights = bars.flatMap((b) => [total(b.up), total(b.down)]).filter((v) => v > 0).sort((a, b) => a - b);
      const tallest = heights[heights.length - 1] || 1;
      const top = Math.min(tallest, CLIP * (heights[heights.length >> 1] || 1));
      const middle = height / 2;
      const thick = Math.max(1, Math.min(5, (width / Math.max(1, stops.length)) * 0.8));
      for (const bar of bars) {
        for (const [parts, sign] of [[bar.up, -1], [bar.down, 1]]) {
          let at = 0;
          for (const [actor, km2] of parts) {
            const from = Math.min(1, at / top);
            const to = Math.min(1, (at += km2) / top);
            context.fillStyle = (this._styles.actors[actor] || this._styles.otherActor)[this._theme];
            // Lost is hollow, so that it is told from gained by more than its side.
            context.globalAlpha = sign < 0 ? 0.95 : 0.5;
            const long = (to - from) * (middle - 3);
            if (long > 0) {
              context.fillRect(bar.x - thick / 2, middle + sign * (from * (middle - 3)), thick, sign * Math.max(0.75, long));
            }
          }
          if (at > top) {
            context.globalAlpha = 1;
            context.fillRect(bar.x - thick / 2 - 1, sign < 0 ? 0 : height - 1.5, thick + 2, 1.5);
          }
        }
      }
      context.globalAlpha = 0.35;
      context.fillStyle = this._theme === "dark" ? "#ffffff" : "#1d2124";
      context.fillRect(0, middle - 0.5, width, 1);
    }

    x(index, width) {
      const last = Math.max(1, this._calendar.stops.length - 1);
      return THUMB_PX / 2 + ((width - THUMB_PX) * index) / last;
    }
  };
})(window.Salient);
