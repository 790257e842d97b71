"""Keeps what follows from a source's editions in step with them: its timeline and its steps.

Both can be made again from the editions at any time. They are kept in the store because making
them takes a fraction of a second for each edition, and only what an import added is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import geopandas as gpd

from geo.analysis.changes import changes
from geo.batch import ALONE, Crew
from geo.boundaries import read_oblasts
from geo.models import ChangeFigure, EditionRecord, EditionStep
from geo.store import Store
from geo.timeline import Timeline, from_bytes, to_bytes


def refresh(
    store: Store,
    progress: Callable[[int, int], None] = lambda done, total: None,
    crew: Crew = ALONE,
    anew: bool = False,
) -> None:
    """Bring the timelines and steps of every source up to date with the store's editions.

    A source whose imports were all undone loses its timeline.

    Quick when they are: a few queries. Nothing is lost if it is interrupted, and the next call
    does what was left undone.

    Parameters
    ----------
    store : Store
    progress : callable
        Told how many editions were coded and compared, and of how many in this source.
    crew : Crew
        Who dissolves the editions and compares them; only this process writes.
    anew : bool
        Whether to make all of it again from the editions, whatever is kept.
    """
    steps, timelines = store.derived.steps(), store.derived.timelines()
    if anew:
        steps = {}
    by_source: dict[str, list[EditionRecord]] = {}
    for edition in store.editions():
        by_source.setdefault(edition.source.id, []).append(edition)
    for source_id in set(timelines) - set(by_source):
        store.derived.forget(source_id)
    for source_id, editions in by_source.items():
        hashes = tuple(edition.content_hash for edition in editions)
        kept = None if anew else timelines.get(source_id)
        missing = _missing_steps(hashes, steps)
        if kept is not None and kept.editions == hashes and not missing:
            continue
        timeline = Timeline()
        # Editions only ever come; an archive that lost one is made anew.
        if kept is not None and set(kept.editions) <= set(hashes):
            timeline = from_bytes(store.derived.timeline_payload(kept.hash))
        there = set(kept.editions if timeline.instants and kept else ())
        new = [edition for edition in editions if edition.content_hash not in there]
        tell = _counting(progress, len(new) + len(missing))
        timeline = timeline.with_editions(
            ((e.as_of, store.areas(e.content_hash)) for e in tell(new)), crew
        )
        made = _make_steps(store, hashes, tell(missing), crew)
        store.derived.keep_timeline(source_id, hashes, to_bytes(timeline), made)


def timeline_of(store: Store, source_id: str) -> Timeline:
    """Return a source's timeline as of the last :func:`refresh`; empty if none is kept."""
    kept = store.derived.timelines().get(source_id)
    return Timeline() if kept is None else from_bytes(store.derived.timeline_payload(kept.hash))


def _counting(
    progress: Callable[[int, int], None], total: int
) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """Return a way through several lists that tells how far it is through all of them."""
    done = 0

    def through(values: Iterable[Any]) -> Iterator[Any]:
        nonlocal done
        for value in values:
            yield value
            done += 1
            progress(done, total)

    return through


def _missing_steps(hashes: Sequence[str], steps: dict[str, EditionStep]) -> list[int]:
    return [
        position
        for position, content_hash in enumerate(hashes)
        if content_hash not in steps
        or steps[content_hash].previous != (hashes[position - 1] if position else "")
    ]


def _make_steps(
    store: Store, hashes: Sequence[str], positions: Iterable[int], crew: Crew
) -> dict[str, EditionStep]:
    made: dict[str, EditionStep] = {}
    begun: list[int] = []  # whose figures are still to come

    def pairs() -> Iterator[tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]]:
        at, areas = -1, None
        for position in positions:
            before = areas if at == position - 1 else None
            at, areas = position, store.areas(hashes[position])
            if before is None:
                before = store.areas(hashes[position - 1]) if position else areas.iloc[:0]
            begun.append(position)
            yield before, areas

    for figures in crew.run(step_figures, pairs()):
        position = begun.pop(0)
        made[hashes[position]] = EditionStep(
            previous=hashes[position - 1] if position else "", figures=figures
        )
    return made


def step_figures(
    pair: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame],
) -> tuple[ChangeFigure, ...]:
    """Return what the second edition of a pair changed against the first."""
    before, after = pair
    return tuple(
        ChangeFigure(*row)
        for row in changes(before, after, _oblasts()).itertuples(index=False, name=None)
    )


@cache
def _oblasts() -> gpd.GeoDataFrame:
    return read_oblasts()
