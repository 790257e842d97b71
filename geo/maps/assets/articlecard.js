// The card of what is selected in an article: a name with its candidates, or a claim with its facts.
"use strict";

(function (Salient) {
  const { el } = Salient;
  const STATES = { proposed: "proposed", doubtful: "in doubt", accepted: "accepted", rejected: "rejected", aside: "no place" };

  const placeRow = (place, i, chosen, choose) =>
    el("li", {}, el("button", { type: "button", cls: `candidate${chosen ? " chosen" : ""}`, "aria-pressed": String(chosen), on: { click: () => choose(place.id) } },
      i < 9 ? el("kbd", { text: i + 1 }) : null,
      el("span", { cls: "what" }, el("b", { text: place.name }), el("span", { text: ` ${place.where}` }), el("span", { cls: "fine", text: [place.kind, place.population ? `${place.population.toLocaleString("en-GB")} people` : "", ...place.reasons].filter(Boolean).join("; ") }))
    ));

  // Which mentions a decision is for; only where there are several.
  const scope = (count, mention, only, on) => {
    const button = (text, pressed, does) => el("button", { type: "button", "aria-pressed": String(pressed), text, on: { click: does } });
    return el("p", { cls: "scope", role: "group", "aria-label": "Decide for" },
      button(`All ${count} mentions`, !only, () => on.scope(false)),
      button(`Only mention ${mention + 1} of ${count}`, only, () => on.scope(true)),
      el("kbd", { text: "m" })
    );
  };

  // on: { decide(id), scope(only) }
  Salient.nameCard = function (state, number, mention, only, on) {
    const { name, spans, why, byHand, kind } = state.name(number);
    const candidates = state.candidates(number);
    const split = !only && state.isSplit(number);
    const choice = split ? null : state.choice(number, only ? mention : 0);
    const own = only ? state.state(number, mention) : state.nameState(number);
    const said = [split ? "Its mentions mean different places." : why, byHand && !why.startsWith("Added") ? "It was once added by hand." : ""];
    return [
      el("h3", {}, el("span", { text: name }), el("span", { cls: "state", text: STATES[own] + (byHand ? ", added by hand" : "") })),
      spans.length > 1 ? scope(spans.length, mention, only, on) : null,
      el("p", { cls: "fine", text: said.filter(Boolean).join(" ") }),
      candidates.length
        ? el("ol", { cls: "candidates" }, ...candidates.map((place, i) => placeRow(place, i, place.id === choice, on.decide)))
        : kind === "place" ? el("p", { text: "The gazetteer has no place of this name. Look for it with s." }) : null,
    ].filter(Boolean);
  };

  Salient.claimCard = function (state, number) {
    const claim = state.article.claims[number];
    const words = claim.contents.map(([a, b]) => state.article.text.slice(a, b)).join(" … ");
    const facts = [
      ["Put forward as", claim.class],
      ["Through", claim.via],
      ["Figures", claim.figures.join("; ")],
      ["Where", [...new Set(Salient.claimMentions(state, claim).map(([n, m, role]) => placed(state, n, m, role)))].filter(Boolean).join("; ")],
      ["When", claim.when],
    ].filter(([, value]) => value);
    return [
      el("h3", {}, el("span", { text: claim.claimant || "Nobody is named" }), el("span", { cls: "state", text: STATES[state.claimState(number)] })),
      claim.role ? el("p", { cls: "fine", text: claim.role }) : null,
      el("p", { cls: "statement", text: words }),
      el("dl", {}, ...facts.flatMap(([term, value]) => [el("dt", { text: term }), el("dd", { text: value })])),
    ].filter(Boolean);
  };

  const placed = (state, number, mention, role) => {
    const { name, kind } = state.name(number);
    if (!state.choice(number, mention) && kind !== "place") return "";
    return `${name}${role && role !== "where" ? ` (${role})` : ""}`;
  };

  // The mentions that a claim is about, those added by hand in its words too: [[name, mention, role]].
  Salient.claimMentions = function (state, claim) {
    const byHand = state.numbers().flatMap((number) => {
      const { byHand: added, spans } = state.name(number);
      if (!added) return [];
      const within = ([start, end]) => claim.contents.some(([a, b]) => a <= start && end <= b);
      return spans.flatMap((span, mention) => (within(span) ? [[number, mention, ""]] : []));
    });
    const known = claim.places.map(([number, mention]) => `${number}.${mention}`);
    return [...claim.places, ...byHand.filter(([n, m]) => !known.includes(`${n}.${m}`))];
  };
})(window.Salient);
