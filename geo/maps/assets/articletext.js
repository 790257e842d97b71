// An article's text with its names and statements marked in it, letter for letter.
"use strict";

(function (Salient) {
  const { el } = Salient;

  // The pieces of a text between all places where something begins or ends.
  const pieces = (length, spans) => {
    const cuts = new Set([0, length]);
    for (const [from, to] of spans) cuts.add(from).add(to);
    const ordered = [...cuts].filter((n) => n >= 0 && n <= length).sort((a, b) => a - b);
    return ordered.slice(1).map((to, i) => [ordered[i], to]);
  };

  const covers = (span, piece) => span && span[0] <= piece[0] && piece[1] <= span[1];

  Salient.ArticleText = class {
    // on: { hover(item or null, mention), pick(item, mention, only), select(words or null) }; an item is
    // "name-3" or "claim-0".
    constructor(on) {
      this._on = on;
      this.root = el("div", { cls: "article-text", lang: "" });
      for (const [event, leave] of [["mouseover", false], ["mouseout", true], ["focusin", false], ["focusout", true]]) {
        this.root.addEventListener(event, ({ target }) => {
          const node = target.closest("[data-item]");
          if (node) on.hover(leave ? null : node.dataset.item, Number(node.dataset.mention || 0));
        });
      }
      this.root.addEventListener("click", (event) => {
        const node = event.target.closest("[data-item]");
        if (node && document.getSelection().isCollapsed) this.pick(node, event.shiftKey);
      });
      document.addEventListener("selectionchange", () => on.select(this.selected()));
    }

    pick({ dataset }, only) {
      this._on.pick(dataset.item, Number(dataset.mention || 0), only);
    }

    // The words that are selected in the article: { start, end, text, box }; null for none.
    selected() {
      const selection = document.getSelection();
      const range = selection.rangeCount ? selection.getRangeAt(0) : null;
      if (!range || range.collapsed || !this._body || !this._body.contains(range.commonAncestorContainer)) return null;
      const before = document.createRange();
      before.setStart(this._body, 0);
      before.setEnd(range.startContainer, range.startOffset);
      const words = range.toString();
      // A double click takes the space behind a word along, and a quick hand a comma.
      const start = before.toString().length + words.search(/[\p{L}\p{N}]/u);
      const text = words.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
      return text ? { start, end: start + text.length, text, box: range.getBoundingClientRect() } : null;
    }

    // names: [{ number, spans, byHand }]
    show({ text, title, claims }, names) {
      const spans = [
        ...names.flatMap((name) => name.spans),
        ...claims.flatMap((claim) => [claim.source, claim.cue, ...claim.contents].filter(Boolean)),
      ];
      const mentions = names.flatMap(({ number, spans: own, byHand }) => own.map((span, mention) => ({ number, mention, span, byHand })));
      this._body = el("div", { cls: "words" });
      for (const piece of pieces(text.length, spans)) {
        this._body.append(this._piece(text.slice(...piece), piece, mentions, claims));
      }
      const { scrollTop } = this.root;
      this.root.replaceChildren(...(title ? [el("h3", { text: title })] : []), this._body);
      this.root.scrollTop = scrollTop;
    }

    top() {
      this.root.scrollTop = 0;
    }

    _piece(text, piece, mentions, claims) {
      const name = mentions.find(({ span }) => covers(span, piece));
      const cue = claims.findIndex((claim) => covers(claim.cue, piece));
      const at = (test) => claims.map((claim, i) => (test(claim) ? i : -1)).filter((i) => i >= 0);
      const said = at((claim) => claim.contents.some((span) => covers(span, piece)));
      const by = at((claim) => covers(claim.source, piece));
      const classes = [name && "name", name && name.byHand && "by-hand", cue >= 0 && "cue", said.length && "said", by.length && "by"].filter(Boolean);
      if (!classes.length) return document.createTextNode(text);
      const item = name ? `name-${name.number}` : cue >= 0 ? `claim-${cue}` : null;
      return el("span", {
        cls: classes.join(" "),
        text,
        "data-item": item,
        "data-mention": name ? name.mention : null,
        "data-said": said.length ? ` ${said.join(" ")} ` : null,
        "data-by": by.length ? ` ${by.join(" ")} ` : null,
        ...(item ? { role: "button", tabindex: "-1" } : {}),
      });
    }

    // state: "proposed", "doubtful", "accepted", "rejected", "aside" (no place, and not asked about)
    setState(item, mention, state) {
      for (const node of this._of(item, mention)) node.dataset.state = state;
    }

    // mention: only this one is decided on; null for all.
    setCurrent(item, mention, only) {
      for (const node of this.root.querySelectorAll(".current, .told")) node.classList.remove("current", "told");
      const own = this._of(item, mention);
      for (const node of only ? own : this._of(item)) node.classList.add("current");
      if (item.startsWith("claim-")) {
        const number = item.slice(6);
        for (const node of this.root.querySelectorAll(`[data-said~="${number}"], [data-by~="${number}"]`)) node.classList.add("told");
      }
      this._reach(own[0]);
    }

    setHot(item) {
      for (const node of this.root.querySelectorAll(".hot")) node.classList.remove("hot");
      if (!item) return;
      const number = item.replace(/^\D+/, "");
      const also = item.startsWith("claim-") ? [...this.root.querySelectorAll(`[data-said~="${number}"], [data-by~="${number}"]`)] : [];
      for (const node of [...this._of(item), ...also]) node.classList.add("hot");
    }

    _of(item, mention) {
      const one = item.startsWith("name-") && mention !== undefined ? `[data-mention="${mention}"]` : "";
      return [...this.root.querySelectorAll(`[data-item="${item}"]${one}`)];
    }

    // Scroll the text, and nothing else, so far that a word is seen.
    _reach(node) {
      if (!node) return;
      const own = node.getBoundingClientRect();
      const frame = this.root.getBoundingClientRect();
      if (own.top < frame.top + 20 || own.bottom > frame.bottom - 40) {
        this.root.scrollTop += own.top - frame.top - frame.height / 3;
      }
    }
  };
})(window.Salient);
