"""Links: a view goes out and comes back the same; a stranger's link harms nothing."""

import json
import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.editions import opening_edition
from geo.clock import parse_when, to_rfc3339
from geo.errors import ConfigurationError
from geo.maps.layers import MapView, Pick, build_map, build_message
from geo.maps.links import (
    baseline_of,
    claim_view,
    edition_of,
    link_parameters,
    view_from_link,
)
from geo.models import EditionRecord, Source
from geo.store import Store


def record(source: str, at: str, *, synthetic: bool = False) -> EditionRecord:
    return EditionRecord(
        id=1,
        source=Source(id=source, title=source.title(), attribution=source, synthetic=synthetic),
        as_of=parse_when(at)[0],
        time_precision="instant",
        content_hash="0" * 64,
        areas=(),
    )


EDITIONS = [
    record("drawn", "2025-01-01T12:00Z", synthetic=True),
    record("drawn", "2025-01-05T18:30Z", synthetic=True),
    record("real", "2025-01-03T00:00Z"),
]
events = st.sampled_from(
    [
        "",
        "acled",
        "ucdp-ged:upto",
        "acled:30",
        "viina:2024-01-01_2024-02-29",
        "a:2024-01-01_2024-01-01",
    ]
)
tokens = st.sampled_from(["places", "claims", "claimed", "advances.RU", "assessed.UA"])
picks = st.one_of(
    st.none(),
    st.builds(Pick, st.sampled_from(["place", "claim"]), st.sampled_from(["sudzha", "claim-01"])),
    st.builds(
        lambda lon, lat: Pick("point", lon=round(lon, 5), lat=round(lat, 5)),
        st.floats(-180, 180),
        st.floats(-85, 85),
    ),
)


@given(
    st.sampled_from(EDITIONS),
    st.sets(tokens),
    picks,
    st.sampled_from(["", "1", "30", "2025-01-02"]),
    events,
    st.tuples(st.integers(-80, 80), st.integers(-179, 179), st.integers(3, 15)) | st.none(),
)
def test_a_view_that_goes_out_as_a_link_comes_back_the_same(
    edition, hide, pick, since, shown, centre
):
    lat, lon, zoom = centre or (None, None, None)
    view = MapView(
        source=edition.source.id, at=to_rfc3339(edition.as_of), since=since,
        hide=tuple(sorted(hide)), events=shown,
        pick=pick, lat=lat, lon=lon, zoom=zoom,
    )  # fmt: skip
    assert view_from_link(link_parameters(view), EDITIONS) == (view, [])


@given(
    st.dictionaries(
        st.sampled_from(["source", "at", "since", "hide", "events", "pick", "c"]),
        st.text(max_size=60),
    )
)
def test_whatever_a_link_holds_the_view_is_safe_to_send_to_the_map(parameters):
    view, _ = view_from_link(parameters, EDITIONS)
    (message,) = build_message(view, 1)._children.values()
    assert set("<>{}`$\\") & set(json.loads(message.message_json)["source"]) == set()
    assert edition_of(view, EDITIONS) in EDITIONS


@pytest.mark.parametrize(
    "parameters",
    [
        {"pick": "claim:{{7*7}}"},
        {"pick": "point:nan,51"},
        {"pick": "point:35,inf"},
        {"c": "1e999,0,9"},
        {"c": "51,35"},
        {"c": "nan,35,9"},
        {"c": "51,35,nan"},
        {"c": "51,35,9,{{7*7}}"},
        {"pick": "place:" + "x" * 100_000},
        {"hide": "x" * 100_000},
        {"hide": "claimed,</script>"},
        {"at": "2025-13-40"},
        {"source": "../../etc/passwd"},
        {"events": "acled:soon"},
        {"events": "acled:0"},
        {"events": "acled:2024-02-30_2024-03-01"},
        {"events": "acled:2024-03-01_2024-02-01"},
        {"events": "{{7*7}}"},
        {"events": "a" * 100_000},
    ],
)
def test_nonsense_is_left_out_and_named(parameters):
    view, notes = view_from_link(parameters, EDITIONS)
    assert len(notes) == 1
    assert view.pick is None
    assert view.events == ""
    assert view.lat is None


def test_a_day_means_what_is_known_by_its_end_and_later_dates_carry_the_last_edition_forward():
    def shown(at: str) -> tuple[str, int]:
        view, notes = view_from_link({"source": "drawn", "at": at}, EDITIONS)
        return view.at, len(notes)

    assert shown("2025-01-05") == ("2025-01-05T18:30:00Z", 0)
    assert shown("2025-01-05T18:29:00Z") == ("2025-01-01T12:00:00Z", 1)
    assert shown("2025-01-03") == ("2025-01-03", 0)
    assert shown("2025-01-03T22:00:00+02:00") == ("2025-01-03", 0)
    assert shown("2025-02-01") == ("2025-01-05T18:30:00Z", 1)
    assert shown("2024-12-31") == ("2025-01-01T12:00:00Z", 1)


