"""The plan of the house, held: imports never turn back, and nothing forbidden stands in a file."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LEVELS = {
    "geo.errors": 0,
    "geo.clock": 1, "geo.markup": 1, "geo.geometry": 1, "geo.batch": 1,
    "geo.models": 2, "geo.events": 2, "geo.access": 2,
    "geo.boundaries": 3, "geo.ledger": 3, "geo.figures": 3,
    "geo.store": 4, "geo.sources": 4, "geo.gazetteer": 4,
    "geo.seeding": 5, "geo.analysis": 5, "geo.timeline": 5, "geo.articles": 5,
    "geo.archive": 6, "geo.keeping": 6, "geo.eventsets": 6, "geo.chosen_editions": 6,
    "geo.workspace": 7, "geo.maps": 7,
    "geo.intake": 8, "geo.publish": 8,
    "geo.api": 9, "geo.notebook": 9,
    "geo.cli": 10,
    "geo.__main__": 11,
    "ui": 12,
    "pages": 13, "dashboard": 13,
}  # fmt: skip
PYTHON = [
    *sorted((ROOT / "geo").rglob("*.py")),
    *sorted((ROOT / "ui").glob("*.py")),
    *sorted((ROOT / "pages").glob("*.py")),
    ROOT / "dashboard.py",
]
SCRIPTS = sorted((ROOT / "geo" / "maps" / "assets").glob("*.js"))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str | None:
    parts = module.split(".")
    for name in (".".join(parts[:2]), parts[0]):
        if name in LEVELS:
            return name
    return None


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path.name} imports relatively"
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return found


@pytest.mark.parametrize("path", PYTHON, ids=module_of)
def test_imports_go_down_only(path: Path):
    own = room_of(module_of(path))
    if own is None:
        assert module_of(path) == "geo", f"{path.name} has no room in the plan"
        return
    for module in imported(path):
        other = room_of(module)
        if other is not None and other != own:
            assert LEVELS[other] < LEVELS[own], f"{module_of(path)} imports {module}"


@pytest.mark.parametrize("path", PYTHON, ids=module_of)
def test_only_their_rooms_know_streamlit_and_sql(path: Path):
    module = module_of(path)
    tops = {name.split(".")[0] for name in imported(path)}
    if module.startswith("geo"):
        assert not tops & {"streamlit", "streamlit_folium"}
    # A GeoPackage of a stranger is an SQLite file as well; it is read without SQLAlchemy.
    if not module.startswith("geo.store") and module != "geo.sources.geopackage":
        assert not tops & {"sqlalchemy", "sqlite3"}
    if module.startswith(("geo.analysis", "geo.timeline", "geo.maps")):
        assert not any(name.startswith("geo.store") for name in imported(path))


# By whatever way they are imported or called; GeoJson with all that begins like it.
FORBIDDEN_NAMES = re.compile(
    r"Popup|Tooltip|GeoJson\w*|DivIcon|Element|unsafe_allow_html|unsafe_allow_javascript|eval|exec"
)
FORBIDDEN_SCRIPT = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc"
)


@pytest.mark.parametrize("path", PYTHON, ids=module_of)
def test_no_python_hands_a_string_to_a_template_or_to_raw_html(path: Path):
    # Altair's tooltip sets its values as text; folium's is a template.
    others = {"Tooltip"} if {"altair"} <= imported(path) else set()
    # An element of XML that is read is no element of folium's.
    others |= {"Element"} if {"xml.etree.ElementTree"} <= imported(path) else set()
    assert not (others and any(name.startswith("folium") for name in imported(path)))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for field in ("id", "attr", "name", "arg"):
            name = getattr(node, field, None)
            if name in others:
                continue
            assert not (isinstance(name, str) and FORBIDDEN_NAMES.fullmatch(name)), name
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "markdown":
            assert all(isinstance(argument, ast.Constant) for argument in node.args)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_no_script_builds_html_from_text(path: Path):
    assert not FORBIDDEN_SCRIPT.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [*PYTHON, *SCRIPTS], ids=lambda p: p.name)
def test_no_file_is_longer_than_a_room_may_be(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_the_plan_names_every_room():
    rooms = {p.stem if p.is_file() else p.name for p in (ROOT / "geo").iterdir()}
    rooms -= {"__pycache__", "__init__", "py"}
    assert {f"geo.{room}" for room in rooms} == {n for n in LEVELS if n.startswith("geo.")}


def test_every_check_of_an_editor_names_a_test_that_is_there():
    page = (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8")
    named = re.findall(r"\| `(test_\w+\.py)::(test_\w+)`", page)
    assert len(named) == 20
    for file, test in named:
        assert f"def {test}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), test
