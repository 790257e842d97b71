// Full-text search over the index that geo/analysis/search.py builds; both fold words alike.
"use strict";

(function (Salient) {
  const THOUSANDS = /(?<=[0-9])[,\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))/g;

  Salient.fold = (text, letters) =>
    text
      .replace(THOUSANDS, "")
      .normalize("NFKD")
      .toLowerCase()
      .replace(/\p{M}+/gu, "")
      .replace(/./gsu, (letter) => letters[letter] ?? letter);

  Salient.words = (text, letters) => Salient.fold(text, letters).match(/[\p{L}\p{N}]+/gu) || [];

  Salient.ClaimSearch = class {
    constructor(head, columns, texts) {
      this._letters = head.letters;
      this._rows = head.rows;
      this._words = texts.words.length ? new TextDecoder().decode(texts.words).split("\n") : [];
      this._postings = texts.postings;
      this._starts = new Uint32Array(this._words.length + 1);
      for (let i = 0; i < this._words.length; i++) this._starts[i + 1] = this._starts[i] + columns.posting[i];
    }

    // The rows that have every word of a text, or words that begin like it, as ones; null for no
    // word. claimants: the names that are shown, claimant: that of each row.
    find(text, claimants, claimant) {
      const words = [...new Set(Salient.words(text, this._letters))];
      if (!words.length) return null;
      this._name(claimants);
      let all = null;
      for (const word of words) {
        const own = this._one(word);
        const named = Uint8Array.from(this._folded, (parts) => (parts.some((part) => part.startsWith(word)) ? 1 : 0));
        for (let i = 0; i < own.length; i++) own[i] |= named[claimant[i]];
        if (all) for (let i = 0; i < own.length; i++) all[i] &= own[i];
        else all = own;
      }
      return all;
    }

    // Names change when people settle who is who.
    _name(claimants) {
      if (this._claimants === claimants) return;
      this._claimants = claimants;
      this._folded = claimants.map((name) => Salient.words(name, this._letters));
    }

    _one(start) {
      const found = new Uint8Array(this._rows);
      let [low, high] = [0, this._words.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this._words[middle] < start) low = middle + 1;
        else high = middle;
      }
      let end = low;
      while (end < this._words.length && this._words[end].startsWith(start)) end++;
      const bytes = this._postings;
      for (let word = low; word < end; word++) {
        let row = 0;
        for (let at = this._starts[word]; at < this._starts[word + 1]; ) {
          let step = 0;
          let shift = 0;
          let byte;
          do {
            byte = bytes[at++];
            step |= (byte & 127) << shift;
            shift += 7;
          } while (byte > 127);
          row += step;
          found[row] = 1;
        }
      }
      return found;
    }
  };
})(window.Salient);
