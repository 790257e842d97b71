"""What the map's search box is answered."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.api import DATA_URLS, build_routes
from geo.errors import ConfigurationError
from geo.gazetteer import load_gazetteer


def no_store():
    raise AssertionError("a search needs no store")


@pytest.fixture(scope="module")
def client():
    return TestClient(Starlette(routes=build_routes(no_store, load_gazetteer)))


def asked(client, **query):
    answer = client.get(DATA_URLS["gazetteer"], params=query)
    assert answer.status_code == 200
    return answer.json()["places"]


@pytest.mark.parametrize("text", ["Kursk", "Курск", "كورسك", "Kurks"])
def test_a_place_is_found_in_three_scripts_and_misspelt(client, text):
    place = asked(client, q=text, near="51.2,35.3")[0]
    assert place["name"] == "Kursk"
    assert place["what"] == "city, Kursk Oblast, Russia"
    assert (place["lon"], place["lat"]) == (36.18457, 51.72689)
    assert place["zoom"] > asked(client, q="Kursk Oblast")[0]["zoom"]


def test_the_nearer_namesake_comes_first(client):
    assert asked(client, q="Kotovsk", near="52.7,41.4")[0]["what"].startswith("town, Tambov")
    assert asked(client, q="Kotovsk", near="47.7,29.5")[0]["name"] in {"Podilsk", "Hînceşti"}


@pytest.mark.parametrize("near", ["", "nan,nan", "1e3,4", "north", "51.2", "51.2,35.3,1"])
def test_a_middle_that_cannot_be_read_is_as_if_it_were_not_there(client, near):
    assert asked(client, q="Kyiv", near=near) == asked(client, q="Kyiv")


def test_what_is_asked_has_bounds(client):
    assert asked(client) == []
    assert asked(client, q=" ") == []
    assert len(asked(client, q="San")) == 7
    assert asked(client, q="<script>alert(1)</script>") == []
    assert asked(client, q="x" * 60_000) == []


def test_a_gazetteer_that_is_not_there_is_said():
    def broken():
        raise ConfigurationError("The gazetteer's file cannot be read.")

    client = TestClient(Starlette(routes=build_routes(no_store, broken)))
    answer = client.get(DATA_URLS["gazetteer"], params={"q": "Kyiv"})
    assert (answer.status_code, answer.text) == (503, "The gazetteer's file cannot be read.")
