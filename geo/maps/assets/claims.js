// The linked view of the claims: map, table and timeline over the same columns. What is selected in
// one the others follow at once; the page is told once the hand rests.
"use strict";

(function (Salient) {
  const { el } = Salient;
  const PICK_ZOOM = 8;
  const SINGLE = ["q", "period", "sort", "pick", "c"];

  class Claims {
    constructor(map, urls) {
      Object.assign(this, { _map: map, _urls: urls, _revision: -1, _state: null, _row: -1, _sort: "-time", _centre: "" });
      this._tell = Salient.reporter(() => ({ link: this._link(), revision: this._revision }));
      Salient.prepareMap(map);
      this._marks = new Salient.ClaimMarks(map, () => null);
      this._build(map.getContainer());
      map.on("moveend", () => this._moved());
      map.on("click", (event) => this._clickMap(event.latlng));
      map.on("mousemove", (event) => map.getContainer().classList.toggle("on-mark", Boolean(this._marks.hit(event.latlng))));
      this._message = Salient.messageCard(this._root);
      this._ready = this._load();
      this._queue = Promise.resolve();
    }

    _build(container) {
      const root = (this._root = container.parentElement);
      root.classList.add("salient-claims");
      this._filter = new Salient.ClaimFilter((used) => this._changed(used));
      this._table = new Salient.ClaimTable({
        pick: (row) => this._pick(row),
        sort: (sort) => this._setSort(sort),
        clear: () => this._clear(),
      });
      this._time = new Salient.ClaimTime({
        period: () => this._changed("period"),
        bar: (from, to) => this._select(from === null ? null : this._set.rowsIn(from, to)),
      });
      this._count = el("p", { cls: "count", role: "status" });
      this._said = el("p", { cls: "visually-hidden", role: "status" });
      this._group = el("p", { cls: "group", hidden: "" });
      this._credits = el("p", { cls: "credits", dir: "auto" });
      const more = el("details", { cls: "filters" }, el("summary", { text: "Filters" }), this._filter.node);
      more.open = window.innerWidth >= Salient.PHONE_PX;
      const mapSide = el("section", { cls: "map", "aria-label": "Map of claims" }, container, this._credits);
      const top = el("header", { cls: "top" }, this._filter.q, this._count, this._group, this._filter.chips, this._said);
      root.append(top, more, this._time.node, this._table.node, mapSide);
      for (const part of [top, more, this._time.node, this._table.node]) part.addEventListener("keydown", (event) => event.stopPropagation());
      new ResizeObserver(() => this._map.invalidateSize({ animate: false, pan: false })).observe(mapSide);
    }

    async _load() {
      const [background] = await Promise.all([
        Salient.fetchJSON(this._urls.basemap),
        document.fonts.load(`500 13px ${Salient.FONT}`),
      ]);
      this._basemap = new Salient.Basemap(this._map);
      this._names = new Salient.Points(this._map, () => null);
      this._basemap.setTheme(Salient.theme());
      this._basemap.show(background);
      this._names.setData([], []);
      this._names.setBackground(background);
      Salient.host.onTheme(() => this._applyTheme());
    }

    _applyTheme() {
      const theme = Salient.theme();
      if (theme === this._theme) return;
      this._theme = theme;
      this._root.dataset.theme = this._map.getContainer().dataset.theme = theme;
      this._basemap.setTheme(theme);
      this._names.redraw();
      const style = getComputedStyle(this._root);
      const names = ["accent", "ink", "soft", "halo", "line"];
      this._colors = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
      this._marks.setColors(this._colors);
      if (this._result) this._time.show(this._result.byDay, this._colors);
    }

    // One message after the other: the first may still be loading when the second comes.
    show(message) {
      this._queue = this._queue.then(() => this._obey(message)).catch((error) => this._message.fail(error));
      return this._queue;
    }

    async _obey({ revision, state, view }) {
      await this._ready;
      const settled = state !== this._state && (await this._fetch());
      this._state = state;
      const told = revision !== this._revision;
      this._revision = revision;
      this._applyTheme();
      if (told) this._read(JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(view.join("").replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)))));
      if (told || settled) this._apply("");
      this._root.dataset.ready = "true";
      this._root.dataset.revision = revision;
      this._root.dataset.state = state;
    }

    // Loads what is new; what lives at the same address is the same.
    async _fetch() {
      const response = await Salient.host.request(this._urls.ledger);
      if (!response.ok) throw new Error(`${this._urls.ledger} answered ${response.status}`);
      const { claims, settled, count } = await response.json();
      if (claims === this._claimsUrl && settled === this._settledUrl) return false;
      const id = this._row < 0 ? "" : this._set.id(this._row);
      if (claims !== this._claimsUrl) this._count.textContent = `Loading ${Salient.formatCount(count)} claims ...`;
      const [body, state] = await Promise.all([
        claims === this._claimsUrl ? null : Salient.fetchBytes(claims),
        Salient.fetchBytes(settled),
      ]);
      if (body) this._set = new Salient.ClaimSet(body);
      this._set.settle(state);
      [this._claimsUrl, this._settledUrl] = [claims, settled];
      this._row = id ? this._set.rowOf(id) : -1;
      if (body) {
        this._time.setSet(this._set);
        const credits = this._set.head.sources.map((source) => source.attribution).filter(Boolean);
        this._credits.textContent = [...credits, "Background: Natural Earth"].map((part) => `${part.replace(/\.$/, "")}.`).join(" ");
      }
      this._marks.show(this._set);
      return true;
    }

    _read(view) {
      this._filter.read(view);
      this._time.read((view.period || [""])[0]);
      this._sort = (view.sort || ["-time"])[0];
      this._row = view.pick ? this._set.rowOf(view.pick[0].replace(/^claim:/, "")) : -1;
      this._centre = (view.c || [""])[0];
      this._hits = this._find();
      this._set.light(null);
      this._apply("");
      this._quietly(() => {
        const [lat, lon, zoom] = this._centre.split(",").map(Number);
        if (this._centre) this._map.setView([lat, lon], zoom, { animate: false });
        else this._goHome();
        if (this._row >= 0 && !this._centre) this._pan();
      });
      this._mark();
    }

    _quietly(act) {
      this._quiet = true;
      act();
      this._quiet = false;
    }

    // All places of what is shown.
    _goHome() {
      const { shownAt, head } = this._set;
      const found = head.places.filter((_, code) => shownAt[code]).map(([, , , lon, lat]) => [lat, lon]);
      if (found.length) this._map.fitBounds(found, { padding: [24, 24], maxZoom: 9, animate: false });
    }

    _find() {
      return this._set.search.find(this._filter.q.value, this._set.claimants, this._set.claimant);
    }

    // Something was chosen by hand: of which facet, or "q" or "period".
    _changed(used) {
      if (!this._set) return;
      if (used === "q" || used === "") this._hits = this._find();
      this._set.light(null);
      this._group.hidden = true;
      // Once a frame however often it is asked for: a drag reports more than a display shows.
      this._used = used;
      if (!this._frame) {
        this._frame = requestAnimationFrame(() => {
          this._frame = null;
          this._apply(this._used);
        });
      }
      this._tell();
    }

    _clear() {
      this._filter.clear();
      this._time.from = this._time.to = null;
      this._changed("");
      this._filter.q.focus();
    }

    _apply(used) {
      const set = this._set;
      if (!used) this._filter.setSet(set);
      this._result = set.select({ chosen: this._filter.codes(), hits: this._hits, from: this._time.from, to: this._time.to });
      const period = this._time.from === null ? "" : Salient.claimDays(this._time.from, this._time.to);
      this._filter.update(this._result.counts, used);
      this._filter.showChips(period, () => this._time.choose(null, null));
      this._count.textContent = `${Salient.formatCount(this._result.shown)} of ${Salient.formatCount(set.rows)} claims`;
      this._table.show(set, set.sorted(this._sort), this._sort);
      if (set.rows) this._time.show(this._result.byDay, this._colors);
      this._root.dataset.shown = this._result.shown;
      this._mark(false);
    }

    _setSort(sort) {
      this._sort = sort;
      this._table.show(this._set, this._set.sorted(sort), sort);
      this._table.setPick(this._row);
      this._tell();
    }

    // A claim was picked by hand; -1 for none.
    _pick(row) {
      this._row = row;
      if (row < 0 || !this._set.lit || !this._set.lit.has(row)) this._light(null);
      this._quietly(() => this._pan());
      this._mark();
      this._tell();
    }

    // Claims that belong to one mark or one bar, latest first; the first is picked.
    _select(rows) {
      if (!rows || !rows.length) {
        this._light(null);
        this._pick(-1);
        return;
      }
      this._light(rows);
      this._pick(rows[0]);
    }

    _light(rows) {
      const many = rows && rows.length > 1;
      this._lit = this._set.light(many ? rows : null);
      this._group.hidden = !many;
      this._group.textContent = many ? `${Salient.formatCount(rows.length)} selected together; the latest is picked` : "";
    }

    // Brings the picked claim's place into sight; a map that shows it already stays.
    _pan() {
      const point = this._point();
      if (!point || this._map.getBounds().pad(-0.05).contains(point)) return;
      this._map.setView(point, Math.max(this._map.getZoom(), PICK_ZOOM), { animate: false });
    }

    _point() {
      if (this._row < 0) return null;
      const [code] = this._set.places(this._row, true);
      return code === undefined ? null : L.latLng(this._set.head.places[code][4], this._set.head.places[code][3]);
    }

    // Shows in all three what is picked and what is selected with it.
    _mark(reveal = true) {
      const row = this._row;
      this._table.setPick(row, reveal);
      this._marks.setPicked(this._point());
      this._time.setLit(this._set.lit ? this._lit : null, row < 0 ? null : this._set.first[row]);
      this._root.dataset.pick = row < 0 ? "" : this._set.id(row);
      if (row < 0) this._said.textContent = "";
      else {
        const { claimant, verb, status } = this._set.row(row);
        this._said.textContent = `${claimant} ${verb}. ${status.title}.${this._set.fails[row] ? " Not among the claims shown." : ""}`;
      }
    }

    _clickMap(latlng) {
      if (!this._set) return;
      const mark = this._marks.hit(latlng);
      this._select(mark ? this._marks.rows(mark) : null);
    }

    _moved() {
      if (this._quiet || !this._set || this._revision < 0) return;
      this._centre = Salient.viewLink(this._map, new Set()).c;
      this._tell();
    }

    // The view in the terms of a link; geo/maps/claim_view.py reads the same.
    _link() {
      const one = {
        q: this._filter.q.value.trim(),
        period: this._time.link,
        sort: this._sort === "-time" ? "" : this._sort,
        pick: this._row < 0 ? "" : `claim:${this._set.id(this._row)}`,
        c: this._centre,
      };
      const found = Object.fromEntries(SINGLE.map((name) => [name, one[name] ? [one[name]] : []]));
      for (const [name, chosen] of Object.entries(this._filter.chosen)) found[name] = [...chosen];
      return found;
    }
  }

  Salient.attachClaims = (map, urls) => (map.salient = new Claims(map, urls));
})(window.Salient);
