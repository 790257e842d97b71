"""Pages as people of each role see them: what they cannot do is absent, or said in a sentence."""

import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from geo import workspace
from geo.access import Person, Role
from geo.access.people import SESSION
from geo.access.sessions import SignIn
from geo.errors import ConfigurationError, NotAllowed
from geo.maps.layers import MapView
from geo.publish.wish import Wish
from geo.store import open_store
from ui import people_panel, sign_in
from ui.publish_files import _kept
from ui.publish_panel import Asked

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime.now(UTC)
CLAIMS = {
    "is_logged_in": True, "iss": "https://id.example", "sub": "ann", "email": "ann@desk.example",
    "email_verified": True, "name": "Ann", "nonce": "one",
}  # fmt: skip
ANN = Person("https://id.example ann", "ann@desk.example", "Ann")


@pytest.fixture
def here(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawn_edition):
    """Return what lets Ann have a role, with an import of hers in the store.

    What Streamlit says of a person comes from here; all else is as it is served.
    """
    path = tmp_path / "store.gpkg"
    shutil.copy(seeded_file, path)
    people_only = threading.Event()
    people_only.set()
    monkeypatch.setattr(workspace, "_people_only", people_only)
    monkeypatch.setenv("SALIENT_STORE", str(path))
    monkeypatch.setattr(sign_in, "sign_in", lambda: SignIn(("",), secure=False))
    told = CLAIMS | {"iat": NOW.timestamp()}
    for module in (sign_in, people_panel):
        monkeypatch.setattr(module, "claims", lambda: told)
    store = open_store(path)

    def be(role: Role):
        store.team.give(ANN.email, role, by="root", at=NOW)
        store.team.welcome(ANN, at=NOW)
        return store

    be(Role.ADMIN)
    edition, report = drawn_edition
    store.import_edition(edition, report, recorded_at=NOW, recorded_by=ANN)
    yield be
    store.close()


def page(name: str, **query: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "pages" / name), default_timeout=60)
    for key, value in query.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception
    return test


def html(test: AppTest) -> str:
    return "\n".join(element.proto.body for element in test.get("html"))


def labels(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


@pytest.mark.parametrize(
    ("role", "can_undo", "sees_roles"),
    [(Role.VIEWER, 0, False), (Role.ANALYST, 1, False), (Role.EDITOR, 22, False),
     (Role.ADMIN, 22, True)],
)  # fmt: skip
def test_the_history_offers_to_undo_what_one_may(here, role, can_undo, sees_roles):
    if role is not Role.ADMIN:
        here(role)
    test = page("data.py", section="History")
    listed = [box for box in test.selectbox if box.label == "Import"]
    assert (len(listed[0].options) if listed else 0) == can_undo
    if not can_undo:
        assert "It takes the role analyst to undo an import. Yours is viewer" in html(test)
    entries = next(t.value for t in test.dataframe if "action" in t.value.columns)
    assert ("role" in set(entries["action"])) is sees_roles


def test_an_undo_from_the_page_bears_the_person(here):
    store = here(Role.ANALYST)
    test = page("data.py", section="History")
    next(box for box in test.selectbox if box.label == "Import").select_index(0)
    test.text_input[0].set_value("the wrong day")
    test.run()
    next(button for button in test.button if button.label == "Undo").click().run()
    assert "is undone" in html(test)
    entry = store.history(1)[0]
    assert (entry.action, entry.by) == ("undo", "ann@desk.example")


@pytest.mark.parametrize(("role", "merges"), [(Role.ANALYST, False), (Role.EDITOR, True)])
def test_the_review_leaves_merging_to_editors_and_says_so(here, role, merges):
    here(role)
    test = page("claims.py", section="Review")
    button = next(b for b in test.button if b.label == "Merge claimant")
    assert button.disabled is not merges
    assert ("It takes the role editor to merge claimants" in html(test)) is not merges


def test_the_account_lists_people_for_admins_alone(here):
    test = page("account.py")
    assert "First signed in" in html(test)
    assert "Give" in labels(test)
    here(Role.EDITOR)
    test = page("account.py")
    assert "First signed in" not in html(test)
    assert labels(test) == ["Sign out"]
    assert "<dd>editor</dd>" in html(test)


@pytest.mark.parametrize(("role", "kept"), [(Role.VIEWER, False), (Role.EDITOR, True)])
def test_a_file_is_everyones_and_the_desks_look_is_an_editors(here, role, kept):
    opened = here(role)
    store = opened.for_people()
    shown = next(e for e in store.editions() if e.source.id == "kursk-seed")
    wish = Wish(view=MapView(source="kursk-seed", at="2025-01-05"), layout="square")
    unsaid: list[str] = []
    asked = Asked(wish, shown, None, [shown], 2, 0)
    assert _kept(lambda: b"a file", asked, store, ANN, unsaid)() == b"a file"
    assert unsaid == []
    version, body = store.mapping("publish")
    assert (version, body.get("layout")) == ((1, "square") if kept else (0, None))
    opened.team.take(ANN.email, by="root", at=NOW)
    with pytest.raises(NotAllowed, match="has no role here"):
        _kept(lambda: b"a file", asked, store, ANN, unsaid)()


def test_a_sign_in_that_has_ended_changes_nothing(here, monkeypatch):
    here(Role.EDITOR)
    old = CLAIMS | {"iat": (NOW - SESSION - timedelta(minutes=1)).timestamp()}
    monkeypatch.setattr(sign_in, "claims", lambda: old)
    with pytest.raises(NotAllowed, match="Your sign-in has ended"):
        sign_in.doer()
    test = page("data.py", section="Import")
    assert "Your sign-in has ended" in html(test)


class TestSettings:
    @pytest.fixture(autouse=True)
    def asked_anew(self):
        sign_in.sign_in.cache_clear()
        yield
        sign_in.sign_in.cache_clear()

    def test_without_a_file_of_secrets_nobody_signs_in(self, monkeypatch, tmp_path):
        monkeypatch.setattr(
            config, "get_option", self.options({"secrets.files": [str(tmp_path / "none.toml")]})
        )
        assert sign_in.sign_in() is None

    def test_a_file_of_secrets_that_cannot_be_read_closes_the_house(self, monkeypatch, tmp_path):
        broken = tmp_path / "secrets.toml"
        broken.write_text("[auth\nredirect_uri = ")
        monkeypatch.setattr(config, "get_option", self.options({"secrets.files": [str(broken)]}))
        with pytest.raises(ConfigurationError, match=r"secrets\.toml cannot be read"):
            sign_in.sign_in()

    def options(self, changed):
        get = config.get_option
        return lambda name: changed[name] if name in changed else get(name)
