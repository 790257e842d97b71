// Events on one canvas: single marks where there are few; where many, groups with their number or
// squares as dark as they are full. A full ring or dot is an event with a place of its own; a thin,
// broken one is known only by district or oblast.
"use strict";

(function (Salient) {
  const FEW = 300; // points in sight up to which marks join only where they would cover each other
  const NEAR_PX = 14;
  const GROUP_PX = 54;
  const SQUARE_PX = 8;
  const DOT_PX = 5.5;
  // A pointer or a finger may miss a mark by so much.
  const REACH_PX = window.matchMedia("(pointer: coarse)").matches ? 12 : 4;
  const TURN = 2 * Math.PI;

  const radius = (count) => (count === 1 ? DOT_PX : 9 + 3.2 * Math.log10(count));

  Salient.shortCount = function (count) {
    if (count < 1000) return String(count);
    const thousands = count / 1000;
    return `${thousands < 10 ? Math.floor(thousands * 10) / 10 : Math.floor(thousands)}k`;
  };

  Salient.paintEventMark = function (context, { x, y, count, hollow }, colors) {
    const r = radius(count);
    const ring = (width, color, from = 0, to = TURN, at = r) => {
      context.lineWidth = width;
      context.strokeStyle = color;
      context.beginPath();
      context.arc(x, y, at, from, to);
      context.stroke();
    };
    context.beginPath();
    context.arc(x, y, r + 1.5, 0, TURN);
    context.fillStyle = colors.halo;
    context.fill();
    if (count === 1 && !hollow) {
      context.beginPath();
      context.arc(x, y, r, 0, TURN);
      context.fillStyle = colors.accent;
      context.fill();
      return;
    }
    const sure = (TURN * (count - hollow)) / count;
    if (hollow) {
      context.setLineDash([3, 2.2]);
      ring(1.6, colors.accent, sure - TURN / 4, 0.75 * TURN, r - 0.5);
      context.setLineDash([]);
    }
    if (count === 1) return;
    if (sure) ring(3.4, colors.accent, -TURN / 4, sure - TURN / 4, r - 1);
    context.fillStyle = colors.ink;
    context.font = `650 ${count < 100 ? 11.5 : 12}px ${Salient.FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(Salient.shortCount(count), x, y + 0.5);
  };

  Salient.paintEventSquare = function (context, { x, y, count, hollow }, colors, darkest) {
    const half = SQUARE_PX / 2;
    context.globalAlpha = 0.3 + 0.7 * Math.min(1, Math.log10(count) / darkest);
    if (hollow === count) {
      context.lineWidth = 1;
      context.strokeStyle = colors.accent;
      context.strokeRect(x - half + 1, y - half + 1, SQUARE_PX - 2, SQUARE_PX - 2);
    } else {
      context.fillStyle = colors.accent;
      context.fillRect(x - half, y - half, SQUARE_PX, SQUARE_PX);
    }
    context.globalAlpha = 1;
  };

  Salient.EventMarks = class {
    constructor(map, onDraw) {
      this._map = map;
      this._marks = [];
      this._onDraw = onDraw;
      this.layer = new Salient.CanvasLayer((...a) => this._draw(...a), { pane: "events" });
    }

    get _paint() {
      return Salient.paintEventMark;
    }

    show(set) {
      this._set = set;
      if (!set) this.layer.remove();
      else if (!this._map.hasLayer(this.layer)) this.layer.addTo(this._map);
      else this.layer.redraw();
      if (!set) {
        this._marks = [];
        this._onDraw();
      }
    }

    // Where they are many: in groups, or as density.
    setDensity(density) {
      this._density = density;
      this.layer.redraw();
    }

    setColors(colors) {
      this._colors = colors;
      this.layer.redraw();
    }

    // Points picked out of a mark, so that the list can say which one it is about.
    setPicked(point) {
      this._picked = point;
      this.layer.redraw();
    }

    _draw(context, project, view) {
      this._project = project;
      this._view = view;
      if (!this._set || !this._colors) return;
      this._gather(project, view);
      this._onDraw();
      // Large groups lie below small ones, so that none hides another whole.
      const paint = this._squares ? Salient.paintEventSquare : this._paint;
      for (const mark of [...this._marks].sort((a, b) => b.count - a.count)) {
        paint(context, mark, this._colors, this._set.darkest);
      }
      const picked = this._picked && this._at(this._picked);
      if (picked) {
        context.lineWidth = 2;
        context.strokeStyle = this._colors.ink;
        context.beginPath();
        context.arc(picked.x, picked.y, this._radius(picked) + 4.5, 0, TURN);
        context.stroke();
      }
    }

    // Cells of the ground, not of the screen: a pan leaves every group as it is.
    _gather({ scale, dx, dy }, view) {
      const { x, y, shownAt, hollowAt } = this._set;
      const [west, north, east, south] = view;
      const seen = (p) => shownAt[p] > 0 && x[p] >= west && x[p] <= east && y[p] >= north && y[p] <= south;
      let points = 0;
      for (let p = 0; p < x.length && points <= FEW; p++) if (seen(p)) points++;
      this._squares = this._density && points > FEW;
      const size = this._squares ? SQUARE_PX : points <= FEW ? NEAR_PX : GROUP_PX;
      const toCell = scale / size;
      const left = Math.floor(west * toCell);
      const top = Math.floor(north * toCell);
      const columns = Math.floor(east * toCell) - left + 1;
      const cells = columns * (Math.floor(south * toCell) - top + 1);
      const count = new Uint32Array(cells);
      const hollow = new Uint32Array(cells);
      const sumX = new Float64Array(cells);
      const sumY = new Float64Array(cells);
      const cellOf = (p) => (Math.floor(y[p] * toCell) - top) * columns + Math.floor(x[p] * toCell) - left;
      for (let p = 0; p < x.length; p++) {
        if (!seen(p)) continue;
        const n = shownAt[p];
        const cell = cellOf(p);
        count[cell] += n;
        hollow[cell] += hollowAt[p];
        sumX[cell] += n * x[p];
        sumY[cell] += n * y[p];
      }
      const found = [];
      for (let cell = 0; cell < cells; cell++) {
        const n = count[cell];
        if (!n) continue;
        // A square fills its cell; a group stands where its events are.
        const [px, py] = this._squares
          ? [((cell % columns) + left + 0.5) * size, (Math.floor(cell / columns) + top + 0.5) * size]
          : [(sumX[cell] / n) * scale, (sumY[cell] / n) * scale];
        found.push({ cell, count: n, hollow: hollow[cell], x: px + dx, y: py + dy });
      }
      this._markOf = new Int32Array(cells).fill(-1);
      this._marks = this._join(found);
      this._cellOf = cellOf;
      this._seen = seen;
    }

    // A smaller mark that would touch a larger one becomes part of it.
    _join(found) {
      found.sort((a, b) => b.count - a.count || a.cell - b.cell);
      const marks = [];
      for (const one of found) {
        const r = radius(one.count);
        let into = this._squares
          ? -1
          : marks.findIndex((m) => Math.hypot(m.x - one.x, m.y - one.y) < radius(m.count) + r);
        if (into < 0) {
          into = marks.push({ x: one.x, y: one.y, count: 0, hollow: 0 }) - 1;
        }
        marks[into].count += one.count;
        marks[into].hollow += one.hollow;
        this._markOf[one.cell] = into;
      }
      return marks;
    }

    _radius(mark) {
      return this._squares ? SQUARE_PX / 2 : radius(mark.count);
    }

    _at({ lat, lng }) {
      const { scale, dx, dy } = this._project;
      const x = Salient.worldX(lng) * scale + dx;
      const y = Salient.worldY(lat) * scale + dy;
      let best = null;
      let least = Infinity;
      for (const mark of this._marks) {
        const distance = Math.hypot(mark.x - x, mark.y - y) - this._radius(mark);
        if (distance < least) [best, least] = [mark, distance];
      }
      return least <= REACH_PX ? best : null;
    }

    // The mark under a point of the ground, or null.
    hit(latlng) {
      return this._set && this._project ? this._at(latlng) : null;
    }

    // What the marks take of the map, in points of its layers: [x0, y0, x1, y1] each.
    boxes() {
      if (!this._marks.length || this._squares) return [];
      const corner = L.DomUtil.getPosition(this.layer._container);
      return this._marks.map(({ x, y, count }) => {
        const r = radius(count) + 1;
        return [corner.x + x - r, corner.y + y - r, corner.x + x + r, corner.y + y + r];
      });
    }

    // The rows that a mark stands for; of all marks on the screen without one.
    rows(mark) {
      if (mark) {
        const number = this._marks.indexOf(mark);
        return this._set.rowsAt((p) => this._seen(p) && this._markOf[this._cellOf(p)] === number);
      }
      const corner = this._map.getBounds();
      const [west, east] = [Salient.worldX(corner.getWest()), Salient.worldX(corner.getEast())];
      const [north, south] = [Salient.worldY(corner.getNorth()), Salient.worldY(corner.getSouth())];
      const { x, y } = this._set;
      return this._set.rowsAt((p) => x[p] >= west && x[p] <= east && y[p] >= north && y[p] <= south);
    }
  };
})(window.Salient);
