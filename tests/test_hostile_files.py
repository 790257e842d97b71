"""Every hostile file of ours, read as an import reads it: in the child, one after another."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from geo.intake.dry_run import dry_run
from geo.intake.files import Item, read_with
from geo.sources.reader import Reader
from tests.hostile_files import CANARY, families, make, scene_of

SECONDS = 10  # of RELIABILITY: a bomb is refused within that


class Asked(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_error(404)

    do_POST = do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def made(tmp_path_factory, server):
    folder = tmp_path_factory.mktemp("hostile")
    address = f"http://127.0.0.1:{server.server_address[1]}"
    files = make(folder, server=address)
    return files, scene_of(folder, server=address)


@pytest.fixture(scope="module")
def read():
    with Reader() as reader:
        yield read_with(reader)


@pytest.mark.parametrize("family", families())
def test_a_family_of_hostile_files_comes_out_as_it_should(family, made, read, server):
    files, scene = made
    wrong = []
    for path, case in files:
        if path.parent.name != family:
            continue
        found = dry_run(read, Item.at(path), None)
        said = found.message + " ".join(f"{n.row} {n.reason}" for n in found.refused)
        name = f"{case.name!a} ({case.about}): {found.outcome} {found.stored}: {said[:300]!a}"
        if found.outcome != case.expect and found.outcome not in case.also_ok:
            wrong.append(f"expected {case.expect}, not {name}")
        elif found.outcome != "reject" and case.stored not in (None, found.stored):
            wrong.append(f"expected {case.stored} rows, not {name}")
        elif found.outcome == case.expect and not all(w in said.lower() for w in case.says):
            wrong.append(f"expected the words {case.says} in {name}")
        elif CANARY in said or (found.outcome == "reject" and "Traceback" in said):
            wrong.append(f"told too much: {name}")
    assert not wrong, "\n".join(wrong)
    assert server.asked == []
    assert not scene.marker.exists()
    assert list(Path().glob("ran")) == []
