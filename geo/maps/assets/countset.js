// A set of events too large for its rows: tiles of counts for where the map looks, and the counts of
// the whole set. It is filtered, counted and drawn as an EventSet is, without asking the server; only a
// move of the map loads tiles. The format is told in geo/maps/event_counts.py, which writes it.
"use strict";

(function (Salient) {
  const TILE_CELLS = 64;
  const KEPT_TILES = 96;
  const TYPE = 1;
  const PLACE = 2;
  const TIME = 4;
  const DATE = 8;

  Salient.CountSet = class {
    constructor(buffer, url) {
      const { head, columns } = Salient.readTable(buffer, "SCNT", "counts of events");
      const { rows, types, otherTypes, places, times, unit, starts, deepest } = head;
      Object.assign(this, { rows, types, otherTypes, places, times, unit });
      this.counted = true;
      this.darkest = 6; // a square of a million events is as dark as it gets
      this._url = url;
      this._whole = columns;
      this._starts = Int32Array.from(starts);
      this._deepest = deepest;
      this.firstDay = starts.length ? starts[0] : 0;
      this.lastDay = starts.length ? starts[starts.length - 1] : -1;
      this._kinds = types.length * places.length * times.length;
      this._hollow = Uint8Array.from({ length: this._kinds }, (_, kind) => (this._placeOf(kind).look === "hollow" ? 1 : 0));
      this._loaded = new Map();
      this._place([]);
    }

    _placeOf(kind) {
      return this.places[Math.floor(kind / this.times.length) % this.places.length];
    }

    // Loads what the map looks at. Whether something else is to be drawn now.
    async look(map) {
      const zoom = Math.max(0, Math.min(this._deepest, Math.ceil(map.getZoom()) - 1));
      const bounds = map.getBounds();
      const side = 1 << zoom;
      const at = (world) => Math.max(0, Math.min(side - 1, Math.floor(world * side)));
      const [x0, x1] = [at(Salient.worldX(bounds.getWest())), at(Salient.worldX(bounds.getEast()))];
      const [y0, y1] = [at(Salient.worldY(bounds.getNorth())), at(Salient.worldY(bounds.getSouth()))];
      const wanted = [];
      for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) wanted.push([zoom, x, y]);
      const key = wanted.join(";");
      if (this._wanted === key) return false;
      this._wanted = key;
      const tiles = await Promise.all(wanted.map((tile) => this._tile(...tile))).catch((error) => {
        if (this._wanted === key) this._wanted = null;
        throw error;
      });
      if (this._wanted !== key) return false; // moved on meanwhile
      this._place(tiles.filter(Boolean));
      return true;
    }

    _tile(zoom, x, y) {
      const name = `${zoom}/${x}/${y}`;
      let loading = this._loaded.get(name);
      this._loaded.delete(name);
      if (!loading) {
        loading = Salient.fetchBytes(`${this._url}/${name}.bin`).then((buffer) => this._decoded(buffer, zoom, x, y));
        loading.catch(() => this._loaded.delete(name));
      }
      this._loaded.set(name, loading); // the last that was used is the last that goes
      for (const old of this._loaded.keys()) {
        if (this._loaded.size <= KEPT_TILES) break;
        this._loaded.delete(old);
      }
      return loading;
    }

    // Rows come square by square.
    _decoded(buffer, zoom, x, y) {
      if (!buffer.byteLength) return null;
      const { columns } = Salient.readTable(buffer, "SCNT", "counts of events");
      const { cell } = columns;
      const side = (1 << zoom) * TILE_CELLS;
      const point = new Uint16Array(cell.length);
      const xs = [];
      const ys = [];
      for (let i = 0; i < cell.length; i++) {
        if (i === 0 || cell[i] !== cell[i - 1]) {
          xs.push((x * TILE_CELLS + (cell[i] % TILE_CELLS) + 0.5) / side);
          ys.push((y * TILE_CELLS + Math.floor(cell[i] / TILE_CELLS) + 0.5) / side);
        }
        point[i] = xs.length - 1;
      }
      return { ...columns, point, xs, ys };
    }

    _place(tiles) {
      this._tiles = tiles;
      this.x = Float64Array.from(tiles.flatMap((tile) => tile.xs));
      this.y = Float64Array.from(tiles.flatMap((tile) => tile.ys));
      this.shownAt = new Uint32Array(this.x.length);
      this.hollowAt = new Uint32Array(this.x.length);
    }

    // The period that a day is in, from 1; 0 before the first.
    _period(day) {
      let [low, high] = [0, this._starts.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this._starts[middle] <= day) low = middle + 1;
        else high = middle;
      }
      return low;
    }

    // As EventSet.select; dates are taken as whole periods.
    select({ off, from, to }) {
      const all = from === null;
      const [first, last] = all ? [0, 0] : [Math.max(1, this._period(from)), this._period(to)];
      const [places, times] = [this.places.length, this.times.length];
      const failsOf = (kind) =>
        (off.types.has(Math.floor(kind / (places * times))) ? TYPE : 0) |
        (off.places.has(Math.floor(kind / times) % places) ? PLACE : 0) |
        (off.times.has(kind % times) ? TIME : 0);
      const fails = Uint8Array.from({ length: this._kinds }, (_, kind) => failsOf(kind));
      this._draw(fails, all, first, last);
      return this._count(fails, all, first, last);
    }

    _draw(fails, all, first, last) {
      this.shownAt.fill(0);
      this.hollowAt.fill(0);
      let base = 0;
      for (const { kind, period, span, count, point, xs } of this._tiles) {
        const { shownAt, hollowAt, _hollow: hollow } = this;
        for (let i = 0; i < kind.length; i++) {
          if (fails[kind[i]] !== 0) continue;
          const p = period[i];
          if (!all && (p === 0 || p > last || p + span[i] < first)) continue;
          shownAt[base + point[i]] += count[i];
          if (hollow[kind[i]] !== 0) hollowAt[base + point[i]] += count[i];
        }
        base += xs.length;
      }
    }

    _count(fails, all, first, last) {
      const [places, times] = [this.places.length, this.times.length];
      const byType = new Uint32Array(this.types.length);
      const byPlace = new Uint32Array(places);
      const byTime = new Uint32Array(times);
      const byDay = new Uint32Array(this.lastDay - this.firstDay + 1);
      let [shown, placeless, tooWide, undated] = [0, 0, 0, 0];
      const { kind, period, span, count, placeless: nowhere } = this._whole;
      for (let i = 0; i < kind.length; i++) {
        const [k, p, n] = [kind[i], period[i], count[i]];
        const place = Math.floor(k / times) % places;
        const inDates = all || (p > 0 && p <= last && p + span[i] >= first);
        const failed = fails[k] | (inDates ? 0 : DATE);
        const drawn = this.places[place].look !== "none";
        // Each list counts what it would show if only its own filter were off.
        if ((failed & ~TYPE) === 0) byType[Math.floor(k / (places * times))] += n;
        if ((failed & ~PLACE) === 0) byPlace[place] += n;
        if ((failed & ~TIME) === 0) byTime[k % times] += n;
        if ((failed & ~DATE) === 0) {
          if (p > 0) byDay[this._starts[p - 1] - this.firstDay] += n;
          else if (!nowhere[i] && drawn) undated += n;
        }
        if (failed !== 0) continue;
        if (nowhere[i]) placeless += n;
        else if (!drawn) tooWide += n;
        else shown += n;
      }
      return { shown, placeless, tooWide, undated, undatedShown: all, byType, byPlace, byTime, byDay };
    }
  };

  const loaded = new Map();

  // One request and one decoding a set; a failure may be tried again.
  Salient.loadCounts = function (url) {
    if (!loaded.has(url)) {
      const loading = Salient.fetchBytes(`${url}/summary.bin`).then((buffer) => new Salient.CountSet(buffer, url));
      loading.catch(() => loaded.delete(url));
      loaded.set(url, loading);
    }
    return loaded.get(url);
  };
})(window.Salient);