def test_a_view_compares_with_the_edition_that_answers_the_day_before():
    def baseline(at: str, since: str) -> str | None:
        view, notes = view_from_link({"source": "drawn", "at": at, "since": since}, EDITIONS)
        assert notes == []
        found = baseline_of(view, EDITIONS)
        return None if found is None else to_rfc3339(found.as_of)

    assert baseline("2025-01-05", "") is None
    assert baseline("2025-01-05", "1") == "2025-01-01T12:00:00Z"
    assert baseline("2025-01-03", "2") == "2025-01-01T12:00:00Z"
    assert baseline("2025-01-05", "2025-01-01") == "2025-01-01T12:00:00Z"
    assert baseline("2025-01-05", "2025-01-05") == "2025-01-05T18:30:00Z"
    assert baseline("2025-01-05", "30") is None


@pytest.mark.parametrize("since", ["0", "-1", "99999", "soon", "2025-01-01T00:00Z", "<b>", "٣"])
def test_a_comparison_that_makes_no_sense_is_left_out_and_named(since: str):
    view, notes = view_from_link({"source": "drawn", "since": since}, EDITIONS)
    assert view.since == ""
    assert len(notes) == 1


def test_a_source_that_is_not_synthetic_opens_first_and_its_named_edition_before_its_last():
    assert opening_edition(EDITIONS).source.id == "real"
    assert opening_edition(EDITIONS[:2]).as_of == EDITIONS[1].as_of
    assert opening_edition([]) is None
    assert opening_edition(EDITIONS, "nowhere") is None


def test_the_seed_opens_on_its_main_edition_and_a_claim_on_the_edition_before_it(seeded: Store):
    editions, claims = seeded.editions(), seeded.claims()
    places = {place.id: place for place in seeded.places()}
    assert to_rfc3339(opening_edition(editions).as_of) == "2025-01-05T18:30:00Z"
    for claim in claims:
        view = claim_view(claim, places, editions)
        shown = edition_of(view, editions)
        assert timedelta(0) <= parse_when("2025-01-12")[0] - shown.as_of < timedelta(days=30)
        assert view_from_link(link_parameters(view), editions) == (view, [])
    tambov = next(c for c in claims if any(p.place == "tambov-oblast" for p in c.places))
    assert claim_view(tambov, places, editions).lon == pytest.approx(41.67, abs=0.5)


@pytest.mark.parametrize("unsafe", ["{{ 7*7 }}", "</script>", "a`b", "a$b", "x" * 91])
def test_a_message_refuses_what_could_be_a_template_or_a_script(unsafe):
    with pytest.raises(ConfigurationError, match="may not reach a script"):
        build_message(MapView(source=unsafe), 0)


def test_the_map_asks_no_other_host_for_anything():
    urls = {"styles": "/data/styles.json"}
    fmap = build_map(urls, "abc123")
    build_message(MapView(source="drawn"), 3).add_to(fmap)
    html = fmap.get_root().render()
    assert "/assets/leaflet.js?v=abc123" in html
    assert "http://" not in html.replace("http://www.w3.org", "")
    assert "https://" not in html
    with pytest.raises(ConfigurationError, match="no path"):
        build_map({"styles": "https://elsewhere.example/x{{}}"}, "v")


@pytest.mark.parametrize(
    "view",
    [
        MapView(at="{{ 7*7 }}"),
        MapView(hide=("claimed", "</script>")),
        MapView(pick=Pick("claim", id="a`b")),
        MapView(pick=Pick("</script>", id="a")),
        MapView(hide=("claimed",) * 65),
    ],
)
def test_no_other_part_of_a_message_can_carry_a_template_or_a_script(view: MapView):
    with pytest.raises(ConfigurationError, match="may not reach a script"):
        build_message(view, 0)


def test_a_message_is_a_call_with_ids_and_numbers_and_nothing_else():
    fmap = build_map({"styles": "/data/styles.json"}, "abc123")
    at = "2025-01-05T18:30:00Z"
    view = MapView("drawn", at, "7", ("claimed",), Pick("claim", "a-1"), 51.2, 35, 9, "acled:30")
    build_message(view, 3).add_to(fmap)
    (body,) = re.findall(r"Salient\.show\(map_\w+, (\{.*\})\);", fmap.get_root().render())
    assert json.loads(body) == {
        "revision": 3, "source": "drawn", "at": at, "since": "7", "hide": ["claimed"],
        "pick": {"kind": "claim", "id": "a-1"}, "lat": 51.2, "lon": 35, "zoom": 9,
        "events": "acled:30",
    }  # fmt: skip
