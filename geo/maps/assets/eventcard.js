// The list that a click on a mark opens. Every text in it is a stranger's and set as text.
"use strict";

(function (Salient) {
  const { el } = Salient;
  const AT_ONCE = 20;

  // The address of a link that may be followed, or null: of the web, and without a user's name,
  // which can pass for a host.
  Salient.webAddress = function (text) {
    if (!/^https?:\/\/\S+$/i.test(text)) return null;
    try {
      const url = new URL(text);
      return url.username || url.password ? null : url.href;
    } catch {
      return null;
    }
  };

  // Addresses parted by blanks: those of the web as links, all letter for letter.
  const links = (text) => {
    const node = el("span", {});
    for (const part of text.split(/(\s+)/)) {
      const href = Salient.webAddress(part);
      node.append(href ? el("a", { href, rel: "noopener noreferrer", target: "_blank", text: part }) : part);
    }
    return node;
  };

  const entry = (event) => {
    const link = event.link && links(event.link);
    const followed = link && link.querySelector("a");
    const deaths = event.fatalities;
    const facts = [
      ["Where", event.place, event.whereExact],
      ["Who", event.actors, ""],
      ["Fatalities", deaths === null ? "Not said" : Salient.formatCount(deaths), ""],
      ["What", event.summary, ""],
      ["Link", link, link && !followed ? "No address of the web, so it cannot be followed." : ""],
    ];
    const list = el("dl", {});
    for (const [term, value, note] of facts) {
      if (!value && !note) continue;
      const said = typeof value === "string" ? el("span", { cls: "said", dir: "auto", text: value }) : value;
      if (value instanceof Node) value.className = "said";
      list.append(el("dt", { text: term }), el("dd", {}, said, note && el("span", { cls: "fine", text: note })));
    }
    const kind = [event.type || "No type given", event.subType].filter((part, i, all) => part && part !== all[i - 1]);
    return el(
      "article",
      { cls: "event", "data-id": event.id },
      el("h4", { dir: "auto", text: kind.join(": ") }),
      el("p", { cls: "when" }, el("span", { text: event.when }), el("span", { cls: "fine", text: event.whenExact })),
      list
    );
  };

  Salient.EventCard = class {
    // onClose is told whether the focus was in the card.
    constructor(onClose) {
      this._onClose = onClose;
      this._title = el("h3", { tabindex: -1 });
      const close = el("button", { type: "button", cls: "plain", text: "Close", on: { click: () => this.close() } });
      this._zoom = el("button", { type: "button", cls: "plain", text: "Zoom in" });
      this._list = el("div", {});
      this._more = el("button", { type: "button", cls: "plain", text: "Show more", on: { click: () => this._next() } });
      this._status = el("p", { cls: "fine", role: "status" });
      this._credit = el("p", { cls: "fine credit", dir: "auto" });
      this.node = el(
        "section",
        { cls: "event-card card", "aria-label": "Events at the mark", hidden: "" },
        el("header", {}, this._title, this._zoom, close),
        this._list,
        this._status,
        this._more,
        this._credit
      );
      this.node.addEventListener("keydown", (event) => {
        if (event.key === "Escape") this.close();
        event.stopPropagation();
      });
    }

    // rows: numbers of events; zoom: what to do for a closer look, or null.
    show(source, rows, where, zoom) {
      Object.assign(this, { _url: source.url, _rows: rows, _done: 0 });
      this._title.textContent = `${Salient.formatCount(rows.length)} ${rows.length === 1 ? "event" : "events"} ${where}`;
      this._credit.textContent = [source.attribution, source.licence].filter(Boolean).join(" ");
      this._zoom.hidden = !zoom;
      this._zoom.onclick = zoom;
      this._list.replaceChildren();
      this.node.hidden = false;
      this.node.scrollTop = 0;
      this._title.focus({ preventScroll: true });
      this._next();
    }

    async _next() {
      const rows = this._rows;
      const asked = rows.slice(this._done, this._done + AT_ONCE);
      this._done += asked.length;
      this._more.hidden = true;
      this._status.textContent = asked.length ? "Loading ..." : "";
      try {
        const events = asked.length ? await Salient.fetchJSON(`${this._url}/${asked.join(",")}`) : [];
        if (rows !== this._rows) return; // another mark was clicked meanwhile
        this._list.append(...events.map(entry));
        this._status.textContent = "";
      } catch (error) {
        if (rows !== this._rows) return;
        this._done -= asked.length;
        this._status.textContent = `The texts could not be loaded (${error.message}). If new events were imported, reload the page.`;
      }
      this._more.hidden = this._done >= rows.length;
      this._more.textContent = `Show more, ${Salient.formatCount(rows.length - this._done)} left`;
    }

    close() {
      if (this.node.hidden) return;
      const focused = this.node.contains(document.activeElement);
      this.node.hidden = true;
      this._rows = null;
      this._onClose(focused);
    }
  };
})(window.Salient);
