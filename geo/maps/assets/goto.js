// "Go to ...": a combobox over the gazetteer, which lives on the server and is asked as one types.
"use strict";

(function (Salient) {
  const { el } = Salient;
  const WAIT_MS = 140;
  const LIST = "goto-list";

  Salient.GoTo = class {
    constructor(map, url) {
      this._map = map;
      this._url = url;
      this._places = [];
      this._active = -1;
      this._asked = 0;
      this._input = el("input", {
        type: "search",
        role: "combobox",
        placeholder: "Go to …",
        "aria-label": "Go to a place",
        "aria-autocomplete": "list",
        "aria-expanded": "false",
        "aria-controls": LIST,
        autocomplete: "off",
        spellcheck: "false",
        maxlength: 100,
        enterkeyhint: "go",
        on: {
          input: () => this._typed(),
          keydown: (event) => this._key(event),
          focus: () => this._focused(),
          blur: () => this._open(false),
        },
      });
      this._list = el("ul", { id: LIST, cls: "goto-list card", role: "listbox", "aria-label": "Places", hidden: "" });
      // The input keeps the focus, so that a press on an option does not close the list before it counts.
      this._list.addEventListener("mousedown", (event) => event.preventDefault());
      this._said = el("p", { cls: "visually-hidden", role: "status" });
      this._nothing = el("p", { cls: "goto-none card", hidden: "" });
      this.box = el("div", { cls: "goto" }, this._input, this._list, this._nothing, this._said);
      L.DomEvent.disableClickPropagation(this.box);
      L.DomEvent.disableScrollPropagation(this.box);
    }

    // The server reads its gazetteer at the first question; this one comes before the first letter.
    _focused() {
      if (!this._woken) Salient.host.request(`${this._url}?q=`).catch(() => null);
      this._woken = true;
      if (this._places.length) this._open(true);
    }

    _typed() {
      clearTimeout(this._timer);
      // Whatever is still on its way answers an older question.
      this._asked += 1;
      this._places = [];
      this._open(false);
      this._say("");
      if (!this._input.value.trim()) {
        this._unmark();
        return;
      }
      this._timer = setTimeout(() => this._ask(), WAIT_MS);
    }

    async _ask() {
      clearTimeout(this._timer);
      const mine = (this._asked += 1);
      const { lat, lng } = this._map.getCenter();
      const asked = new URLSearchParams({ q: this._input.value, near: `${lat.toFixed(3)},${lng.toFixed(3)}` });
      try {
        const answer = await Salient.host.request(`${this._url}?${asked}`);
        if (!answer.ok) throw new Error(`answered ${answer.status}`);
        const { places } = await answer.json();
        if (mine === this._asked) this._show(places);
      } catch (error) {
        if (mine === this._asked) this._say(`Places cannot be looked up (${error.message}).`, true);
      }
    }

    _show(places) {
      this._places = places;
      this._list.replaceChildren(...places.map((place, index) => this._option(place, index)));
      this._open(places.length > 0);
      if (places.length) this._say(`${places.length} places. Arrow keys choose, Enter goes there.`);
      else this._say("Nothing is called that, nor nearly so.", true);
    }

    _option(place, index) {
      const people = place.people ? `, ${place.people.toLocaleString("en-GB")} people` : "";
      return el(
        "li",
        { id: `goto-${index}`, role: "option", "aria-selected": "false", on: { click: () => this._go(index) } },
        el("span", { cls: "goto-name", text: place.name }),
        place.local && place.local !== place.name && el("span", { cls: "goto-local", text: ` ${place.local}` }),
        el("span", { cls: "goto-what", text: place.what + people })
      );
    }

    _key(event) {
      // The map moves by arrow keys as well.
      event.stopPropagation();
      const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (move && this._places.length) {
        event.preventDefault();
        const count = this._places.length;
        const next = this._active < 0 && move < 0 ? count - 1 : (this._active + move + count) % count;
        this._open(true);
        this._choose(next);
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (this._places.length) this._go(Math.max(this._active, 0));
        else if (this._input.value.trim()) this._askAndGo();
      } else if (event.key === "Escape" && !this._list.hidden) {
        // The first press closes the list, the next one empties the field.
        event.preventDefault();
        this._open(false);
      }
    }

    // Enter before the list is there: the best one is meant.
    async _askAndGo() {
      await this._ask();
      if (this._places.length) this._go(0);
    }

    _choose(index) {
      this._active = index;
      [...this._list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
      if (index < 0) {
        this._input.removeAttribute("aria-activedescendant");
        return;
      }
      this._input.setAttribute("aria-activedescendant", `goto-${index}`);
      this._list.children[index].scrollIntoView({ block: "nearest" });
    }

    _go(index) {
      const place = this._places[index];
      clearTimeout(this._timer);
      this._asked += 1;
      this._places = [];
      this._input.value = place.name;
      this._open(false);
      this._mark(place);
      this._map.setView([place.lat, place.lon], place.zoom);
      this._say(`${place.name}, ${place.what}`);
    }

    _mark(place) {
      this._unmark();
      const html = el("div", { cls: "goto-mark" }, el("span", { cls: "goto-ring" }), el("span", { cls: "goto-label", text: place.name }));
      const icon = L.divIcon({ html, className: "", iconSize: [0, 0] });
      this._marker = L.marker([place.lat, place.lon], { icon, interactive: false, keyboard: false });
      this._marker.addTo(this._map);
    }

    _unmark() {
      if (this._marker) this._marker.remove();
      this._marker = null;
    }

    _open(open) {
      this._list.hidden = !open;
      this._input.setAttribute("aria-expanded", String(open));
      this._choose(-1);
    }

    _say(text, seen) {
      this._said.textContent = text;
      this._nothing.textContent = seen ? text : "";
      this._nothing.hidden = !seen;
    }
  };
})(window.Salient);
