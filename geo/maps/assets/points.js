// Places, claims and names: DOM labels that do not collide, claims clustered by supercluster.
"use strict";

(function (Salient) {
  const { el } = Salient;
  const CITY_ZOOM = [3, 4.5, 5.5, 7, 8];
  const PLACE_ZOOM = [4, 5.5, 7.5, 8.5];
  const CLUSTER_RADIUS = 44;
  const EXACT_LIFT = 18;
  const measure = document.createElement("canvas").getContext("2d");
  const widths = new Map();

  const textWidth = (text, font) => {
    const key = font + text;
    if (!widths.has(key)) {
      measure.font = font;
      widths.set(key, measure.measureText(text).width);
    }
    return widths.get(key);
  };

  class Boxes {
    constructor() {
      this._taken = [];
    }

    free([x0, y0, x1, y1]) {
      return !this._taken.some((b) => x0 < b[2] && b[0] < x1 && y0 < b[3] && b[1] < y1);
    }

    take(box) {
      this._taken.push(box);
    }
  }

  Salient.Points = class {
    constructor(map, onPick) {
      this._map = map;
      this._onPick = onPick;
      this._places = [];
      this._claims = [];
      this._cities = [];
      this._names = [];
      this._hidden = new Set();
      this._taken = [];
      this._pane = map.getPane("labels");
      this._pane.addEventListener("keydown", (event) => this._rove(event));
      // A click on a mark is no click on the ground below it.
      this._pane.addEventListener("click", (event) => event.stopPropagation());
      map.on("moveend zoomend resize", () => this.redraw());
    }

    setBackground({ cities, labels }) {
      const own = new Set(this._places.map((p) => p.name));
      this._cities = cities.filter((c) => !own.has(c.name));
      this._names = labels;
      this.redraw();
    }

    setData(places, claims) {
      this._places = [...places].sort((a, b) => a.rank - b.rank);
      this._allClaims = claims.map((claim) => ({ ...claim, time: Date.parse(claim.at) }));
    }

    // Claims whose time lies within `days` of an instant.
    claimsAround(instant, days) {
      const at = Date.parse(instant);
      return this._allClaims.filter((c) => Math.abs(c.time - at) <= days * 864e5);
    }

    // Labels are set anew only when other claims are in the window: a step rarely changes them.
    showAround(instant, days) {
      const claims = this.claimsAround(instant, days);
      const same = this._index && claims.length === this._claims.length && claims.every((c, i) => c === this._claims[i]);
      if (same) return this._claimCount;
      this._claims = claims;
      this._index = new Supercluster({ radius: CLUSTER_RADIUS, maxZoom: 15 }).load(
        this._claims.map((claim) => ({
          type: "Feature",
          properties: claim,
          geometry: { type: "Point", coordinates: [claim.lon, claim.lat] },
        }))
      );
      this.redraw();
      this._claimCount = new Set(claims.map((c) => c.id)).size;
      return this._claimCount;
    }

    setHidden(hidden) {
      this._hidden = hidden;
      this.redraw();
    }

    // Boxes that other marks take: names keep clear of them.
    setTaken(boxes) {
      if (!boxes.length && !this._taken.length) return;
      this._taken = boxes;
      this.redraw();
    }

    setPick(pick) {
      this._pick = pick;
      this.redraw();
    }

    redraw() {
      const active = this._pane.contains(document.activeElement) && document.activeElement.dataset.key;
      this._pane.replaceChildren();
      this._boxes = new Boxes();
      for (const box of this._taken) this._boxes.take(box);
      this._bounds = this._map.getBounds().pad(0.05);
      if (!this._hidden.has("claims") && this._index) this._drawClaims();
      if (!this._hidden.has("places")) this._drawPlaces();
      this._drawBackground();
      const stops = [...this._pane.querySelectorAll("button")];
      stops.forEach((stop, i) => (stop.tabIndex = i === 0 ? 0 : -1));
      if (active) stops.find((stop) => stop.dataset.key === active)?.focus();
    }

    // One tab stop for all points; the arrow keys walk them, as in a toolbar.
    _rove(event) {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const stops = [...this._pane.querySelectorAll("button")];
      const at = stops.indexOf(document.activeElement);
      if (!step || at < 0) return;
      event.preventDefault();
      event.stopPropagation();
      stops[(at + step + stops.length) % stops.length].focus();
    }

    _at(node, lon, lat, lift = 0) {
      const point = this._map.latLngToLayerPoint([lat, lon]);
      node.style.transform = `translate(${Math.round(point.x)}px, ${Math.round(point.y - lift)}px)`;
      this._pane.append(node);
      return point;
    }

    _drawClaims() {
      const b = this._bounds;
      const zoom = this._map.getZoom();
      const box = [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()];
      for (const found of this._index.getClusters(box, Math.round(zoom))) {
        const [lon, lat] = found.geometry.coordinates;
        const leaves = found.properties.cluster
          ? this._index.getLeaves(found.properties.cluster_id, Infinity).map((f) => f.properties)
          : [found.properties];
        const first = leaves[0];
        const exact = leaves.some((c) => c.exact);
        const where = exact ? `at ${first.place}` : `somewhere in ${first.place}`;
        const picked = this._pick?.kind === "claim" && leaves.some((c) => c.id === this._pick.id);
        const apart = leaves.some((c) => c.lon !== first.lon || c.lat !== first.lat);
        const node = el("button", {
          cls: `claim ${exact ? "exact" : "vague"}${picked ? " picked" : ""}`,
          type: "button",
          "data-key": `claim-${first.id}`,
          "aria-label":
            leaves.length > 1
              ? `${leaves.length} claims ${apart ? "around here" : where}`
              : `Claim by ${first.claimant}, ${where}`,
          title: leaves.length > 1 ? `${leaves.length} claims ${apart ? "" : where}` : `${first.claimant}, ${where}`,
          on: {
            click: () => {
              if (apart) {
                const expand = this._index.getClusterExpansionZoom(found.properties.cluster_id);
                this._map.setView([lat, lon], Math.min(expand, 12));
              } else {
                this._onPick({ kind: "claim", id: first.id });
              }
            },
          },
        });
        const mark = el("span", { cls: "diamond", "aria-hidden": "true" });
        const count = leaves.length > 1 && el("span", { cls: "count", text: String(leaves.length) });
        node.append(el("span", { cls: "anchor" }, mark, count));
        // A claim at a place stands above its dot, so that both can be read and clicked.
        const lift = exact && !apart ? EXACT_LIFT : 0;
        const { x, y } = this._at(node, lon, lat, lift);
        const wide = leaves.length > 1 ? 26 : 13;
        this._boxes.take(lift ? [x - 9, y - lift - 9, x + wide, y - 9] : [x - 13, y - 13, x + wide, y + 13]);
      }
    }

    _drawPlaces() {
      const zoom = this._map.getZoom();
      for (const place of this._places) {
        const picked = this._pick?.kind === "place" && this._pick.id === place.id;
        if (!picked && zoom < PLACE_ZOOM[place.rank]) continue;
        if (!this._bounds.contains([place.lat, place.lon])) continue;
        const font = place.rank < 3 ? `650 14px ${Salient.FONT}` : `500 13px ${Salient.FONT}`;
        const point = this._map.latLngToLayerPoint([place.lat, place.lon]);
        const side = this._side(point, textWidth(place.name, font), picked);
        // Where the label finds no room, the smallest places keep their dot from zoom 10 on.
        if (!side && place.rank === 3 && zoom < 10) continue;
        const node = el(
          "button",
          {
            cls: `place rank-${place.rank} ${side || "bare"}${picked ? " picked" : ""}`,
            type: "button",
            "data-key": `place-${place.id}`,
            "aria-label": place.name,
            title: place.name,
            on: { click: () => this._onPick({ kind: "place", id: place.id }) },
          },
          el(
            "span",
            { cls: "anchor", "aria-hidden": "true" },
            el("span", { cls: "dot" }),
            side && el("span", { cls: "name", text: place.name })
          )
        );
        this._at(node, place.lon, place.lat);
      }
    }

    _side(point, width, force) {
      const w = width + 4;
      const sides = {
        right: [point.x - 4, point.y - 9, point.x + 8 + w, point.y + 9],
        left: [point.x - 8 - w, point.y - 9, point.x + 4, point.y + 9],
        above: [point.x - w / 2, point.y - 23, point.x + w / 2, point.y + 4],
        below: [point.x - w / 2, point.y - 4, point.x + w / 2, point.y + 23],
      };
      const name = Object.keys(sides).find((s) => this._boxes.free(sides[s])) || (force && "right");
      if (name) this._boxes.take(sides[name]);
      else this._boxes.take([point.x - 4, point.y - 4, point.x + 4, point.y + 4]);
      return name || null;
    }

    _drawBackground() {
      const zoom = this._map.getZoom();
      for (const city of this._cities) {
        if (zoom < CITY_ZOOM[city.rank] || !this._bounds.contains([city.lat, city.lon])) continue;
        const point = this._map.latLngToLayerPoint([city.lat, city.lon]);
        const w = textWidth(city.name, `500 13px ${Salient.FONT}`) + 12;
        const box = [point.x - 4, point.y - 9, point.x + w, point.y + 9];
        if (!this._boxes.free(box)) continue;
        this._boxes.take(box);
        const node = el("span", { cls: `city rank-${city.rank}` });
        const name = el("span", { cls: "name", text: city.name });
        node.append(el("span", { cls: "anchor" }, el("span", { cls: "dot" }), name));
        this._at(node, city.lon, city.lat);
      }
      for (const label of this._names) {
        const shown = label.kind === "country" ? zoom >= 3.5 && zoom < 7.5 : zoom >= 6.5;
        if (!shown || !this._bounds.contains([label.lat, label.lon])) continue;
        const point = this._map.latLngToLayerPoint([label.lat, label.lon]);
        const w = textWidth(label.name, `600 12px ${Salient.FONT}`) * 1.3;
        const box = [point.x - w / 2, point.y - 9, point.x + w / 2, point.y + 9];
        if (!this._boxes.free(box)) continue;
        this._boxes.take(box);
        const name = el("span", { cls: `region ${label.kind}`, text: label.name });
        this._at(el("span", { cls: "area-name" }, name), label.lon, label.lat);
      }
    }
  };
})(window.Salient);
