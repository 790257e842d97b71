"""Pictures that tests draw: the seed, and what is read off a drawing."""

from dataclasses import replace

from geo.publish.drawing import Drawing
from geo.publish.picture import DatedAreas, PictureSpec
from geo.publish.template import read_template
from geo.store import Store


def dated(store: Store, day: str) -> DatedAreas:
    record = next(
        e
        for e in store.editions()
        if e.source.id == "kursk-seed" and e.as_of.date().isoformat() == day
    )
    return DatedAreas(record=record, areas=store.areas(record.content_hash))


def seed_spec(store: Store) -> PictureSpec:
    return PictureSpec(
        edition=dated(store, "2025-01-05"),
        places=store.places(),
        other_sources=[s for s in store.sources() if s.id == "kursk-places"],
    )


def golden_specs(store: Store) -> dict[str, PictureSpec]:
    """Return the pictures of ``tests/golden``: every layout, language and kind at least once."""
    spec = seed_spec(store)
    earlier = dated(store, "2024-08-28")
    return {
        "landscape": replace(spec, deck="What is held around Sudzha, and what is only claimed"),
        "portrait-ink-uk": replace(
            spec, layout="portrait", template=read_template("ink"), language="uk"
        ),
        "square-since": replace(spec, layout="square", since=earlier),
        "column-beside-ru": replace(spec, layout="column", beside=earlier, language="ru"),
    }


def written(drawing: Drawing) -> str:
    return " ".join(text for _, text, _ in drawing.sheet.texts)


def in_layer(drawing: Drawing, layer: str) -> list[str]:
    return [text for name, text, _ in drawing.sheet.texts if name == layer]
