// The events on a map: which set, what is shown of it, and what a click on a mark tells.
"use strict";

(function (Salient) {
  const { el } = Salient;
  const CLOSER = 2; // zoom levels
  const REST_MS = 120;

  Salient.Events = class {
    // onChange is called when what a link to the map says of events has changed.
    // onMarks is told, once they rest, which boxes the marks take from the names.
    constructor(map, column, onChange, onMarks) {
      this._map = map;
      this._onChange = onChange;
      this._marks = new Salient.EventMarks(map, () => {
        clearTimeout(this._resting);
        this._resting = setTimeout(() => onMarks(this._marks.boxes()), REST_MS);
      });
      this._filter = new Salient.EventFilter(() => this._changed());
      this._card = new Salient.EventCard((focused) => {
        this._marks.setPicked(null);
        if (focused) this._panel.firstChild.focus({ preventScroll: true });
      });
      this._build();
      column.append(this._panel, this._card.node);
      for (const part of [this._panel, this._card.node]) {
        L.DomEvent.disableClickPropagation(part);
        L.DomEvent.disableScrollPropagation(part);
        part.addEventListener("keydown", (event) => event.stopPropagation());
      }
      map.on("moveend", () => this._look());
      map.on("mousemove", (event) => {
        map.getContainer().classList.toggle("on-mark", Boolean(this._marks.hit(event.latlng)));
      });
    }

    _build() {
      this._on = el("input", { type: "checkbox", id: "show-events", on: { change: () => this._switch() } });
      this._choice = el("select", { "aria-label": "Set of events", on: { change: () => this._switch() } });
      this._name = el("span", { cls: "source-name", dir: "auto" });
      this._status = el("p", { cls: "fine", role: "status" });
      this._head = el("span", { cls: "km2" });
      this._counts = el("div", { cls: "counts" });
      this._listing = el("button", {
        type: "button",
        cls: "plain",
        text: "List the events in sight",
        on: { click: () => this._list(this._marks.rows(), "in sight") },
      });
      this._keys = el("p", { cls: "keys" });
      this._drawn = el(
        "select",
        { id: "event-drawn", on: { change: () => this._setDrawn() } },
        el("option", { value: "groups", text: "Groups" }),
        el("option", { value: "density", text: "Density" })
      );
      const drawn = el("label", { cls: "row drawn" }, el("span", { cls: "category", text: "Many drawn as" }), this._drawn);
      this._parts = el("div", { hidden: "" }, this._counts, this._listing, this._filter.node, drawn, this._keys);
      this._panel = el(
        "details",
        { cls: "events card", hidden: "" },
        el("summary", {}, el("span", { text: "Events" }), this._head),
        el(
          "div",
          { cls: "events-body" },
          el("div", { cls: "row" }, el("label", { cls: "row" }, this._on, el("span", { cls: "category", text: "Show" })), this._choice, this._name),
          this._status,
          this._parts
        )
      );
      // An open panel and an open list have no room beside each other.
      this._panel.addEventListener("toggle", () => this._panel.open && this._card.close());
    }

    async load(url) {
      try {
        this._sources = (await Salient.fetchJSON(url)).sources;
      } catch (error) {
        this._sources = [];
        this._panel.hidden = false;
        this._status.textContent = `The sets of events could not be loaded (${error.message}).`;
      }
      if (!this._sources.length) return;
      this._panel.hidden = false;
      this._choice.replaceChildren(...this._sources.map((s) => el("option", { value: s.id, text: s.title })));
      this._choice.hidden = this._sources.length < 2;
      this._name.hidden = this._sources.length >= 2;
      this._name.textContent = this._sources[0].title;
    }

    // What a link says: "", "acled", "acled:30"; after the sets are known.
    async show(link) {
      const [id, dates] = [...link.split(":"), ""];
      const known = this._sources.some((source) => source.id === id);
      this._on.checked = known;
      if (known) this._choice.value = id;
      if (known) this._panel.open = window.innerWidth >= Salient.PHONE_PX;
      await this._open(dates);
      if (id && !known) {
        this._panel.hidden = false;
        this._status.textContent = `The link asks for events of ${id}, which this store does not have.`;
      }
    }

    get link() {
      if (!this._source) return "";
      return [this._source.id, this._filter.dates].filter(Boolean).join(":");
    }

    // Of the set that is shown.
    get credit() {
      return this._source ? this._source.attribution : "";
    }

    setTheme() {
      const style = getComputedStyle(this._map.getContainer());
      const names = ["accent", "ink", "soft", "halo", "line"];
      this._colors = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
      this._marks.setColors(this._colors);
      this._showKeys();
      if (this._set) this._refresh();
    }

    // The map's date: a day of the source of the areas.
    setDate(date) {
      this._day = Salient.dayOf(date);
      if (this._set && this._filter.followsMap) this._refresh();
    }

    // Whether a click on the map was a click on a mark.
    click(latlng) {
      const mark = this._marks.hit(latlng);
      if (!mark) return false;
      const closer = this._map.getZoom() < this._map.getMaxZoom();
      if (this._set.counted) {
        // There are no rows to list; closer, there are fewer to a mark.
        if (closer) this._zoomTo(latlng);
        return true;
      }
      this._list(this._marks.rows(mark), "here", mark.count > 1 && closer ? () => this._zoomTo(latlng) : null);
      this._marks.setPicked(latlng);
      return true;
    }

    _zoomTo(latlng) {
      this._card.close();
      this._map.setView(latlng, Math.min(this._map.getMaxZoom(), this._map.getZoom() + CLOSER));
    }

    _list(rows, where, zoom = null) {
      // The list takes the place of the panel; its summary stays.
      this._panel.open = false;
      this._card.show(this._source, rows, where, zoom);
    }

    async _switch() {
      await this._open("");
      this._onChange();
    }

    // Shows the chosen set, or none when the switch is off.
    async _open(dates) {
      const wanted = this._on.checked ? this._sources.find((s) => s.id === this._choice.value) : null;
      this._wanted = wanted;
      this._status.textContent = wanted ? `Loading ${Salient.formatCount(wanted.count)} events ...` : "";
      let set = null;
      try {
        if (wanted && wanted.counted) {
          set = await Salient.loadCounts(wanted.url);
          await set.look(this._map);
        } else if (wanted) set = await Salient.loadEvents(`${wanted.url}.bin`);
      } catch (error) {
        if (this._wanted === wanted) {
          this._status.textContent = `The events could not be loaded (${error.message}). If new events were imported, reload the page.`;
          this._on.checked = false;
        }
        return;
      }
      if (this._wanted !== wanted) return; // switched on or off meanwhile
      this._status.textContent = "";
      this._card.close();
      this._source = wanted;
      this._set = set;
      this._parts.hidden = !set;
      this._head.textContent = "";
      if (set) {
        if (set.counted) this._drawn.value = "density";
        this._setDrawn();
        this._filter.setSet(set, dates);
        this._apply();
      } else {
        this._marks.show(null);
        delete this._map.getContainer().dataset.events;
      }
    }

    // Of a set of counts only what is looked at is loaded.
    async _look() {
      const set = this._set;
      if (!set || !set.counted) return;
      try {
        if ((await set.look(this._map)) && this._set === set) this._refresh();
      } catch (error) {
        this._status.textContent = `The counts of events could not be loaded (${error.message}). Reload the page.`;
      }
    }

    _changed() {
      this._refresh();
      this._onChange();
    }

    // Once a frame however often it is asked for: a drag reports more than a display shows.
    _refresh() {
      if (this._frame) return;
      this._frame = requestAnimationFrame(() => {
        this._frame = null;
        if (this._set) this._apply();
      });
    }

    _apply() {
      this._card.close();
      const choice = this._filter.choice(this._day);
      const result = this._set.select(choice);
      this._marks.show(this._set);
      this._filter.update(result, choice, this._colors);
      this._say(result);
    }

    _say(result) {
      const number = Salient.formatCount;
      const lines = [
        [result.shown, `of ${number(this._set.rows)} shown`],
        [result.placeless, "without a place, not drawn"],
        [result.tooWide, "by country only, not drawn"],
        [result.undated, result.undatedShown ? "undated, among those shown" : "undated, not shown"],
      ];
      this._counts.replaceChildren(
        ...lines
          .filter(([count], i) => i === 0 || count)
          .flatMap(([count, words]) => [el("span", { cls: "number", text: number(count) }), el("span", { text: words })])
      );
      // A screen reader hears what a choice has changed, not every date that is passed on the way.
      this._counts.setAttribute("aria-live", this._filter.followsMap ? "off" : "polite");
      this._head.textContent = `${number(result.shown)} shown`;
      this._listing.hidden = !result.shown || Boolean(this._set.counted);
      this._map.getContainer().dataset.events = result.shown;
    }

    _setDrawn() {
      this._card.close();
      this._marks.setDensity(this._drawn.value === "density");
      this._showKeys();
    }

    _showKeys() {
      const key = (marks, text, paint = Salient.paintEventMark) => {
        const ratio = window.devicePixelRatio || 1;
        const canvas = el("canvas", { cls: "event-key", "aria-hidden": "true" });
        canvas.width = canvas.height = 30 * ratio;
        const context = canvas.getContext("2d");
        context.scale(ratio, ratio);
        for (const mark of marks) paint(context, { x: 15, y: 15, hollow: 0, ...mark }, this._colors, darkest);
        return el("span", { cls: "key" }, canvas, el("span", { text }));
      };
      const darkest = this._set ? this._set.darkest : 3;
      const steps = [0, 1, 2, 3].map((step) => 10 ** ((step * darkest) / 3));
      const squares = steps.map((count, i) => ({ count, x: i % 2 ? 20 : 11, y: i < 2 ? 11 : 20 }));
      this._keys.replaceChildren(
        key([{ count: 1 }], "at or near its place"),
        key([{ count: 1, hollow: 1 }], "known only roughly, by district or oblast"),
        this._drawn.value === "density"
          ? key(squares, `${steps.map(Salient.formatCount).join(", ")} events in a square`, Salient.paintEventSquare)
          : key([{ count: 12, hollow: 4 }], "several, the broken part known only roughly")
      );
    }
  };
})(window.Salient);
