// The bundled background: land, borders, oblast borders. Names are set by points.js.
"use strict";

(function (Salient) {
  const COLORS = {
    light: { water: "#dfe7ec", land: "#f6f4ef", home: "#fbfaf7", border: "#8d8a86", oblast: "#c3bfb8" },
    dark: { water: "#10161b", land: "#1d2226", home: "#22282d", border: "#8a8f94", oblast: "#4a5157" },
  };

  const decode = (section) => {
    const line = (codes) => Salient.decodeLine(codes, section.quantum);
    return {
      land: section.land.map((l) => ({ country: l.country, rings: l.rings.map(line) })),
      borders: section.borders.map(line),
      oblasts: (section.oblast_borders || []).map(line),
    };
  };

  Salient.Basemap = class {
    constructor(map) {
      this._sections = [];
      this.layer = new Salient.CanvasLayer((...a) => this._draw(...a), { pane: "basemap" });
      this._map = map;
    }

    show(data) {
      this._sections = [decode(data.world), decode(data.theatre)];
      this.layer.addTo(this._map);
    }

    setTheme(theme) {
      this._colors = COLORS[theme];
      this._map.getContainer().style.background = this._colors.water;
      this.layer.redraw();
    }

    _draw(context, project, view) {
      for (const section of this._sections) {
        for (const land of section.land) {
          const rings = land.rings.filter((r) => Salient.overlaps(r.bounds, view));
          if (!rings.length) continue;
          const path = new Path2D();
          for (const ring of rings) Salient.trace(path, ring.points, project, true);
          context.fillStyle =
            land.country === "UA" || land.country === "RU" ? this._colors.home : this._colors.land;
          context.fill(path, "evenodd");
        }
      }
      const zoom = this._map.getZoom();
      const stroke = (lines, color, width, dash) => {
        const path = new Path2D();
        for (const line of lines) {
          if (Salient.overlaps(line.bounds, view)) Salient.trace(path, line.points, project, false);
        }
        context.strokeStyle = color;
        context.lineWidth = width;
        context.setLineDash(dash);
        context.lineJoin = "round";
        context.stroke(path);
        context.setLineDash([]);
      };
      for (const section of this._sections) {
        if (zoom >= 5.5) stroke(section.oblasts, this._colors.oblast, 0.9, [4, 3]);
        stroke(section.borders, this._colors.border, zoom >= 6 ? 1.3 : 0.8, []);
      }
    }
  };
})(window.Salient);
