// All claims in memory as typed arrays, and the one pass that filters, counts and places them.
// The tables are told in geo/maps/claim_columns.py, which writes them.
"use strict";

(function (Salient) {
  // What a row can fail, each a bit; a row that fails nothing is shown.
  const FACETS = ["claimant", "side", "class", "status", "category", "place", "src"];
  const [CLAIMANT, SIDE, CLASS, STATUS, CATEGORY, PLACE, SRC] = FACETS.map((_, i) => 1 << i);
  const TEXT = 128;
  const DATE = 256;

  const ends = (lengths) => {
    const found = new Uint32Array(lengths.length + 1);
    for (let i = 0; i < lengths.length; i++) found[i + 1] = found[i] + lengths[i];
    return found;
  };

  Salient.ClaimSet = class {
    constructor(buffer) {
      const { head, columns, texts } = Salient.readTable(buffer, "SCLM", "claims");
      this.rows = head.rows;
      this.head = head;
      this._c = columns;
      this._texts = texts;
      this._ends = { id: ends(columns.id), statement: ends(columns.statement), place: ends(columns.places) };
      this._decoder = new TextDecoder();
      this.search = new Salient.ClaimSearch(head, columns, texts);
      this.fails = new Uint16Array(this.rows);
      this._setDays(head.day, columns);
      this._setPoints(head.places);
      this._orders = new Map();
      this.choices = {
        side: head.sides.map((id) => ({ id, title: id })),
        class: head.classes,
        category: head.categories,
        place: head.places.map(([id, name, admin1]) => ({ id, title: name, note: admin1 })),
        src: head.sources,
      };
    }

    // What people settled: who the claimants are, and the status of each claim.
    settle(buffer) {
      const { head, columns } = Salient.readTable(buffer, "SCLS", "claims");
      if (head.rows !== this.rows) throw new Error("the claims have changed; reload the page");
      this.claimant = columns.claimant;
      this.status = columns.status;
      this.claimants = head.claimants;
      this._plural = head.plural;
      this.choices.claimant = head.claimants.map((id) => ({ id, title: id }));
      this.choices.status = head.statuses;
      this._orders.clear();
    }

    _setDays(day, { first, span }) {
      this.first = new Int32Array(this.rows);
      this.last = new Int32Array(this.rows);
      let [least, most] = [Infinity, -Infinity];
      for (let i = 0; i < this.rows; i++) {
        this.first[i] = day + first[i];
        this.last[i] = this.first[i] + span[i];
        if (this.first[i] < least) least = this.first[i];
        if (this.first[i] > most) most = this.first[i];
      }
      this.firstDay = this.rows ? least : 0;
      this.lastDay = this.rows ? most : -1;
    }

    // One point for each place; how many claims it has, how many of them only for its region, and
    // how many of those that are selected together.
    _setPoints(places) {
      const count = places.length;
      this.x = Float64Array.from(places, (p) => Salient.worldX(p[3]));
      this.y = Float64Array.from(places, (p) => Salient.worldY(p[4]));
      this.shownAt = new Uint32Array(count);
      this.hollowAt = new Uint32Array(count);
      this.litAt = new Uint32Array(count);
    }

    text(name, row) {
      return this._decoder.decode(this._texts[name].subarray(this._ends[name][row], this._ends[name][row + 1]));
    }

    id(row) {
      return this.text("id", row);
    }

    rowOf(id) {
      const wanted = new TextEncoder().encode(id);
      const bytes = this._texts.id;
      const at = this._ends.id;
      for (let row = 0; row < this.rows; row++) {
        const start = at[row];
        if (at[row + 1] - start !== wanted.length) continue;
        let i = wanted.length - 1;
        while (i >= 0 && bytes[start + i] === wanted[i]) i--;
        if (i < 0) return row;
      }
      return -1;
    }

    // The places of a row as codes; mapped: only those that are points on a map.
    places(row, mapped = false) {
      const found = [];
      for (let at = this._ends.place[row]; at < this._ends.place[row + 1]; at++) {
        if (!mapped || this._c.precision[at] < 2) found.push(this._c.place[at]);
      }
      return found;
    }

    row(row) {
      const { head, _c: c } = this;
      return {
        claimant: this.claimants[this.claimant[row]],
        verb: head.classes[c.class[row]].verbs[this._plural[this.claimant[row]]],
        side: head.sides[c.side[row]],
        statement: this.text("statement", row),
        where: this.places(row).map((code) => head.places[code][1]).join(", "),
        first: this.first[row],
        last: this.last[row],
        clock: head.clocks[c.clock[row]],
        status: this.choices.status[this.status[row]],
      };
    }

    // Filter, count and place in one pass. chosen: for each facet a set of codes, or null for all;
    // hits: rows that have the text, or null; from, to: days, or null.
    select({ chosen, hits, from, to }) {
      const c = this._c;
      const bits = (name, bit) =>
        Uint16Array.from(this.choices[name], (_, code) => (chosen[name] && !chosen[name].has(code) ? bit : 0));
      const counts = Object.fromEntries(FACETS.map((name) => [name, new Uint32Array(this.choices[name].length)]));
      const byDay = new Uint32Array(this.lastDay - this.firstDay + 1);
      const { claimant, status } = this;
      const [ofClaimant, ofSide, ofClass] = [bits("claimant", CLAIMANT), bits("side", SIDE), bits("class", CLASS)];
      const [ofStatus, ofSource] = [bits("status", STATUS), bits("src", SRC)];
      const { side, class: kind, source, category, place, precision } = c;
      const wantedPlaces = chosen.place ? bits("place", 1) : null;
      const wantedKinds = chosen.category ? [...chosen.category].reduce((all, code) => all | (1 << code), 0) : 255;
      const { first, last, fails, shownAt, hollowAt } = this;
      const placeAt = this._ends.place;
      shownAt.fill(0);
      hollowAt.fill(0);
      let shown = 0;
      for (let i = 0; i < this.rows; i++) {
        let failed = ofClaimant[claimant[i]] | ofSide[side[i]] | ofClass[kind[i]] | ofStatus[status[i]] | ofSource[source[i]];
        if ((category[i] & wantedKinds) === 0) failed |= CATEGORY;
        if (wantedPlaces) {
          let found = false;
          for (let at = placeAt[i]; at < placeAt[i + 1]; at++) if (!wantedPlaces[place[at]]) found = true;
          if (!found) failed |= PLACE;
        }
        if (hits && !hits[i]) failed |= TEXT;
        if (from !== null && (first[i] > to || last[i] < from)) failed |= DATE;
        fails[i] = failed;
        // Each facet counts what it would show if only its own filter were off.
        if (failed & (failed - 1)) continue;
        if ((failed & ~CLAIMANT) === 0) counts.claimant[claimant[i]]++;
        if ((failed & ~SIDE) === 0) counts.side[side[i]]++;
        if ((failed & ~CLASS) === 0) counts.class[kind[i]]++;
        if ((failed & ~STATUS) === 0) counts.status[status[i]]++;
        if ((failed & ~SRC) === 0) counts.src[source[i]]++;
        if ((failed & ~CATEGORY) === 0) for (let k = 0; k < counts.category.length; k++) counts.category[k] += (category[i] >> k) & 1;
        if ((failed & ~PLACE) === 0) for (let at = placeAt[i]; at < placeAt[i + 1]; at++) counts.place[place[at]]++;
        if ((failed & ~DATE) === 0) byDay[first[i] - this.firstDay]++;
        if (failed) continue;
        shown++;
        for (let at = placeAt[i]; at < placeAt[i + 1]; at++) {
          if (precision[at] > 1) continue;
          shownAt[place[at]]++;
          hollowAt[place[at]] += precision[at];
        }
      }
      return { shown, counts, byDay };
    }

    // The rows that are shown, in the order of a column: "time", "-time", "claimant" ...
    sorted(sort) {
      const order = this._order(sort.replace(/^-/, ""));
      const found = new Uint32Array(this.rows);
      const { fails } = this;
      let count = 0;
      if (sort.startsWith("-")) {
        for (let i = this.rows - 1; i >= 0; i--) if (!fails[order[i]]) found[count++] = order[i];
      } else {
        for (let i = 0; i < this.rows; i++) if (!fails[order[i]]) found[count++] = order[i];
      }
      return found.subarray(0, count);
    }

    // All rows by a column, those alike by time.
    _order(name) {
      if (this._orders.has(name)) return this._orders.get(name);
      const ranks = this._ranks(name);
      const days = this.lastDay - this.firstDay + 1;
      const keys = new Float64Array(this.rows);
      for (let i = 0; i < this.rows; i++) {
        keys[i] = ((ranks ? ranks(i) : 0) * days + this.first[i] - this.firstDay) * this.rows + i;
      }
      keys.sort();
      const order = Uint32Array.from(keys, (key) => key % this.rows);
      this._orders.set(name, order);
      return order;
    }

    _ranks(name) {
      if (name === "time") return null;
      if (name === "status") return (i) => this.status[i];
      if (name === "class") return (i) => this._c.class[i];
      const titles = this.choices[name].map((choice) => choice.title);
      const collator = new Intl.Collator("en");
      const places = titles.map((_, code) => code).sort((a, b) => collator.compare(titles[a], titles[b]));
      const rank = new Uint32Array(titles.length);
      places.forEach((code, place) => (rank[code] = place));
      if (name === "side") return (i) => rank[this._c.side[i]];
      if (name === "claimant") return (i) => rank[this.claimant[i]];
      return (i) => (this._c.places[i] ? rank[this._c.place[this._ends.place[i]]] : titles.length);
    }

    // Marks the rows that are selected together; returns their counts by day, null for none.
    light(rows) {
      this.litAt.fill(0);
      this.lit = null;
      if (!rows) return null;
      this.lit = new Set(rows);
      const byDay = new Uint32Array(this.lastDay - this.firstDay + 1);
      for (const row of rows) {
        byDay[this.first[row] - this.firstDay]++;
        for (const code of this.places(row, true)) this.litAt[code]++;
      }
      return byDay;
    }

    // The shown rows at points which a test accepts, latest first.
    rowsAt(accepts) {
      const accepted = Uint8Array.from(this.x, (_, p) => (this.shownAt[p] > 0 && accepts(p) ? 1 : 0));
      return [...this.sorted("-time")].filter((row) => this.places(row, true).some((code) => accepted[code]));
    }

    // The shown rows whose first day is in a period, latest first.
    rowsIn(from, to) {
      return [...this.sorted("-time")].filter((row) => this.first[row] >= from && this.first[row] <= to);
    }
  };

  Salient.ClaimSet.FACETS = FACETS;
})(window.Salient);
