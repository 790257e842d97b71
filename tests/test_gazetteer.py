"""Places by name: known answers, folding, and the table itself."""

import string

import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.boundaries import read_oblasts
from geo.errors import ConfigurationError
from geo.gazetteer import fold, load_gazetteer
from geo.gazetteer.demonyms import country_of_people, places_of_peoples
from geo.gazetteer.making import Row, write_table
from geo.gazetteer.romanise import romanised
from geo.gazetteer.russian import RussianNames
from geo.gazetteer.tables import QUANTUM, read_table

GAZETTEER = load_gazetteer()


def best(name):
    found = GAZETTEER.named(name)
    assert found, f"nothing is called {name}"
    return found[0].place


@pytest.mark.parametrize(
    ("written", "name", "country"),
    [
        ("Kiev", "Kyiv", "UA"),
        ("Київ", "Kyiv", "UA"),
        ("Киев", "Kyiv", "UA"),
        ("基輔", "Kyiv", "UA"),
        ("Kharkov", "Kharkiv", "UA"),
        ("Odessa", "Odesa", "UA"),
        ("Artemivsk", "Bakhmut", "UA"),
        ("Chasov Yar", "Chasiv Yar", "UA"),
        ("Ugledar", "Vuhledar", "UA"),
        ("Тамбов", "Tambov", "RU"),
        ("TAMBOV", "Tambov", "RU"),
        ("Tambov province", "Tambov Oblast", "RU"),
        ("Kursk", "Kursk", "RU"),
        ("Kursk region", "Kursk Oblast", "RU"),
        ("Курская область", "Kursk Oblast", "RU"),
        ("Sumska oblast", "Sumy Oblast", "UA"),
        ("Роботине", "Robotyne", "UA"),
        ("Makhnovka", "Makhnovka", "RU"),
        ("Tetkino", "Tëtkino", "RU"),
        ("United States", "United States", "US"),
        ("U.S.", "United States", "US"),
        ("Україна", "Ukraine", "UA"),
        ("Britain", "United Kingdom", "GB"),
        ("Calif.", "California", "US"),
        ("Sumy district", "Sumskyi Raion", "UA"),
        ("Sudzha district", "Sudzhanskiy Rayon", "RU"),
        ("EU", "European Union", ""),
        ("America", "United States", "US"),
        ("European Union", "European Union", ""),
        ("Black Sea", "Black Sea", ""),
        ("Donbass", "Donbas", "UA"),
    ],
)
def test_known_answers(written, name, country):
    place = best(written)
    assert (place.name, place.country) == (name, country)


def test_an_abbreviation_is_no_word():
    assert all(found.place.country != "US" for found in GAZETTEER.named("us"))
    assert not GAZETTEER.named("conn")
    assert not GAZETTEER.named("Conn")
    assert best("Conn.").name == "Connecticut"


def test_the_region_and_the_country_of_a_place():
    kotovsk = next(c for c in GAZETTEER.named("Kotovsk") if c.place.country == "RU")
    assert [parent.place.name for parent in GAZETTEER.parents(kotovsk)] == [
        "Tambov Oblast",
        "Russia",
    ]
    region = GAZETTEER.parents(kotovsk)[0]
    assert region.place.feature_code == "ADM1"
    assert region.place.origin.startswith("derived")
    assert [parent.place.name for parent in GAZETTEER.parents(region)] == ["Russia"]
    assert GAZETTEER.parents(GAZETTEER.region("UA")) == []


def test_regions_lie_where_they_are():
    kursk = GAZETTEER.region("RU.41").place
    assert kursk.lon == pytest.approx(36.2, abs=1.2)
    assert kursk.lat == pytest.approx(51.7, abs=0.6)
    texas = best("Texas")
    assert (texas.lon, texas.lat) == (pytest.approx(-99, abs=2), pytest.approx(31.5, abs=1.5))


def test_demonyms_are_known_by_country():
    assert country_of_people("Ukrainians") == "UA"
    assert country_of_people("Tatar") == "RU"
    assert country_of_people("российские") == "RU"
    assert country_of_people("Kurdish") == ""
    assert country_of_people("Kyiv") is None


def test_a_people_that_is_looked_for_leads_to_its_country():
    found = GAZETTEER.search("Ukrainians")[0]
    assert (found.place.name, found.reasons[0]) == ("Ukraine", "country by the name of its people")
    assert GAZETTEER.search("украинские")[0].place.name == "Ukraine"


