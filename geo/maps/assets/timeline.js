// A source's whole archive in memory: any edition, and what changed between any two, in the browser.
// The format is that of docs/timeline-format.md; geo/timeline/coding.py reads the same.
"use strict";

(function (Salient) {
  const VERSION = 1;
  const KEPT = 24;

  class Reader {
    constructor(buffer) {
      this._bytes = new Uint8Array(buffer);
      this._at = 0;
    }

    text(length) {
      this._at += length;
      return new TextDecoder().decode(this._bytes.subarray(this._at - length, this._at));
    }

    byte() {
      return this._bytes[this._at++];
    }

    // Not by shifting: instants need more than 31 bits.
    number() {
      let value = 0;
      let scale = 1;
      for (;;) {
        const byte = this._bytes[this._at++];
        if (byte === undefined) throw new Error("the timeline ends too early");
        value += (byte & 127) * scale;
        if (byte < 128) return value;
        scale *= 128;
      }
    }

    column() {
      const values = new Float64Array(this.number());
      const bytes = this._bytes;
      for (let i = 0; i < values.length; i++) {
        // Nearly all values are small steps of one byte.
        const byte = bytes[this._at];
        if (byte < 128) {
          values[i] = byte;
          this._at++;
        } else {
          values[i] = this.number();
        }
      }
      return values;
    }

    signedColumn() {
      const values = this.column();
      for (let i = 0; i < values.length; i++) {
        const v = values[i];
        values[i] = v % 2 ? -(v + 1) / 2 : v / 2;
      }
      return values;
    }

    get done() {
      return this._at === this._bytes.length;
    }
  }

  Salient.Timeline = class {
    constructor(buffer) {
      const reader = new Reader(buffer);
      if (reader.text(4) !== "SALT" || reader.byte() !== VERSION) {
        throw new Error("the timeline is of another version; reload the page");
      }
      const { quantum, keys } = JSON.parse(reader.text(reader.number()));
      this.keys = keys;
      this.count = reader.signedColumn().length;
      const useCounts = reader.column();
      const keyLeft = reader.column();
      const first = reader.column();
      const toLast = reader.column();
      const arcCounts = reader.column();
      const inner = reader.column();
      const starts = [reader.signedColumn(), reader.signedColumn()];
      const steps = [reader.signedColumn(), reader.signedColumn()];
      if (!reader.done) throw new Error("the timeline does not end where it should");
      this._place(inner, starts, steps, quantum);
      this._assign(useCounts, keyLeft, first, toLast, arcCounts);
      this._made = new Map();
    }

    // Points in world coordinates, the bounds of every arc, and its ends as numbers of nodes.
    _place(inner, [x0, y0], [dx, dy], quantum) {
      const count = inner.length;
      this._offsets = new Uint32Array(count + 1);
      for (let i = 0; i < count; i++) this._offsets[i + 1] = this._offsets[i] + inner[i] + 2;
      this._points = new Float64Array(2 * this._offsets[count]);
      this._bounds = new Float64Array(4 * count);
      this._ends = [new Uint32Array(count), new Uint32Array(count)];
      const nodes = new Map();
      const node = (x, y) => {
        const code = (x + 33554432) * 67108864 + y + 33554432;
        let number = nodes.get(code);
        if (number === undefined) nodes.set(code, (number = nodes.size));
        return number;
      };
      let step = 0;
      let startX = 0;
      let startY = 0;
      for (let arc = 0; arc < count; arc++) {
        let x = (startX += x0[arc]);
        let y = (startY += y0[arc]);
        this._ends[0][arc] = node(x, y);
        let west = Infinity;
        let north = Infinity;
        let east = -Infinity;
        let south = -Infinity;
        for (let i = this._offsets[arc]; i < this._offsets[arc + 1]; i++) {
          if (i > this._offsets[arc]) {
            x += dx[step];
            y += dy[step++];
          }
          const wx = (this._points[2 * i] = Salient.worldX(x * quantum));
          const wy = (this._points[2 * i + 1] = Salient.worldY(y * quantum));
          if (wx < west) west = wx;
          if (wy < north) north = wy;
          if (wx > east) east = wx;
          if (wy > south) south = wy;
        }
        this._ends[1][arc] = node(x, y);
        this._bounds.set([west, north, east, south], 4 * arc);
      }
      this._nodeHead = new Int32Array(nodes.size).fill(-1);
    }

    // One row for each use of each arc; arcs with one history share its rows in the payload.
    _assign(useCounts, keyLeft, first, toLast, arcCounts) {
      let total = 0;
      arcCounts.forEach((arcs, i) => (total += arcs * useCounts[i]));
      this._use = ["arc", "key", "left", "first", "last"].reduce(
        (columns, name) => ({ ...columns, [name]: new Int32Array(total) }),
        {}
      );
      let row = 0;
      let arc = 0;
      let from = 0;
      for (let history = 0; history < arcCounts.length; history++) {
        for (let n = 0; n < arcCounts[history]; n++, arc++) {
          for (let u = from; u < from + useCounts[history]; u++, row++) {
            this._use.arc[row] = arc;
            this._use.key[row] = Math.floor(keyLeft[u] / 2);
            this._use.left[row] = keyLeft[u] % 2;
            this._use.first[row] = first[u];
            this._use.last[row] = this.count - 1 - toLast[u];
          }
        }
        from += useCounts[history];
      }
    }

    // The areas of one edition: [{category, actor, kind, rings}], to be filled by the even-odd rule.
    areas(position) {
      const known = this._made.get(position);
      if (known) return known;
      const { arc, key, left, first, last } = this._use;
      const lists = this.keys.map(() => []);
      for (let u = 0; u < arc.length; u++) {
        if (first[u] <= position && position <= last[u]) lists[key[u]].push(2 * arc[u] + left[u]);
      }
      const areas = [];
      lists.forEach((list, k) => {
        const [category, actor, kind] = this.keys[k];
        if (list.length) areas.push({ category, actor, kind, rings: this._rings(list) });
      });
      if (this._made.size >= KEPT) this._made.delete(this._made.keys().next().value);
      this._made.set(position, areas);
      return areas;
    }

    // The boundary of all ground that changed hands between two editions, per category and actor:
    // arcs of one edition alone. Winding +1 where the later one holds more, -1 where less.
    changed(from, to) {
      const { arc, key, left, first, last } = this._use;
      const sums = new Map();
      for (let u = 0; u < arc.length; u++) {
        const then = first[u] <= from && from <= last[u];
        const now = first[u] <= to && to <= last[u];
        if (then === now) continue;
        const [category, actor] = this.keys[key[u]];
        const id = `${category} ${actor}`;
        if (!sums.has(id)) sums.set(id, { category, actor, arcs: new Map() });
        const sum = sums.get(id).arcs;
        sum.set(arc[u], (sum.get(arc[u]) || 0) + (now === Boolean(left[u]) ? 1 : -1));
      }
      return [...sums.values()].map(({ category, actor, arcs }) => {
        const list = [];
        for (const [id, sum] of arcs) {
          for (let n = 0; n < Math.abs(sum); n++) list.push(2 * id + (sum > 0 ? 1 : 0));
        }
        return { category, actor, rings: this._rings(list) };
      });
    }

    // Arcs joined at their ends: a list of 2 * arc + (1 if the area is on its left) to closed rings.
    _rings(list) {
      const head = this._nodeHead;
      const next = new Int32Array(list.length);
      const start = (code) => this._ends[code & 1 ? 0 : 1][code >> 1];
      const end = (code) => this._ends[code & 1 ? 1 : 0][code >> 1];
      for (let i = 0; i < list.length; i++) {
        const node = start(list[i]);
        next[i] = head[node];
        head[node] = i;
      }
      const rings = [];
      for (let i = 0; i < list.length; i++) {
        // As many arcs end at a node as begin there, so every walk comes back to where it began.
        let node = start(list[i]);
        while (head[node] >= 0) {
          const chain = [];
          let at = node;
          while (head[at] >= 0) {
            const code = list[head[at]];
            head[at] = next[head[at]];
            chain.push(code);
            at = end(code);
            if (at === node) break;
          }
          rings.push(this._ring(chain));
        }
      }
      return rings;
    }

    _ring(chain) {
      let size = 0;
      for (const code of chain) size += this._offsets[(code >> 1) + 1] - this._offsets[code >> 1] - 1;
      const points = new Float64Array(2 * size);
      const bounds = [Infinity, Infinity, -Infinity, -Infinity];
      let at = 0;
      for (const code of chain) {
        const arc = code >> 1;
        const from = this._offsets[arc];
        const to = this._offsets[arc + 1] - 1;
        if (code & 1) {
          points.set(this._points.subarray(2 * from, 2 * to), at);
          at += 2 * (to - from);
        } else {
          for (let i = to; i > from; i--) {
            points[at++] = this._points[2 * i];
            points[at++] = this._points[2 * i + 1];
          }
        }
        for (let side = 0; side < 4; side++) {
          const edge = this._bounds[4 * arc + side];
          if (side < 2 ? edge < bounds[side] : edge > bounds[side]) bounds[side] = edge;
        }
      }
      return { points, bounds };
    }
  };

  const loaded = new Map();

  // One request and one decoding a timeline; a failure may be tried again.
  Salient.loadTimeline = function (url) {
    if (!loaded.has(url)) {
      const loading = Salient.host
        .request(url)
        .then((response) => {
          if (!response.ok) throw new Error(`${url} answered ${response.status}`);
          return response.arrayBuffer();
        })
        .then((buffer) => new Salient.Timeline(buffer));
      loading.catch(() => loaded.delete(url));
      loaded.set(url, loading);
    }
    return loaded.get(url);
  };
})(window.Salient);
