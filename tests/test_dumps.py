"""Dumps of GeoNames come from strangers: read within limits, in a process of their own."""

import sys
from pathlib import Path

import pyarrow as pa
import pytest

from geo.errors import ConfigurationError, SourceParseError
from geo.gazetteer import Gazetteer
from geo.gazetteer.making import Made, Row, make_table, sound
from geo.gazetteer.tables import FLAG_BITS
from geo.intake.dumps import LIMITS, add_dump
from geo.sources.limits import Limits
from geo.workspace import gazetteer_folder, shared_gazetteer
from tests.test_gazetteer_search import line, zipped


def held_to(**limits: str) -> Limits:
    return LIMITS.with_settings(tuple(f"{name}={value}" for name, value in limits.items()))


def villages(number: int) -> str:
    return "\n".join(line(str(99_000_000 + n), f"Drawnovo {n}") for n in range(number))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tables"


def add(folder: Path, content: str | bytes, limits: Limits = LIMITS, name: str = "RU.txt"):
    path = folder.parent / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return add_dump(path, folder, limits)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"rows": "10"}, r"'RU.txt' has more than 10 lines, which is the limit \(rows\)"),
        ({"megabytes": "1"}, r"'RU.txt' has \d MB; the limit is 1 MB"),
    ],
)
def test_a_dump_over_a_limit_is_refused_and_leaves_nothing(folder, limits, said):
    with pytest.raises(SourceParseError, match=said):
        add(folder, villages(20_000), held_to(**limits))
    assert not folder.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold to RLIMIT_DATA")
def test_a_dump_that_needs_too_much_memory_is_refused_and_the_table_before_it_stays(folder):
    add(folder, line(name="Drawnograd"))
    many = zipped(RU=villages(150_000))
    with pytest.raises(SourceParseError, match="more than 160 MB of memory"):
        add(folder, many, held_to(memory_mb="160"), "RU.zip")
    assert [path.name for path in sorted(folder.iterdir())] == [
        "RU.names.parquet",
        "RU.places.parquet",
    ]


def test_a_line_without_an_end_is_no_dump(folder):
    with pytest.raises(SourceParseError, match=r"a line of more than 1,000,000 bytes"):
        add(folder, b"x" * 3_000_000)


@pytest.mark.parametrize("name", ["..", "a b.txt", "RU'; drop.txt", "я.txt"])
def test_a_name_that_is_no_name_of_a_table_is_refused_before_the_file_is_read(folder, name):
    with pytest.raises(ConfigurationError, match="cannot be the name of a table"):
        add_dump(folder / name, folder)


def test_a_table_that_does_not_hold_together_is_not_kept():
    made = make_table([Row(id="1", name="A", code="PPL", country="RU", lon=1, lat=2, origin="t")])
    assert sound(made) == made
    beyond = pa.array([[1 << FLAG_BITS]] * made.names.num_rows, pa.list_(pa.uint32()))
    for bad in (
        Made(made.places, made.names.set_column(1, made.names.schema.field(1), beyond)),
        Made(made.places.drop_columns(["lon"]), made.names),
        Made(made.names, made.places),
    ):
        with pytest.raises(SourceParseError, match="Do not use it"):
            sound(bad)


def found(gazetteer: Gazetteer, name: str) -> set[str]:
    return {candidate.place.id for candidate in gazetteer.search(name)}


def test_a_process_that_runs_finds_what_another_added_and_forgets_what_it_removed(tmp_path):
    store = str(tmp_path / "store.gpkg")
    tables = gazetteer_folder(store)
    assert "99000001" not in found(shared_gazetteer(store), "Drawnograd")
    add(tables, line(name="Drawnograd"))
    assert "99000001" in found(shared_gazetteer(store), "Drawnograd")
    same = shared_gazetteer(store)
    assert shared_gazetteer(store) is same, "loaded once"
    add(tables, line("99000002", name="Drawnograd"))
    assert found(shared_gazetteer(store), "Drawnograd") & {"99000001", "99000002"} == {"99000002"}
    for path in tables.iterdir():
        path.unlink()
    assert not found(shared_gazetteer(store), "Drawnograd") & {"99000001", "99000002"}
