// Two pictures of control: what changed on one map, a swipe, or two maps side by side that move
// together. Modes, categories and parties switch here; the page is told once the hand rests.
"use strict";

(function (Salient) {
  const { el } = Salient;
  const MODES = { changes: "What changed", swipe: "Swipe", side: "Side by side" };
  const CHANGES = ["gained", "lost", "unchanged"];
  const THUMB_PX = 26; // as salient.css draws the handle

  class Compare {
    constructor(map, urls) {
      this._map = map;
      this._urls = urls;
      this._revision = -1;
      this._hidden = new Set();
      this._mode = "changes";
      this._tell = Salient.reporter(() => ({ link: { mode: this._mode, ...Salient.viewLink(map, this._hidden) } }));
      this._root = map.getContainer().parentElement;
      this._root.classList.add("salient-compare");
      map.getContainer().classList.add("first-map");
      Salient.prepareMap(map);
      map.on("moveend", () => this._report());
      this._message = Salient.messageCard(map.getContainer());
      this.ready = this._load();
    }

    async _load() {
      try {
        const names = ["styles", "index", "basemap"];
        const [styles, index, background] = await Promise.all([
          ...names.map((name) => Salient.fetchJSON(this._urls[name])),
          document.fonts.load(`500 13px ${Salient.FONT}`),
        ]);
        Object.assign(this, { _styles: styles, _index: index });
        this._build(background);
      } catch (error) {
        this._message.fail(error);
      }
    }

    _build(background) {
      const other = el("div", { cls: "second-map" });
      this._root.append(other);
      this._second = L.map(other, {
        zoomControl: false,
        attributionControl: false,
        minZoom: this._map.getMinZoom(),
        maxZoom: this._map.getMaxZoom(),
        zoomSnap: this._map.options.zoomSnap,
      }).setView(this._map.getCenter(), this._map.getZoom(), { animate: false });
      Salient.prepareMap(this._second);
      // The first map holds the later picture and, under the swipe, the earlier one over it.
      this._after = this._ground(this._map, "areas", background);
      this._over = new Salient.Areas(this._map, this._styles, "before");
      this._before = this._ground(this._second, "areas", background);
      this._link(this._map, this._second);
      this._link(this._second, this._map);
      this._map.on("move", () => this._clip());
      this._buildControls();
      this._applyTheme();
      Salient.host.onTheme(() => this._applyTheme());
    }

    _ground(map, pane, background) {
      const ground = {
        basemap: new Salient.Basemap(map),
        areas: new Salient.Areas(map, this._styles, pane),
        names: new Salient.Points(map, () => {}),
      };
      ground.basemap.setTheme(Salient.theme());
      ground.basemap.show(background);
      ground.names.setData([], []);
      ground.names.setBackground(background);
      return ground;
    }

    _link(from, to) {
      from.on("move", () => {
        if (this._moving || this._mode !== "side") return;
        this._moving = true;
        to.setView(from.getCenter(), from.getZoom(), { animate: false });
        this._moving = false;
      });
    }

    _buildControls() {
      const mode = ([id, text]) => {
        const input = el("input", {
          type: "radio",
          name: "mode",
          id: `mode-${id}`,
          value: id,
          on: { change: () => this._setMode(id) },
        });
        return el("label", { cls: "row" }, input, el("span", { cls: "what", text }));
      };
      this._modes = el("fieldset", { cls: "modes" }, el("legend", { cls: "visually-hidden", text: "View" }), ...Object.entries(MODES).map(mode));
      this._rows = el("div", {});
      this._keys = el("p", { cls: "change-keys" });
      this._note = el("p", { cls: "fine", text: "Drawn with every difference; the figures leave out what is only line noise, if the rule is on." });
      this._legend = el(
        "details",
        { cls: "legend card" },
        el("summary", { text: "Legend" }),
        el("div", { cls: "legend-body" }, this._modes, this._rows, this._keys, this._note)
      );
      this._legend.open = window.innerWidth >= Salient.PHONE_PX;
      this._stamps = ["earlier", "later"].map((side) =>
        el("div", { cls: `head card ${side}` }, el("p", { cls: "fine", text: side === "earlier" ? "Earlier" : "Later" }), el("p", { cls: "stamp" }), el("p", { cls: "source-name" }), el("p", { cls: "synthetic", text: "Synthetic: drawn by rule, not surveyed." }))
      );
      this._handle = el("input", {
        type: "range",
        cls: "swipe",
        min: 0,
        max: 1000,
        value: 500,
        "aria-label": "Swipe: share of the map that shows the earlier picture",
        on: { input: () => this._clip() },
      });
      this._line = el("div", { cls: "swipe-line", "aria-hidden": "true" });
      this._credits = el("p", { cls: "credits" });
      this._root.append(this._line, this._handle, ...this._stamps, this._legend, this._credits);
    }

    _applyTheme() {
      const theme = Salient.theme();
      if (theme === this._theme) return;
      this._theme = theme;
      this._root.dataset.theme = theme;
      for (const { basemap, areas, names } of [this._after, this._before]) {
        basemap.setTheme(theme);
        areas.setTheme(theme);
        names.redraw();
      }
      this._map.getContainer().dataset.theme = theme;
      this._second.getContainer().dataset.theme = theme;
      this._over.setTheme(theme);
      if (this._pictures) this._drawLegend();
    }

    async show(view) {
      await this.ready;
      if (view.revision === this._revision || !this._before) return;
      const first = this._revision < 0;
      this._revision = view.revision;
      try {
        this._pictures = await Promise.all([view.before, view.after].map((side) => this._picture(side)));
      } catch (error) {
        this._message.fail(error);
        return;
      }
      this._quiet = true;
      if (first) {
        this._hidden = new Set(view.hide);
        this._mode = view.mode;
        if (view.lat === null) this._goHome();
        else this._map.setView([view.lat, view.lon], view.zoom, { animate: false });
      }
      this._applyTheme();
      this._drawLegend();
      this._setHidden();
      this._show();
      this._quiet = false;
      const marks = this._root.dataset;
      marks.ready = "true";
      marks.revision = view.revision;
    }

    async _picture({ source: id, at }) {
      const source = this._index.sources.find((s) => s.id === id);
      const position = source ? source.editions.findIndex((e) => e.at === at) : -1;
      if (position < 0) throw new Error("the archive has changed; reload the page");
      const timeline = await Salient.loadTimeline(`${this._urls.timelines}/${source.timeline}.bin`);
      return { source, position, timeline, edition: source.editions[position], areas: timeline.areas(position) };
    }

    // Where something changed; all of it if nothing did.
    _goHome() {
      const rings = this._changed().flatMap((key) => key.rings);
      const all = this._pictures.flatMap((picture) => picture.areas.flatMap((area) => area.rings));
      const shown = rings.length ? rings : all;
      if (shown.length) {
        this._map.fitBounds(Salient.boundsOf(shown), { padding: [40, 40], maxZoom: 11, animate: false });
      }
    }

    _changed() {
      const [before, after] = this._pictures;
      return before.timeline === after.timeline
        ? after.timeline.changed(before.position, after.position)
        : Salient.changedBetween(before.areas, after.areas);
    }

    _show() {
      const [before, after] = this._pictures;
      const side = this._mode === "side";
      const swipe = this._mode === "swipe";
      this._root.dataset.mode = this._mode;
      this._map.invalidateSize({ animate: false });
      this._second.invalidateSize({ animate: false });
      if (side) this._second.setView(this._map.getCenter(), this._map.getZoom(), { animate: false });
      const changes = this._mode === "changes" ? { changed: this._changed(), before: before.areas } : null;
      this._after.areas.show(after.areas, changes);
      this._over.show(swipe ? before.areas : []);
      this._before.areas.show(side ? before.areas : []);
      for (const control of [this._handle, this._line]) control.hidden = !swipe;
      this._keys.hidden = this._note.hidden = this._mode !== "changes";
      this._modes.querySelector(`#mode-${this._mode}`).checked = true;
      this._clip();
      this._pictures.forEach((picture, i) => {
        const [, stamp, name, synthetic] = this._stamps[i].children;
        stamp.textContent = picture.edition.stamp;
        name.textContent = picture.source.title;
        synthetic.hidden = !picture.source.synthetic;
      });
      const credits = [...new Set(this._pictures.map((p) => p.source.attribution))];
      this._credits.textContent = [...credits, "Background: Natural Earth", this._styles.borderStatement]
        .map((part) => `${part.replace(/\.$/, "")}.`)
        .join(" ");
    }

    // The earlier picture is seen left of the line, the later one right of it.
    _clip() {
      if (this._mode !== "swipe") {
        for (const name of ["areas", "before"]) this._map.getPane(name).style.clip = "";
        return;
      }
      const size = this._map.getSize();
      const x = THUMB_PX / 2 + ((size.x - THUMB_PX) * this._handle.value) / 1000;
      const corner = this._map.containerPointToLayerPoint([0, 0]);
      const end = this._map.containerPointToLayerPoint(size);
      const at = corner.x + x;
      this._map.getPane("before").style.clip = `rect(${corner.y}px, ${at}px, ${end.y}px, ${corner.x}px)`;
      this._map.getPane("areas").style.clip = `rect(${corner.y}px, ${end.x}px, ${end.y}px, ${at}px)`;
      this._line.style.left = `${x}px`;
    }

    _drawLegend() {
      const keys = new Map();
      for (const { areas } of this._pictures) {
        for (const { category, actor, kind } of areas) {
          const id = `${category}.${actor}`;
          if (!keys.has(id)) keys.set(id, { id, category, actor, kind });
        }
      }
      const rows = [...keys.values()];
      const toggle = (row) => {
        const input = el("input", {
          type: "checkbox",
          id: `show-${row.id.replace(".", "-")}`,
          on: { change: () => this._toggle(row.id, input.checked) },
        });
        input.checked = !this._hidden.has(row.id);
        const title = (this._styles.actors[row.actor] || {}).title || row.actor;
        return el("label", { cls: "row" }, input, Salient.swatch(this._styles, row, this._theme), el("span", { cls: "what", text: title }));
      };
      this._rows.replaceChildren(
        ...this._styles.categories.map((category) => {
          const own = rows.filter((row) => row.category === category.id);
          return own.length
            ? el("fieldset", {}, el("legend", { cls: "visually-hidden", text: category.title }), el("p", { cls: "category", text: category.title }), ...own.map(toggle))
            : null;
        }).filter(Boolean)
      );
      const actors = [...new Set(rows.map((row) => row.actor))].sort();
      this._keys.replaceChildren(
        ...CHANGES.map((change) => Salient.changeKey(this._styles, actors, change, this._theme))
      );
    }

    _toggle(id, shown) {
      this._hidden = new Set(this._hidden);
      if (shown) this._hidden.delete(id);
      else this._hidden.add(id);
      this._setHidden();
      this._report();
    }

    _setHidden() {
      for (const areas of [this._after.areas, this._over, this._before.areas]) areas.setHidden(this._hidden);
    }

    _setMode(mode) {
      this._mode = mode;
      this._show();
      this._report();
    }

    _report() {
      if (this._quiet || !this._pictures) return;
      this._tell();
    }
  }

  Salient.attachCompare = (map, urls) => (map.salient = new Compare(map, urls));
})(window.Salient);
