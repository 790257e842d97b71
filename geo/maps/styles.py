"""The one table of styles: colour says who, texture says how sure, line says which boundary.

The map, the legend, and later the print all draw from here.
"""

from __future__ import annotations

from typing import Any

from geo.models import Category, Kind

DEFINITIONS: dict[Category, str] = {
    Category.ASSESSED: (
        "Reliable information that others can check shows that this party holds the ground or, "
        "where marked as regained, took it back."
    ),
    Category.ADVANCES: (
        "The party has operated here or attacked from here, but does not control the ground."
    ),
    Category.CLAIMED: (
        "Someone says that this party holds or attacks here. It is neither corroborated nor "
        "shown to be false."
    ),
}
DEFINITIONS_ORIGIN = (
    "In words of our own, after the categories of the Institute for the Study of War and AEI's "
    "Critical Threats Project."
)
BORDER_STATEMENT = (
    "Borders are those recognised internationally; Crimea is part of Ukraine. "
    "A line on this map is no statement about a border that is negotiated."
)

CATEGORY_TITLES: dict[Category, str] = {
    Category.ASSESSED: "Assessed",
    Category.ADVANCES: "Advances",
    Category.CLAIMED: "Claimed",
}

# Lightness differs as well as hue, so that the parties stay apart in grey (L* 38 and 58).
ACTORS: dict[str, dict[str, str]] = {
    "RU": {"title": "Russian forces", "light": "#a61c28", "dark": "#dc4f46"},
    "UA": {"title": "Ukrainian forces", "light": "#3a8ddb", "dark": "#8fccff"},
}
OTHER_ACTOR = {"light": "#6d5a96", "dark": "#b9a3e3"}

# Lengths in CSS pixels. ``slope`` is that of the hatch for the first actor; the second's is
# mirrored, so that who is told by more than colour.
TEXTURES: dict[Category, dict[str, Any]] = {
    Category.ASSESSED: {"texture": "solid", "fill": 0.42, "dash": []},
    Category.ADVANCES: {
        "texture": "hatch", "fill": 0.08, "ink": 0.9, "gap": 8, "width": 2.2, "dash": [],
    },
    Category.CLAIMED: {
        "texture": "dots", "fill": 0.05, "ink": 0.95, "gap": 8, "width": 3.2, "dash": [7, 4],
    },
}  # fmt: skip

LINES: dict[Kind, dict[str, float]] = {
    Kind.CONTROL: {"width": 1.6, "weight": 1.0},
    Kind.ADVANCE: {"width": 1.2, "weight": 1.0},
    Kind.INCURSION: {"width": 1.8, "weight": 1.0},
    Kind.COUNTEROFFENSIVE: {"width": 1.2, "weight": 1.0},
    Kind.INFILTRATION: {"width": 1.0, "weight": 0.8},
    Kind.PARTISAN: {"width": 1.0, "weight": 0.8},
    # Ground taken back is history beside ground held: same hue, a third of the ink.
    Kind.REGAINED: {"width": 0.9, "weight": 0.34},
    Kind.PRE_2022: {"width": 2.4, "weight": 1.25},
}

KIND_TITLES: dict[Kind, str] = {
    Kind.CONTROL: "control",
    Kind.ADVANCE: "advance",
    Kind.INCURSION: "incursion, held on the other state's soil",
    Kind.COUNTEROFFENSIVE: "counteroffensive",
    Kind.INFILTRATION: "infiltration",
    Kind.PARTISAN: "partisan activity",
    Kind.REGAINED: "regained",
    Kind.PRE_2022: "held since before 2022",
}


def actor_title(actor: str) -> str:
    """Return a party's name in words, or its code when it has none here."""
    return ACTORS[actor]["title"] if actor in ACTORS else actor


def style_table() -> dict[str, Any]:
    """Return everything that the map's JavaScript draws and names by, ready for JSON."""
    return {
        "categories": [
            {
                "id": category.value,
                "title": CATEGORY_TITLES[category],
                "definition": DEFINITIONS[category],
                **TEXTURES[category],
            }
            for category in Category
        ],
        "actors": ACTORS,
        "otherActor": OTHER_ACTOR,
        "kinds": {kind.value: {"title": KIND_TITLES[kind], **LINES[kind]} for kind in Kind},
        "definitionsOrigin": DEFINITIONS_ORIGIN,
        "borderStatement": BORDER_STATEMENT,
    }
