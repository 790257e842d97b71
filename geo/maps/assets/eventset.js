// A set of events in memory: its columns, and the one pass that filters and counts them.
// The format is told in geo/maps/events.py, which writes it.
"use strict";

(function (Salient) {
  const DAY_MS = 864e5;
  // What a row can fail, each a bit; a row that fails nothing is shown.
  const TYPE = 1;
  const PLACE = 2;
  const TIME = 4;
  const DATE = 8;

  Salient.dayOf = (date) => Math.floor(Date.parse(date) / DAY_MS);
  Salient.dateOf = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);

  Salient.EventSet = class {
    constructor(buffer) {
      const { head, columns: read } = Salient.readTable(buffer, "SEVT", "events");
      const { rows, dated, types, otherTypes, places, times } = head;
      Object.assign(this, { rows, dated, types, otherTypes, places, times });
      this.darkest = 3; // powers of ten: a square of 1,000 events is as dark as it gets
      Object.assign(this, { type: read.type, place: read.place, time: read.time, point: read.point });
      this._setDays(head.day, read.first, read.span);
      this._setPoints(head, read.x, read.y);
      this.fails = new Uint8Array(rows);
      this._hollow = Uint8Array.from(places, (place) => (place.look === "hollow" ? 1 : 0));
      this._drawn = Uint8Array.from(places, (place) => (place.look === "none" ? 0 : 1));
    }

    // Days since 1970; rows are in the order of their first day.
    _setDays(day, first, span) {
      this.first = new Int32Array(this.dated);
      this.last = new Int32Array(this.dated);
      for (let i = 0; i < this.dated; i++) {
        day += first[i];
        this.first[i] = day;
        this.last[i] = day + span[i];
      }
      this.firstDay = this.dated ? this.first[0] : 0;
      this.lastDay = this.dated ? this.first[this.dated - 1] : -1;
    }

    _setPoints(head, dx, dy) {
      const count = dx.length;
      this.x = new Float64Array(count);
      this.y = new Float64Array(count);
      this.shownAt = new Uint32Array(count);
      this.hollowAt = new Uint32Array(count);
      const [west, south] = head.origin;
      let lon = west;
      for (let i = 0; i < count; i++) {
        lon += dx[i];
        this.x[i] = Salient.worldX(lon * head.quantum);
        this.y[i] = Salient.worldY((south + dy[i]) * head.quantum);
      }
    }

    // Filter and count in one pass. off: { types, places, times } as sets of numbers; from, to:
    // first and last day, or null for all. An event of several days is in if one of them is.
    select({ off, from, to }) {
      const bits = (count, without, bit) =>
        Uint8Array.from({ length: count }, (_, code) => (without.has(code) ? bit : 0));
      const typeFails = bits(this.types.length, off.types, TYPE);
      const placeFails = bits(this.places.length, off.places, PLACE);
      const timeFails = bits(this.times.length, off.times, TIME);
      const { type, place, time, point, first, last, dated, fails, shownAt, hollowAt } = this;
      const all = from === null;
      const byType = new Uint32Array(this.types.length);
      const byPlace = new Uint32Array(this.places.length);
      const byTime = new Uint32Array(this.times.length);
      const byDay = new Uint32Array(this.lastDay - this.firstDay + 1);
      shownAt.fill(0);
      hollowAt.fill(0);
      let shown = 0;
      let placeless = 0;
      let tooWide = 0;
      let undated = 0;
      for (let i = 0; i < this.rows; i++) {
        const t = type[i];
        const p = place[i];
        const w = time[i];
        const isDated = i < dated;
        const inDates = all || (isDated && first[i] <= to && last[i] >= from);
        const failed = typeFails[t] | placeFails[p] | timeFails[w] | (inDates ? 0 : DATE);
        fails[i] = failed;
        // Each list counts what it would show if only its own filter were off.
        if ((failed & ~TYPE) === 0) byType[t]++;
        if ((failed & ~PLACE) === 0) byPlace[p]++;
        if ((failed & ~TIME) === 0) byTime[w]++;
        if ((failed & ~DATE) === 0) {
          if (isDated) byDay[first[i] - this.firstDay]++;
          else if (point[i] > 0 && this._drawn[p]) undated++;
        }
        if (failed !== 0) continue;
        if (point[i] === 0) placeless++;
        else if (this._drawn[p] === 0) tooWide++;
        else {
          shown++;
          shownAt[point[i] - 1]++;
          hollowAt[point[i] - 1] += this._hollow[p];
        }
      }
      return { shown, placeless, tooWide, undated, undatedShown: all, byType, byPlace, byTime, byDay };
    }

    // The rows that are drawn at points which a test accepts, latest first.
    rowsAt(accepts) {
      const accepted = new Uint8Array(this.x.length);
      for (let p = 0; p < accepted.length; p++) {
        if (this.shownAt[p] > 0 && accepts(p)) accepted[p] = 1;
      }
      const found = [];
      // Undated rows come last, in the set as in the list.
      for (let i = this.dated - 1; i >= 0; i--) this._take(i, accepted, found);
      for (let i = this.dated; i < this.rows; i++) this._take(i, accepted, found);
      return found;
    }

    _take(row, accepted, found) {
      const point = this.point[row];
      if (point > 0 && this.fails[row] === 0 && accepted[point - 1] && this._drawn[this.place[row]]) found.push(row);
    }
  };

  const loaded = new Map();

  // One request and one decoding a set; a failure may be tried again.
  Salient.loadEvents = function (url) {
    if (!loaded.has(url)) {
      const loading = Salient.fetchBytes(url).then((buffer) => new Salient.EventSet(buffer));
      loading.catch(() => loaded.delete(url));
      loaded.set(url, loading);
    }
    return loaded.get(url);
  };
})(window.Salient);
