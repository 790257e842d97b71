// The legend is the control: categories and, within them, actors; places, claims, background.
"use strict";

(function (Salient) {
  const { el } = Salient;

  const swatch = (styles, key, theme) => {
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

  const sum = (figures) => figures.reduce((total, f) => total + f[3], 0);

  Salient.Legend = class {
    constructor(container, styles, handlers) {
      this._styles = styles;
      this._handlers = handlers;
      this._hidden = new Set();
      this._theme = "light";
      this._figures = [];
      this._claims = 0;
      this._body = el("div", { cls: "legend-body" });
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

    update({ hidden, theme, figures, claims }) {
      if (hidden) this._hidden = hidden;
      if (theme) this._theme = theme;
      if (figures) this._figures = figures;
      if (claims !== undefined) this._claims = claims;
      const focused = this._body.contains(document.activeElement) && document.activeElement.id;
      const open = new Set([...this._body.querySelectorAll("details[open]")].map((d) => d.dataset.id));
      this._body.replaceChildren(
        ...this._styles.categories.map((category) => this._category(category, open)),
        this._extras(),
        el("p", { cls: "fine", text: `Definitions: ${this._styles.definitionsOrigin}` })
      );
      if (focused) document.getElementById(focused)?.focus();
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

    _category(category, open) {
      const figures = this._figures.filter((f) => f[0] === category.id);
      const actors = [...new Set(figures.map((f) => f[1]))].sort();
      const rows = actors.map((actor) => {
        const mine = figures.filter((f) => f[1] === actor);
        // The swatch shows what covers most ground of this row.
        const kind = [...mine].sort((a, b) => b[3] - a[3])[0][2];
        return this._toggle(
          `${category.id}.${actor}`,
          [
            swatch(this._styles, { category: category.id, actor, kind }, this._theme),
            el("span", { cls: "what", text: (this._styles.actors[actor] || {}).title || actor }),
          ],
          el("span", { cls: "km2", text: `${Salient.formatKm2(sum(mine))} km²` })
        );
      });
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
      const tiles = el("input", {
        type: "checkbox",
        id: "show-tiles",
        on: { change: () => this._handlers.tiles(tiles.checked) },
      });
      tiles.checked = this._handlers.tilesShown();
      const window_ = this._handlers.claimWindowDays;
      return el(
        "fieldset",
        {},
        el("legend", { cls: "visually-hidden", text: "Points and background" }),
        this._toggle("places", [el("span", { cls: "what category", text: "Places" })]),
        this._toggle(
          "claims",
          [el("span", { cls: "what category", text: "Claims" })],
          el("span", { cls: "km2", text: `${this._claims} within ${window_} days` })
        ),
        el("p", { cls: "keys" }, diamond("exact"), el("span", { text: "at a place" }), diamond("vague"), el("span", { text: "in a region" })),
        el("label", { cls: "row" }, tiles, el("span", { cls: "what category", text: "Online street map" })),
        el("p", { cls: "fine", text: "Sends your address and the area you look at to openstreetmap.org. Off unless you switch it on." })
      );
    }
  };
})(window.Salient);
