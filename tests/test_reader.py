"""The child process that reads strangers' files: what it may, and what ends it."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from geo.errors import SourceParseError
from geo.models import RowNote
from geo.sources.features import Feature, Reading
from geo.sources.limits import Limits
from geo.sources.packing import packed, unpacked
from geo.sources.reader import Reader
from tests.hostile_files.recipe import collection, dumps, feature

ROOT = Path(__file__).resolve().parent.parent
GOOD = dumps(collection(feature(), feature())).encode()


@pytest.fixture(scope="module")
def reader():
    with Reader() as reader:
        yield reader


def test_one_child_reads_file_after_file(reader, tmp_path):
    (tmp_path / "a.geojson").write_bytes(GOOD)
    reading, data = reader.read_file(tmp_path / "a.geojson")
    assert data == GOOD
    assert [feature.row for feature in reading.features] == ["feature 1", "feature 2"]
    assert reading.features[0].properties["name"] == "Миропілля"
    table = reader.read("b.csv", b"a,b\n1,=1+1\n").table
    assert table.to_dict("index") == {"line 2": {"a": "1", "b": "=1+1"}}


def test_a_refusal_names_the_file_and_the_next_file_is_read(reader):
    with pytest.raises(SourceParseError, match=r"The file 'cut\.geojson' is cut short: .*line 1"):
        reader.read("cut.geojson", GOOD[:-1])
    assert len(reader.read("good.geojson", GOOD).features) == 2


def test_a_name_from_a_stranger_stays_on_one_line(reader):
    with pytest.raises(SourceParseError) as caught:
        reader.read("a\nINFO all well\x1b[2J\udce9.csv", b"")
    assert "\n" not in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_a_file_over_the_limit_is_refused_unread(tmp_path):
    path = tmp_path / "large.geojson"
    with path.open("wb") as stream:
        stream.truncate(3_000_000)
    with (
        Reader(Limits(megabytes=2)) as reader,
        pytest.raises(SourceParseError, match=r"'large.geojson' has 3 MB; the limit is 2 MB"),
    ):
        reader.read_file(path)


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_what_is_no_file_is_said_so(reader, tmp_path, name):
    with pytest.raises(SourceParseError, match="cannot be read"):
        reader.read_file(tmp_path / name)


def test_a_file_that_takes_too_long_ends_its_process_and_no_other():
    table = b"a,b\n" + b"1,2\n" * 3_000_000
    with Reader(Limits(seconds=1)) as reader:
        with pytest.raises(SourceParseError, match=r"longer than 1 seconds.*limit"):
            reader.read("slow.csv", table)
        assert len(reader.read("good.geojson", GOOD).features) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold to RLIMIT_DATA")
def test_a_file_that_needs_too_much_memory_is_refused():
    table = b"a,b\n" + b"1,2\n" * 3_000_000
    # Time enough: on a busy machine the other limit would come first.
    with Reader(Limits(memory_mb=400, seconds=600)) as reader:
        with pytest.raises(SourceParseError, match="more than 400 MB of memory"):
            reader.read("wide.csv", table)
        assert len(reader.read("good.geojson", GOOD).features) == 2


def test_a_child_that_dies_is_replaced(reader):
    reader.read("good.geojson", GOOD)
    reader._child.kill()
    reader._child.wait()
    assert len(reader.read("good.geojson", GOOD).features) == 2


TRIES = {
    "read a file": "open('/etc/hostname').read()",
    "write a file": "open('ran', 'w')",
    "list and remove": "__import__('os').remove('ran')",
    "start a program": "__import__('subprocess').run(['true'])",
    "start a shell": "__import__('os').system('true')",
    "ask an address": "__import__('socket').create_connection(('127.0.0.1', {port}), 1)",
    "resolve a name": "__import__('socket').getaddrinfo('localhost', 80)",
}


@pytest.mark.parametrize("attempt", TRIES.values(), ids=TRIES)
def test_the_child_can_do_none_of_this(attempt, tmp_path):
    program = (
        "import subprocess, socket, os\n"
        "from geo.sources import sandbox\n"
        f"sandbox.shut({str(ROOT / 'geo')!r})\n"
        f"{attempt.format(port=9)}\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "A reader of imported files" in ended.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_where_the_system_allows_it_the_child_has_no_network(loopback_listener):
    program = (
        "from geo.sources import sandbox\nimport socket\n"
        "left = sandbox.leave_network()\n"
        "try:\n"
        f"    socket.create_connection(('127.0.0.1', {loopback_listener}), 2)\n"
        "    print(left, 'reached')\n"
        "except OSError as error:\n"
        "    print(left, 'unreachable')\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.split() in (["True", "unreachable"], ["False", "reached"])


@pytest.fixture
def loopback_listener():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.none() | st.booleans() | st.integers() | words | st.floats(allow_nan=False)


@given(
    st.lists(st.tuples(words, words, st.dictionaries(words, values, max_size=3)), max_size=5),
    st.lists(st.lists(words, min_size=2, max_size=2), max_size=5),
    st.booleans(),
)
def test_a_reading_comes_through_letter_for_letter(rows, cells, with_table):
    table = None
    if with_table:
        table = pd.DataFrame(cells, columns=["a", "row"], dtype="str")
        table.index = pd.Index([f"line {n}" for n in range(len(cells))], dtype="str")
    reading = Reading(
        "GeoJSON",
        features=[Feature(row, box(0, 0, 1, 1), said, layer) for row, layer, said in rows],
        table=table,
        repaired=[RowNote("feature 1", "closed")],
        left_out=[RowNote("feature 2", "empty")],
        doubts=["Look."],
        crs="EPSG:3857",
    )
    back = unpacked(packed(reading))
    assert back.features == reading.features
    assert (back.repaired, back.left_out, back.doubts) == (
        reading.repaired, reading.left_out, reading.doubts,
    )  # fmt: skip
    assert back.read == reading.read
    if table is not None:
        pd.testing.assert_frame_equal(back.table, table, check_index_type=False, check_names=False)


def test_what_is_no_reading_is_refused():
    parts = packed(Reading("GeoJSON", features=[Feature("feature 1", Point(1, 2), {})]))
    assert math.isclose(unpacked(parts).features[0].geometry.x, 1)
    for broken in ([b"{}"], [b"["], [parts[0], b"arrow"], [json.dumps({"features": 1}).encode()]):
        with pytest.raises(SourceParseError, match="no reading"):
            unpacked(broken)
