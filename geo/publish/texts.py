"""The texts of a picture: those that an editor wrote, and those that are made when none did."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from geo.errors import ExportError
from geo.publish.languages import actor_name, category_title, definition, kind_title, phrase, when
from geo.publish.looks import Look, looks_of, shown_areas
from geo.publish.picture import DatedAreas, PictureSpec

_PLAIN = ("control", "advance", "counteroffensive")


def made_title(spec: PictureSpec) -> str:
    """Return the title that a picture has when none is written."""
    subject = spec.edition.record.source.title
    days = [day_of(spec, dated) for dated in spec.dates]
    if spec.since is not None:
        return phrase(spec.language, "title_since", subject, days[0])
    if spec.beside is not None:
        return phrase(spec.language, "title_beside", subject, *days)
    return phrase(spec.language, "title", subject)


def made_credit(spec: PictureSpec) -> str:
    """Return the credit that a picture has when none is written: that of its template."""
    return spec.template.credit


def made_notes(spec: PictureSpec, looks: Sequence[Look] | None = None) -> tuple[str, ...]:
    """Return the notes that a picture has when none are written.

    One for each category that is shown, and no other; of a comparison, what gained and lost mean.
    A note begins with what it explains, a full stop, and its definition.

    Parameters
    ----------
    looks : sequence of Look, optional
        What is within the maps; else all that is not hidden.
    """
    shown = {look.category for look in (shown_looks(spec) if looks is None else looks)}
    found = [
        f"{category_title(spec.language, category)}. {definition(spec.language, category)}"
        for category in ("assessed", "advances", "claimed")
        if category in shown
    ]
    if spec.since is not None:
        days = [day_of(spec, dated) for dated in spec.dates]
        text = phrase(spec.language, "gained_note").replace("{1}", days[1]).replace("{0}", days[0])
        found.append(text)
    return tuple(found)


def shown_looks(spec: PictureSpec) -> list[Look]:
    """Return what is drawn on any map of the picture, lowest first."""
    found = {look for dated in spec.dates for look in looks_of(shown_areas(dated.areas, spec.hide))}
    return sorted(found, key=lambda look: look.order)


def day_of(spec: PictureSpec, dated: DatedAreas) -> str:
    """Return the day of an edition in the zone of its source."""
    record = dated.record
    return when(spec.language, record.as_of, record.source.time_zone, "day")


def stamp_of(spec: PictureSpec, dated: DatedAreas) -> str:
    """Return "Data as of ...", and until when the edition is carried forward."""
    record = dated.record
    zone = record.source.time_zone
    text = phrase(
        spec.language, "as_of", when(spec.language, record.as_of, zone, record.time_precision)
    )
    if dated.carried_to is not None and dated.carried_to > record.as_of:
        until = when(spec.language, dated.carried_to, zone, "day")
        text += f", {phrase(spec.language, 'carried', until)}"
    return text


def source_lines(spec: PictureSpec) -> list[str]:
    """Return a credit for each source, with its licence."""
    found = []
    for source in spec.sources:
        licence = f" ({phrase(spec.language, 'licence', source.licence)})" if source.licence else ""
        found.append(f"{source.attribution}{licence}")
    return found


def legend_name(language: str, looks: Sequence[Look]) -> str:
    """Return what the line of a legend says of looks of one category and party."""
    title = category_title(language, looks[0].category)
    kinds = {look.kind for look in looks} - set(_PLAIN)
    if len(looks) == 1 and kinds:
        return f"{title}: {kind_title(language, looks[0].kind)}"
    return title


def legend_rows(looks: Sequence[Look]) -> list[list[Look]]:
    """Return what shares a line of the legend: a party's category, but what looks otherwise.

    Regained ground and what was held since before 2022 have ink of their own, and a line.
    """
    rows: dict[tuple[str, str, str], list[Look]] = {}
    own = ("regained", "pre_2022", "infiltration", "partisan", "incursion")
    for look in looks:
        key = (look.actor, look.category, look.kind if look.kind in own else "")
        rows.setdefault(key, []).append(look)
    # In a line that stands for several kinds, the swatch is that of the first.
    return list(rows.values())


def alt_text(spec: PictureSpec, title: str, looks: Sequence[Look]) -> str:
    """Return what is to be seen, in a sentence."""
    shown = [
        f"{actor_name(spec.language, row[0].actor)}, {legend_name(spec.language, row)}"
        for row in legend_rows(looks)
    ]
    stamps = "; ".join(stamp_of(spec, dated) for dated in spec.dates)
    return phrase(spec.language, "alt", title, stamps, "; ".join(shown) or "-")


def check_signs(texts: Sequence[tuple[str, str]], unknown: Callable[[str], str]) -> None:
    """Refuse texts with signs that the typeface does not have.

    Parameters
    ----------
    texts : sequence of (str, str)
        What the text is called, and the text.
    unknown : callable
        Returns the signs of a text that cannot be drawn.

    Raises
    ------
    ExportError
        With every such sign and where it stands.
    """
    wrong = []
    for what, text in texts:
        signs = unknown(text)
        if signs:
            listed = ", ".join(f"{s!r} (U+{ord(s):04X})" for s in signs[:5])
            wrong.append(f"{what} has {listed}")
    if wrong:
        raise ExportError(
            f"The typeface has no sign for some of the text: {'; '.join(wrong)}. "
            "Write it otherwise."
        )
