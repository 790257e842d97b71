// Control areas on one canvas. Colour says who, texture how sure, line which boundary.
"use strict";

(function (Salient) {
  const tiles = new Map();
  const BENEATH = 0.3; // how strong areas are drawn under what changed

  const tilePattern = (context, key, size, ratio, paint) => {
    const id = `${key}|${ratio}`;
    if (!tiles.has(id)) {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = Math.round(size * ratio);
      const tile = canvas.getContext("2d");
      tile.scale(canvas.width / size, canvas.height / size);
      paint(tile, size);
      tiles.set(id, canvas);
    }
    const canvas = tiles.get(id);
    const pattern = context.createPattern(canvas, "repeat");
    return { pattern, scale: size / canvas.width };
  };

  const hatch = (tile, size, color, width, mirrored) => {
    tile.strokeStyle = color;
    tile.lineWidth = width;
    tile.beginPath();
    for (let k = -1; k <= 1; k++) {
      const [from, to] = mirrored ? [-size / 2, size * 1.5] : [size * 1.5, -size / 2];
      tile.moveTo(-size / 2 + k * size, from);
      tile.lineTo(size * 1.5 + k * size, to);
    }
    tile.stroke();
  };

  const dots = (tile, size, color, width) => {
    tile.fillStyle = color;
    for (const [x, y] of [[0.25, 0.25], [0.75, 0.75]]) {
      tile.beginPath();
      tile.arc(x * size, y * size, width / 2, 0, 7);
      tile.fill();
    }
  };

  // Fill and outline a path as the table of styles says; the map and the legend both call this.
  Salient.paintArea = function (context, path, key, styles, theme, origin, strength = 1) {
    const ratio = window.devicePixelRatio || 1;
    const category = styles.categories.find((c) => c.id === key.category);
    const color = (styles.actors[key.actor] || styles.otherActor)[theme];
    const line = styles.kinds[key.kind];
    context.globalAlpha = Math.min(1, category.fill * line.weight) * strength;
    context.fillStyle = color;
    context.fill(path, "evenodd");
    if (category.texture !== "solid") {
      const mirrored = Object.keys(styles.actors).indexOf(key.actor) === 1;
      const size = category.texture === "dots" ? category.gap * 1.25 : category.gap;
      const { pattern, scale } = tilePattern(
        context,
        `${category.id}|${color}|${mirrored}`,
        size,
        ratio,
        (tile) =>
          category.texture === "hatch"
            ? hatch(tile, size, color, category.width, mirrored)
            : dots(tile, size, color, category.width)
      );
      // Anchored to the ground, so that the texture does not swim under a pan.
      pattern.setTransform(
        new DOMMatrix([scale, 0, 0, scale, (origin.x || 0) % size, (origin.y || 0) % size])
      );
      context.globalAlpha = Math.min(1, category.ink * line.weight) * strength;
      context.fillStyle = pattern;
      context.fill(path, "evenodd");
    }
    context.globalAlpha = Math.min(1, 0.35 + 0.6 * line.weight) * strength;
    context.strokeStyle = color;
    context.lineWidth = line.width;
    context.lineJoin = "round";
    context.setLineDash(category.dash);
    context.stroke(path);
    context.setLineDash([]);
    context.globalAlpha = 1;
  };

  const inside = (rings, x, y) => {
    let odd = false;
    for (const { points, bounds } of rings) {
      if (x < bounds[0] || x > bounds[2] || y < bounds[1] || y > bounds[3]) continue;
      for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
        const yi = points[i + 1];
        const yj = points[j + 1];
        if (yi > y !== yj > y) {
          const at = ((points[j] - points[i]) * (y - yi)) / (yj - yi) + points[i];
          if (x < at) odd = !odd;
        }
      }
    }
    return odd;
  };

  Salient.Areas = class {
    constructor(map, styles, pane = "areas") {
      this._styles = styles;
      this._areas = [];
      this._hidden = new Set();
      this._order = new Map(styles.categories.map((c, i) => [c.id, i]));
      this.layer = new Salient.CanvasLayer((...a) => this._draw(...a), { pane });
      this.layer.addTo(map);
    }

    // changes: { changed, before } against another edition, or null.
    show(areas, changes = null) {
      this._changes = changes;
      // Regained ground lies lowest, what is only claimed on top of what it claims.
      const weight = (a) => this._order.get(a.category) * 10 + (a.kind === "regained" ? 0 : 1);
      this._areas = [...areas].sort((a, b) => weight(a) - weight(b));
      this.layer.redraw();
    }

    setHidden(hidden) {
      this._hidden = hidden;
      this.layer.redraw();
    }

    setTheme(theme) {
      this._theme = theme;
      this.layer.redraw();
    }

    setPoint(point) {
      this._point = point;
      this.layer.redraw();
    }

    _shown(areas = this._areas) {
      return areas.filter(
        (a) => !this._hidden.has(a.category) && !this._hidden.has(`${a.category}.${a.actor}`)
      );
    }

    hit(lon, lat) {
      const x = Salient.worldX(lon);
      const y = Salient.worldY(lat);
      return this._shown().filter((area) => inside(area.rings, x, y));
    }

    _draw(context, project, view) {
      const origin = { x: project.dx, y: project.dy };
      const picked = this._point && { x: Salient.worldX(this._point.lon), y: Salient.worldY(this._point.lat) };
      let outline = null;
      for (const area of this._shown()) {
        const rings = area.rings.filter((r) => Salient.overlaps(r.bounds, view));
        if (!rings.length) continue;
        const path = new Path2D();
        for (const ring of rings) Salient.trace(path, ring.points, project, true);
        Salient.paintArea(context, path, area, this._styles, this._theme, origin, this._changes ? BENEATH : 1);
        if (picked && inside(area.rings, picked.x, picked.y)) outline = path;
      }
      if (this._changes) {
        const shown = {
          changed: this._shown(this._changes.changed),
          before: this._shown(this._changes.before),
          after: this._shown(),
        };
        Salient.paintChanges(context, shown, project, view, this._styles, this._theme);
      }
      if (outline) {
        context.strokeStyle = this._theme === "dark" ? "#ffffff" : "#16181a";
        context.lineWidth = 2.4;
        context.stroke(outline);
      }
    }
  };
})(window.Salient);
