"""A page in one file: what is in it, what is not, and who may not be."""

import base64
import gzip
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from shapely.geometry import MultiPolygon, box

from geo.archive import refresh
from geo.cli.main import cli
from geo.errors import RedistributionForbidden
from geo.maps.trimmed import trimmed_basemap
from geo.models import Category, ControlArea, Edition, EditionRecord, ImportReport, Kind, Source
from geo.publish.page import PageSpec, build_page, embed_snippet
from geo.store import Store, open_store
from geo.timeline import Timeline, from_bytes

MEGABYTE = 1_000_000


def editions_of(store: Store, source: str = "kursk-seed") -> list[EditionRecord]:
    return [edition for edition in store.editions() if edition.source.id == source]


def spec_of(store: Store, **changes: object) -> PageSpec:
    own = editions_of(store)
    given = {"at": own[12], "first": own[0], "last": own[-1], "title": "Kursk", **changes}
    return PageSpec(**given)


def carried(page: bytes) -> dict[str, bytes]:
    """Return what a page carries, by the name under which its scripts ask for it."""
    found = re.findall(r'data-url="carried/([^"]+)">([A-Za-z0-9+/=]+)</script>', page.decode())
    return {name: gzip.decompress(base64.b64decode(body)) for name, body in found}


def test_the_seed_is_under_a_megabyte_and_asks_for_no_address(seeded: Store):
    page = build_page(seeded, spec_of(seeded))
    assert len(page) < MEGABYTE
    text = page.decode()
    outside = re.sub(r"<script>.*</script>", "", text, flags=re.DOTALL)
    assert not re.search(r"url\((?!\"?data:)|@import", outside)
    assert not re.search(r"\b(src|href)=\"(?!data:)", outside)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "connect-src" not in policy


def test_it_has_every_edition_or_those_of_a_period(seeded: Store):
    own = editions_of(seeded)
    whole = carried(build_page(seeded, spec_of(seeded)))
    part = carried(build_page(seeded, spec_of(seeded, first=own[10], last=own[14])))
    for data, count in ((whole, len(own)), (part, 5)):
        assert len(json.loads(data["index"])["sources"][0]["editions"]) == count
        name = next(name for name in data if name.startswith("timelines/"))
        assert len(from_bytes(gzip.compress(data[name])).instants) == count
    assert len(json.loads(part["claims"])) <= len(json.loads(whole["claims"])) > 0


def test_a_part_of_a_timeline_is_that_of_its_editions_alone(seeded: Store):
    pairs = [(e.as_of, seeded.areas(e.content_hash)) for e in editions_of(seeded)[:7]]
    whole = Timeline().with_editions(pairs)
    assert_same(whole.between(0, 6), whole)
    assert_same(whole.between(2, 4), Timeline().with_editions(pairs[2:5]))


def assert_same(one: Timeline, other: Timeline) -> None:
    assert (one.instants, one.keys) == (other.instants, other.keys)
    for position in range(len(one.instants)):
        assert one.areas(position).geometry.geom_equals(other.areas(position).geometry).all()


def test_the_background_ends_with_the_box():
    cut = trimmed_basemap((34.0, 50.0, 37.0, 52.0))
    assert {city["name"] for city in cut["cities"]} >= {"Sumy", "Kursk"}
    assert "Kyiv" not in {city["name"] for city in cut["cities"]}
    assert len(json.dumps(cut)) < len(json.dumps(trimmed_basemap((-180, -80, 180, 84)))) / 20
    assert {land["country"] for land in cut["theatre"]["land"]} == {"UA", "RU"}


@pytest.fixture
def guarded(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "guarded.gpkg")
    source = Source(
        id="guarded", title="Guarded maps", attribution="Guarded", redistribution=False,
        terms="Ask first.",
    )  # fmt: skip
    area = ControlArea(
        category=Category.ASSESSED, actor="RU", kind=Kind.CONTROL,
        geometry=MultiPolygon([box(35, 51, 36, 52)]),
    )  # fmt: skip
    now = datetime(2025, 1, 5, tzinfo=UTC)
    store.import_edition(
        Edition(source=source, as_of=now, areas=[area]),
        ImportReport(file="a", sha256="0" * 64, read=1, kept=1), recorded_at=now, recorded_by="t",
    )  # fmt: skip
    refresh(store)
    return store


def test_a_source_that_forbids_redistribution_is_in_no_page(guarded: Store):
    only = editions_of(guarded, "guarded")[0]
    with pytest.raises(RedistributionForbidden, match=r"Guarded maps forbids .* Ask first\."):
        build_page(guarded, PageSpec(at=only, first=only, last=only))
    guarded.close()


def test_the_snippet_names_what_it_shows(seeded: Store):
    snippet = embed_snippet(spec_of(seeded, title='Who "holds" <what>'), "kursk.html")
    assert 'title="Who &quot;holds&quot; &lt;what&gt;"' in snippet
    assert "Assessed, Ukrainian forces: " in snippet
    assert "km²" in snippet
    assert re.search(r'height="\d+"', snippet)
    assert 'sandbox="allow-scripts"' in snippet


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli, [*map(str, arguments)])
    return result.exit_code, result.output


class TestCommand:
    @pytest.fixture(autouse=True)
    def _on_seed(self, seeded_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SALIENT_STORE", str(seeded_file))

    def test_it_writes_the_page_and_offers_the_snippet(self, tmp_path: Path):
        out = tmp_path / "kursk.html"
        code, said = run(
            "export", out, "--source", "kursk-seed", "--at", "2025-01-12", "--title", "Kursk",
            "--from", "2024-12-01", "--to", "2025-02-10",
        )  # fmt: skip
        assert code == 0
        assert f"Wrote {out}" in said
        assert '<iframe src="kursk.html" title="Kursk"' in said
        opening = json.loads(
            re.search(r'id="salient-view">(.*?)</script>', out.read_text(encoding="utf-8"))[1]
        )
        assert opening["view"]["at"] == "2025-01-12"
        assert list(tmp_path.iterdir()) == [out]

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["a.docx"], "ends in none of"),
            (["a.html", "--source", "nobody"], "There is no source 'nobody'"),
            (["a.html", "--at", "soon"], "'soon' is no date"),
            (["a.html", "--at", "1999-01-01"], "has nothing as early as"),
            (
                ["a.html", "--from", "2025-02-01", "--to", "2024-12-01"],
                "2025-02-01 is later than 2024-12-01",
            ),
            (["no/such/folder/a.html"], "cannot be written"),
        ],
    )
    def test_what_cannot_be_is_a_sentence(
        self, arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.chdir(tmp_path)
        code, output = run("export", *arguments)
        assert code == 2
        assert said in output
        assert not list(tmp_path.iterdir())
