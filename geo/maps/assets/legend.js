// The legend is the control: categories and, within them, actors; places, claims, background.
"use strict";

(function (Salient) {
  const { el } = Salient;

  // A sample of how a category, actor and kind is drawn.
  Salient.swatch = function (styles, key, theme) {
    const ratio = window.devicePixelRatio || 1;
    const canvas = el("canvas", { cls: "swatch", "aria-hidden": "true" });
    canvas.width = 34 * ratio;
    canvas.height = 20 * ratio;
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const path = new Path2D();
    path.rect(2, 2, 30, 16);
    Salient.paintArea(context, path, key, styles, theme, { x: 0, y: 0 });
    return canvas;
  };

  Salient.Legend = class {
    constructor(container, styles, handlers) {
      this._styles = styles;
      this._handlers = handlers;
      this._hidden = new Set();
      this._theme = "light";
      this._figures = [];
      this._claims = 0;
      this._since = new Salient.Since(styles, handlers.since);
      this._sinceView = { value: "", words: "" };
      this._rows = el("div", {});
      this._body = el("div", { cls: "legend-body" }, this._since.node, this._rows);
      this._details = el(
        "details",
        { cls: "legend card" },
        el("summary", { text: "Legend" }),
        this._body
      );
      this._details.open = window.innerWidth >= Salient.PHONE_PX;
      container.append(this._details);
      L.DomEvent.disableClickPropagation(this._details);
      L.DomEvent.disableScrollPropagation(this._details);
    }

    // A step through time changes numbers; rows are built anew only when others are needed.
    update({ hidden, theme, figures, claims, since }) {
      if (hidden) this._hidden = hidden;
      if (theme) this._theme = theme;
      if (figures) this._figures = figures;
      if (claims !== undefined) this._claims = claims;
      if (since) this._sinceView = since;
      const held = this._held();
      const actors = [...new Set(held.map((row) => row.actor))].sort();
      this._since.update(this._sinceView, actors, this._theme);
      const built = JSON.stringify([this._theme, [...this._hidden].sort(), held.map((r) => [r.id, r.kind])]);
      if (built !== this._built) {
        this._built = built;
        this._build(held);
      }
      for (const row of held) this._numbers.get(row.id).textContent = `${Salient.formatKm2(row.km2)} km²`;
      this._numbers.get("claims").textContent = `${this._claims} within ${this._handlers.claimWindowDays} days`;
    }

    // What there is per category and actor, with the kind that covers most ground of it.
    _held() {
      const rows = new Map();
      for (const [category, actor, kind, km2] of this._figures) {
        const id = `${category}.${actor}`;
        const row = rows.get(id) || { id, category, actor, kind, most: km2, km2: 0 };
        row.km2 += km2;
        if (km2 > row.most) Object.assign(row, { kind, most: km2 });
        rows.set(id, row);
      }
      return [...rows.values()].sort((a, b) => (a.actor < b.actor ? -1 : 1));
    }

    _build(held) {
      const focused = this._rows.contains(document.activeElement) && document.activeElement.id;
      const open = new Set([...this._rows.querySelectorAll("details[open]")].map((d) => d.dataset.id));
      this._numbers = new Map();
      this._rows.replaceChildren(
        ...this._styles.categories.map((category) => this._category(category, held, open)),
        this._extras(),
        el("p", { cls: "fine", text: `Definitions: ${this._styles.definitionsOrigin}` })
      );
      if (focused) document.getElementById(focused)?.focus();
    }

    _number(id) {
      this._numbers.set(id, el("span", { cls: "km2" }));
      return this._numbers.get(id);
    }

    _toggle(id, label, extra) {
      const input = el("input", {
        type: "checkbox",
        id: `show-${id.replace(".", "-")}`,
        on: { change: () => this._handlers.toggle(id, input.checked) },
      });
      input.checked = !this._hidden.has(id);
      return el("label", { cls: "row" }, input, ...label, extra);
    }

    _category(category, held, open) {
      const rows = held
        .filter((row) => row.category === category.id)
        .map((row) =>
          this._toggle(
            row.id,
            [
              Salient.swatch(this._styles, row, this._theme),
              el("span", { cls: "what", text: (this._styles.actors[row.actor] || {}).title || row.actor }),
            ],
            this._number(row.id)
          )
        );
      const definition = el(
        "details",
        { cls: "definition", "data-id": category.id },
        el("summary", { text: "What it means" }),
        el("p", { text: category.definition })
      );
      definition.open = open.has(category.id);
      return el(
        "fieldset",
        { cls: this._hidden.has(category.id) ? "off" : "" },
        el("legend", { cls: "visually-hidden", text: category.title }),
        this._toggle(category.id, [el("span", { cls: "what category", text: category.title })]),
        ...(rows.length ? rows : [el("p", { cls: "fine", text: "None on this date." })]),
        definition
      );
    }

    _extras() {
      const diamond = (cls) =>
        el("span", { cls: `claim-key ${cls}`, "aria-hidden": "true" }, el("span", { cls: "diamond" }));
      return el(
        "fieldset",
        {},
        el("legend", { cls: "visually-hidden", text: "Points and background" }),
        this._toggle("places", [el("span", { cls: "what category", text: "Places" })]),
        this._toggle(
          "claims",
          [el("span", { cls: "what category", text: "Claims" })],
          this._number("claims")
        ),
        el("p", { cls: "keys" }, diamond("exact"), el("span", { text: "at a place" }), diamond("vague"), el("span", { text: "in a region" })),
        ...(Salient.host.tiles ? this._tiles() : [])
      );
    }

    _tiles() {
      const tiles = el("input", {
        type: "checkbox",
        id: "show-tiles",
        on: { change: () => this._handlers.tiles(tiles.checked) },
      });
      tiles.checked = this._handlers.tilesShown();
      return [
        el("label", { cls: "row" }, tiles, el("span", { cls: "what category", text: "Online street map" })),
        el("p", { cls: "fine", text: "Sends your address and the area you look at to openstreetmap.org. Off unless you switch it on." }),
      ];
    }
  };
})(window.Salient);