def test_no_region_of_ukraine_is_written_in_russian():
    table = GAZETTEER.tables[0]
    regions = [row for row in table.rows_of(("ADM1",)).tolist() if table.country[row] == "UA"]
    assert len(regions) == 27
    for row in regions:
        assert not set(table.name_uk[row].as_py().casefold()) & set("ыэё")
        assert "город" not in table.name_uk[row].as_py().casefold()
        assert "ская" not in table.name_uk[row].as_py()
        assert table.name_uk[row].as_py() != "Киев"


def test_the_words_of_an_article_for_a_place_are_names_of_places():
    for word, place in places_of_peoples().items():
        assert GAZETTEER.named(place), (word, place)
        assert country_of_people(word) is not None


def test_a_reader_of_a_text_may_stop_early():
    assert GAZETTEER.begins("Nizhny")
    assert GAZETTEER.begins("Nizhny Novgorod")
    assert not GAZETTEER.begins("Nizhny Novgorod was")
    assert not GAZETTEER.begins("")
    assert not GAZETTEER.named("")
    assert not GAZETTEER.named("' - .")


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=string.ascii_letters + "éüßŁøїйёґ '’-", min_size=1))
def test_case_does_not_matter(name):
    assert fold(name.upper()) == fold(name.lower())


@given(st.integers(0, GAZETTEER.tables[0].count - 1))
def test_every_place_is_found_by_each_of_its_names(row):
    table = GAZETTEER.tables[0]
    place = table.ids[row].as_py()
    for column in (table.name, table.name_uk, table.name_ru):
        if name := column[row].as_py():
            assert place in [found.place.id for found in GAZETTEER.named(name)]
            assert GAZETTEER.begins(name.split()[0])


@given(st.integers(0, GAZETTEER.tables[0].keys - 2))
def test_names_stand_in_order_and_are_folded(index):
    table = GAZETTEER.tables[0]
    assert table.key(index) < table.key(index + 1)
    name = table.key(index).decode()
    assert fold(name) == name
    assert table.find(table.key(index)) == index


def test_the_table_is_as_it_is_described():
    table = GAZETTEER.tables[0]
    assert table.count > 290_000
    assert table.keys > 800_000
    assert {"PPLC", "ADM1", "ADM2", "PCLI", "SEA", "CONT"} <= set(table.code.values)
    assert all("CC BY 4.0" in o or "Natural Earth" in o or ":" in o or "Wikipedia" in o
               for o in table.origin.values)  # fmt: skip
    assert abs(table.lat).max() <= 90 * 100_000
    assert abs(table.lon).max() <= 180 * 100_000
    ids = table.ids.to_pylist()
    assert len(set(ids)) == len(ids)


def _row(id, name, **more):
    return Row(
        id=id, name=name, code="PPL", country="UA", lon=35.5, lat=48.25, origin="test", **more
    )


def test_a_table_comes_back_as_it_was_written(tmp_path):
    rows = [_row("a", "Ab"), _row("b", "Ábc", population=9, alternates={"Абв"}), _row("c", "A")]
    write_table(rows, tmp_path / "some")
    table = read_table(tmp_path / "some")
    assert table.count == 3
    assert [table.key(index).decode() for index in range(table.keys)] == [
        "a", "ab", "abc", "abv", "абв",
    ]  # fmt: skip
    assert table.find(b"abb") == 2
    assert table.find("яяя".encode()) == table.keys
    row = table.bearers(table.find("абв".encode()))[0][0]
    assert (table.name[row].as_py(), table.lon[row]) == ("Ábc", 3_550_000)


def test_names_that_begin_alike_are_not_taken_for_one_another(tmp_path):
    """Nothing is hashed: neighbours, and parts of one another, stay apart."""
    names = ["Kur", "Kurs", "Kursk", "Kurskaya", "Kursk Two", "Ku", "K"]
    write_table([_row(str(n), name) for n, name in enumerate(names)], tmp_path / "some")
    table = read_table(tmp_path / "some")
    for number, name in enumerate(names):
        bearers = table.bearers(table.find(fold(name).encode()))
        assert [table.ids[row].as_py() for row, _ in bearers] == [str(number)]


