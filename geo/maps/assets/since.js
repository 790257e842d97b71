// The choice of what a date is compared with, and the key to gained and lost.
"use strict";

(function (Salient) {
  const { el } = Salient;
  const CHOICES = [["", "No comparison"], ["1", "1 day before"], ["7", "7 days before"], ["30", "30 days before"], ["date", "A date"]];

  Salient.Since = class {
    constructor(styles, onChange) {
      this._styles = styles;
      this._select = el(
        "select",
        { id: "since", on: { change: () => this._chosen(onChange) } },
        ...CHOICES.map(([value, text]) => el("option", { value, text }))
      );
      this._date = el("input", {
        type: "date",
        "aria-label": "Date to compare with",
        on: { change: () => this._date.value && onChange(this._date.value) },
      });
      this._keys = el("p", { cls: "change-keys" });
      this._words = el("p", { cls: "fine", role: "status" });
      this.node = el(
        "fieldset",
        { cls: "since" },
        el("legend", { cls: "visually-hidden", text: "Changes" }),
        el("label", { cls: "row" }, el("span", { cls: "what category", text: "Changes since" }), this._select),
        this._date,
        this._keys,
        this._words
      );
    }

    update({ value, words }, actors, theme) {
      const known = CHOICES.some(([choice]) => choice === value) && value !== "date";
      this._select.value = known ? value : "date";
      this._date.hidden = known;
      if (!known) this._date.value = value;
      this._words.textContent = words;
      this._words.hidden = !words;
      this._keys.hidden = !value;
      const drawn = `${actors} ${theme}`;
      if (drawn === this._drawn) return;
      this._drawn = drawn;
      this._keys.replaceChildren(
        ...["gained", "lost"].map((change) => Salient.changeKey(this._styles, actors, change, theme))
      );
    }

    _chosen(onChange) {
      const chosen = this._select.value;
      if (chosen !== "date") return onChange(chosen);
      // Nothing changes until a date is given.
      this._date.hidden = false;
      return this._date.focus();
    }
  };
})(window.Salient);
