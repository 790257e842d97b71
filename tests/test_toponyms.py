"""Names of places in a text: found whole, told apart, each with its reasons."""

from __future__ import annotations

import sys
import time
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.articles.chunks import cut
from geo.articles.found import Lookup
from geo.articles.locality import town_of
from geo.articles.nouns import Document, Toponym, ToponymKind
from geo.articles.toponyms import read_toponyms
from geo.gazetteer import Candidate, load_gazetteer
from geo.gazetteer.tables import standing
from geo.models import Place

_TABLE = """
Ukraine|PCLI|UA||31.2|49.0|40000000
Russia|PCLI|RU||100.0|60.0|140000000
United States|PCLI|US||-98.5|39.8|330000000
France|PCLI|FR||2.0|46.0|67000000
Georgia|PCLI|GE||43.5|42.0|3700000
Georgia|ADM1|US|Georgia|-83.5|32.8|10000000
Texas|ADM1|US|Texas|-99.2|31.2|29000000
Ohio|ADM1|US|Ohio|-83.0|40.3|11000000
Virginia|ADM1|US|Virginia|-78.0|37.5|8000000
Kyiv|PPLC|UA|Kyiv City|30.52|50.45|2900000
Moscow|PPLC|RU|Moscow|37.62|55.75|12000000
Moscow|PPL|US|Idaho|-117.0|46.73|25000
Kursk|PPLA|RU|Kursk Oblast|36.19|51.73|450000
Kursk|ADM1|RU|Kursk Oblast|35.5|51.7|1100000
Kharkiv|PPLA|UA|Kharkiv Oblast|36.25|49.98|1400000
Kharkiv|ADM1|UA|Kharkiv Oblast|36.5|49.6|2600000
Sumy|PPLA|UA|Sumy Oblast|34.8|50.92|260000
Sumy|ADM1|UA|Sumy Oblast|34.1|51.0|1000000
Sudzha|PPL|RU|Kursk Oblast|35.27|51.19|6000
Alexandria|PPLA|EG|Alexandria|29.9|31.2|5200000
Alexandria|PPL|US|Virginia|-77.05|38.8|150000
Paris|PPLC|FR|Île-de-France|2.35|48.86|2100000
Paris|PPL|US|Texas|-95.55|33.66|25000
Dallas|PPL|US|Texas|-96.8|32.78|1300000
Washington|PPLC|US|District of Columbia|-77.04|38.9|690000
Washington|ADM1|US|Washington|-120.5|47.5|7600000
Springfield|PPL|US|Ohio|-83.8|39.92|60000
Springfield|PPL|US|Georgia|-81.3|32.37|3000
Columbus|PPLA|US|Ohio|-83.0|39.96|900000
Kotovsk|PPL|RU|Tambov Oblast|41.5|52.59|30000
Tambov|PPLA|RU|Tambov Oblast|41.45|52.73|290000
Tambov|ADM1|RU|Tambov Oblast|41.5|52.6|1000000
Mikhaylovka|PPL|RU|Primorye|132.0|43.9|9000
Vladivostok|PPLA|RU|Primorye|131.9|43.1|600000
Ussuriysk|PPL|RU|Primorye|131.95|43.8|170000
Mikhaylovka|PPL|RU|Irkutsk Oblast|103.3|52.9|9000
Police|PPL|PL|West Pomerania|14.57|53.55|33000
District of Columbia|ADM1|US|District of Columbia|-77.0|38.9|690000
Dnipro|PPLA|UA|Dnipropetrovsk Oblast|35.04|48.47|980000
Dnipro River|STM|UA||33.6|47.0|0
Crimea|ADM1|UA|Crimea|34.0|45.3|1900000
Belarus|PCLI|BY||28.0|53.0|9400000
Smolensk|PPLA|RU|Smolensk Oblast|32.05|54.78|330000
Novosele|PPL|UA|Sumy Oblast|34.0|51.0|900
Novosele|PPL|RU|Irkutsk Oblast|103.0|52.0|900
Argentina|PCLI|AR||-64.0|-34.0|44000000
Cordoba|PPLA|AR|Cordoba|-64.18|-31.41|2100000
Cordoba|ADM1|AR|Cordoba|-63.5|-32.0|3700000
Unquillo|PPL|AR|Cordoba|-64.2|-31.38|15000
El-Obeid|PPLA|SD|North Kordofan|30.22|13.18|450000
Carlota|PPL|AR|Cordoba|-63.3|-33.4|12000
"""


