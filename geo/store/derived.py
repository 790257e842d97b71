"""What follows from the editions and is kept beside them: timelines and steps.

It can be made again at any time (:mod:`geo.archive` does), so it is replaced and not appended to.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple

from sqlalchemy import ColumnElement, Engine, select, true

from geo.errors import NotInStore
from geo.models import ChangeFigure, EditionStep, TimelineRecord
from geo.store import schema
from geo.store.engine import writing


class Derived:
    """The derived tables of a store; ``store.derived``.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        As :func:`geo.store.engine.open_engine` makes it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def timelines(self) -> dict[str, TimelineRecord]:
        """Return what is kept of each source's timeline, by the source's id, without payload."""
        table = schema.timelines.c
        with self._engine.connect() as connection:
            rows = connection.execute(select(table.source_id, table.hash, table.editions))
            return {
                row.source_id: TimelineRecord(row.hash, tuple(json.loads(row.editions)))
                for row in rows
            }

    def hashes(self) -> tuple[str, ...]:
        """Return the hash of every timeline: together, the state of all that is derived."""
        table = schema.timelines.c
        with self._engine.connect() as connection:
            return tuple(connection.execute(select(table.hash).order_by(table.hash)).scalars())

    def timeline_payload(self, digest: str) -> bytes:
        """Return the timeline with this hash, as :func:`geo.timeline.to_bytes` coded it.

        Raises
        ------
        NotInStore
            If it is of an earlier state of the archive, or of none.
        """
        table = schema.timelines.c
        with self._engine.connect() as connection:
            payload = connection.execute(
                select(table.payload).where(table.hash == digest)
            ).scalar_one_or_none()
        if payload is None:
            raise NotInStore(f"No timeline {digest[:12]!r} is in the store. Reload the page.")
        return bytes(payload)

    def keep_timeline(
        self,
        source_id: str,
        editions: Sequence[str],
        payload: bytes,
        steps: Mapping[str, EditionStep],
    ) -> None:
        """Put a source's timeline and its steps in the place of what was kept of them.

        Parameters
        ----------
        source_id : str
        editions : sequence of str
            Content hashes of the editions in the payload, by time.
        payload : bytes
            As :func:`geo.timeline.to_bytes` codes it.
        steps : mapping of str to EditionStep
            New or changed ones, by the content hash of the edition to which they lead.
        """
        with writing(self._engine) as connection:
            connection.execute(
                schema.timelines.delete().where(schema.timelines.c.source_id == source_id)
            )
            connection.execute(
                schema.timelines.insert(),
                {
                    "source_id": source_id,
                    "hash": hashlib.sha256(payload).hexdigest()[:32],
                    "editions": json.dumps(list(editions)),
                    "payload": payload,
                },
            )
            connection.execute(
                schema.steps.delete().where(schema.steps.c.content_hash.in_(list(steps)))
            )
            if steps:
                connection.execute(
                    schema.steps.insert(),
                    [
                        {
                            "content_hash": content_hash,
                            "previous": step.previous,
                            "figures": json.dumps([astuple(f) for f in step.figures]),
                        }
                        for content_hash, step in steps.items()
                    ],
                )

    def forget(self, source_id: str) -> None:
        """Remove the timeline of a source that has no edition any more."""
        with writing(self._engine) as connection:
            connection.execute(
                schema.timelines.delete().where(schema.timelines.c.source_id == source_id)
            )

    def step(self, content_hash: str) -> EditionStep | None:
        """Return what one edition changed, or None if that is not kept yet."""
        return self._steps(schema.steps.c.content_hash == content_hash).get(content_hash)

    def steps(self) -> dict[str, EditionStep]:
        """Return what each edition changed, by its content hash."""
        return self._steps(true())

    def _steps(self, condition: ColumnElement[bool]) -> dict[str, EditionStep]:
        with self._engine.connect() as connection:
            rows = connection.execute(select(schema.steps).where(condition)).all()
        return {
            row.content_hash: EditionStep(
                previous=row.previous,
                figures=tuple(ChangeFigure(*fields) for fields in json.loads(row.figures)),
            )
            for row in rows
        }
