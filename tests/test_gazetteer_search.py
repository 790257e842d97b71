"""Looking for places, and dumps of GeoNames that are added."""

import io
import json
import zipfile
from collections import Counter

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.cli.main import cli
from geo.errors import SourceParseError
from geo.gazetteer import Near, load_gazetteer
from geo.gazetteer.dumps import lines_of, read_dump
from geo.gazetteer.spelling import slips_allowed

GAZETTEER = load_gazetteer()
TAMBOV = Near(41.44, 52.74, "Tambov")


def first(text, **more):
    return GAZETTEER.search(text, **more)[0]


@pytest.mark.parametrize(
    ("written", "more", "name", "region"),
    [
        ("Kotovsk", {"near": TAMBOV}, "Kotovsk", "Tambov Oblast"),
        ("Kotovsk", {"context": ("Odesa Oblast",)}, "Podilsk", "Odesa Oblast"),
        ("Kotovsk, Tambov", {}, "Kotovsk", "Tambov Oblast"),
        ("Kotovsk, Moldova", {}, "Hînceşti", "Hînceşti"),
        ("Kursk", {}, "Kursk", "Kursk Oblast"),
        ("Kursk", {"context": ("the region",)}, "Kursk Oblast", "Kursk Oblast"),
        ("Kursk region", {}, "Kursk Oblast", "Kursk Oblast"),
        ("Tambov province", {}, "Tambov Oblast", "Tambov Oblast"),
        ("Springfield, Missouri", {}, "Springfield", "Missouri"),
        ("Kramatrosk", {}, "Kramatorsk", "Donetsk Oblast"),
        ("Pokrosvk", {}, "Pokrovsk", "Donetsk Oblast"),
        ("Zaporizhzhiaa", {}, "Zaporizhzhia", "Zaporizhzhia Oblast"),
        ("Краматорск", {}, "Kramatorsk", "Donetsk Oblast"),
        ("Краматорк", {}, "Kramatorsk", "Donetsk Oblast"),
        ("Kramat", {}, "Kramatorsk", "Donetsk Oblast"),
        ("كورسك", {}, "Kursk", "Kursk Oblast"),
        ("Bucha", {}, "Bucha", "Kyiv Oblast"),
        ("Kursk Russia", {}, "Kursk", "Kursk Oblast"),
        ("Kotovsk Tambov", {}, "Kotovsk", "Tambov Oblast"),
        ("Kotovsk (Tambov)", {}, "Kotovsk", "Tambov Oblast"),
        ("city of Kursk", {}, "Kursk", "Kursk Oblast"),
        ("Kursk city", {}, "Kursk", "Kursk Oblast"),
        ("г. Курск", {}, "Kursk", "Kursk Oblast"),
        ("village of Plekhovo Kursk", {}, "Plekhovo", "Kursk Oblast"),
        ("Kyiv region", {}, "Kyiv Oblast", "Kyiv Oblast"),
        ("Moscow Idaho", {}, "Moscow", "Idaho"),
        ("New York City", {}, "New York City", "New York"),
        ("Kansas City", {}, "Kansas City", "Missouri"),
    ],
)
def test_what_was_meant_comes_first(written, more, name, region):
    place = first(written, **more).place
    assert (place.name, place.admin1) == (name, region)


def test_each_score_comes_with_its_reasons():
    found = first("Kotovsk, Tambov", near=TAMBOV)
    assert found.reasons == (
        "town of that name",
        "17 km from Tambov",
        "in Tambov Oblast, which is named with it",
        "lies in Tambov Oblast, Russia",
        "33,077 people",
    )
    assert first("Kramatrosk").reasons[0] == "one letter off"
    assert first("Kramat").reasons[0] == "begins with Kramat"


def test_what_is_spelt_right_comes_before_what_is_not():
    spelt = [one.reasons[0].endswith("off") for one in GAZETTEER.search("Kotov", limit=60)]
    assert True in spelt
    assert spelt == sorted(spelt)


def test_a_limit_is_kept_and_nonsense_finds_nothing():
    assert len(GAZETTEER.search("San", limit=4)) == 4
    assert GAZETTEER.search("") == []
    assert GAZETTEER.search(" , ") == []
    assert GAZETTEER.search("qwzxkvbn qqq") == []
    GAZETTEER.search("x" * 100_000)


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=30))
def test_any_text_may_be_looked_for(text):
    for found in GAZETTEER.search(text, limit=3):
        assert found.reasons


@settings(deadline=None, max_examples=25)
@given(st.integers(0, GAZETTEER.tables[0].count - 1), st.data())
def test_a_name_with_a_slip_in_it_still_finds_its_place(row, data):
    place = GAZETTEER.candidate(0, row, 0).place
    name = place.name
    if len(name) > 12 or slips_allowed(name) < 2 or not name.isascii() or not name.isalpha():
        return
    at = data.draw(st.integers(1, len(name) - 2))
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    near = Near(place.lon, place.lat)
    assert place.id in {one.place.id for one in GAZETTEER.search(swapped, limit=80, near=near)}


