"""What a person accepts of an article goes into the store as one import, and nothing else does."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from geo.articles import read_article
from geo.articles.documents import pasted
from geo.articles.items import Decided, Name, names_of
from geo.articles.nouns import ToponymKind
from geo.errors import SchemaError
from geo.gazetteer import load_gazetteer
from geo.intake.article import store_article
from geo.intake.decisions import decided_from, remembered
from geo.ledger import ReviewKind
from geo.maps.article import OpenReadings, article_payload
from geo.store import open_store

GAZETTEER = load_gazetteer()
NOW = datetime(2025, 1, 12, tzinfo=UTC)
TEXT = (
    "The governor of Tambov Oblast said on Saturday that drones had hit flats in Kotovsk. "
    "Troops fought near Sudzha in Russia's Kursk region, Ukraine's General Staff claimed. "
    "Kyiv did not name the villages. In Springfield a lamp burned."
)


@pytest.fixture
def store(seeded_file, tmp_path):
    opened = open_store(shutil.copy(seeded_file, tmp_path / "store.gpkg"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def reading():
    document = pasted(TEXT, "a", title="A night", date="2025-01-11", outlet="courier.example")
    return read_article(document, GAZETTEER)


@pytest.fixture
def names(reading):
    return names_of(reading, {})


def number_of(names, name):
    return next(n for n, own in enumerate(names) if own.text == name)


def id_of(names, name, candidate=0):
    return names[number_of(names, name)].candidates[candidate].place.id


def accept(store, reading, names, places=(), claims=()):
    chosen = {number_of(names, name): id_of(names, name) for name in places}
    decided = Decided(chosen, claims=dict.fromkeys(claims, True))
    return keep(store, reading, names, decided)


def keep(store, reading, names, decided):
    return store_article(
        store, reading, names, decided, now=NOW, by="ann", whole=GAZETTEER.with_alternates
    )


def toponyms(store):
    return [review for review in store.reviews() if review.kind is ReviewKind.TOPONYM]


def test_nothing_is_stored_but_what_was_accepted(store, reading, names):
    before = {place.id for place in store.places()}
    result = accept(store, reading, names, ["Kotovsk"], [0])
    new = [place for place in store.places() if place.id not in before]
    assert [place.name for place in new] == ["Kotovsk"]
    own = [claim for claim in store.claims() if claim.source.startswith("article-courier")]
    assert [claim.claimant for claim in own] == [reading.claims[0].claimant]
    assert own[0].published_at.start.date().isoformat() == "2025-01-11"
    assert "drones had hit flats in Kotovsk" in own[0].evidence
    assert [place.place for place in own[0].places] == [new[0].id]
    report = next(r.report for r in store.imports() if r.id == result.import_id)
    assert (report["kept"], report["read"]) == (2, len(names) + len(reading.claims))
    assert any("Springfield" in str(note) for note in report["left_out"])


def test_a_place_that_the_store_has_is_not_added_again(store, reading, names):
    before = store.places()
    accept(store, reading, names, ["Sudzha", "Kursk region"], [1])
    assert len(store.places()) == len(before)
    claim = next(c for c in store.claims() if c.source.startswith("article-courier"))
    assert {place.place for place in claim.places} == {"sudzha", "kursk-oblast"}


def test_it_is_one_import_and_one_undo_takes_it_back(store, reading, names):
    before = len(store.places()), len(store.claims())
    result = accept(store, reading, names, ["Kotovsk"], [0, 1])
    assert not accept(store, reading, names, ["Kotovsk"], [0, 1]).changed
    store.undo(result.import_id, by="ann", at=NOW, reason="it was a draft")
    assert (len(store.places()), len(store.claims())) == before
    assert accept(store, reading, names, ["Kotovsk"], [0, 1]).changed


def test_a_decision_on_a_name_is_logged_and_holds_for_that_outlet(store, reading, names):
    springfield = number_of(names, "Springfield")
    choice = id_of(names, "Springfield", 1)
    decided = Decided({springfield: choice, number_of(names, "Kotovsk"): ""}, claims={0: True})
    keep(store, reading, names, decided)
    assert {review.subject for review in toponyms(store)} == {
        "courier.example: springfield", "courier.example: kotovsk",
    }  # fmt: skip
    assert {(review.by, review.at) for review in toponyms(store)} == {("ann", NOW)}
    again = names_of(reading, remembered(store.reviews(), "courier.example"))
    assert again[springfield].proposed == choice
    assert "ann" in again[springfield].why
    assert not again[springfield].doubtful
    assert again[number_of(again, "Kotovsk")].proposed == ""
    assert remembered(store.reviews(), "other.example") == {}
    assert remembered(store.reviews(), "") == {}
    assert store.check() == []


def test_a_name_that_cannot_be_told_apart_is_in_doubt_and_a_party_is_no_place(names):
    springfield = names[number_of(names, "Springfield")]
    assert (springfield.doubtful, springfield.proposed) == (True, None)
    kyiv = names[number_of(names, "Kyiv")]
    assert (kyiv.proposed, kyiv.doubtful) == (None, False)
    assert not names[number_of(names, "Kotovsk")].doubtful


def test_an_article_without_date_outlet_or_decision_is_refused_with_all_of_it(
    store, reading, names
):
    bare = replace(reading, document=replace(reading.document, published=None, outlet=""))
    with pytest.raises(SchemaError) as refused:
        keep(store, bare, names, Decided())
    assert [word in str(refused.value) for word in ("date", "outlet", "accepted")] == [True] * 3


def test_what_the_browser_says_is_read_strictly(reading, names):
    one, text = id_of(names, "Kotovsk"), reading.document.text
    kotovsk, last = number_of(names, "Kotovsk"), len(names)
    at = text.index("drones")
    said = {
        "names": {str(kotovsk): one, "99": one, "x": one, "-1": one, "²": one, "0": 3, "2": True},
        "mentions": {f"{kotovsk}.0": "", f"{kotovsk}.9": one, f"{kotovsk}": one, "0.0": "no id"},
        "claims": {"0": True, "1": 1, "9": True},
        "added": [
            [last, [[at, at + 6]]], [last + 1, [[at, at + 3]]], [0, [[0, 3]]], [last + 2, []],
            [last + 3, [[0, 10**9]]], [True, [[0, 3]]], "x", [last + 4, [[3, 1]]], [last + 5, [1]],
            [last + 6, [list(names[kotovsk].spans[0])]],
        ],
    }  # fmt: skip
    decided = decided_from(said, names, 2, text, GAZETTEER.by_id)
    assert decided.names == {kotovsk: one}
    assert decided.mentions == {(kotovsk, 0): ""}
    assert decided.claims == {0: True}
    assert {n: name.text for n, name in decided.added.items()} == {last: "drones"}
    assert decided.found == {}
    nothing = {"names": [1], "claims": None, "mentions": 3, "added": {"0": 1}}
    assert decided_from(nothing, names, 2, text) == Decided()
    # An id that is no candidate counts when the gazetteer has it.
    far = decided_from({"names": {str(kotovsk): "2950159"}}, names, 2, text, GAZETTEER.by_id)
    assert far.found["2950159"].place.name == "Berlin"


def test_spans_are_counted_as_the_browser_counts():
    reading = read_article(pasted("\U0001f525\U0001f525 A fire in Kursk.", "a"), GAZETTEER)
    payload = article_payload(reading, names_of(reading, {}))
    start, end = payload["names"][0]["spans"][0]
    units = payload["text"].encode("utf-16-le")
    assert units[2 * start : 2 * end].decode("utf-16-le") == "Kursk"


def test_the_oldest_open_article_goes_when_there_are_many():
    readings = OpenReadings()
    first = readings.add({"text": "\U0001f525 Abc"})
    missed = Name("Abc", ToponymKind.PLACE, ((2, 5),), (), None, "", by_hand=True)
    kursk = GAZETTEER.by_id("538560")
    decided = Decided({0: "1"}, {(0, 1): ""}, {2: False}, {3: missed}, {"538560": kursk})
    readings.decide(first, decided)
    kept = json.loads(readings.get(first))["decided"]
    assert [place.pop("name") for place in kept["places"]] == ["Kursk"]
    assert kept | {"places": []} == {
        "names": {"0": "1"}, "mentions": {"0.1": ""}, "claims": {"2": False},
        "added": [[3, [[3, 6]]]], "places": [],
    }  # fmt: skip
    for _ in range(40):
        readings.add({})
    assert readings.get(first) is None
    readings.decide(first, Decided())
    assert readings.get(first) is None
