"""The claims as columns: what goes in comes out, and every word of every script is found."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from benchmarks.claim_sets import generated_claims, generated_places
from geo.analysis.claims import CATEGORY_TITLES, claim_categories, claims_verb
from geo.analysis.search import build_index, fold, words
from geo.api import DATA_URLS, build_routes
from geo.ledger import ReviewKind
from geo.maps.claim_columns import (
    CATEGORIES,
    CLASSES,
    PRECISIONS,
    STATUSES,
    claim_columns,
    settled_columns,
)
from geo.models import (
    Claim,
    ClaimClass,
    ClaimPlace,
    ClaimStatus,
    DatedText,
    PlacePrecision,
    Quantity,
)
from geo.store import open_store

DAY = datetime(2025, 1, 5, tzinfo=UTC)
PLACES = {place.id: place for place in generated_places()[:6]}


def read(body: bytes, magic: bytes) -> tuple[dict, dict, dict]:
    """Return head, columns and texts of a table, by the format alone."""
    data = gzip.decompress(body)
    assert (data[:4], data[4]) == (magic, 1)
    length = int.from_bytes(data[5:9], "little")
    head, at = json.loads(data[9 : 9 + length]), 9 + length
    columns, texts = {}, {}
    for name, count, width in head["columns"]:
        planes = np.frombuffer(data, np.uint8, count * width, at).reshape(width, count)
        columns[name] = sum(planes[p].astype(np.int64) << 8 * p for p in range(width))
        at += count * width
    for name, size in head.get("texts", []):
        texts[name] = data[at : at + size]
        at += size
    assert at == len(data)
    return head, columns, texts


def pieces(text: bytes, lengths: np.ndarray) -> Iterator[str]:
    at = 0
    for length in lengths.tolist():
        yield text[at : at + length].decode()
        at += length


def hits(texts: dict, columns: dict) -> dict[str, list[int]]:
    """Return the rows of each word."""
    found, at = {}, 0
    data = texts["postings"]
    listed = texts["words"].decode().split("\n") if texts["words"] else []
    for word, size in zip(listed, columns["posting"].tolist(), strict=True):
        row, rows, end = 0, [], at + size
        while at < end:
            step = shift = 0
            while True:
                byte = data[at]
                at += 1
                step |= (byte & 127) << shift
                shift += 7
                if byte < 128:
                    break
            row = row + step if rows else step
            rows.append(row)
        found[word] = rows
    return found


def times() -> st.SearchStrategy[DatedText]:
    return st.tuples(st.integers(-3_000, 3_000), st.integers(0, 400)).map(
        lambda t: DatedText(start=DAY + timedelta(days=t[0]), end=DAY + timedelta(days=t[0] + t[1]))
    )


text = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12
) | st.sampled_from(["Курськ", "북한군 병력", "Ґданськ", "4,714 km²", "п'ять"])
claims = st.lists(
    st.builds(
        Claim,
        id=st.just(""), claimant=text, side=st.sampled_from(["RU", "UA", "other"]), role=text,
        claim_class=st.sampled_from(CLASSES), statement=text, evidence=text,
        quantities=st.lists(
            st.builds(Quantity, low=st.just(1.0), high=st.just(2.0),
                      unit=st.sampled_from(["drones", "km2", "weeks"])), max_size=2,
        ),
        places=st.lists(
            st.builds(ClaimPlace, place=st.sampled_from([*PLACES, "unknown"]),
                      role=st.just("location"), precision=st.sampled_from(PlacePrecision)),
            max_size=3,
        ),
        event_time=st.none() | times(), claimed_at=st.none() | times(), published_at=times(),
        status=st.sampled_from(STATUSES), source=st.sampled_from(["a", "b"]),
    ),
    max_size=6,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(claims)
def test_what_goes_in_comes_out(made: list[Claim]):
    made = [Claim(**{**vars(claim), "id": f"c{n}"}) for n, claim in enumerate(made)]
    coded = claim_columns(iter(made), PLACES, {})
    head, columns, texts = read(coded.body, b"SCLM")
    renamed = {claim.claimant: "someone" for claim in made[:1]}
    by_id = {claim.id: claim.status for claim in made}
    settled, state, _ = read(settled_columns(coded, by_id, renamed), b"SCLS")
    assert list(pieces(texts["id"], columns["id"])) == [c.id for c in made]
    assert list(pieces(texts["statement"], columns["statement"])) == [c.statement for c in made]
    at = 0
    found = hits(texts, columns)
    for row, claim in enumerate(made):
        time = claim.event_time or claim.claimed_at or claim.published_at
        first = head["day"] + int(columns["first"][row])
        assert first == (time.start - datetime(1970, 1, 1, tzinfo=UTC)).days
        assert columns["span"][row] == (time.end - time.start).days
        assert head["sides"][columns["side"][row]] == claim.side
        assert head["sources"][columns["source"][row]]["id"] == claim.source
        assert head["classes"][columns["class"][row]]["id"] == claim.claim_class
        bits = int(columns["category"][row])
        own = tuple(name for n, name in enumerate(CATEGORIES) if bits >> n & 1)
        assert own == claim_categories(claim)
        known = [where for where in claim.places if where.place in PLACES]
        assert columns["places"][row] == len(known)
        for where in known:
            assert head["places"][columns["place"][at]][0] == where.place
            assert PRECISIONS[columns["precision"][at]] == where.precision
            at += 1
        name = settled["claimants"][state["claimant"][row]]
        assert name == renamed.get(claim.claimant, claim.claimant)
        assert settled["statuses"][state["status"][row]]["id"] == claim.status
        for word in words(claim.statement) | words(claim.evidence) | words(claim.claimant):
            assert row in found[word]
    assert all(0 <= row < len(made) for rows in found.values() for row in rows)
    assert list(found) == sorted(found, key=lambda word: word.encode("utf-16-be"))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("KURSK", "Kursk"), ("курск", "Курськ"), ("Курськ", "в Курске"), ("ёлка", "елка"),
        ("покровск", "Покровськ"), ("Крым", "Криму"), ("Гданск", "Ґданськ"), ("пять", "п’ять"),
        ("lodz", "Łódź"), ("북한", "북한군"), ("북하", "북한"), ("10,000", "10\u202f000"),
        ("İstanbul", "istanbul"), ("strasse", "Straße"), ("１２", "12"),
    ],
)  # fmt: skip
def test_a_word_is_found_however_it_is_written(typed: str, written: str):
    (start,) = words(typed)
    assert any(word.startswith(start) for word in words(written)), (fold(typed), words(written))


def test_other_words_are_not():
    assert not words("Київ") & words("Киев")
    assert words("it's 4,714.5 km², ok") == {"its", "4714", "5", "km2", "ok"}


def test_an_index_of_nothing_has_nothing():
    assert build_index([]).words == []
    assert build_index([[""], []]).words == []


def test_a_common_word_has_every_row_and_long_steps_are_kept():
    texts = [["often"] if row % 300 else ["often rare"] for row in range(70_000)]
    rows = build_index(texts)
    assert rows.words == ["often", "rare"]
    assert rows.counts.tolist() == [70_000, 234]
    assert (rows.rows[70_000:] == np.arange(0, 70_000, 300)).all()


def test_categories_are_by_the_unit():
    units = {"UAVs": "air", "Villages": "ground", "weeks": "other", "prisoners": "people"}
    base = generated_claims(1, list(PLACES.values()))[0]
    for unit, category in units.items():
        quantity = Quantity(low=1, high=1, unit=unit)
        claim = Claim(**{**vars(base), "quantities": (quantity,)})
        assert claim_categories(claim) == (category,)
        assert category in CATEGORY_TITLES
    assert claim_categories(Claim(**{**vars(base), "quantities": ()})) == ("none",)


def test_the_routes_give_what_is_settled_now_and_the_claims_for_ever(seeded_file, tmp_path):
    path = tmp_path / "store.gpkg"
    path.write_bytes(seeded_file.read_bytes())
    store = open_store(path)
    client = TestClient(Starlette(routes=build_routes(lambda: store)))
    before = client.get(DATA_URLS["ledger"]).json()
    answer = client.get(before["claims"])
    assert answer.headers["cache-control"].startswith("public, max-age=31536000")
    assert before["count"] == len(store.claims()) == 24
    claim = store.claims()[3]
    store.set_claim_status(
        claim.id, ClaimStatus.DISPUTED, by="A", at=DAY, reason="two accounts",
        based_on=store.status_version(claim.id),
    )  # fmt: skip
    store.save_review(
        ReviewKind.CLAIMANT, claim.claimant, {"name": "Renamed"}, by="A", at=DAY, reason="is so",
        based_on=0,
    )  # fmt: skip
    after = client.get(DATA_URLS["ledger"]).json()
    assert after["claims"] == before["claims"]
    assert after["settled"] != before["settled"]
    body = gzip.compress(client.get(after["settled"]).content)
    settled, state, _ = read(body, b"SCLS")
    assert settled["claimants"][state["claimant"][3]] == "Renamed"
    assert STATUSES[state["status"][3]] is ClaimStatus.DISPUTED
    assert store.claim(claim.id).status is ClaimStatus.DISPUTED
    assert store.statuses()[claim.id] is ClaimStatus.DISPUTED
    assert client.get("/data/ledger/0000.bin").status_code == 404
    store.close()


def test_classes_have_words_for_every_class():
    head, _, _ = read(claim_columns([], {}, {}).body, b"SCLM")
    assert [entry["id"] for entry in head["classes"]] == list(ClaimClass)
    assert all(one != many for one, many in (entry["verbs"] for entry in head["classes"]))


@pytest.mark.parametrize(
    ("name", "verb"),
    [
        ("Unnamed reports", "claim"), ("Russian sources", "claim"),
        ("residents of Sudzha", "claim"),
        ("the police", "claim"), ("Ukrainian Armed Forces", "claim"), ("TASS", "claims"),
        ("Joint Chiefs of Staff", "claim"), ("Reuters", "claims"), ("United Nations", "claims"),
        ("a spokesman for the rescuers", "claims"), ("Institute for the Study of War", "claims"),
        ("", "claims"), ("Ministry of Foreign Affairs", "claims"),
    ],
)  # fmt: skip
def test_the_verb_has_the_number_of_the_claimant(name, verb):
    assert claims_verb(name, ClaimClass.CLAIM) == verb