def test_beside_a_name_that_exists_only_the_nearest_slips_are_offered():
    assert [one.place.name for one in GAZETTEER.search("Kyiv region")] == [
        "Kyiv Oblast",
        "Kyiv City",
    ]
    offered = {one.place.name: one.reasons[0] for one in GAZETTEER.search("Gersten", limit=80)}
    assert next(iter(offered)) == "Gersten"
    assert offered["Gresten"] == "one letter off"
    assert "two letters off" not in offered.values()


def line(number="99000001", name="Drawnovo", cls="P", code="PPL", **more):
    cells = {
        "lat": "51.5", "lon": "35.5", "country": "RU", "admin1": "41", "people": "120",
        "alternates": "Drawn,Дравново", **more,
    }  # fmt: skip
    return "\t".join(
        [number, name, name, cells["alternates"], cells["lat"], cells["lon"], cls, code,
         cells["country"], "", cells["admin1"], "", "", "", cells["people"], "", "150",
         "Europe/Moscow", "2024-01-01"]
    )  # fmt: skip


def read(*blocks):
    left_out = Counter()
    return list(read_dump(lines_of(blocks), left_out, most=100)), left_out


def test_a_dump_is_read_and_every_line_is_accounted_for():
    text = "\n".join([line(), line("99000002", "Drawn Road", "R", "RD"), ""])
    rows, left_out = read(text.encode()[:70], text.encode()[70:])
    assert [(row.id, row.name, row.admin1, row.population) for row in rows] == [
        ("99000001", "Drawnovo", "RU.41", 120)
    ]
    assert sum(left_out.values()) == 1


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("a\tb", "2 columns"),
        (line(lat="91"), "no place on Earth"),
        (line(lat="nan"), "no place on Earth"),
        (line(lat="north"), "line 1"),
        (line(number="12; drop"), "no GeoNames id"),
        (line(people="-4"), "no number of people"),
        (line(name=" "), "name that is empty"),
        (line(cls="R"), "no place"),
    ],
)
def test_a_dump_that_is_none_is_refused_with_the_line(bad, why):
    with pytest.raises(SourceParseError, match=why):
        read(bad.encode())
    with pytest.raises(SourceParseError, match="UTF-8"):
        read(b"\xff\xfe")


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.txt", content)
    return out.getvalue()


@pytest.fixture
def run(tmp_path):
    def run(*arguments):
        store = tmp_path / "store.gpkg"
        return CliRunner().invoke(cli, ["--store", str(store), *arguments])

    return run


def test_a_dump_is_added_found_listed_and_removed(run, tmp_path):
    path = tmp_path / "RU.zip"
    path.write_bytes(zipped(RU=line(), readme="about"))
    answer = run("gazetteer", "add", str(path))
    assert answer.exit_code == 0, answer.output
    assert "RU: 1 places" in answer.output
    found = json.loads(run("geocode", "Дравново", "--json").output)
    assert [one["place"]["id"] for one in found][:1] == ["99000001"]
    assert found[0]["place"]["admin1"] == "Kursk Oblast"
    assert "RU " in run("gazetteer").output
    path.write_bytes(zipped(RU=line(name="Drawnograd", alternates="")))
    assert run("gazetteer", "add", str(path)).exit_code == 0
    assert "Drawnograd" in run("geocode", "Drawnograd").output
    assert run("gazetteer", "remove", "RU").exit_code == 0
    assert run("gazetteer", "remove", "RU").exit_code == 2
    assert "99000001" not in run("geocode", "Дравново").output


def test_a_strangers_archive_is_held_to_the_limits_of_imports(run, tmp_path):
    path = tmp_path / "RU.zip"
    path.write_bytes(zipped(RU="\n" * 4_000_000))
    answer = run("gazetteer", "add", str(path))
    assert answer.exit_code == 2
    assert "over the limit (ratio)" in answer.output
    path.write_bytes(zipped(RU=line(), UA=line()))
    assert "2 files in it that might be meant" in run("gazetteer", "add", str(path)).output
    path.write_bytes(zipped(RU=line()))
    answer = run("gazetteer", "add", str(path), "--limit", "rows=0")
    assert answer.exit_code == 2
    wild = tmp_path / ".. RU.txt"
    wild.write_text(line())
    assert "cannot be the name" in run("gazetteer", "add", str(wild)).output


def test_the_command_ranks_with_reasons(run):
    answer = run("geocode", "Kotovsk", "--near", "Tambov", "--limit", "2")
    assert answer.exit_code == 0
    assert "Kotovsk" in answer.output.splitlines()[0]
    assert "17 km from Tambov" in answer.output
    assert run("geocode", "Kotovsk", "--near", "qqwzx vbnq").exit_code == 2