def test_a_damaged_or_older_table_is_refused(tmp_path):
    write_table([_row("a", "Ab")], tmp_path / "some")
    path = tmp_path / "some.places.parquet"
    old = pq.read_table(path).replace_schema_metadata({"salient": "0"})
    pq.write_table(old, path)
    with pytest.raises(ConfigurationError, match="another version"):
        read_table(tmp_path / "some")
    path.write_bytes(b"PAR1 and nothing more")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_table(tmp_path / "some")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_table(tmp_path / "none")


def test_cyrillic_names_are_written_in_latin_letters():
    assert romanised("Котовск") == ["Kotovsk"]
    assert romanised("Гуляйполе") == ["Gulyaypole", "Huliaipole"]
    assert romanised("Часів Яр") == ["Chasiv Yar"]
    assert romanised("Kursk") == []


@pytest.mark.parametrize(
    ("written", "name", "code", "country"),
    [
        ("Sloviansk", "Sloviansk", "PPL", "UA"),
        ("Slovyansk", "Sloviansk", "PPL", "UA"),
        ("Kostyantynivka", "Kostiantynivka", "PPL", "UA"),
        ("Uman", "Uman", "PPLA2", "UA"),
        ("Buryatia", "Buryatia", "ADM1", "RU"),
        ("Yakutia", "Sakha Republic", "ADM1", "RU"),
        ("North Ossetia", "North Ossetia", "ADM1", "RU"),
        ("Hodeidah", "Al Ḩudaydah", "PPLA", "YE"),
        ("Karen State", "Kayin State", "ADM1", "MM"),
        ("Bab al-Mandab", "Bab el-Mandeb", "STRT", ""),
        ("Dardanelles", "Dardanelles", "STRT", "TR"),
    ],
)
def test_names_as_the_press_writes_them_are_known(written, name, code, country):
    place = GAZETTEER.named(written)[0].place
    assert (place.name, place.feature_code, place.country) == (name, code, country)


@pytest.mark.parametrize(
    ("russian", "ukrainian"),
    [
        ("Solodkoye", "Solodke"),
        ("Rovnopolye", "Rivnopillia"),
        ("Iskriskovshchina", "Iskryskivshchyna"),
        ("Fyodorovka", "Fedorivka"),
        ("Zelyony Gay", "Zelenyi Hai"),
        ("Zapadnoye", "Zapadne"),
        ("Otradnoye", "Odradne"),
        ("Peschanoye", "Pishchane"),
        ("Malaya Tokmachka", "Mala Tokmachka"),
        ("Kurilovka", "Kurylivka"),
    ],
)
def test_a_russian_name_of_a_village_leads_to_it(russian, ukrainian):
    found = {candidate.place.name for candidate in load_gazetteer().named_in_russian(russian)}
    assert ukrainian in found
    assert not found & {"Karlivka", "Dachne", "Pisochne"}  # of the same consonants


@pytest.mark.parametrize("name", ["Solodke", "Springfield", "Casino", "Nova", "Yanovo", "Sky"])
def test_other_names_are_not_taken_for_russian_ones(name):
    assert load_gazetteer().named_in_russian(name) == []


def test_a_russian_name_is_found_by_who_looks_for_the_place():
    first = load_gazetteer().search("Solodkoye")[0]
    assert (first.place.name, first.place.country) == ("Solodke", "UA")
    assert "Russian" in first.reasons[0]


def test_every_village_of_ukraine_lies_in_or_near_the_oblast_that_it_is_said_to_lie_in():
    table = load_gazetteer().tables[0]
    outlines = {row.oblast: row.geometry.buffer(0.25) for row in read_oblasts().itertuples()}
    names = {code: load_gazetteer().region(code) for code in set(table.admin1.values)}
    rows = [
        row
        for row in range(table.count)
        if table.country[row] == "UA" and table.code[row] == "PPL" and table.admin1[row]
    ]
    astray = []
    for row in rows:
        region = names[table.admin1[row]]
        outline = outlines.get(region.place.name) if region else None
        point = table.lon[row] * QUANTUM, table.lat[row] * QUANTUM
        if outline is not None and not shapely.contains_xy(outline, *point):
            astray.append(table.name[row].as_py())
    assert len(rows) > 15_000
    assert astray == []


def test_a_table_without_a_place_of_ukraine_has_no_russian_names(tmp_path):
    rows = [Row(id="1", name="Ivanovo", code="PPL", country="RU", lon=41.0, lat=57.0, origin="")]
    write_table(rows, tmp_path / "other")
    assert RussianNames(read_table(tmp_path / "other")).bearers("Ivanovo") == []
