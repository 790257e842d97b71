// An article beside its map. What is found in it is proposed; a person accepts, changes or rejects it
// here, by key or by hand, and adds what was missed; the page is told once the hand rests. Nothing is
// stored from here.
"use strict";

(function (Salient) {
  const { el } = Salient;
  const KEYS = [
    ["n", "next"], ["p", "previous"], ["a", "accept"], ["1–9", "choose"], ["r", "reject"], ["m", "one mention only"],
    ["s", "look up a place, or the words that are selected"], ["u", "undo"], ["Shift+A", "accept all that are not in doubt"],
  ];
  const DOUBT = "In doubt: choose with 1 to 9 or on the map, s to look it up, or r for no place.";
  const some = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;

  class Article {
    constructor(map, urls) {
      this._map = map;
      this._urls = urls;
      this._revision = -1;
      this._tell = Salient.reporter(() => ({ article: this._token, ...this._state.told() }));
      this._root = map.getContainer().parentElement;
      this._root.classList.add("salient-article");
      map.getContainer().classList.add("first-map");
      Salient.prepareMap(map);
      this._message = Salient.messageCard(map.getContainer());
      this.ready = this._load();
    }

    async _load() {
      try {
        const [background] = await Promise.all([
          Salient.fetchJSON(this._urls.basemap),
          document.fonts.load(`500 13px ${Salient.FONT}`),
        ]);
        this._build(background);
      } catch (error) {
        this._message.fail(error);
      }
    }

    _build(background) {
      this._basemap = new Salient.Basemap(this._map);
      this._ground = new Salient.Points(this._map, () => {});
      const hover = (item, mention) => this._hover(item, mention);
      const pick = (item, mention, only) => this._pick(item, mention, only);
      this._text = new Salient.ArticleText({ hover, pick, select: (words) => this._offerFor(words) });
      this._marks = new Salient.ArticleMarks(this._map, { hover, pick, choose: (id) => this._decide(id) });
      this._search = new Salient.ArticleSearch(this._urls.gazetteer, {
        choose: (place) => this._found(place),
        close: () => this._closeSearch(),
      });
      this._card = el("section", { cls: "article-card", "aria-live": "polite", "aria-label": "What is selected" });
      this._count = el("p", { cls: "count", role: "status" });
      const keys = el("p", { cls: "keys" }, ...KEYS.map(([key, does]) => el("span", {}, el("kbd", { text: key }), document.createTextNode(` ${does}`))));
      const foot = el("div", { cls: "article-foot" }, this._count, keys);
      // Pressing it must not take the selection away before the click is there.
      this._offer = el("button", { type: "button", cls: "article-offer", hidden: "", on: { pointerdown: (event) => event.preventDefault(), click: () => this._lookUp() } });
      this._pane = el("div", { cls: "article-pane", tabindex: "0", role: "group", "aria-label": "The article. Keys: n next, p previous, a accept, r reject, m one mention only, s look up a place, u undo" }, this._text.root, foot, this._offer);
      this._root.append(this._pane, this._card);
      // On the whole frame: a button that has the focus goes when its card is drawn anew.
      document.addEventListener("keydown", (event) => this._key(event));
      this._text.root.addEventListener("scroll", () => this._offerFor(this._text.selected()));
      this._map.invalidateSize({ animate: false });
      this._theme();
      Salient.host.onTheme(() => this._theme());
      this._basemap.show(background);
      this._ground.setData([], []);
      this._background = background;
    }

    _theme() {
      const theme = Salient.theme();
      this._root.dataset.theme = this._map.getContainer().dataset.theme = theme;
      this._basemap.setTheme(theme);
    }

    async show({ revision, article }) {
      await this.ready;
      if (revision === this._revision || !this._text) return;
      this._revision = revision;
      try {
        this._article = await Salient.fetchJSON(`${this._urls.article}/${article}.json`);
      } catch (error) {
        this._message.fail(error);
        return;
      }
      this._token = article;
      this._state = new Salient.ArticleState(this._article);
      this._drawn = this._looking = null;
      // A city that the article names is named once.
      const own = new Set(this._article.names.flatMap(({ candidates }) => candidates.map(({ name }) => name)));
      const cities = this._background.cities.filter(({ name }) => !own.has(name));
      this._ground.setBackground({ ...this._background, cities });
      this._current = null;
      this._refresh();
      this._text.top();
      // Countries are far from what happens in them: the map opens on the rest, if there is one.
      const places = this._state.shown().map(({ place }) => place);
      const near = places.filter(({ kind }) => kind !== "country");
      this._marks.reach(near.length ? near : places, true);
      const [first] = this._items();
      if (first) this._pick(first, 0, false, true);
      else this._card.replaceChildren(el("p", { text: "No place and no statement was found in it. Select words in the text to add a place." }));
      Object.assign(this._root.dataset, { ready: "true", revision });
    }

    _of(item) {
      return { number: Number(item.slice(item.indexOf("-") + 1)), isName: item.startsWith("name-") };
    }

    // What a person is asked about, in the order of the text.
    _items() {
      const names = this._state.numbers().filter((number) => this._state.name(number).kind === "place");
      const starts = [
        ...names.map((number) => [`name-${number}`, this._state.name(number).spans[0][0]]),
        ...this._article.claims.map(({ cue, contents }, i) => [`claim-${i}`, (cue || contents[0])[0]]),
      ];
      return starts.sort((a, b) => a[1] - b[1]).map(([item]) => item);
    }

    // Which mention a decision is for; null for all of them.
    get _for() {
      return this._only ? this._mention : null;
    }

    get _selected() {
      return [this._current, this._mention, this._only];
    }

    _refresh() {
      const numbers = this._state.numbers();
      if (this._drawn !== numbers.join()) {
        this._drawn = numbers.join();
        this._text.show(this._article, numbers.map((number) => ({ number, ...this._state.name(number) })));
      }
      for (const number of numbers) {
        this._state.name(number).spans.forEach((_, mention) => this._text.setState(`name-${number}`, mention, this._state.state(number, mention)));
      }
      this._article.claims.forEach((_, claim) => this._text.setState(`claim-${claim}`, 0, this._state.claimState(claim)));
      this._marks.show(this._state.shown());
      this._status();
      if (this._current) this._select();
    }

    _status() {
      const { names, claims } = this._state.counts();
      const doubt = names("doubtful");
      const left = [
        [names("proposed") + doubt, some(names("proposed") + doubt, "name")],
        [doubt, `${doubt} in doubt`],
        [claims("proposed"), some(claims("proposed"), "claim")],
      ].filter(([number]) => number).map(([, said]) => said);
      const done = (word, state) => {
        const said = [[names(state), "name"], [claims(state), "claim"]].filter(([number]) => number).map(([number, what]) => some(number, what));
        return said.length ? ` ${word}: ${said.join(", ")}.` : "";
      };
      this._count.textContent = `${left.length ? `${left.join(", ")} to go.` : "Nothing left to decide."}${done("Accepted", "accepted")}${done("Rejected", "rejected")}`;
    }

    _hover(item, mention) {
      this._text.setHot(item);
      this._marks.setHot(item ? this._mentionsOf(item, mention) : []);
    }

    _mentionsOf(item, mention) {
      const { number, isName } = this._of(item);
      return isName ? [[number, mention]] : Salient.claimMentions(this._state, this._article.claims[number]);
    }

    _pick(item, mention = 0, only = false, quiet = false) {
      [this._current, this._mention, this._only, this._looking] = [item, mention, only, null];
      this._status();
      this._select();
      if (!quiet) this._marks.reach(this._opened().length ? this._opened() : this._mentionsOf(item, mention).map(([n, m]) => this._state.place(this._state.choice(n, m))).filter(Boolean));
    }

    // The candidates that stand on the map to be chosen from: of a name in doubt, of one that is no
    // place, and of a single mention.
    _opened() {
      const { number, isName } = this._of(this._current);
      if (!isName || this._looking) return [];
      const state = this._only ? this._state.state(number, this._mention) : this._state.nameState(number);
      return this._only || ["doubtful", "aside", "rejected"].includes(state) ? this._state.candidates(number) : [];
    }

    _select() {
      const item = this._current;
      const { number, isName } = this._of(item);
      // While a place is looked up the text stays where it is.
      if (!this._looking) this._text.setCurrent(item, this._mention, this._only);
      const every = isName && !this._only ? [...this._state.name(number).spans.keys()].map((m) => [number, m]) : this._mentionsOf(item, this._mention);
      this._marks.setCurrent(every);
      this._marks.choose(this._opened(), isName ? this._state.choice(number, this._mention) : null);
      const held = this._card.contains(document.activeElement) ? document.activeElement : null;
      const again = held && [...this._card.querySelectorAll("button")].indexOf(held);
      const anew = this._card.dataset.item !== item;
      this._card.replaceChildren(...(this._looking ? this._searchCard() : this._itemCard(isName, number)), this._buttons(isName));
      this._card.dataset.item = item;
      if (!held || this._looking) return;
      const buttons = [...this._card.querySelectorAll("button")];
      const same = anew ? held.className && this._card.querySelector(`.decide .${held.className.split(" ").pop()}`) : buttons[again];
      (same || buttons[0]).focus();
    }

    _itemCard(isName, number) {
      if (!isName) return Salient.claimCard(this._state, number);
      const on = { decide: (id) => this._decide(id), scope: (only) => this._pick(this._current, this._mention, only) };
      return Salient.nameCard(this._state, number, this._mention, this._only, on);
    }

    _searchCard() {
      const title = this._looking.spans ? `Add “${this._looking.text}” as a place` : `Look up the place of “${this._looking.text}”`;
      const times = this._looking.spans && this._looking.spans.length > 1 ? ` It stands there ${this._looking.spans.length} times.` : "";
      return [el("h3", { text: title }), el("p", { cls: "fine", text: `Arrow keys and Enter choose, Escape goes back.${times}` }), this._search.box];
    }

    _buttons(isName) {
      const button = (text, key, does, cls, more) => el("button", { type: "button", cls, on: { click: does }, ...more }, el("span", { text }), el("kbd", { text: key }));
      if (this._looking) return el("p", { cls: "decide" }, button("Back", "Esc", () => this._closeSearch(), "back"));
      return el("p", { cls: "decide" },
        button("Accept", "a", () => this._accept(), "first accept"),
        button(isName ? "No place" : "Reject", "r", () => this._reject(), "reject"),
        isName ? button("Look up", "s", () => this._lookUp(), "look-up") : null,
        button("Next", "n", () => this._step(1), "next"),
        button("Undo", "u", () => this._undo(), "undo", this._state.canUndo ? {} : { disabled: "" })
      );
    }

    // Never places a name in doubt: that opens its candidates, and a person chooses.
    _accept() {
      const { number, isName } = this._of(this._current);
      if (!isName) this._state.settle(this._selected, number, true);
      else if (!this._state.accept(this._selected, number, this._for)) {
        this._pick(this._current, this._mention, this._only);
        this._count.textContent = DOUBT;
        return;
      }
      this._changed();
    }

    _reject() {
      const { number, isName } = this._of(this._current);
      if (!isName) this._state.settle(this._selected, number, false);
      else if (!this._state.isAdded(number) || this._only) this._state.decide(this._selected, number, this._for, "");
      else {
        const at = this._items().indexOf(this._current);
        this._state.remove(this._selected, number);
        const items = this._items();
        this._current = null;
        this._changed();
        if (items.length) this._pick(items[at % items.length], 0);
        else this._card.replaceChildren();
        return;
      }
      this._changed();
    }

    // id: of a candidate, for all mentions of the name or for one.
    _decide(id) {
      this._state.decide(this._selected, this._of(this._current).number, this._for, id);
      this._changed();
      this._pick(this._current, this._mention, this._only);
    }

    _changed() {
      this._refresh();
      this._tell();
    }

    _undo() {
      if (!this._state.canUndo) return;
      const [item, mention, only] = this._state.undo();
      this._current = null;
      this._changed();
      if (item) this._pick(item, mention, only, true);
    }

    _offerFor(words) {
      const frame = this._text.root.getBoundingClientRect();
      this._offer.hidden = !words || !this._article || words.box.bottom < frame.top || words.box.top > frame.bottom;
      if (this._offer.hidden) return;
      const shown = words.text.length > 30 ? `${words.text.slice(0, 29)}…` : words.text;
      this._offer.replaceChildren(el("span", { text: `Add “${shown}” as a place` }), el("kbd", { text: "s" }));
      this._offer.style.left = `${Math.max(8, Math.min(words.box.left - frame.left, frame.width - this._offer.offsetWidth - 8))}px`;
      this._offer.style.top = `${Math.min(words.box.bottom - frame.top + 4, frame.height - 40)}px`;
    }

    // For words that are selected, which become a name; else for the name that is.
    _lookUp() {
      const words = this._text.selected();
      if (words) {
        const name = this._state.numbers().find((number) => this._state.name(number).spans.some(([a, b]) => a < words.end && words.start < b));
        if (words.text.length > 100) return this._say("These are more words than a name has. Select the name alone.");
        document.getSelection().removeAllRanges();
        if (name === undefined) this._open({ text: words.text, spans: this._alike(words) });
        else {
          const mention = this._state.name(name).spans.findIndex(([a, b]) => a < words.end && words.start < b);
          this._pick(`name-${name}`, mention, true);
          this._open({ text: words.text });
        }
      } else if (this._current && this._of(this._current).isName) this._open({ text: this._state.name(this._of(this._current).number).name });
      else this._say("Select the words in the text that name a place.");
    }

    _say(text) {
      this._count.textContent = text;
    }

    // The same words wherever they stand alone and are no name yet.
    _alike({ start, end, text }) {
      const taken = this._state.numbers().flatMap((number) => this._state.name(number).spans);
      const words = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      const found = [...this._article.text.matchAll(new RegExp(`(?<![\\p{L}\\p{N}_])${words}(?![\\p{L}\\p{N}_])`, "gu"))].map(({ index }) => [index, index + text.length]);
      const free = found.filter(([a, b]) => a !== start && !(a < end && start < b) && !taken.some(([c, d]) => c < b && a < d));
      return [[start, end], ...free].sort((a, b) => a[0] - b[0]);
    }

    _open(looking) {
      this._looking = looking;
      this._search.open(looking.text, this._map.getCenter());
      if (this._current) this._select();
      else this._card.replaceChildren(...this._searchCard(), this._buttons(true));
      this._search.focus();
    }

    _closeSearch() {
      this._looking = null;
      if (this._current) this._select();
      else this._card.replaceChildren();
      this._pane.focus();
    }

    _found(place) {
      const { spans } = this._looking;
      this._looking = null;
      this._state.know(place);
      const selected = this._selected;
      if (spans) [this._current, this._mention, this._only] = [`name-${this._state.add(selected, spans, place.id)}`, 0, false];
      else this._state.decide(selected, this._of(this._current).number, this._for, place.id);
      this._changed();
      this._pick(this._current, this._mention, this._only);
      this._pane.focus();
    }

    _step(by) {
      const items = this._items();
      const at = items.indexOf(this._current);
      this._pick(items[at < 0 ? 0 : (at + by + items.length) % items.length]);
    }

    // All mentions, then each of them, then all again.
    _narrow() {
      const { number, isName } = this._of(this._current);
      const count = isName ? this._state.name(number).spans.length : 1;
      if (count < 2) return;
      if (!this._only) this._pick(this._current, this._mention, true);
      else if (this._mention + 1 < count) this._pick(this._current, this._mention + 1, true);
      else this._pick(this._current, 0, false);
    }

    _key(event) {
      if (!this._article || event.ctrlKey || event.metaKey || event.altKey) return;
      const { key, target } = event;
      if (this._looking) {
        if (key !== "Escape") return;
        this._closeSearch();
      } else if (key === "s") this._lookUp();
      else if (!this._current) return;
      else if (key === "Enter" && target.closest("[data-item]") && target.getAttribute("role") === "button") this._text.pick(target, event.shiftKey);
      else if (key === "n") this._step(1);
      else if (key === "p") this._step(-1);
      else if (key === "m") this._narrow();
      else if (key === "A") {
        this._state.acceptAll(this._selected);
        this._changed();
      } else if (key === "a") this._accept();
      else if (key === "r") this._reject();
      else if (key === "u") this._undo();
      else if (/^[1-9]$/.test(key) && this._of(this._current).isName) {
        const place = this._state.candidates(this._of(this._current).number)[Number(key) - 1];
        if (place) this._decide(place.id);
      } else return;
      event.preventDefault();
    }
  }

  Salient.attachArticle = (map, urls) => (map.salient = new Article(map, urls));
})(window.Salient);
