"""Work spread over processes: the same bytes, whoever did it, and whoever died meanwhile."""

import os
import shutil
import signal
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner
from distributed import Client

from geo.batch import crew
from geo.batch.dasked import remote
from geo.cli.main import cli
from geo.errors import BatchError
from tests.dask_net import (
    PATIENCE,
    ROOT,
    block,
    deadly,
    executing,
    held,
    net,
    refused_at_two,
    spilled,
    until,
)  # fmt: skip

DISPATCHES = ROOT / "tests" / "dispatches" / "dev.jsonl"


def read(source: Path, out: Path, *arguments: str):
    return CliRunner().invoke(
        cli, ["read", "--jsonl", str(source), "--out", str(out), *arguments], catch_exceptions=False
    )


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """Lines to read, what one process makes of them, and what it says."""
    folder = tmp_path_factory.mktemp("articles")
    source, alone = folder / "in.jsonl", folder / "alone.jsonl"
    lines = DISPATCHES.read_text(encoding="utf-8").splitlines()
    # Broken ones in several parts: what is said of them has an order too.
    lines = [line for i in range(6) for line in ["{broken", *lines[i:], "", *lines[:i]]]
    source.write_bytes(b"\n".join(line.encode() for line in lines) + b"\n\xff\n")
    result = read(source, alone)
    assert result.exit_code == 2
    assert "120 read, 7 not." in result.stderr
    assert not alone.with_name("alone.jsonl.part").exists()
    return source, alone, problems(result.stderr)


def problems(said: str) -> str:
    return "\n".join(line for line in said.splitlines() if line.startswith("Line "))


def test_one_of_two_workers_is_killed_in_mid_run_and_the_bytes_are_the_same(
    articles: tuple[Path, Path, str], tmp_path: Path
):
    source, alone, said = articles
    command = [sys.executable, "-m", "geo", "read", "--jsonl", str(source)]
    with net(tmp_path / "net") as workers:
        doomed = workers.worker("doomed")
        running = subprocess.Popen(
            [*command, "--out", str(tmp_path / "out"), "--scheduler", workers.address],
            cwd=ROOT, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        with Client(workers.address, set_as_default=False) as client:
            until(lambda: any(client.run(executing).values()), "a part begun")
            # Held in the middle of it, so that the run cannot be over before it dies.
            doomed.send_signal(signal.SIGSTOP)
            workers.worker("other")
            client.wait_for_workers(2, timeout=PATIENCE)
            named = client.scheduler_info(n_workers=-1)["workers"].items()
            other = [address for address, worker in named if worker["name"] == "other"]
            until(lambda: client.run(held, workers=other)[other[0]], "the other at work")
            doomed.send_signal(signal.SIGKILL)
            doomed.wait()
        _, errors = running.communicate(timeout=PATIENCE)
    assert running.returncode == 2, errors  # the broken lines, and nothing else
    assert (tmp_path / "out").read_bytes() == alone.read_bytes()
    assert problems(errors) == said
    assert "lost; what it did is done again" in errors
    assert f"at {workers.address}." in errors
    assert "Reading: 133 of 133 lines" in errors


def test_a_worker_without_memory_spills_and_finishes(tmp_path: Path):
    with net(tmp_path / "net") as workers:
        tight = workers.worker("tight", memory="300MB")
        with crew(scheduler=workers.address) as few, Client(workers.address) as client:
            # Six parts ahead of the reader: 300 MB, more than the worker may have.
            results = few.run(block, range(7))
            first = next(results)
            until(lambda: any(client.run(spilled).values()), "something spilled")
            assert [zlib.crc32(first), *map(zlib.crc32, results)] == [
                zlib.crc32(block(number)) for number in range(7)
            ]
        assert tight.poll() is None


def test_ctrl_c_ends_the_command_and_its_workers_and_leaves_no_half_a_file(
    articles: tuple[Path, Path, str], tmp_path: Path
):
    many = tmp_path / "many.jsonl"
    many.write_bytes(articles[0].read_bytes() * 10)
    running = subprocess.Popen(
        [sys.executable, "-m", "geo", "read", "--jsonl", str(many), "--out",
         str(tmp_path / "out"), "--workers", "1"],
        cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    half = tmp_path / "out.part"
    until(lambda: half.exists() and half.stat().st_size, "something written")
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to the workers as well
    _, errors = running.communicate(timeout=PATIENCE)
    assert running.returncode == 1, errors
    # The workers left it to the command: one that falls by itself is started anew meanwhile.
    assert errors.endswith("Aborted!\n")
    assert "Traceback" not in errors
    assert not list(tmp_path.glob("out*"))
    # Nobody of its group is left.
    until(lambda: not group_lives(running.pid), "its workers ended")


def group_lives(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_error_has_the_sentence_of_one_process_and_the_rest_is_not_done(tmp_path: Path):
    with net(tmp_path / "net", workers=1) as workers:
        with crew(scheduler=workers.address) as few:
            results = few.run(refused_at_two, range(1_000_000))
            assert [next(results), next(results)] == [0, 1]
            with pytest.raises(BatchError, match=r"^Two cannot be done; try three\.$"):
                next(results)
        with Client(workers.address) as client:
            until(lambda: not any(client.run(held).values()), "parts dropped")


def test_a_part_that_kills_its_workers_is_given_up_with_a_sentence(tmp_path: Path):
    once = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    with (
        net(tmp_path / "net", workers=1, **once) as workers,
        crew(scheduler=workers.address) as few,
        pytest.raises(BatchError, match="1 workers died one after the other"),
    ):
        list(few.run(deadly, [1]))


def test_a_worker_of_another_salient_is_refused(tmp_path: Path):
    other = tmp_path / "other"
    left = shutil.ignore_patterns("__pycache__", "hostile_files", "golden", "browser")
    for room in ("geo", "tests", "scripts"):
        shutil.copytree(ROOT / room, other / room, ignore=left)
    with (other / "geo" / "clock.py").open("a") as file:
        file.write("# another\n")
    with net(tmp_path / "net") as workers:
        workers.worker("other", at=other)
        with (
            crew(scheduler=workers.address) as few,
            pytest.raises(BatchError, match=r"differs from this process: Salient \w{12} instead"),
        ):
            next(few.run(block, [1]))


def test_what_cannot_be_is_refused_in_a_sentence(tmp_path: Path):
    for arguments, said in [
        ({"workers": 0}, "0 workers cannot be started"),
        ({"workers": 2, "scheduler": "tcp://127.0.0.1:1"}, "Choose one"),
        ({"scheduler": "nonsense://here"}, "No Dask scheduler answers at 'nonsense://here'"),
    ]:
        with pytest.raises(BatchError, match=said), crew(**arguments):
            pass
    with net(tmp_path / "net") as nobody:
        with (
            pytest.raises(BatchError, match=r"has no workers\. Start some"),
            remote(nobody.address, print, seconds=0.5),
        ):
            pass
        gone = nobody.address
    with pytest.raises(BatchError, match="No Dask scheduler answers"), remote(gone, print, 0.5):
        pass


def test_only_who_asks_for_workers_has_dask_imported():
    asked = "import sys, geo.cli.main, geo.api, geo.maps.layers; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    assert not {"dask", "distributed", "dask_geopandas", "tornado.ioloop"} & set(loaded)
