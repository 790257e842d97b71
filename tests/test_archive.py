"""What follows from the editions keeps in step with them, whatever comes when."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from shapely.geometry import MultiPolygon, box

from geo.archive import refresh, timeline_of
from geo.errors import NotInStore
from geo.models import WHOLE, Category, ControlArea, Edition, ImportReport, Kind, Source
from geo.store import Store, open_store
from geo.timeline import encode

DRAWN = Source(id="drawn", title="Drawn squares", attribution="Drawn by the test")
FIRST = datetime(2025, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path):
    opened = open_store(tmp_path / "store.gpkg")
    yield opened
    opened.close()


def bring(store: Store, day: int, width: float) -> None:
    square = MultiPolygon([box(35.0, 51.0, 35.0 + width, 51.2)])
    area = ControlArea(category=Category.ASSESSED, actor="UA", kind=Kind.INCURSION, geometry=square)
    store.import_edition(
        Edition(source=DRAWN, as_of=FIRST + timedelta(days=day), areas=[area]),
        ImportReport(file=f"{day}.geojson", sha256=f"{day:064}", read=1, kept=1),
        recorded_at=FIRST,
        recorded_by="test",
    )


def kept(store: Store) -> bytes:
    return store.derived.timeline_payload(store.derived.timelines()["drawn"].hash)


def whole(store: Store, day: int) -> tuple[float, float]:
    """Return what the edition of a day gained and lost."""
    edition = next(e for e in store.editions() if e.as_of == FIRST + timedelta(days=day))
    (figure,) = (
        f for f in store.derived.steps()[edition.content_hash].figures if f.oblast == WHOLE
    )
    return figure.gained, figure.lost


def test_editions_one_by_one_give_what_all_at_once_give(store: Store):
    for day, width in ((0, 0.1), (9, 0.3), (4, 0.2)):
        bring(store, day, width)
        refresh(store)
    at_once = encode((e.as_of, store.areas(e.content_hash)) for e in store.editions())
    assert kept(store) == at_once


def test_only_what_is_new_is_read(store: Store, monkeypatch: pytest.MonkeyPatch):
    for day in range(6):
        bring(store, day, 0.1 + day / 100)
    refresh(store)
    bring(store, 6, 0.4)
    read = []
    areas = store.areas
    monkeypatch.setattr(store, "areas", lambda digest: read.append(digest) or areas(digest))
    refresh(store)
    editions = [e.content_hash for e in store.editions()]
    assert set(read) == set(editions[-2:]), "the new edition and the one that it is compared with"
    read.clear()
    refresh(store)
    assert read == []


def test_an_edition_between_two_others_changes_the_step_after_it(store: Store):
    bring(store, 0, 0.1)
    bring(store, 9, 0.3)
    refresh(store)
    before = whole(store, 9)[0]
    bring(store, 4, 0.4)
    refresh(store)
    first, second = whole(store, 4), whole(store, 9)
    assert first[0] == pytest.approx(before * 1.5, rel=1e-3)
    assert second == (0.0, pytest.approx(before / 2, rel=1e-3))


def test_the_first_edition_is_compared_with_nothing(store: Store):
    bring(store, 0, 0.1)
    refresh(store)
    (step,) = store.derived.steps().values()
    assert step.previous == ""


def test_the_old_payload_is_gone_once_a_new_one_is_there(store: Store):
    bring(store, 0, 0.1)
    refresh(store)
    old = store.derived.timelines()["drawn"].hash
    bring(store, 1, 0.2)
    refresh(store)
    with pytest.raises(NotInStore, match="Reload"):
        store.derived.timeline_payload(old)
    assert len(timeline_of(store, "drawn").instants) == 2
    assert timeline_of(store, "nobody").instants == ()
