// What a person decided on an article: on a name with all its mentions, on one mention, on a claim, on
// names that reading missed. Every change can be undone; nothing here draws.
"use strict";

(function (Salient) {
  const NOWHERE = "";
  const keptOf = (numbers) => new Map(Object.entries(numbers).map(([key, value]) => [key, value]));

  Salient.ArticleState = class {
    constructor(article) {
      const { decided, names } = article;
      this.article = article;
      this._done = [];
      this._now = {
        names: keptOf(decided.names), // "3" -> id of a place, "" for none
        mentions: keptOf(decided.mentions), // "3.1" -> the same
        claims: keptOf(decided.claims), // "0" -> kept or not
        added: new Map(decided.added.map(([number, spans]) => [number, this._hand(spans)])),
      };
      this._next = Math.max(names.length, ...decided.added.map(([number]) => number + 1));
      // Every place that was ever a candidate or was looked up, by its id.
      this._places = new Map([...names.flatMap(({ candidates }) => candidates), ...decided.places].map((place) => [place.id, place]));
    }

    _hand(spans) {
      const name = this.article.text.slice(...spans[0]);
      return { name, kind: "place", spans, proposed: null, doubtful: false, byHand: true, why: "Added by hand.", candidates: [] };
    }

    // The numbers of all names, in the order of the text.
    numbers() {
      const all = [...this.article.names.keys(), ...this._now.added.keys()];
      return all.sort((a, b) => this.name(a).spans[0][0] - this.name(b).spans[0][0]);
    }

    name(number) {
      return this.article.names[number] || this._now.added.get(number);
    }

    isAdded(number) {
      return this._now.added.has(number);
    }

    place(id) {
      return this._places.get(id);
    }

    // What was decided on a mention; undefined if nothing was.
    decided(number, mention) {
      const { names, mentions } = this._now;
      const own = mentions.get(`${number}.${mention}`);
      return own === undefined ? names.get(String(number)) : own;
    }

    // The id of the place that a mention is taken for: decided, else proposed; "" or null for none.
    choice(number, mention) {
      const decided = this.decided(number, mention);
      return decided === undefined ? this.name(number).proposed : decided;
    }

    // proposed, doubtful, accepted, rejected, or aside: no place, and nobody is asked about it.
    state(number, mention) {
      const decided = this.decided(number, mention);
      if (decided !== undefined) return decided === NOWHERE ? "rejected" : "accepted";
      const { kind, doubtful, proposed } = this.name(number);
      if (kind !== "place") return "aside";
      return doubtful || proposed === null ? "doubtful" : "proposed";
    }

    // Of all mentions of a name: open as long as one is.
    nameState(number) {
      const states = new Set(this.name(number).spans.map((_, mention) => this.state(number, mention)));
      return ["doubtful", "proposed", "accepted", "rejected", "aside"].find((state) => states.has(state));
    }

    // Whether its mentions mean different places.
    isSplit(number) {
      return new Set(this.name(number).spans.map((_, mention) => this.choice(number, mention) || NOWHERE)).size > 1;
    }

    claimState(number) {
      const kept = this._now.claims.get(String(number));
      return kept === undefined ? "proposed" : kept ? "accepted" : "rejected";
    }

    // The candidates of a name, and behind them the places that were looked up for it.
    candidates(number) {
      const { candidates, spans } = this.name(number);
      const more = spans.map((_, mention) => this._places.get(this.choice(number, mention))).filter((place) => place && !candidates.includes(place));
      const ids = new Set(candidates.map(({ id }) => id));
      return [...candidates, ...[...new Set(more)].filter(({ id }) => !ids.has(id))];
    }

    // What stands on the map: each place that a name's mentions mean, once.
    shown() {
      return this.numbers().flatMap((number) => {
        const places = new Map();
        this.name(number).spans.forEach((_, mention) => {
          const place = this._places.get(this.choice(number, mention));
          if (!place || this.state(number, mention) === "doubtful") return;
          const own = places.get(place.id) || { number, place, mentions: [], state: "accepted", label: this.name(number).name };
          own.mentions.push(mention);
          if (this.state(number, mention) !== "accepted") own.state = "proposed";
          places.set(place.id, own);
        });
        return [...places.values()];
      });
    }

    _change(current, does) {
      const copy = ({ names, mentions, claims, added }) => ({ names: new Map(names), mentions: new Map(mentions), claims: new Map(claims), added: new Map(added) });
      this._done.push([this._now, current]);
      this._now = copy(this._now);
      does(this._now);
    }

    // Decide on all mentions of a name, or on one of them.
    decide(current, number, mention, id) {
      this._change(current, (now) => {
        if (mention !== null) {
          now.mentions.set(`${number}.${mention}`, id);
          return;
        }
        for (const key of [...now.mentions.keys()]) if (key.startsWith(`${number}.`)) now.mentions.delete(key);
        now.names.set(String(number), id);
      });
    }

    // Accept what is proposed for a name, or for one of its mentions; false where nothing is, as for a
    // name in doubt. A mention that was decided on by itself stays as it is.
    accept(current, number, mention) {
      const { spans, kind, doubtful, proposed } = this.name(number);
      const all = mention === null ? [...spans.keys()] : [mention];
      const states = all.map((m) => this.state(number, m));
      if (states.every((state) => state === "accepted")) return true;
      const open = all.filter((m) => this.decided(number, m) === undefined);
      if (!open.length && states.includes("accepted")) return true;
      if (kind !== "place" || doubtful || proposed === null) return false;
      if (mention !== null || (open.length && open.length < all.length)) {
        this._change(current, (now) => (open.length ? open : all).forEach((m) => now.mentions.set(`${number}.${m}`, proposed)));
      } else this.decide(current, number, null, proposed);
      return true;
    }

    // A place from the gazetteer becomes known; it is no decision.
    know(place) {
      if (!this._places.has(place.id)) this._places.set(place.id, place);
    }

    settle(current, claim, kept) {
      this._change(current, (now) => now.claims.set(String(claim), kept));
    }

    // A name that reading missed, with all its mentions; returns its number.
    add(current, spans, id) {
      const number = this._next++;
      this._change(current, (now) => {
        now.added.set(number, this._hand(spans));
        now.names.set(String(number), id);
      });
      return number;
    }

    remove(current, number) {
      this._change(current, (now) => {
        now.added.delete(number);
        for (const kept of [now.names, now.mentions]) for (const key of [...kept.keys()]) if (key.split(".")[0] === String(number)) kept.delete(key);
      });
    }

    // Accept all that is proposed and not in doubt; mentions that were decided on stay as they are.
    acceptAll(current) {
      this._change(current, (now) => {
        for (const number of this.numbers()) {
          const { spans, proposed } = this.name(number);
          spans.forEach((_, mention) => {
            if (this.state(number, mention) === "proposed") now.mentions.set(`${number}.${mention}`, proposed);
          });
        }
        this.article.claims.forEach((_, claim) => {
          if (this.claimState(claim) === "proposed") now.claims.set(String(claim), true);
        });
      });
    }

    get canUndo() {
      return this._done.length > 0;
    }

    // Take back the last decision; returns what was selected when it was made.
    undo() {
      const [before, current] = this._done.pop();
      this._now = before;
      return current;
    }

    // How many names and claims are in each state. A name counts as accepted as soon as one mention is,
    // and as open as long as one is.
    counts() {
      const count = (states) => (state) => states.filter((own) => own.includes(state)).length;
      const ofName = (number) => {
        const every = this.name(number).spans.map((_, mention) => this.state(number, mention));
        return [this.nameState(number), ...(every.includes("accepted") ? ["accepted"] : [])];
      };
      return {
        names: count(this.numbers().map(ofName)),
        claims: count(this.article.claims.map((_, claim) => [this.claimState(claim)])),
      };
    }

    // As the page is told.
    told() {
      const { names, mentions, claims, added } = this._now;
      return {
        names: Object.fromEntries(names),
        mentions: Object.fromEntries(mentions),
        claims: Object.fromEntries(claims),
        added: [...added].map(([number, { spans }]) => [number, spans]),
      };
    }
  };
})(window.Salient);
