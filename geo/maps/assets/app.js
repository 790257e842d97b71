// One map: its view, what it loads, and what it tells Streamlit once the hand rests.
"use strict";

(function (Salient) {
  const TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png";

  class App {
    constructor(map, urls) {
      this._map = map;
      this._urls = urls;
      this._hidden = new Set();
      this._pick = null;
      this._since = "";
      this._revision = -1;
      this._tell = Salient.reporter(() => ({ link: this._link(), revision: this._revision }));
      Salient.prepareMap(map);
      map.on("click", (event) => this._click(event.latlng));
      map.on("moveend", () => this._report());
      this._message = Salient.messageCard(map.getContainer());
      this._left = Salient.el("div", { cls: "left" });
      this._events = new Salient.Events(map, this._left, () => this._eventsChanged(), (boxes) => this._points.setTaken(boxes));
      this.ready = this._load();
    }

    async _load() {
      try {
        // Asked for at once, needed last: the map is drawn on it, not after it.
        const background = Salient.fetchJSON(this._urls.basemap);
        background.catch(() => null);
        const eventSets = this._events.load(this._urls.events);
        const [styles, index, places, claims] = await Promise.all([
          ...["styles", "index", "places", "claims"].map((name) => Salient.fetchJSON(this._urls[name])),
          // Labels are measured before they are set; without the font they would be measured wrong.
          document.fonts.load(`500 13px ${Salient.FONT}`),
        ]);
        this._index = index;
        // The style sheet that gives the map its height may have come after the map.
        this._map.invalidateSize();
        this._build(styles, places, claims);
        await eventSets;
        this._background = background.then((data) => {
          this._basemap.show(data);
          this._points.setBackground(data);
        });
        this._background.catch(() => null);
      } catch (error) {
        this._message.fail(error);
      }
    }

    _build(styles, places, claims) {
      const container = this._map.getContainer();
      this._basemap = new Salient.Basemap(this._map);
      this._areas = new Salient.Areas(this._map, styles);
      this._points = new Salient.Points(this._map, (pick) => this._setPick(pick));
      this._points.setData(places, claims);
      this._legend = new Salient.Legend(container, styles, {
        toggle: (id, shown) => this._toggle(id, shown),
        tiles: (shown) => this._setTiles(shown),
        tilesShown: () => Boolean(this._tiles),
        claimWindowDays: this._index.claimWindowDays,
        since: (since) => this._setSince(since),
      });
      this._time = new Salient.TimeBar(container, styles, this._index.credits, {
        step: (index) => this._step(index),
        source: (id) => this._setSource(id),
      });
      this._time.setSources(this._index.sources);
      // One column: what the map shows, the events, and the list of those that were clicked.
      this._left.prepend(this._time.head);
      // A page in one file has no server to ask.
      if (this._urls.gazetteer) this._time.head.after(new Salient.GoTo(this._map, this._urls.gazetteer).box);
      container.append(this._left);
      Salient.oneOpen(container);
      this._applyTheme();
      Salient.host.onTheme(() => this._applyTheme());
    }

    _applyTheme() {
      const theme = Salient.theme();
      if (theme === this._theme) return;
      this._theme = theme;
      this._map.getContainer().dataset.theme = theme;
      this._basemap.setTheme(theme);
      this._areas.setTheme(theme);
      this._legend.update({ theme });
      this._points.redraw();
      this._events.setTheme();
      this._time.showBars(this._hidden, theme);
    }

    // A view from the server: the first one, a link, or the browser's back button.
    async show(view) {
      this._ask(view.source);
      await this.ready;
      if (view.revision === this._revision || !this._areas) return;
      this._revision = view.revision;
      if (!this._index.sources.length) {
        this._message.say("The store has no editions yet. Import one: python -m geo import FILE --source NAME --as-of DATE");
        return;
      }
      this._applyTheme();
      this._hidden = new Set(view.hide);
      this._pick = view.pick;
      this._since = view.since;
      if (!(await this._open(this._sourceOf(this._index.sources, view.source)))) return;
      this._stop = this._calendar.find(view.at);
      this._quiet = true;
      if (view.lat === null) this._goHome();
      else this._map.setView([view.lat, view.lon], view.zoom, { animate: false });
      this._quiet = false;
      this._areas.setHidden(this._hidden);
      this._points.setHidden(this._hidden);
      this._showPick();
      this._draw();
      this._time.showBars(this._hidden, this._theme);
      await this._events.show(view.events);
      this._showCredits();
      // Said after the areas are drawn: they are there without it, and drawing takes messages down.
      await this._background.catch((error) => this._message.fail(error));
      const marks = this._map.getContainer().dataset;
      marks.readyAt = performance.now();
      marks.ready = "true";
    }

    // The archive is the longest way; it sets out before styles and fonts are there. What goes wrong
    // is said where it is awaited.
    _ask(id) {
      Salient.fetchJSON(this._urls.index)
        .then(({ sources }) => Salient.loadTimeline(this._archive(this._sourceOf(sources, id))))
        .catch(() => null);
    }

    _sourceOf(sources, id) {
      return sources.find((source) => source.id === id) || sources[0];
    }

    _archive(source) {
      return `${this._urls.timelines}/${source.timeline}.bin`;
    }

    // Loads the whole archive of a source, once; from then on no date is waited for.
    async _open(source) {
      try {
        const timeline = await Salient.loadTimeline(this._archive(source));
        if (timeline.count !== source.editions.length) {
          throw new Error("the archive has changed; reload the page");
        }
        this._timeline = timeline;
      } catch (error) {
        this._message.fail(error);
        return false;
      }
      this._source = source;
      this._calendar = new Salient.Calendar(source);
      this._time.setCalendar(source, this._calendar);
      this._showCredits();
      return true;
    }

    _showCredits() {
      this._time.showCredits(this._source, Boolean(this._tiles), this._events.credit);
    }

    _eventsChanged() {
      if (this._source) this._showCredits();
      this._report();
    }

    // All that the edition shows and the claims beside it, clear of what lies over the map.
    _goHome() {
      const phone = window.innerWidth < Salient.PHONE_PX;
      const stop = this._calendar.stops[this._stop];
      const rings = this._timeline.areas(stop.position).flatMap((area) => area.rings);
      if (!rings.length) return;
      const bounds = L.latLngBounds(Salient.boundsOf(rings));
      const beside = bounds.pad(0.5);
      for (const claim of this._points.claimsAround(stop.at, this._index.claimWindowDays)) {
        if (beside.contains([claim.lat, claim.lon])) bounds.extend([claim.lat, claim.lon]);
      }
      this._map.fitBounds(bounds, {
        paddingTopLeft: phone ? [12, 110] : [24, 24],
        paddingBottomRight: phone ? [12, 130] : [316, 120],
        maxZoom: 10,
        animate: false,
      });
    }

    // One date: nothing is loaded and nothing is waited for.
    _draw() {
      const stop = this._calendar.stops[this._stop];
      const edition = this._source.editions[stop.position];
      this._areas.show(this._timeline.areas(stop.position), this._changes(stop));
      this._time.show(this._stop, this._hidden);
      this._events.setDate(stop.date);
      const claims = this._points.showAround(stop.at, this._index.claimWindowDays);
      this._legend.update({ figures: edition.figures, claims, hidden: this._hidden, since: this._sinceWords() });
      this._message.clear();
      this._tellPick();
      const marks = this._map.getContainer().dataset;
      marks.edition = edition.at;
      marks.at = stop.at;
    }

    _changes(stop) {
      const base = this._calendar.baseline(this._stop, this._since);
      if (!base || !base.edition) return null;
      return {
        changed: this._timeline.changed(base.position, stop.position),
        before: this._timeline.areas(base.position),
      };
    }

    _sinceWords() {
      const base = this._calendar.baseline(this._stop, this._since);
      return {
        value: this._since,
        words: !base
          ? ""
          : !base.edition
            ? `Nothing as early as ${Salient.dayStamp(base.date)}`
            : `Compared with ${base.edition.stamp}`,
      };
    }

    _step(index) {
      this._stop = Math.max(0, Math.min(this._calendar.stops.length - 1, index));
      this._draw();
      this._report();
    }

    _setSince(since) {
      this._since = since;
      this._draw();
      this._report();
    }

    async _setSource(id) {
      if (!(await this._open(this._index.sources.find((s) => s.id === id)))) return;
      this._stop = this._calendar.find("");
      this._setPick(null);
      this._goHome();
      this._draw();
      this._time.showBars(this._hidden, this._theme);
      this._report();
    }

    _toggle(id, shown) {
      this._hidden = new Set(this._hidden);
      if (shown) this._hidden.delete(id);
      else this._hidden.add(id);
      this._areas.setHidden(this._hidden);
      if (id === "places" || id === "claims") this._points.setHidden(this._hidden);
      this._legend.update({ hidden: this._hidden });
      this._time.show(this._stop, this._hidden);
      this._time.showBars(this._hidden, this._theme);
      this._report();
    }

    _setTiles(shown) {
      if (this._tiles) this._tiles.remove();
      this._tiles = shown ? L.tileLayer(TILES, { pane: "tiles", maxZoom: 18 }).addTo(this._map) : null;
      this._showCredits();
    }

    _click({ lat, lng }) {
      if (!this._calendar || this._events.click(L.latLng(lat, lng))) return;
      const lon = Math.round(lng * 1e5) / 1e5;
      lat = Math.round(lat * 1e5) / 1e5;
      this._setPick(this._areas.hit(lon, lat).length ? { kind: "point", lon, lat } : null);
    }

    _setPick(pick) {
      this._pick = pick;
      this._showPick();
      this._report();
    }

    _showPick() {
      this._areas.setPoint(this._pick && this._pick.kind === "point" ? this._pick : null);
      this._points.setPick(this._pick);
      this._tellPick();
    }

    _tellPick() {
      Salient.host.picked(this._pick, {
        areasAt: (lon, lat) => this._areas.hit(lon, lat),
        drop: () => this._setPick(null),
      });
    }

    // The view in the terms of a link; geo/maps/links.py reads the same.
    _link() {
      const pick = this._pick;
      return {
        source: this._source.id,
        at: this._calendar.stops[this._stop].at,
        since: this._since,
        events: this._events.link,
        pick: pick && `${pick.kind}:${pick.kind === "point" ? `${pick.lon},${pick.lat}` : pick.id}`,
        ...Salient.viewLink(this._map, this._hidden),
      };
    }

    _report() {
      if (this._quiet || !this._source) return;
      this._tell();
    }
  }

  Salient.attach = (map, urls) => (map.salient = new App(map, urls));
  Salient.show = (map, view) => map.salient.show(view);
})(window.Salient);