class Table:
    """A gazetteer of a few places in words of our own."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Candidate]] = {}
        for number, line in enumerate(_TABLE.split("\n")):
            if not line:
                continue
            name, code, country, admin1, lon, lat, people = line.split("|")
            place = Place(
                id=str(number), name=name, feature_code=code, country=country, admin1=admin1,
                lon=float(lon), lat=float(lat), origin="drawn for the test",
            )  # fmt: skip
            score = standing(code, int(people), 0)
            found = Candidate(place=place, population=int(people), score=score)
            self.rows.setdefault(name.lower(), []).append(found)

    def named(self, name: str) -> list[Candidate]:
        return sorted(self.rows.get(name.lower(), ()), key=lambda found: -found.population)

    def named_in_russian(self, _: str) -> list[Candidate]:
        return []


TABLE = Table()
WAR = (
    " Troops, drones and artillery of the enemy shelled the frontline; soldiers of a brigade fell"
    " in the assault, and missiles hit an ammunition store."
)


def read(text: str, outlet: str = "") -> tuple[Toponym, ...]:
    return read_toponyms(Document(id="1", text=text, outlet=outlet), TABLE)


def names(text: str, outlet: str = "") -> list[str]:
    return [found.name for found in read(text, outlet)]


def one(text: str, name: str, outlet: str = "") -> Toponym:
    (found,) = [found for found in read(text, outlet) if found.name == name][:1]
    return found


def where(found: Toponym) -> str:
    assert found.chosen is not None, found.why
    return f"{found.chosen.place.admin1}, {found.chosen.place.country}"


@pytest.mark.parametrize(
    "text",
    [
        "He wrote for the Washington Herald about George Washington.",
        "Paris Hilton and Olivia Texas sang.",
        "The clerk lives at 12 Dallas Street.",
        "Ms. Virginia Holm and Gov. Peter Moscow spoke.",
        "Police said nothing. Police left.",
        "A spokesman, Andriy Sumy, spoke; later Sumy said no more.",
        "Springfield Motors Inc. failed.",
    ],
)
def test_a_name_inside_a_longer_name_puts_no_dot(text):
    assert [found.name for found in read(text) if found.on_map] == []


def test_a_place_in_the_name_of_an_institution_is_a_part_of_it():
    found = one("Columbus Police arrested a man in Ohio.", "Columbus")
    assert found.kind is ToponymKind.PART
    assert not found.on_map
    assert where(found) == "Ohio, US"


def test_a_people_puts_no_dot():
    found = one("The Georgian president spoke in Kyiv.", "Georgian")
    assert found.kind is ToponymKind.PEOPLE
    assert found.chosen is not None
    assert found.chosen.place.country == "GE"
    assert not found.on_map


@pytest.mark.parametrize("name", ["Kyiv", "Moscow"])
@pytest.mark.parametrize(
    "sentence",
    ["{} said so.", "The plan was rejected by {}.", "Help to {} goes on.", "A lie of {}."],
)
def test_a_capital_that_acts_is_an_actor(name, sentence):
    found = one("The day was long. " + sentence.format(name) + WAR, name)
    assert found.kind is ToponymKind.ACTOR
    assert found.chosen is None
    assert "not a place" in found.why


@pytest.mark.parametrize(
    "sentence",
    [
        "A fire burned in {}.",
        "The town is south of {}.",
        "It flew toward {}.",
        "Trains left from {}.",
    ],
)
def test_a_capital_where_something_happens_is_a_place(sentence):
    found = one("The day was long. " + sentence.format("Kyiv") + WAR, "Kyiv")
    assert found.on_map


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("Shells fell in the Kursk region.", "Kursk region", "ADM1"),
        ("Shells fell in Tambov province.", "Tambov province", "ADM1"),
        ("Shells fell in Sumy Oblast.", "Sumy Oblast", "ADM1"),
        ("Shells fell in the city of Kursk.", "Kursk", "PPLA"),
        ("They attacked in the Kharkiv direction.", "Kharkiv", "PPLA"),
        ("They attacked in Sumy and Kharkiv oblasts.", "Kharkiv", "ADM1"),
        ("They attacked in Sumy and Kharkiv oblasts.", "Sumy", "ADM1"),
    ],
)
def test_a_city_is_not_the_region_of_its_name(text, name, code):
    found = one(text, name)
    assert found.chosen is not None
    assert found.chosen.place.feature_code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # One plain sign, in a report of fighting.
        ("The Kursk incursion began at dawn.", "ADM1"),
        ("They crossed into Kursk at dawn.", "ADM1"),
        ("Three villages in Kursk were taken back.", "ADM1"),
        ("The part of Kursk that the Ukrainians hold has shrunk.", "ADM1"),
        ("Both sides rest in Russia's western Kursk.", "ADM1"),
        ("They dug in at Sudzha in Kursk.", "ADM1"),
        ("They dug in along the Kursk border area.", "ADM1"),
        ("The governor of Kursk resigned.", "ADM1"),
        # Weak ones need another, or that the text speaks of the region.
        ("Troops in Kursk had no rest.", "PPLA"),
        ("Troops in Kursk had no rest. The Kursk region is cut off.", "ADM1"),
        ("Troops in Kursk had no rest. They made an incursion into Kursk.", "ADM1"),
        ("Russia's Kursk waits. The Kursk region is cut off.", "ADM1"),
        ("Snow fell in Kursk. The Kursk region is cut off.", "PPLA"),
        # What speaks for the city.
        ("A strike on Kursk killed two men. They made an incursion into the Kursk region.", "PPLA"),
        ("The airport of Kursk is shut. The Kursk region is cut off.", "PPLA"),
        ("Kursk's mayor came to the front. The Kursk region is cut off.", "PPLA"),
        ("The front is far from Kursk. The Kursk region is cut off.", "PPLA"),
        ("Troops in Kursk, the capital of the region, had no rest.", "PPLA"),
        ("Troops in Kursk hid in a hospital. The Kursk region is cut off.", "PPLA"),
        ("They withdrew to Smolensk, Kursk and Tambov. The Kursk region is cut off.", "PPLA"),
    ],
)
def test_a_bare_name_is_the_region_s_where_enough_around_it_says_so(text, code):
    found = one(text + WAR, "Kursk")
    assert found.chosen is not None
    assert found.chosen.place.feature_code == code
    assert ("not the city" in found.why) == (code == "ADM1")
    assert {c.place.feature_code for c in found.candidates} == {"PPLA", "ADM1"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("It rained on villages across Cordoba.", "ADM1"),
        ("A fair opened at Carlota in Cordoba.", "ADM1"),
        ("A fair opened at Unquillo in Cordoba.", "PPLA"),
        ("The governor of Cordoba laughed.", "ADM1"),
        ("The mayor of Cordoba laughed.", "PPLA"),
        ("A campaign in Cordoba ended. The Cordoba province votes.", "PPLA"),
        ("A firm in Cordoba makes chairs.", "PPLA"),
    ],
)
def test_a_region_is_told_from_its_capital_in_peace_too(text, code):
    found = one(text + " Argentina is glad.", "Cordoba")
    assert found.chosen is not None
    assert found.chosen.place.feature_code == code


def test_each_mention_is_the_city_or_the_region_by_itself_and_a_list_shares_its_head():
    text = "They took villages in Sumy and Kharkiv. A strike on Kharkiv went on. Sumy was calm."
    found = [(t.name, t.chosen and t.chosen.place.feature_code) for t in read(text + WAR)]
    assert found == [("Sumy", "ADM1"), ("Kharkiv", "ADM1"), ("Kharkiv", "PPLA"), ("Sumy", "PPLA")]


@pytest.mark.parametrize(
    ("text", "name", "ground"),
    [
        ("Drones hit the Kursk refinery.", "Kursk refinery", "facility"),
        ("A fire at Kursk-2 airfield.", "Kursk-2 airfield", "facility"),
        ("The Sudzha oil depot burned.", "Sudzha oil depot", "facility"),
        ("A village in the Sudzha district.", "Sudzha district", "district"),
    ],
)
def test_a_facility_or_a_district_is_one_name_with_its_noun(text, name, ground):
    found = one(text + WAR, name)
    assert found.ground == ground
    assert found.on_map
    assert f"A {ground} called by" in found.why


def test_a_nuclear_plant_stands_where_it_is_and_not_in_the_city_of_its_name():
    found = one(
        "The Smolensk Nuclear Power Plant was not hit." + WAR, "Smolensk Nuclear Power Plant"
    )
    assert found.chosen is not None
    assert (found.chosen.place.lat, found.chosen.place.lon) == (54.169, 33.247)
    unknown = read("The Sumy nuclear plant is no plant that we know." + WAR)
    assert [toponym.ground for toponym in unknown] == [""]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Boats crossed from the left bank of the Dnipro, near Sumy.", "STM"),
        ("They shelled islands of the Dnipro near Sumy.", "STM"),
        ("They shelled Dnipro near Sumy.", "PPLA"),
        ("They shelled the Dnipro suburbs.", "PPLA"),
    ],
)
def test_a_river_is_told_from_the_city_of_its_name_by_its_article(text, code):
    found = one(text + WAR, "Dnipro")
    assert found.chosen is not None
    assert found.chosen.place.feature_code == code


@pytest.mark.parametrize(
    "text",
    [
        'Sudzha fell. The channel "Window on Kursk" adds nothing.',
        'Sudzha fell. "Kursk is ours" reports a drone.',
        'Sudzha fell. Another channel, "Kursk No. 1", says so.',
        "Sudzha fell. So said the Kursk regional prosecutor's office.",
        "Sudzha fell. A store of the Kursk brigade burned.",
    ],
)
def test_a_title_and_an_institution_put_no_dot(text):
    assert [found.name for found in read(text + WAR) if found.on_map] == ["Sudzha"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("- Occupied Crimea: explosions.", "Crimea"),
        ("23 March. Kyiv: drones all night.", "Kyiv"),
        ("Troops stood along the border with Belarus.", "Belarus"),
        ("In Kursk police fled.", "Kursk"),
        ("In Sudzha soldiers looted shops.", "Sudzha"),
        ("Missiles struck Kyiv overnight.", "Kyiv"),
        ("Russia attacked Sumy and Kyiv with drones.", "Kyiv"),
        ("The envoy visited Kyiv.", "Kyiv"),
        ("The envoy visited Kyiv and Paris.", "Paris"),
        ("He left Kyiv for Paris on a train.", "Paris"),
        ("In Kharkiv a long missile fell.", "Kharkiv"),
        ("- Kyiv and Kyiv Oblast: 800 houses.", "Kyiv"),
    ],
)
def test_a_state_or_capital_that_says_where_is_a_place(text, name):
    assert one(text + WAR, name).on_map


@pytest.mark.parametrize(
    "text", ["Kyiv is ready for a truce.", "A Russia citizen, or a US citizen, fell."]
)
def test_a_state_or_capital_that_takes_a_stance_is_a_party(text):
    assert not any(found.on_map for found in read(text + WAR) if found.name in ("Kyiv", "US"))


def test_a_village_far_from_all_that_is_named_stays_open():
    found = one("Shells fell in Kursk and in Novosele." + WAR, "Novosele")
    assert found.chosen is None
    assert "nothing named is near" in found.why or "Not told apart" in found.why


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("A man of Paris, Texas, won.", "Paris", "Texas, US"),
        ("A man of Alexandria, Va., won.", "Alexandria", "Virginia, US"),
        ("A man of Springfield, OH, won.", "Springfield", "Ohio, US"),
        ("She drove from Paris to a hospital in Dallas; Texas paid.", "Paris", "Texas, US"),
        ("She drove from Paris to Kyiv.", "Paris", "Île-de-France, FR"),
        ("Fire in Springfield. The governor of Georgia came.", "Springfield", "Georgia, US"),
        ("Drones fell on Kotovsk, which lies near Tambov.", "Kotovsk", "Tambov Oblast, RU"),
        ("PARIS, Texas — A fire burned.", "PARIS", "Texas, US"),
    ],
)
def test_the_whole_text_tells_places_apart(text, name, place):
    found = one(text, name)
    assert where(found) == place
    assert found.why


def test_georgia_is_the_state_or_the_country_by_its_company():
    assert where(
        one("Columbus lies not in Georgia, said a man of Dallas in Texas.", "Georgia")
    ) == ("Georgia, US")
    found = one("Russian tanks crossed into Georgia; Georgian troops and Russia signed.", "Georgia")
    assert where(found) == ", GE"


def test_a_place_that_cannot_be_told_apart_stays_unresolved():
    found = one("A fire broke out in Mikhaylovka.", "Mikhaylovka")
    assert found.chosen is None
    assert len(found.candidates) == 2
    assert "Not told apart" in found.why


def test_a_name_whose_only_candidate_contradicts_the_text_is_not_placed():
    found = one("A fire broke out in Sudzha, Texas.", "Sudzha")
    assert found.chosen is None
    assert "Texas" in found.why


def test_one_sense_a_text():
    found = [t for t in read("Paris, Texas, burns. In Paris all is quiet.") if t.name == "Paris"]
    assert [where(t) for t in found] == ["Texas, US", "Texas, US"]


WORDS = st.sampled_from(
    "Kyiv Moscow Paris , . Texas Georgia in of the said Police County St. Mr. Washington - region"
    " ’s U.S. ( ) and \n “ ” Va. oblasts Olena & Кyїв 😀 The".split(" ")
)


@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=200))
def test_spans_lie_in_the_text_in_order_and_do_not_overlap(text):
    end = 0
    for found in read(text):
        start, stop = found.span
        assert end <= start < stop <= len(text)
        assert text[start:stop] == found.name
        assert found.chosen is None or found.chosen in found.candidates
        assert found.why
        end = stop


_PIECES = pytest.mark.parametrize(
    "piece",
    [
        "In Paris a man of Kyiv saw Moscow, Texas. ",
        "A.", "U.S.", "Kyiv ", "Kyiv, ", "Kyiv and ", "Kyiv's ", "of ", "Mr ", "Ann-", "'", "Lake ",
        "Kyiv, (", "O'", "North ", "\x00", "é́", "Paris of ",
        "Kursk's ", "troops in Kursk, ", "Kursk and ",
    ],
)  # fmt: skip


def _lines_run(text: str) -> int:
    """Return how many lines of code, repeated ones too, it takes to read a text: no clock."""
    count = 0

    def seen(frame: FrameType, event: str, arg: object) -> object:
        nonlocal count
        count += 1
        return seen

    cut.cache_clear()
    before = sys.gettrace()
    sys.settrace(seen)
    try:
        read(text)
    finally:
        sys.settrace(before)
    return count


def _least_spent(text: str) -> float:
    """Return the processor time of the quickest of three readings."""
    spent = []
    for _ in range(3):
        cut.cache_clear()
        start = time.process_time()
        read(text)
        spent.append(time.process_time() - start)
    return min(spent)


@_PIECES
def test_reading_stays_linear(piece):
    read(piece * 300)  # what is kept from text to text is made before
    assert _lines_run(piece * 1200) < 5 * _lines_run(piece * 300)


@_PIECES
def test_no_expression_and_no_copy_goes_over_a_whole_text_again_and_again(piece):
    """Lines of code do not show it. For 16 times the text a square takes 256 times as long."""
    times = 500 if " " in piece else 4000  # without spaces it is quick, and one long stretch
    assert _least_spent(piece * times * 16) < 80 * max(_least_spent(piece * times), 0.001)


@pytest.mark.parametrize(
    "text",
    [
        "The submarine Moscow was burnt out.",
        "The Moscow and the frigate Kharkiv lie in port.",
        "The spokesman of the group Kharkiv said no more.",
        "An officer with the call sign Sumy left.",
        "The Kharkiv health ministry counted them.",
        "A Kyiv court sent him to prison.",
        "The France-backed militia and a Kharkiv-born fighter left.",
        "The Vladivostok declaration was signed.",
        "The 155th Brigade of Vladivostok lost two men.",
        "He was held in Kursk police custody.",
        'The choir "Sumy" and the 93rd "Kharkiv" Brigade were there.',
        "The Kharkiv People's Republic was not to be.",
        'A head of the Kharkiv "people\'s republic" spoke.',
        "A Kyiv institute and the channel Sumy doubt it.",
        "The Kharkiv group advanced.",
        '"Sumy 1" shows burning tanks.',
        'Moscow asks for the "Kharkiv formula".',
    ],
)
def test_ships_units_and_institutions_put_no_dot_in_a_report_of_fighting(text):
    assert [found.name for found in read(text + WAR) if found.on_map] == []


def test_a_state_or_capital_that_only_speaks_puts_no_dot_in_the_news_either():
    found = one("Kyiv said that trade grew.", "Kyiv")
    assert found.kind is ToponymKind.ACTOR
    assert where(found) == "Kyiv City, UA"
    assert not found.on_map


def test_a_city_far_away_is_not_taken_for_its_namesakes_beside_other_capitals():
    text = (
        "Berlin, Paris and Washington want guarantees. A diplomat in Vienna doubts them, and so do "
        "Ankara and Beijing. Nobody in Geneva has read the drafts." + WAR
    )
    found = read_toponyms(Document(id="t", text=text), load_gazetteer())
    geneva = next(name for name in found if name.name == "Geneva")
    assert geneva.chosen is not None
    assert geneva.chosen.place.country == "CH"


def test_a_river_that_is_spoken_of_as_one_is_the_river():
    text = "Aid barges on the White Nile have been stopped near Khartoum." + WAR
    found = read_toponyms(Document(id="t", text=text), load_gazetteer())
    river = next(name for name in found if name.name == "White Nile")
    assert river.chosen is not None
    assert river.chosen.place.feature_code == "STM"


def test_few_words_of_war_are_enough_in_the_news_of_a_town_at_the_front():
    text = (
        "A Poltava court ruled that a man from Svitlovodsk had sold coordinates. Buses run to "
        "Kremenchuk, Hlobyne and Semenivka every hour. In Myrhorod, the army said, the front is "
        "heard at night."
    )
    found = read_toponyms(Document(id="t", text=text), load_gazetteer())
    names = {name.name: name for name in found}
    assert names["Poltava"].chosen is None
    assert names["Kremenchuk"].on_map


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("An office of the European Union burned.", False),
        ("The European Union said no.", False),
        ("The goods were bought in the European Union.", True),
    ],
)
def test_the_european_union_is_a_party_like_a_state(text, placed):
    found = read_toponyms(Document(id="t", text=text + WAR), load_gazetteer())
    union = next(name for name in found if name.name == "European Union")
    assert union.on_map is placed


def test_weapons_and_groups_that_bear_a_towns_name_put_no_dot():
    gazetteer = load_gazetteer()
    text = "Hamas fired Grad rockets at Kharkiv, and an Iskander fell. Wagner struck Hamas." + WAR
    found = read_toponyms(Document(id="t", text=text), gazetteer)
    assert [name.name for name in found if name.on_map] == ["Kharkiv"]


def test_a_street_has_the_point_of_its_town_and_no_dot():
    text = "From Dallas he drove on. A man fell on Blackthorn Avenue in Columbus, Ohio."
    found = one(text, "Blackthorn Avenue")
    assert found.kind is ToponymKind.SITE
    assert found.chosen is not None
    assert found.chosen.place.name == "Columbus"
    assert not found.on_map
    assert "Columbus, the town named nearest" in found.why


@pytest.mark.parametrize(
    "text",
    [
        "A man fell on Blackthorn Avenue.",
        "He lay in Blackthorn Hospital in Columbus, Ohio.",
        "Shells fell on Blackthorn Avenue in Kharkiv." + WAR,
    ],
)
def test_a_street_without_a_town_a_building_and_a_street_at_war_have_no_point(text):
    found = next(toponym for toponym in read(text) if toponym.kind is ToponymKind.SITE)
    assert found.chosen is None
    assert "street" in found.why


@pytest.mark.parametrize(
    "text", ["The Ohio Highway Patrol came.", "She lives at 12 Blackthorn Avenue, Columbus."]
)
def test_a_street_in_a_longer_name_or_an_address_is_none(text):
    assert ToponymKind.SITE not in [toponym.kind for toponym in read(text)]


def test_washington_and_its_district_are_one_name():
    found = one("He flew to Washington, D.C., and slept.", "Washington, D.C.")
    assert where(found) == "District of Columbia, US"


def test_votes_of_a_famous_name_go_to_its_famous_place():
    """Namesakes in one country do not together outvote the cities that everybody knows."""
    text = "From Paris he went to Alexandria, from Alexandria to Moscow."
    assert where(read(text)[0]).startswith("Île-de-France")


def test_an_outlet_named_for_a_town_speaks_for_it():
    text = (
        "Paris Police and the Paris City Council met the sheriff and deputies at Paris High School."
    )
    assert where(one(text, "Paris", "theparisherald.com")) == "Texas, US"


@pytest.mark.parametrize(
    ("outlet", "town"),
    [("www.columbusdailynews.com", "columbus"), ("news.com", ""), ("", ""), ("...", "")],
)
def test_the_town_of_an_outlet(outlet, town):
    assert town_of(outlet, Lookup(TABLE)) == town


def test_villages_of_a_list_vouch_for_one_another():
    text = "They hold the line Sudzha, Mikhaylovka and Kotovsk." + WAR
    assert names(text)[:3] == ["Sudzha", "Mikhaylovka", "Kotovsk"]


def test_a_namesake_beside_the_places_of_a_list_is_meant():
    found = one("Shells fell in Vladivostok, Mikhaylovka and Ussuriysk.", "Mikhaylovka")
    assert where(found) == "Primorye, RU"


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Units took Mikhaylovka in the Tambov region.", None),
        ("Units took Novosele in the Sumy region.", "UA"),
        ("Units took Novosele village in Ukraine's Sumy region.", "UA"),
        ("Units took Novosele (Sumy region).", "UA"),
        ("They held the Sumy region's Novosele.", "UA"),
        ("They held the Sumy region village of Novosele.", "UA"),
        ("Near Novosele, Unknownovka and Sumy in the Sumy region they were beaten.", "UA"),
    ],
)
def test_a_village_lies_in_the_region_that_is_named_beside_it(text, country):
    found = {toponym.name: toponym for toponym in read(text + WAR + " Irkutsk is far.")}
    village = next(found[name] for name in ("Novosele", "Mikhaylovka") if name in found)
    assert (village.chosen.place.country if village.chosen else None) == country


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("Kyiv, guarantor of the truce, is silent.", []),
        ("Kyiv, where sirens went off, is silent.", ["Kyiv"]),
        ("The Ministry of Defence of the Russia of today is silent.", []),
        ("The Kursk governor is silent.", []),
        ("Kursk emergency services are silent.", []),
        ("Traffic stopped on the Kursk highway.", []),
        ('"Voice of Kursk", with many followers, is silent.', []),
        ("Flights stopped in Kursk, Moscow and Tambov.", ["Kursk", "Moscow", "Tambov"]),
        ("MOSCOW/KYIV, Feb 4 - Envoys met.", ["MOSCOW", "KYIV"]),
        ("Advisers from Paris will be told.", []),
        ("It fell in Russia's western Kursk region.", ["Russia", "Kursk region"]),
    ],
)  # fmt: skip
def test_who_speaks_is_told_from_where_it_is(text, placed):
    found = [toponym.name for toponym in read(f"It is cold.\n\n{text}\n\n{WAR}") if toponym.on_map]
    assert found == placed


def test_a_dateline_in_capitals_is_the_same_place_as_in_the_text():
    first, second = read(f"SUDZHA, Aug 8 - Soldiers are near Sudzha.{WAR}")
    assert first.chosen is not None
    assert first.chosen == second.chosen


def test_a_village_is_decided_again_when_all_that_lies_beside_it_is_known():
    # Novosele is met first, and only what comes later tells that it is the one near Sumy.
    found = read(f"Novosele fell. Ussuriysk is far; Sumy, Sudzha and Kursk are near.{WAR}")
    assert found[0].chosen.place.country == "UA"


def test_an_arabic_article_in_small_letters_belongs_to_the_name():
    assert names(f"They fled to el-Obeid.{WAR}") == ["el-Obeid"]


def test_states_after_a_region_are_no_verb():
    found = read(f"They hold Texas and Ohio states; the capital, Kyiv, is calm.{WAR}")
    assert [toponym.name for toponym in found if toponym.on_map] == ["Texas", "Ohio", "Kyiv"]
