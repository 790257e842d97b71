"""Streets and buildings: which town one stands in, by the towns that a text names around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo.articles.context import Choice
from geo.articles.found import Found
from geo.articles.nouns import ToponymKind
from geo.gazetteer import Candidate

_BEHIND = 12
"""So many words nearer is a town that stands after the name, as in ``X Street, Dublin``."""
_FAR = 400
"""Words beyond which a town says nothing of where a street is."""


def town_of_street(
    site: Found, names: Sequence[Found], choices: Mapping[tuple[str, str], Choice]
) -> Candidate | None:
    """Return the town in which a street or a building is, as far as the text tells.

    Parameters
    ----------
    site : Found
        A street or a building; the gazetteer has none.
    names : sequence of Found
        Every name of the text.
    choices : mapping
        What each of them means, as :func:`geo.articles.resolve.choose` has it.

    Returns
    -------
    Candidate or None
        The nearest town that was told apart; None where there is none. Its point is within a town's
        width of the site, and is no point of the site itself.
    """
    nearest, best = float(_FAR), None
    for name in names:
        if name.kind not in (ToponymKind.PLACE, ToponymKind.PART) or name.site or name.actor:
            continue
        choice = choices.get((name.key, name.wants))
        if choice is None or choice.chosen is None:
            continue
        if not choice.chosen.place.feature_code.startswith("PPL"):
            continue
        after = name.first > site.last
        gap = name.first - site.last - _BEHIND if after else site.first - name.last
        if gap < nearest:
            nearest, best = gap, choice.chosen
    if best is None:
        return None
    return Candidate(
        place=best.place,
        population=best.population,
        reasons=(f"in {best.place.name}, the town named nearest to it",),
    )
