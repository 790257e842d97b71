// The stamp, the source, the steps through the editions, and the credits of all that is drawn.
"use strict";

(function (Salient) {
  const { el } = Salient;

  Salient.TimeBar = class {
    constructor(container, borders, pointCredits, handlers) {
      this._stamp = el("p", { cls: "stamp", role: "status", "aria-live": "polite" });
      this._source = el("select", {
        "aria-label": "Source",
        on: { change: () => handlers.source(this._source.value) },
      });
      this._sourceName = el("span", { cls: "source-name" });
      this._synthetic = el("p", {
        cls: "synthetic",
        text: "Synthetic: drawn by rule around reported settlements, not surveyed.",
      });
      this.head = el("div", { cls: "head card" }, this._stamp, this._source, this._sourceName, this._synthetic);
      this._slider = el("input", {
        type: "range",
        min: 0,
        step: 1,
        "aria-label": "Edition",
        on: { input: () => handlers.step(Number(this._slider.value)) },
      });
      const button = (text, label, by) =>
        el("button", {
          type: "button",
          cls: "step",
          text,
          "aria-label": label,
          title: label,
          on: { click: () => handlers.step(Number(this._slider.value) + by) },
        });
      this._first = el("span", { cls: "end" });
      this._last = el("span", { cls: "end" });
      this._previous = button("‹", "Previous edition", -1);
      this._next = button("›", "Next edition", 1);
      this.bar = el("div", { cls: "timebar card" }, this._previous, this._first, this._slider, this._last, this._next);
      // The source of the areas always shows; a phone unfolds the rest.
      this._creditHead = el("summary", {});
      this._creditRest = el("p", {});
      this._credits = el("details", { cls: "credits" }, this._creditHead, this._creditRest);
      this._credits.open = window.innerWidth >= Salient.PHONE_PX;
      this._fixed = [...pointCredits, borders];
      this.foot = el("div", { cls: "foot" }, this.bar, this._credits);
      container.append(this.head, this.foot);
      for (const part of [this.head, this.foot]) {
        L.DomEvent.disableClickPropagation(part);
        L.DomEvent.disableScrollPropagation(part);
      }
    }

    setSources(sources) {
      this._source.replaceChildren(
        ...sources.map((s) => el("option", { value: s.id, text: s.title }))
      );
      this._source.hidden = sources.length < 2;
      this._sourceName.hidden = sources.length >= 2;
    }

    show(source, position, online) {
      const edition = source.editions[position];
      this._stamp.textContent = `Data as of ${edition.stamp}`;
      this._source.value = source.id;
      this._sourceName.textContent = source.title;
      this._synthetic.hidden = !source.synthetic;
      this._slider.max = source.editions.length - 1;
      this._slider.value = position;
      this._slider.setAttribute("aria-valuetext", edition.stamp);
      this._first.textContent = source.editions[0].day;
      this._last.textContent = source.editions[source.editions.length - 1].day;
      this._previous.disabled = position === 0;
      this._next.disabled = position === source.editions.length - 1;
      const sentences = (parts) =>
        parts
          .filter(Boolean)
          .map((part) => `${part.replace(/\.$/, "")}.`)
          .join(" ");
      this._creditHead.textContent = sentences([source.attribution]);
      this._creditRest.textContent = sentences([
        source.licence && `Licence: ${source.licence}`,
        online ? "Background: © OpenStreetMap contributors" : "Background: Natural Earth",
        ...this._fixed,
      ]);
    }
  };
})(window.Salient);
