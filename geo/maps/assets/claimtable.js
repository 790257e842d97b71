// The table of claims: only the rows in sight are in the document. Every text is set as text.
"use strict";

(function (Salient) {
  const { el } = Salient;
  const COLUMNS = [
    { id: "claimant", title: "Claimant" },
    { id: "statement", title: "Says" },
    { id: "place", title: "Where" },
    { id: "time", title: "When" },
    { id: "status", title: "Status" },
  ];
  const CLOCK_WORDS = { event: "", claimed: "said", published: "published" };
  const SPARE = 6; // rows above and below what is in sight

  // Made once: a formatter takes longer to make than to use.
  const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

  const days = (first, last) => {
    const day = (number) => DAY.format(number * 864e5);
    return first === last ? day(first) : `${day(first)} to ${day(last)}`;
  };

  Salient.claimDays = days;

  Salient.ClaimTable = class {
    // on: { pick(row), sort(sort), clear() }
    constructor(on) {
      this._on = on;
      this._rows = new Uint32Array(0);
      this._pick = -1;
      this._heads = new Map();
      this._space = el("div", { cls: "space", role: "presentation" });
      this._body = el("div", { cls: "rows", role: "rowgroup" }, this._space);
      this._empty = el(
        "div",
        { cls: "nothing", hidden: "" },
        el("p", { text: "No claim matches. Take a word or a filter away." }),
        el("button", { type: "button", cls: "plain", text: "Clear all filters", on: { click: () => on.clear() } })
      );
      this._grid = el(
        "div",
        { cls: "grid", role: "grid", tabindex: 0, "aria-label": "Claims", "aria-colcount": COLUMNS.length, "aria-multiselectable": "false" },
        el("div", { cls: "heads", role: "rowgroup" }, el("div", { cls: "tr", role: "row", "aria-rowindex": 1 }, ...COLUMNS.map((column) => this._head(column)))),
        this._body
      );
      this.node = el("section", { cls: "table", "aria-label": "Table of claims" }, this._grid, this._empty);
      this._body.addEventListener("scroll", () => this._draw(), { passive: true });
      this._body.addEventListener("click", (event) => {
        const node = event.target.closest("[data-at]");
        if (node) this._choose(Number(node.dataset.at));
      });
      this._grid.addEventListener("keydown", (event) => this._key(event));
      new ResizeObserver(() => this._draw(true)).observe(this._body);
    }

    _head({ id, title }) {
      const sorts = id !== "statement";
      const inner = sorts
        ? el("button", { type: "button", text: title, on: { click: () => this._on.sort(this._sort === id ? `-${id}` : id) } })
        : el("span", { text: title });
      const head = el("div", { cls: `td ${id}`, role: "columnheader" }, inner);
      if (sorts) this._heads.set(id, head);
      return head;
    }

    // rows: numbers of the claims, in the order of a sort; setPick draws them.
    show(set, rows, sort) {
      Object.assign(this, { _set: set, _rows: rows, _sort: sort });
      for (const [id, head] of this._heads) {
        head.setAttribute("aria-sort", sort === id ? "ascending" : sort === `-${id}` ? "descending" : "none");
      }
      this._grid.setAttribute("aria-rowcount", rows.length + 1);
      this._empty.hidden = rows.length > 0;
    }

    // Marks a row, or none with -1, and brings it into sight if it is among the rows.
    setPick(row, reveal = true) {
      this._pick = row;
      this._at = row < 0 ? -1 : this._rows.indexOf(row);
      if (reveal && this._at >= 0) this._reveal(this._at);
      this._draw(true);
    }

    focus() {
      this._grid.focus({ preventScroll: true });
    }

    get _height() {
      return this._grid.clientWidth < 560 ? 84 : 66;
    }

    _reveal(at) {
      const top = at * this._height;
      const { scrollTop, clientHeight } = this._body;
      this._space.style.height = `${this._rows.length * this._height}px`;
      if (top < scrollTop || top + this._height > scrollTop + clientHeight) {
        this._body.scrollTop = Math.max(0, top - (clientHeight - this._height) / 2);
      }
    }

    _choose(at) {
      this._on.pick(this._rows[at]);
    }

    _key(event) {
      if (event.target !== this._grid || !this._rows.length) return;
      const page = Math.max(1, Math.floor(this._body.clientHeight / this._height) - 1);
      const at = this._pick < 0 ? -1 : this._rows.indexOf(this._pick);
      const last = this._rows.length - 1;
      const wanted = {
        ArrowDown: at + 1,
        ArrowUp: at < 0 ? 0 : at - 1,
        PageDown: at + page,
        PageUp: at - page,
        Home: 0,
        End: last,
      }[event.key];
      if (event.key === "Escape") this._on.pick(-1);
      if (wanted === undefined) return;
      event.preventDefault();
      this._choose(Math.max(0, Math.min(last, wanted)));
    }

    _draw(again = false) {
      if (!this._set) return;
      const high = this._height;
      const from = Math.max(0, Math.floor(this._body.scrollTop / high) - SPARE);
      const to = Math.min(this._rows.length, Math.ceil((this._body.scrollTop + this._body.clientHeight) / high) + SPARE);
      if (!again && from === this._from && to === this._to) return;
      Object.assign(this, { _from: from, _to: to });
      this._space.style.height = `${this._rows.length * high}px`;
      const nodes = [];
      for (let at = from; at < to; at++) nodes.push(this._row(at, high));
      this._space.replaceChildren(...nodes);
      // The heads stand over the columns, beside which a scroll bar may take room.
      this._grid.firstChild.style.paddingRight = `${this._body.offsetWidth - this._body.clientWidth}px`;
      const picked = this._space.querySelector("[aria-selected='true']");
      if (picked) this._grid.setAttribute("aria-activedescendant", picked.id);
      else this._grid.removeAttribute("aria-activedescendant");
    }

    _row(at, high) {
      const row = this._rows[at];
      const claim = this._set.row(row);
      const cell = (id, ...parts) => el("div", { cls: `td ${id}`, role: "gridcell" }, ...parts);
      const word = CLOCK_WORDS[claim.clock];
      const node = el(
        "div",
        { cls: `tr${this._set.lit && this._set.lit.has(row) ? " lit" : ""}`, role: "row", id: `claim-row-${row}`, "data-at": at, "aria-rowindex": at + 2, "aria-selected": String(row === this._pick) },
        cell("claimant", el("b", { dir: "auto", text: claim.claimant }), " ", el("span", { cls: "verb", text: claim.verb })),
        cell("statement", el("span", { cls: "clamp", dir: "auto", text: claim.statement, title: claim.statement })),
        cell("place", el("span", { cls: "clamp", dir: "auto", text: claim.where })),
        cell("time", el("span", { text: days(claim.first, claim.last) }), word && el("span", { cls: "verb", text: ` ${word}` })),
        cell("status", el("span", { cls: `state ${claim.status.id}`, text: claim.status.title }))
      );
      node.style.top = `${at * high}px`;
      node.style.height = `${high}px`;
      return node;
    }
  };
})(window.Salient);
