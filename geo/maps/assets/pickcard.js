// What was picked on the map of a page in one file, told on a card over it. The dashboard has a panel.
"use strict";

(function (Salient) {
  const { el } = Salient;

  const facts = (rows) =>
    el("dl", {}, ...rows.filter((row) => row[1]).flatMap(([name, value]) => [el("dt", { text: name }), el("dd", { text: value })]));

  const degrees = (lat, lon) =>
    `${Math.abs(lat).toFixed(4)}° ${lat < 0 ? "S" : "N"}, ${Math.abs(lon).toFixed(4)}° ${lon < 0 ? "W" : "E"}`;

  Salient.PickCard = class {
    constructor() {
      this._node = el("section", { cls: "pick card", "aria-live": "polite", hidden: "" });
      this._node.addEventListener("keydown", (event) => event.key === "Escape" && this._drop());
    }

    async attach(map, urls) {
      this._container = map.getContainer();
      L.DomEvent.disableClickPropagation(this._node);
      L.DomEvent.disableScrollPropagation(this._node);
      const names = ["styles", "places", "claims"];
      const loading = names.map((name) => Salient.fetchJSON(urls[name]));
      [this._styles, this._places, this._claims] = await Promise.all(loading);
    }

    // Told again at every step, because who holds the ground may have changed.
    show(pick, map) {
      this._drop = map.drop;
      const body = this._styles && pick && this._body(pick, map);
      this._node.hidden = !body;
      if (!body) return;
      const close = el("button", { type: "button", cls: "plain", text: "Close", on: { click: () => map.drop() } });
      this._node.replaceChildren(close, ...body);
      // Below the stamp, in the column that the map makes once it has its data.
      this._container.querySelector(":scope > .left").append(this._node);
    }

    _body(pick, map) {
      if (pick.kind === "point") return [el("h2", { text: degrees(pick.lat, pick.lon) }), ...this._held(map, pick)];
      if (pick.kind === "place") {
        const place = this._places.find((p) => p.id === pick.id);
        return place && [el("h2", { text: place.name }), ...this._held(map, place), ...this._said(place)];
      }
      const claim = this._claims.find((c) => c.id === pick.id);
      return claim && this._claim(claim);
    }

    _held(map, { lon, lat }) {
      const found = map.areasAt(lon, lat);
      if (!found.length) return [el("p", { text: "On this date no area that is shown covers this point." })];
      return found.map(({ category, actor, kind }) => {
        const known = this._styles.categories.find((c) => c.id === category);
        const who = (this._styles.actors[actor] || {}).title || actor;
        return el(
          "div",
          { cls: "held" },
          el("p", {}, el("strong", { text: `${known.title}: ${who}` }), el("span", { text: `, ${this._styles.kinds[kind].title}` })),
          el("p", { cls: "fine", text: known.definition })
        );
      });
    }

    _said(place, but = "") {
      const here = this._claims.filter((c) => c.id !== but && c.lon === place.lon && c.lat === place.lat);
      return here.map((c) => el("p", { cls: "held" }, el("strong", { text: `${c.claimant}: ` }), el("span", { text: c.statement })));
    }

    _others(claim) {
      const others = this._said(claim, claim.id);
      return others.length ? [el("h2", { text: "Other claims there" }), ...others] : [];
    }

    _claim(claim) {
      return [
        el("h2", { text: claim.claimant }),
        el("p", { text: claim.statement }),
        facts([
          ["Put forward as", claim.class],
          ["Status", claim.status],
          ["Where", claim.exact ? claim.place : `somewhere in ${claim.place}`],
          ["Event", claim.event],
          ["Published", claim.published],
          ["Rests on", claim.basis],
          ["Source", claim.credit],
        ]),
        ...this._others(claim),
      ];
    }
  };
})(window.Salient);
