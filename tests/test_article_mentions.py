"""Decisions on single mentions, names that a person adds, and places that the store has already."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.articles import read_article
from geo.articles.documents import pasted
from geo.articles.items import Decided, names_of
from geo.articles.units import Units
from geo.gazetteer import load_gazetteer
from geo.intake.article import store_article
from geo.intake.decisions import decided_from, remembered
from geo.intake.same_place import known_as
from geo.ledger import ReviewKind
from geo.models import Place
from geo.store import open_store

GAZETTEER = load_gazetteer()
NOW = datetime(2025, 1, 12, tzinfo=UTC)
CITY, OBLAST = "538560", "538555"
TEXT = (
    "Officials said that a depot in Kursk had burned. Trains to Kursk were late. "
    "Fighting near Vetrovka Polevaya in Kursk goes on, the governor of the Kursk region said."
)
LATER = "A fire in Kursk was put out. Nobody was hurt in Vetrovka Polevaya, the mayor said."


def read(text, title="A night"):
    document = pasted(text, "a", title=title, date="2025-01-11", outlet="courier.example")
    return read_article(document, GAZETTEER)


@pytest.fixture
def store(seeded_file, tmp_path):
    opened = open_store(shutil.copy(seeded_file, tmp_path / "store.gpkg"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def reading():
    return read(TEXT)


@pytest.fixture(scope="module")
def names(reading):
    return names_of(reading, {})


def keep(store, reading, names, decided, at=NOW):
    return store_article(
        store, reading, names, decided, now=at, by="ann", whole=GAZETTEER.with_alternates
    )


def kursk_of(names):
    return next((n, name) for n, name in enumerate(names) if name.text == "Kursk")


def logged(store, name):
    subject = f"courier.example: {name}"
    return [r for r in store.reviews() if (r.kind, r.subject) == (ReviewKind.TOPONYM, subject)]


def test_one_mention_is_the_oblast_and_the_others_the_city(store, reading, names):
    number, kursk = kursk_of(names)
    assert len(kursk.spans) == 3
    assert {c.place.id for c in kursk.candidates} >= {CITY, OBLAST}
    claims = dict.fromkeys(range(len(reading.claims)), True)
    decided = Decided({number: CITY}, {(number, 2): OBLAST}, claims)
    result = keep(store, reading, names, decided)
    stored = [c for c in store.claims() if c.source.startswith("article-courier")]
    of = {c.evidence: {p.place for p in c.places} for c in stored}
    burned = next(places for words, places in of.items() if "burned" in words)
    goes_on = next(places for words, places in of.items() if "goes on" in words)
    assert burned == {"kursk"}
    assert goes_on == {"kursk-oblast"}
    report = next(r.report for r in store.imports() if r.id == result.import_id)
    assert report["kept"] == 3 + len(reading.claims)


def test_a_name_of_two_meanings_is_in_doubt_in_the_next_article(store, reading, names):
    number, _ = kursk_of(names)
    keep(store, reading, names, Decided({number: CITY}, {(number, 2): OBLAST}))
    entry = logged(store, "kursk")[-1]
    assert set(entry.body["place"].split()) == {CITY, OBLAST}
    assert (entry.by, entry.at) == ("ann", NOW)
    assert "2 of 3 mentions: Kursk (538560)" in entry.reason
    assert f"1 of 3 mentions: Kursk Oblast ({OBLAST})" in entry.reason
    known = remembered(store.reviews(), "courier.example")
    _, again = kursk_of(names_of(read(LATER), known, GAZETTEER.by_id))
    assert (again.doubtful, again.proposed) == (True, None)
    assert [c.place.id for c in again.candidates[:2]] == [CITY, OBLAST]
    assert "ann" in again.why
    # Decided the one way for all of a later article, the name is told apart again.
    later = read(LATER)
    found = names_of(later, known, GAZETTEER.by_id)
    where, _ = kursk_of(found)
    keep(store, later, found, Decided({where: OBLAST}), NOW + timedelta(days=1))
    known = remembered(store.reviews(), "courier.example")
    assert kursk_of(names_of(later, known, GAZETTEER.by_id))[1].proposed == OBLAST
    assert len(logged(store, "kursk")) == 2


def test_what_was_said_of_one_mention_is_not_said_of_the_others(store, reading, names):
    number, kursk = kursk_of(names)
    assert kursk.proposed == CITY
    keep(store, reading, names, Decided({}, {(number, 2): OBLAST}))
    assert set(logged(store, "kursk")[-1].body["place"].split()) == {CITY, OBLAST}


def test_a_mention_that_is_no_place_is_one_row_of_the_report(store, reading, names):
    number, _ = kursk_of(names)
    decided = Decided({number: CITY}, {(number, 1): ""})
    result = keep(store, reading, names, decided)
    report = next(r.report for r in store.imports() if r.id == result.import_id)
    left = [note["row"] for note in report["left_out"]]
    assert "Kursk, mention 2 of 3" in left
    assert not any(row in ("Kursk", "Kursk, mention 1 of 3") for row in left)
    assert logged(store, "kursk")[-1].body["place"] == f"{CITY} -"


def added(reading, names, words="Vetrovka Polevaya", place="486816"):
    text = reading.document.text
    start = text.index(words)
    said = {
        "names": {str(len(names)): place},
        "claims": {str(n): True for n in range(len(reading.claims))},
        "added": [[len(names), [[start, start + len(words)]]]],
    }
    return decided_from(said, names, len(reading.claims), text, GAZETTEER.by_id)


def test_a_name_added_by_hand_is_a_place_of_its_claim_and_marked(store, reading, names):
    result = keep(store, reading, names, added(reading, names))
    stored = [c for c in store.claims() if c.source.startswith("article-courier")]
    fighting = next(c for c in stored if "goes on" in c.evidence)
    assert {place.place for place in fighting.places} == {"sudzha"}
    report = next(r.report for r in store.imports() if r.id == result.import_id)
    assert [n["row"] for n in report["notes"]] == ["Vetrovka Polevaya"]
    entry = logged(store, "vetrovka polevaya")[-1]
    assert entry.body["place"] == "+486816"
    assert entry.reason.startswith("Added by hand while reading 'A night'")


def test_a_name_added_by_hand_is_found_in_the_outlets_next_article(store, reading, names):
    keep(store, reading, names, added(reading, names))
    known = remembered(store.reviews(), "courier.example")
    later = names_of(read(LATER), known, GAZETTEER.by_id)
    missed = next(name for name in later if name.by_hand)
    assert (missed.text, missed.proposed) == ("Vetrovka Polevaya", "486816")
    assert missed.remembered
    assert "ann" in missed.why
    # Taken for no place in small letters, inside a word, or in another outlet.
    for text in ("A walk through vetrovka polevaya.", "Novovetrovka Polevayaland burns."):
        assert not any(n.by_hand for n in names_of(read(text), known, GAZETTEER.by_id))
    assert not any(n.by_hand for n in names_of(read(LATER), {}, GAZETTEER.by_id))


def test_a_place_that_was_looked_up_is_remembered_though_it_is_no_candidate(store, reading, names):
    number, kursk = kursk_of(names)
    berlin = "2950159"
    assert berlin not in {c.place.id for c in kursk.candidates}
    said = {"names": {str(number): berlin}}
    keep(store, reading, names, decided_from(said, names, 0, TEXT, GAZETTEER.by_id))
    known = remembered(store.reviews(), "courier.example")
    again = kursk_of(names_of(read(LATER), known, GAZETTEER.by_id))[1]
    assert again.proposed == berlin
    assert berlin in {c.place.id for c in again.candidates}
    place = next(p for p in store.places() if p.id == berlin)
    assert "Berlino" in place.alternates


@given(st.text(alphabet="ab\U0001f525\U00010400é", max_size=12), st.data())
def test_spans_go_to_the_browser_and_back(text, data):
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(0, len(text)))
    units = Units(text)
    counted = units.counted((first, last))
    assert text.encode("utf-16-le")[2 * counted[0] : 2 * counted[1]] == (
        text[first:last].encode("utf-16-le") if first <= last else b""
    )
    assert units.span(*counted) == ((first, last) if first < last else None)
    assert units.span(counted[0], len(text) * 2 + 1) is None


def place(**changes):
    plain = {
        "id": "sudzha", "name": "Sudzha", "feature_code": "PPLA2", "country": "RU", "lon": 35.271,
        "lat": 51.191, "origin": "test",
    }  # fmt: skip
    return Place(**plain | changes)


SUDZHA = GAZETTEER.with_alternates(GAZETTEER.by_id("486816"))


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"name": "Суджа"}, True),
        ({"name": "Sudža", "alternates": ("Soudja",)}, True),
        ({"name": "SUDZHA", "feature_code": "PPL"}, True),
        ({"name": "Somewhere else"}, False),
        ({"country": "UA"}, False),
        ({"feature_code": "ADM2"}, False),
        ({"lat": 51.30}, False),  # 12 km north, and a village is good to 5
        ({"lat": 51.21}, True),
    ],
)
def test_a_place_of_the_store_is_told_by_kind_distance_and_any_spelling(changes, same):
    assert (known_as(SUDZHA, [place(**changes)]) == "sudzha") is same


def test_of_two_namesakes_in_the_store_the_nearer_one_counts_and_an_id_above_all():
    near, far = place(id="near", lat=51.192), place(id="far", lat=51.22)
    assert known_as(SUDZHA, [far, near]) == known_as(SUDZHA, [near, far]) == "near"
    own = replace(SUDZHA.place, name="Renamed", lat=10.0)
    assert known_as(SUDZHA, [near, own]) == SUDZHA.place.id


def test_a_candidate_gets_its_other_names_in_every_script():
    kyiv = GAZETTEER.with_alternates(GAZETTEER.named("Kyiv")[0]).place
    assert {"Kiev", "Kijew"} <= set(kyiv.alternates)
    assert kyiv.name not in kyiv.alternates
    assert len(set(kyiv.alternates)) == len(kyiv.alternates)
    every = GAZETTEER.named(kyiv.alternates[0])
    assert kyiv.id in {candidate.place.id for candidate in every}
    far = replace(SUDZHA, place=place())
    assert GAZETTEER.with_alternates(far) is far
