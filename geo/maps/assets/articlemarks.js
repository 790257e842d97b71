// The places of an article on its map: what is proposed or accepted, and the candidates of one name.
"use strict";

(function (Salient) {
  const { el } = Salient;
  const WIDE = new Set(["country", "oblast", "region", "sea", "river", "district"]);
  const APART_PX = 22;

  Salient.ArticleMarks = class {
    // on: { hover(item or null, mention), pick(item, mention, only), choose(id of a place) }
    constructor(map, on) {
      this._map = map;
      this._on = on;
      this._layer = L.layerGroup().addTo(map);
      this._choices = L.layerGroup().addTo(map);
      this._marks = [];
      map.on("zoomend resize", () => this._declutter());
    }

    // shown: [{ number, label, place, mentions, state }], once for each place that a name means
    show(shown) {
      this._layer.clearLayers();
      this._marks = shown.map(({ number, label, place, mentions, state }) => {
        const [item, mention] = [`name-${number}`, mentions[0]];
        const node = el("button", {
          type: "button",
          cls: `article-mark ${WIDE.has(place.kind) ? "wide" : "spot"}`,
          "data-item": item,
          "data-state": state,
          "aria-label": `${label}, ${place.kind}`,
          tabindex: "-1",
          on: {
            mouseenter: () => this._on.hover(item, mention),
            mouseleave: () => this._on.hover(null),
            focus: () => this._on.hover(item, mention),
            blur: () => this._on.hover(null),
            click: ({ shiftKey }) => this._on.pick(item, mention, shiftKey),
          },
        }, el("span", { cls: "sign", "aria-hidden": "true" }), el("span", { cls: "label", text: label }));
        this._add(this._layer, place, node, 0);
        return { node, number, mentions };
      });
      this._declutter();
    }

    // A label that would lie on another is left out; what is pointed at or selected keeps its own.
    _declutter() {
      const taken = [];
      const first = ({ node }) => (node.matches(".hot, .current") ? 0 : 1);
      for (const { node } of [...this._marks].sort((a, b) => first(a) - first(b))) {
        const label = node.querySelector(".label");
        const { left, top, right, bottom } = label.getBoundingClientRect();
        const box = [left, top, right, bottom];
        const free = !taken.some((other) => Salient.overlaps(box, other));
        label.classList.toggle("crowded", !free);
        if (free) taken.push(box);
      }
    }

    // The candidates of a name in doubt, numbered as in the list.
    choose(candidates, chosen) {
      this._choices.clearLayers();
      candidates.forEach((place, i) => {
        const node = el("button", {
          type: "button",
          cls: `article-choice${place.id === chosen ? " chosen" : ""}`,
          text: i + 1,
          tabindex: "-1",
          "aria-label": `Candidate ${i + 1}: ${place.name}, ${place.where}`,
          on: { click: () => this._on.choose(place.id) },
        });
        this._add(this._choices, place, node, 1000);
      });
    }

    _add(layer, place, node, above) {
      const icon = L.divIcon({ html: node, className: "article-pin", iconSize: [0, 0] });
      L.marker([place.lat, place.lon], { icon, keyboard: false, zIndexOffset: above }).addTo(layer);
    }

    // pairs: [[name, mention]]
    setHot(pairs) {
      this._toggle("hot", pairs);
    }

    setCurrent(pairs) {
      this._toggle("current", pairs);
      this._declutter();
    }

    _toggle(cls, pairs) {
      for (const { node, number, mentions } of this._marks) {
        node.classList.toggle(cls, pairs.some(([n, mention]) => n === number && mentions.includes(mention)));
      }
    }

    // Show these places; the map stays where it is if all of them are in sight and stand apart.
    reach(places, anew) {
      if (!places.length) return;
      const bounds = L.latLngBounds(places.map((place) => [place.lat, place.lon]));
      const seen = this._map.getBounds().pad(-0.08).contains(bounds);
      const points = places.map((place) => this._map.latLngToContainerPoint([place.lat, place.lon]));
      const apart = points.every((one, i) => points.slice(i + 1).every((other) => one.distanceTo(other) > APART_PX));
      if (seen && apart && !anew) return;
      this._map.fitBounds(bounds, { padding: [50, 50], maxZoom: 8, animate: false });
    }
  };
})(window.Salient);
