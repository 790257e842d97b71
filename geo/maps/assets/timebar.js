// The stamp, the source, the bar through time, and the credits of all that is drawn.
"use strict";

(function (Salient) {
  const { el } = Salient;
  const SPEEDS = [2, 5, 10, 25];
  const WEEK = 7;

  Salient.TimeBar = class {
    constructor(container, styles, pointCredits, handlers) {
      this._handlers = handlers;
      this._styles = styles;
      this._stamp = el("p", { cls: "stamp", role: "status", "aria-live": "polite" });
      this._carried = el("p", { cls: "carried" });
      this._source = el("select", {
        "aria-label": "Source",
        on: { change: () => handlers.source(this._source.value) },
      });
      this._sourceName = el("span", { cls: "source-name" });
      this._synthetic = el("p", {
        cls: "synthetic",
        text: "Synthetic: drawn by rule around reported settlements, not surveyed.",
      });
      this.head = el("div", { cls: "head card" }, this._stamp, this._carried, this._source, this._sourceName, this._synthetic);
      this._buildBar();
      // The source of the areas always shows; a phone unfolds the rest.
      this._creditHead = el("summary", {});
      this._creditRest = el("p", {});
      this._credits = el("details", { cls: "credits" }, this._creditHead, this._creditRest);
      this._credits.open = window.innerWidth >= Salient.PHONE_PX;
      this._fixed = [...pointCredits, styles.borderStatement];
      this.foot = el("div", { cls: "foot" }, this.bar, this._credits);
      container.append(this.head, this.foot);
      for (const part of [this.head, this.foot]) {
        L.DomEvent.disableClickPropagation(part);
        L.DomEvent.disableScrollPropagation(part);
        part.addEventListener("keydown", (event) => event.stopPropagation());
      }
    }

    _buildBar() {
      const button = (cls, label, press) =>
        el("button", { type: "button", cls: `step ${cls}`, "aria-label": label, title: label, on: { click: press } }, el("span", { cls: "icon" }));
      this._play = button("play", "Play", () => this._toggle());
      this._previous = button("back", "Previous edition", () => this._go(this._calendar.edition(this._index, -1)));
      this._next = button("next", "Next edition", () => this._go(this._calendar.edition(this._index, 1)));
      this._slider = el("input", {
        type: "range",
        min: 0,
        step: 1,
        "aria-label": "Date",
        title: "Arrow keys: edition. Page keys: week. Space: play.",
        on: { input: () => this._go(Number(this._slider.value)) },
      });
      this._bars = new Salient.StepBars(this._styles);
      this._speed = el(
        "select",
        { cls: "speed", "aria-label": "Speed in editions a second", title: "Editions a second" },
        ...SPEEDS.map((n) => el("option", { value: n, text: `${n} / s` }))
      );
      this._speed.value = SPEEDS[1];
      this._first = el("span", { cls: "end" });
      this._last = el("span", { cls: "end" });
      this._readout = el("span", { cls: "readout" });
      this.bar = el(
        "div",
        { cls: "timebar card" },
        this._play,
        this._previous,
        el("div", { cls: "track" }, this._bars.canvas, this._slider, el("div", { cls: "scale" }, this._first, this._readout, this._last)),
        this._next,
        this._speed
      );
      this.bar.addEventListener("keydown", (event) => this._key(event));
    }

    setSources(sources) {
      this._source.replaceChildren(
        ...sources.map((s) => el("option", { value: s.id, text: s.title }))
      );
      this._source.hidden = sources.length < 2;
      this._sourceName.hidden = sources.length >= 2;
    }

    setCalendar(source, calendar) {
      this.stop();
      this._calendar = calendar;
      this._source.value = source.id;
      this._sourceName.textContent = source.title;
      this._synthetic.hidden = !source.synthetic;
      this._slider.max = calendar.stops.length - 1;
      this._first.textContent = calendar.editions[0].day;
      this._last.textContent = calendar.editions[calendar.editions.length - 1].day;
    }

    // What a step changes, and nothing else: this runs at every frame of a drag.
    show(index, hidden) {
      this._index = index;
      const stop = this._calendar.stops[index];
      const edition = this._calendar.editions[stop.position];
      const stamp = this._calendar.stamp(index);
      const carried = stop.carried ? `Carried forward from ${edition.stamp}` : "";
      this._stamp.textContent = stop.carried ? stamp : `Data as of ${stamp}`;
      this._carried.textContent = carried;
      this._carried.hidden = !carried;
      this._slider.value = index;
      this._slider.setAttribute("aria-valuetext", carried ? `${stamp}. ${carried}` : stamp);
      this._previous.disabled = index === 0;
      this._next.disabled = stop.position === this._calendar.editions.length - 1;
      this._readout.textContent = this._words(edition, hidden, stop.carried);
    }

    showBars(hidden, theme) {
      this._bars.show(this._calendar, hidden, theme);
    }

    _words(edition, hidden, carried) {
      if (carried) return "No edition on this day";
      if (!edition.step) return "First edition";
      const category = Salient.barCategory(this._styles, hidden);
      const km2 = (v) => Salient.formatKm2(v);
      const rows = Salient.stepRows(edition, category, hidden).filter((r) => r[2] || r[3]);
      const parts = rows.map((r) => `${r[1]} +${km2(r[2])} −${km2(r[3])}`);
      return `${category.title}: ${parts.length ? `${parts.join(", ")} km²` : "no change"}`;
    }

    showCredits(source, online, events) {
      const sentences = (parts) =>
        parts
          .filter(Boolean)
          .map((part) => `${part.replace(/\.$/, "")}.`)
          .join(" ");
      this._creditHead.textContent = sentences([source.attribution]);
      this._creditRest.textContent = sentences([
        source.licence && `Licence: ${source.licence}`,
        online ? "Background: © OpenStreetMap contributors" : "Background: Natural Earth",
        events,
        ...this._fixed,
      ]);
    }

    _go(index) {
      this.stop();
      this._handlers.step(index);
    }

    _key(event) {
      const slider = event.target === this._slider;
      const moves = {
        ArrowLeft: () => this._calendar.edition(this._index, -1),
        ArrowDown: () => this._calendar.edition(this._index, -1),
        ArrowRight: () => this._calendar.edition(this._index, 1),
        ArrowUp: () => this._calendar.edition(this._index, 1),
        PageUp: () => this._calendar.days(this._index, WEEK),
        PageDown: () => this._calendar.days(this._index, -WEEK),
        Home: () => 0,
        End: () => this._calendar.stops.length - 1,
      };
      if (slider && moves[event.key]) this._go(moves[event.key]());
      else if (slider && event.key === " ") this._toggle();
      else return;
      event.preventDefault();
    }

    _toggle() {
      if (this._frame) {
        this.stop();
        return;
      }
      const last = this._calendar.edition(this._calendar.stops.length - 1, 0);
      if (this._index >= last) this._handlers.step(0);
      this._play.classList.add("playing");
      this._play.setAttribute("aria-label", "Pause");
      this._play.title = "Pause";
      // A screen reader hears where it stops, not every date on the way.
      this._stamp.setAttribute("aria-live", "off");
      let due = performance.now() + 1000 / this._speed.value;
      const tick = (now) => {
        if (now >= due) {
          due = Math.max(due + 1000 / this._speed.value, now);
          this._handlers.step(this._calendar.edition(this._index, 1));
        }
        this._frame = this._index < last ? requestAnimationFrame(tick) : null;
        if (!this._frame) this.stop();
      };
      this._frame = requestAnimationFrame(tick);
    }

    stop() {
      cancelAnimationFrame(this._frame);
      this._frame = null;
      this._play.classList.remove("playing");
      this._play.setAttribute("aria-label", "Play");
      this._play.title = "Play";
      this._stamp.setAttribute("aria-live", "polite");
    }
  };
})(window.Salient);
