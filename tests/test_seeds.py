"""The seed scenario: whole, reproducible, marked as synthetic, and true to its dispatch."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from shapely.geometry import Point

from geo.boundaries import oblast_named, read_oblasts
from geo.clock import to_rfc3339
from geo.errors import ConfigurationError, SchemaError
from geo.models import Claim, Place, PlacePrecision
from geo.seeding import SEEDS, build_seed, seed_store
from geo.sources.seed import file_hash, read_claims, read_manifest, read_places
from geo.sources.settlements import read_settlements
from geo.store import Store, open_store

MAIN = "2025-01-05T18:30:00Z"
DISPATCH = (SEEDS / "dispatch.txt").read_text(encoding="utf-8")


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return shutil.copytree(SEEDS, tmp_path / "seeds")


@pytest.fixture(scope="module")
def places() -> dict[str, Place]:
    return {place.id: place for place in read_places(SEEDS / "places.csv")}


@pytest.fixture(scope="module")
def claims() -> list[Claim]:
    return read_claims(SEEDS / "claims.json", SEEDS / "dispatch.txt", "kursk-dispatch")


@pytest.fixture(scope="module")
def settlements() -> pd.DataFrame:
    return read_settlements(SEEDS / "settlements.csv")


def test_the_manifest_describes_every_file_with_its_hash_origin_and_licence():
    manifest = read_manifest(SEEDS)
    assert len(manifest.editions) >= 14
    described = {file.path for file in manifest.files}
    here = {p for p in SEEDS.rglob("*") if p.is_file()}
    assert here - described == {SEEDS / "manifest.json", SEEDS / "README.md"}
    assert all(file.sha256 == file_hash(file.path) for file in manifest.files)
    assert all(file.origin and file.licence for file in manifest.files)
    assert manifest.editions_source.synthetic


@pytest.mark.parametrize(
    "name", ["claims.json", "dispatch.txt", "places.csv", "editions/2025-01-05T1830Z.geojson"]
)
def test_a_single_changed_byte_is_refused_before_anything_is_stored(seeds, tmp_path, name):
    content = bytearray((seeds / name).read_bytes())
    content[len(content) // 2] ^= 1
    (seeds / name).write_bytes(content)
    store = open_store(tmp_path / "store.gpkg")
    with pytest.raises(ConfigurationError, match=f"The seed file {name} is missing or differs"):
        seed_store(store, now=datetime.now(UTC), folder=seeds)
    assert store.revision() == 0
    store.close()


def test_a_lost_file_or_manifest_is_a_sentence(seeds):
    (seeds / "places.csv").unlink()
    with pytest.raises(ConfigurationError, match=r"places\.csv is missing"):
        read_manifest(seeds)
    (seeds / "manifest.json").write_text("{")
    with pytest.raises(ConfigurationError, match="Run python -m geo seed build"):
        read_manifest(seeds)


def test_building_again_from_the_tables_gives_the_same_bytes(tmp_path):
    folder = tmp_path / "seeds"
    shutil.copytree(SEEDS, folder, ignore=shutil.ignore_patterns("editions", "manifest.json"))
    built = build_seed(folder)
    assert [path.name for path in built] == [f.path.name for f in read_manifest(SEEDS).editions]
    for path in [*built, folder / "manifest.json"]:
        assert path.read_bytes() == (SEEDS / path.relative_to(folder)).read_bytes()


def test_every_feature_of_every_edition_is_marked_synthetic():
    for file in read_manifest(SEEDS).editions:
        features = json.loads(file.path.read_text(encoding="utf-8"))["features"]
        assert features
        assert all(feature["properties"]["synthetic"] is True for feature in features)
        assert {f["properties"]["as_of"] for f in features} == {to_rfc3339(file.as_of[0])}


def test_the_main_edition_shows_every_sort_of_control(seeded: Store):
    (main,) = [e for e in seeded.editions() if to_rfc3339(e.as_of) == MAIN]
    assert main.as_of == main.source.opens_at
    assert main.source.synthetic
    held = {(f.category, f.actor): f.km2 for f in main.areas}
    assert set(held) == {(c, a) for c in ("assessed", "advances", "claimed") for a in ("RU", "UA")}
    assert 420 <= held["assessed", "UA"] <= 540
    assert min(held.values()) > 10


def test_all_ground_lies_in_kursk_oblast(seeded: Store):
    oblast = oblast_named(read_oblasts(), "Kursk Oblast").buffer(1e-6)
    for edition in seeded.editions():
        areas = seeded.areas(edition.content_hash)
        assert areas.geometry.is_valid.all()
        assert areas.geometry.within(oblast).all()


def test_every_settlement_has_a_coordinate_with_an_origin_and_is_a_place(settlements, places):
    assert settlements["name"].nunique() >= 40
    assert (settlements["coordinate_origin"].str.len() > 3).all()
    assert settlements["lon"].between(30, 40).all()
    assert settlements["lat"].between(49, 54).all()
    assert settlements.groupby("name")[["lon", "lat"]].nunique().eq(1).all(axis=None)
    by_name = {place.name: place for place in places.values()}
    for name, lon, lat in settlements[["name", "lon", "lat"]].itertuples(index=False):
        assert Point(lon, lat).distance(Point(by_name[name].lon, by_name[name].lat)) < 1e-4


def test_a_table_with_faults_is_refused_with_all_of_them(seeds):
    lines = (seeds / "settlements.csv").read_text(encoding="utf-8").splitlines()
    row = lines[1].split(",")
    faults = {5: "95", 8: "", 10: "5 Jan 2025", 13: "certain"}
    for column, value in faults.items():
        lines.append(",".join([*row[:column], value, *row[column + 1 :]]))
    (seeds / "settlements.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(SchemaError) as refused:
        read_settlements(seeds / "settlements.csv")
    assert len(refused.value.problems) == len(faults)
    assert "without origin" in str(refused.value)


def test_every_claim_has_a_claimant_and_words_of_the_dispatch(claims):
    assert len(claims) >= 14
    assert len({claim.id for claim in claims}) == len(claims)
    for claim in claims:
        assert claim.claimant.strip()
        assert claim.role.strip()
        assert len(claim.evidence) > 20
        assert claim.evidence in DISPATCH
        assert claim.published_at.start.tzinfo is UTC


@pytest.mark.parametrize(
    ("low", "high", "unit", "claimant", "words"),
    [
        (2, 2, "soldiers", "Volodymyr Zelenskyy", "two North Korean soldiers"),
        (1, 1, "weeks", "one of the prisoners", "one week"),
        (10_000, 12_000, "troops", "Ukraine", "10,000 to 12,000 troops"),
        (180, None, "vessels", "Volodymyr Zelenskyy", "more than 180"),
        (85, 85, "drones", "Russia", "85 Ukrainian drones"),
        (74, 74, "drones", "Russia", "74 drones"),
    ],
)
def test_each_figure_is_there_beside_the_one_who_gave_it(claims, low, high, unit, claimant, words):
    found = [
        claim
        for claim in claims
        for q in claim.quantities
        if (q.low, q.high, q.unit) == (low, high, unit) and claim.claimant == claimant
    ]
    assert any(words in claim.evidence for claim in found)


def test_a_claim_points_only_at_places_that_are_known(claims, places):
    named = {where.place for claim in claims for where in claim.places}
    assert named <= set(places)
    for claim in claims:
        for where in claim.places:
            code = places[where.place].feature_code
            level = {"PCLI": PlacePrecision.COUNTRY, "ADM1": PlacePrecision.REGION}
            assert where.precision is level.get(code, PlacePrecision.EXACT)


def test_a_metonym_is_a_claimant_and_no_place(claims, places):
    assert {"kyiv", "moscow"} <= set(places)
    assert {"Kyiv", "Moscow"} <= set(DISPATCH.replace(",", " ").split())
    assert not {"kyiv", "moscow"} & {w.place for claim in claims for w in claim.places}


def test_regions_are_regions_and_every_place_has_an_origin(places):
    assert places["kursk-oblast"].feature_code == places["tambov-oblast"].feature_code == "ADM1"
    assert all(place.origin for place in places.values())
    oblasts = read_oblasts()
    for id_ in ("kursk-oblast", "tambov-oblast"):
        shape = oblast_named(oblasts, places[id_].admin1)
        assert shape.contains(Point(places[id_].lon, places[id_].lat))


def test_a_place_that_stands_twice_or_has_no_origin_is_refused(seeds):
    lines = (seeds / "places.csv").read_text(encoding="utf-8").splitlines()
    nameless = lines[2].rsplit(",", 1)[0].replace("north-korea", "nowhere") + ","
    (seeds / "places.csv").write_text("\n".join([*lines, lines[1], nameless]), encoding="utf-8")
    with pytest.raises(SchemaError, match=r"'russia' stands twice; 'nowhere' has no origin"):
        read_places(seeds / "places.csv")


def test_seeding_twice_changes_nothing_and_a_seeding_cut_short_is_completed(
    tmp_path, seeded: Store
):
    store = open_store(tmp_path / "store.gpkg")
    now = datetime(2025, 1, 12, tzinfo=UTC)
    cut = shutil.copytree(SEEDS, tmp_path / "cut")
    (cut / "claims.json").write_text('{"claims": [{"id": "half"}]}')
    manifest = json.loads((cut / "manifest.json").read_text())
    for entry in manifest["files"]:
        entry["sha256"] = file_hash(cut / entry["path"])
    (cut / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(SchemaError, match="half"):
        seed_store(store, now=now, folder=cut)
    assert store.claims() == []
    assert seed_store(store, now=now) is True
    revision = store.revision()
    assert seed_store(store, now=now) is False
    assert store.revision() == revision
    assert store.claims() == seeded.claims()
    assert [e.content_hash for e in store.editions()] == [e.content_hash for e in seeded.editions()]
    store.close()
