"""Keeps what follows from a source's editions in step with them: its timeline and its steps.

Both can be made again from the editions at any time. They are kept in the store because making
them takes a fraction of a second for each edition, and only what an import added is made.
"""

from __future__ import annotations

from collections.abc import Sequence

from geo.analysis.changes import changes
from geo.boundaries import read_oblasts
from geo.models import ChangeFigure, EditionRecord, EditionStep
from geo.store import Store
from geo.timeline import Timeline, from_bytes, to_bytes


def refresh(store: Store) -> None:
    """Bring the timelines and steps of every source up to date with the store's editions.

    A source whose imports were all undone loses its timeline.

    Quick when they are: a few queries. Nothing is lost if it is interrupted, and the next call
    does what was left undone.
    """
    steps, timelines = store.derived.steps(), store.derived.timelines()
    by_source: dict[str, list[EditionRecord]] = {}
    for edition in store.editions():
        by_source.setdefault(edition.source.id, []).append(edition)
    for source_id in set(timelines) - set(by_source):
        store.derived.forget(source_id)
    for source_id, editions in by_source.items():
        hashes = tuple(edition.content_hash for edition in editions)
        kept = timelines.get(source_id)
        missing = _missing_steps(hashes, steps)
        if kept is not None and kept.editions == hashes and not missing:
            continue
        timeline = Timeline()
        # Editions only ever come; an archive that lost one is made anew.
        if kept is not None and set(kept.editions) <= set(hashes):
            timeline = from_bytes(store.derived.timeline_payload(kept.hash))
        there = set(kept.editions if timeline.instants and kept else ())
        timeline = timeline.with_editions(
            (e.as_of, store.areas(e.content_hash)) for e in editions if e.content_hash not in there
        )
        made = _make_steps(store, hashes, missing)
        store.derived.keep_timeline(source_id, hashes, to_bytes(timeline), made)


def timeline_of(store: Store, source_id: str) -> Timeline:
    """Return a source's timeline as of the last :func:`refresh`; empty if none is kept."""
    kept = store.derived.timelines().get(source_id)
    return Timeline() if kept is None else from_bytes(store.derived.timeline_payload(kept.hash))


def _missing_steps(hashes: Sequence[str], steps: dict[str, EditionStep]) -> list[int]:
    return [
        position
        for position, content_hash in enumerate(hashes)
        if content_hash not in steps
        or steps[content_hash].previous != (hashes[position - 1] if position else "")
    ]


def _make_steps(
    store: Store, hashes: Sequence[str], positions: Sequence[int]
) -> dict[str, EditionStep]:
    oblasts = read_oblasts()
    made: dict[str, EditionStep] = {}
    at, areas = -1, None
    for position in positions:
        before = areas if at == position - 1 else None
        at, areas = position, store.areas(hashes[position])
        if before is None:
            before = store.areas(hashes[position - 1]) if position else areas.iloc[:0]
        made[hashes[position]] = EditionStep(
            previous=hashes[position - 1] if position else "",
            figures=tuple(
                ChangeFigure(*row)
                for row in changes(before, areas, oblasts).itertuples(index=False, name=None)
            ),
        )
    return made
