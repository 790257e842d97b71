"""The container file and the compose file: what can be held of them without a container."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
LINES = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8")).splitlines()
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def instructions(name: str) -> list[str]:
    return [line.partition(" ")[2].strip() for line in LINES if line.startswith(f"{name} ")]


def copied() -> list[tuple[str, str]]:
    """Return what is copied from the project, with its place in the image."""
    found = []
    for line in instructions("COPY"):
        if "--from=" not in line:
            *sources, target = line.split()
            found += [(source, target) for source in sources]
    return found


def environment() -> dict[str, str]:
    (said,) = instructions("ENV")
    return dict(pair.split("=", 1) for pair in said.split())


def command(of: str) -> list[str]:
    return json.loads(of[of.index("[") :])


def test_all_that_is_copied_is_there_and_let_in():
    let_in = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    for source, _ in copied():
        assert (ROOT / source).exists(), source
    assert let_in == {source for source, _ in copied()}
    # What the image must never hold, or not need.
    assert not {"data", "tests", ".git", ".streamlit/secrets.toml"} & let_in


def test_the_image_is_nobodys_root_and_its_parts_are_named_to_the_patch():
    assert instructions("USER") == ["10001:10001"]
    assert instructions("HEALTHCHECK")
    for image in instructions("ARG"):
        assert re.fullmatch(r"\w+=[a-z]+:\d+\.\d+\.\d+-[a-z-]+", image), image
    for service in ("nginx", "database"):
        assert re.search(r":\d", COMPOSE["services"][service]["image"])


def test_compose_shows_nothing_but_nginx_and_only_to_this_machine():
    services = COMPOSE["services"]
    shown = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert list(shown) == ["nginx"]
    assert all(port.startswith("127.0.0.1:") for port in shown["nginx"])
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in ("salient", "nginx"):
        assert services[name]["read_only"]
    for mount in services["nginx"]["volumes"]:
        assert (ROOT / mount.split(":")[0]).is_file()
    for service in services.values():
        for volume in service.get("volumes", ()):
            place = volume.split(":")[0]
            assert place.startswith("./") or place in COMPOSE["volumes"]
        assert set(service["networks"]) <= set(COMPOSE["networks"])


def test_the_template_of_nginx_gets_all_its_words_and_the_same_path():
    template = (ROOT / "deploy" / "nginx.conf.template").read_text(encoding="utf-8")
    services = COMPOSE["services"]
    asked = set(re.findall(r"\$\{(SALIENT_\w+)\}", template))
    assert asked == set(services["nginx"]["environment"])
    path = services["nginx"]["environment"]["SALIENT_PATH"]
    assert services["salient"]["environment"]["STREAMLIT_SERVER_BASE_URL_PATH"] == path
    port = environment()["STREAMLIT_SERVER_PORT"]
    assert services["nginx"]["environment"]["SALIENT_UPSTREAM"] == f"salient:{port}"
    # A file that Salient takes must not be refused before it.
    config = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    limit = int(re.search(r"maxUploadSize = (\d+)", config).group(1))
    assert int(re.search(r"client_max_body_size (\d+)m", template).group(1)) > limit


def test_its_command_runs_on_what_is_copied_alone_and_writes_nowhere_else(tmp_path: Path):
    app, home, data = tmp_path / "app", tmp_path / "home", tmp_path / "data"
    home.mkdir()
    data.mkdir()
    for source, target in copied():
        if source in ("package.json", "package-lock.json", "requirements.txt"):
            continue  # used by the stages before
        place = app / target
        place = place / Path(source).name if target == "./" else place
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / source, place)
    (app / "node_modules").symlink_to(ROOT / "node_modules")
    before = sorted(path.relative_to(app) for path in app.rglob("*"))
    said = {**environment(), "HOME": str(home), "SALIENT_STORE": str(data / "salient.gpkg")}
    said |= {"STREAMLIT_SERVER_PORT": "0", "STREAMLIT_SERVER_BASE_URL_PATH": "/salient"}
    said |= {"MPLCONFIGDIR": str(home / "matplotlib"), "PATH": os.environ["PATH"]}
    (run,) = (line for line in instructions("CMD"))
    words = [sys.executable, *command(run)[1:]]
    words[words.index("0.0.0.0")] = "localhost"
    process = subprocess.Popen(
        words, cwd=app, env=said, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    overdue = threading.Timer(60, process.kill)
    overdue.start()
    try:
        port = None
        printed = []
        for line in process.stdout:
            printed.append(line)
            if found := re.search(r"URL: http://localhost:(\d+)/salient", line):
                port = found.group(1)
                break
        assert port, "".join(printed)
        (health,) = instructions("HEALTHCHECK")
        check = command(health[health.index("CMD") :])
        until, healthy = time.monotonic() + 60, False
        while not healthy and time.monotonic() < until:  # the engine, too, asks again and again
            done = subprocess.run(
                [sys.executable, *check[1:]], env={**said, "STREAMLIT_SERVER_PORT": port},
                capture_output=True, text=True, check=False, timeout=60,
            )  # fmt: skip
            healthy = done.returncode == 0
        assert healthy, done.stderr
        wrong = subprocess.run(
            [sys.executable, *check[1:]], env={**said, "STREAMLIT_SERVER_PORT": "1"},
            capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        assert wrong.returncode != 0, "the check can fail"
        index = (
            "import sys, urllib.request as u; "
            "print(u.urlopen(sys.argv[1] + '/data/index.json').status, "
            "u.urlopen(sys.argv[1] + '/assets/salient.js').status)"
        )
        there = [sys.executable, "-c", index, f"http://localhost:{port}/salient"]
        assert subprocess.check_output(there, text=True, timeout=60).split() == ["200", "200"]
    finally:
        overdue.cancel()
        process.terminate()
        process.communicate(timeout=60)
    assert sorted(path.relative_to(app) for path in app.rglob("*")) == before
    assert (data / "salient.gpkg").is_file()
    assert list(home.iterdir()) == [], "the read-only image needs no folder at home"


@pytest.mark.parametrize("name", ["docs/deploy.md"])
def test_the_page_says_what_was_not_tested(name: str):
    page = (ROOT / name).read_text(encoding="utf-8")
    assert "What was tested, and what was not" in page
    for file in ("Dockerfile", "compose.yaml", "deploy/nginx.conf.template"):
        assert file in page
