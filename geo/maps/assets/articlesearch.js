// A place looked up by hand for a name of an article: a field, and what the gazetteer has by it.
"use strict";

(function (Salient) {
  const { el } = Salient;
  const WAIT_MS = 140;

  Salient.ArticleSearch = class {
    // on: { choose(place), close() }
    constructor(url, on) {
      this._url = url;
      this._on = on;
      this._asked = 0;
      this._input = el("input", {
        type: "search",
        cls: "place-search",
        role: "combobox",
        "aria-label": "Place to look up",
        "aria-expanded": "false",
        "aria-controls": "place-found",
        "aria-autocomplete": "list",
        autocomplete: "off",
        spellcheck: "false",
        maxlength: 100,
        enterkeyhint: "search",
        on: { input: () => this._typed(), keydown: (event) => this._key(event) },
      });
      this._list = el("ol", { id: "place-found", cls: "candidates found", role: "listbox", "aria-label": "Places found" });
      this._said = el("p", { cls: "fine", role: "status" });
      this.box = el("div", { cls: "place-lookup" }, this._input, this._said, this._list);
    }

    // near: { lat, lng }, around which places come first.
    open(text, near) {
      this._near = near;
      this._input.value = text;
      this._places = [];
      this._list.replaceChildren();
      this._ask();
    }

    focus() {
      this._input.focus();
      this._input.select();
    }

    _typed() {
      clearTimeout(this._timer);
      this._asked += 1; // what is on its way answers an older question, as does what stands there
      this._show([], "");
      this._timer = setTimeout(() => this._ask(), WAIT_MS);
    }

    async _ask() {
      const mine = (this._asked += 1);
      const text = this._input.value.trim();
      if (!text) return this._show([], "Type a name, in any script.");
      const asked = new URLSearchParams({ q: text, near: `${this._near.lat.toFixed(3)},${this._near.lng.toFixed(3)}` });
      try {
        const answer = await Salient.host.request(`${this._url}?${asked}`);
        if (!answer.ok) throw new Error(`answered ${answer.status}`);
        const { places } = await answer.json();
        if (mine === this._asked) this._show(places, places.length ? "" : "Nothing is called that, nor nearly so.");
      } catch (error) {
        if (mine === this._asked) this._show([], `Places cannot be looked up (${error.message}).`);
      }
    }

    _show(places, said) {
      this._places = places.map(({ id, name, kind, what, people, lat, lon }) => ({
        id, name, kind, lat, lon, population: people, reasons: ["looked up by hand"], where: what.split(", ").slice(1).join(", "),
      }));
      this._said.textContent = said;
      this._input.setAttribute("aria-expanded", String(places.length > 0));
      this._list.replaceChildren(
        ...places.map(({ name, local, what, people }, i) =>
          el("li", { role: "option", id: `place-found-${i}`, cls: "candidate", "aria-selected": "false", on: { click: () => this._choose(i) } },
            el("span", { cls: "what" }, el("b", { text: name }), local && local !== name ? el("span", { text: ` ${local}` }) : null,
              el("span", { cls: "fine", text: people ? `${what}; ${people.toLocaleString("en-GB")} people` : what }))
          )
        )
      );
      this._mark(places.length ? 0 : -1);
    }

    _mark(index) {
      this._active = index;
      [...this._list.children].forEach((row, i) => {
        row.classList.toggle("chosen", i === index);
        row.setAttribute("aria-selected", String(i === index));
      });
      if (index < 0) return this._input.removeAttribute("aria-activedescendant");
      this._input.setAttribute("aria-activedescendant", `place-found-${index}`);
      this._list.children[index].scrollIntoView({ block: "nearest" });
    }

    _key(event) {
      event.stopPropagation(); // letters are no commands here
      const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (move && this._places.length) this._mark((this._active + move + this._places.length) % this._places.length);
      else if (event.key === "Enter" && this._active >= 0) this._choose(this._active);
      else if (event.key === "Escape") this._on.close();
      else return;
      event.preventDefault();
    }

    _choose(index) {
      this._on.choose(this._places[index]);
    }
  };
})(window.Salient);
