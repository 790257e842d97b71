"""Who may do what: every action, by every role, on one's own and on another's, in a real store."""

import ast
import itertools
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from geo.access import (
    RULES,
    Action,
    Doer,
    Person,
    Role,
    Standing,
    allowed,
    person_from,
    signed_in_until,
)
from geo.cli.main import cli
from geo.errors import NotAllowed, NotInStore, SchemaError, StoreError
from geo.ledger import ReviewKind
from geo.models import ClaimStatus, ImportReport, Source
from geo.store import Store, open_store
from geo.store.history import recorded
from geo.store.reviews import NEEDS
from geo.store.schema import sources as sources_table
from tests.places import Schemas
from tests.test_store_changes import event, events_of

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SHELL = "root"
ANN = Person("https://id.example ann", "ann@desk.example", "Ann")
BEA = Person("https://id.example bea", "bea@desk.example", "Bea")

# By hand, apart from the code: who may on their own (or nobody's), and who on another's.
# v viewer, a analyst, e editor, A admin.
EXPECTED = {
    "view": ("vaeA", "vaeA"),
    "export": ("vaeA", "vaeA"),
    "read_file": ("aeA", "aeA"),
    "import": ("aeA", "aeA"),
    "undo_import": ("aeA", "eA"),
    "remember_columns": ("aeA", "aeA"),
    "accept_article": ("aeA", "aeA"),
    "remember_name": ("aeA", "aeA"),
    "set_status": ("aeA", "eA"),
    "grade": ("aeA", "eA"),
    "pair": ("aeA", "eA"),
    "tie": ("aeA", "eA"),
    "merge_claimant": ("eA", "eA"),
    "name_area_claimant": ("eA", "eA"),
    "save_view": ("aeA", "eA"),
    "keep_publish_settings": ("eA", "eA"),
    "see_people": ("A", "A"),
    "give_role": ("", "A"),
    "take_role": ("", "A"),
    "restore": ("", ""),
}
LETTERS = {None: "-", Role.VIEWER: "v", Role.ANALYST: "a", Role.EDITOR: "e", Role.ADMIN: "A"}
CELLS = [
    (action, role, own) for role in (None, *Role) for action in Action for own in (True, False)
]
_numbers = itertools.count(1)


def expected(action: Action, role: Role | None, own: bool) -> bool:
    return LETTERS[role] in EXPECTED[action.value][0 if own else 1]


@pytest.fixture(scope="module")
def store(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("team") / "store.gpkg"
    shutil.copy(seeded_file, path)
    opened = open_store(path)
    yield opened
    opened.close()


def become(store: Store, person: Person, role: Role | None) -> None:
    """Let a person have a role, whatever theirs was."""
    now = store.team.standing(person).role
    if now is not role and role is not None:
        store.team.give(person.email, role, by=SHELL, at=NOW)
        store.team.welcome(person, at=NOW)
    elif now is not role:
        store.team.take(person.email, by=SHELL, at=NOW)


def mapping(start: str) -> Callable:
    def act(store: Store, doer: Doer, owner: Doer | None) -> Callable[[Store], object]:
        name = start if start == "publish" else f"{start}{next(_numbers)}"
        seen = store.mapping(name)[0]
        if owner is not None:
            seen = store.save_mapping(name, {"n": next(_numbers)}, by=owner, at=NOW, based_on=seen)
        return lambda door: door.save_mapping(
            name, {"n": next(_numbers)}, by=doer, at=NOW, based_on=seen
        )

    return act


def review(kind: ReviewKind, body: dict) -> Callable:
    def act(store: Store, doer: Doer, owner: Doer | None) -> Callable[[Store], object]:
        said = {"subject": f"thing {next(_numbers)}", "body": body, "at": NOW, "reason": "so"}
        if owner is not None:
            store.save_review(kind, by=owner, based_on=0, **said)
        seen = 0 if owner is None else 1
        return lambda door: door.save_review(kind, by=doer, based_on=seen, **said)

    return act


def status(store: Store, doer: Doer, owner: Doer | None) -> Callable[[Store], object]:
    claim = store.claims()[next(_numbers) % 20].id
    said = {"at": NOW, "reason": "so"}
    if owner is not None:
        store.set_claim_status(
            claim, ClaimStatus.DISPUTED, by=owner, based_on=store.status_version(claim), **said
        )
    seen = store.status_version(claim)
    return lambda door: door.set_claim_status(
        claim, ClaimStatus.CONFIRMED, by=doer, based_on=seen, **said
    )


def report() -> ImportReport:
    return ImportReport(file="f", sha256=f"{next(_numbers):064}", read=1, kept=1)


def imports(store: Store, doer: Doer, owner: Doer | None) -> Callable[[Store], object]:
    number = next(_numbers)
    source = Source(id=f"s{number}", title=f"S {number}", attribution="by the test")
    how = {"recorded_at": NOW, "recorded_by": doer}
    claim = replace(store.claims()[0], id=f"claim-{number}", source=source.id)
    place = replace(store.places()[0], id=f"place-{number}")
    frame = events_of(event(str(number)))
    return [
        lambda door: door.import_editions([], source, report(), **how),
        lambda door: door.import_events(frame, source, report(), **how),
        lambda door: door.import_places([place], source, report(), **how),
        lambda door: door.import_claims([claim], source, report(), **how),
    ][number % 4]


def article(store: Store, doer: Doer, owner: Doer | None) -> Callable[[Store], object]:
    number = next(_numbers)
    source = Source(id=f"s{number}", title=f"S {number}", attribution="by the test")
    place = replace(store.places()[0], id=f"place-{number}")
    return lambda door: door.import_article(
        [place], [], source, report(), recorded_at=NOW, recorded_by=doer
    )


def undo(store: Store, doer: Doer, owner: Doer | None) -> Callable[[Store], object]:
    result = imports(store, owner or SHELL, None)(store)
    return lambda door: door.undo(result.import_id, by=doer, at=NOW, reason="so")


def asks(action: Action) -> Callable:
    return lambda store, doer, owner: lambda door: door.team.standing(doer).require(action)


def role_given(give: bool) -> Callable:
    def act(store: Store, doer: Doer, owner: Doer | None) -> Callable[[Store], object]:
        whose = str(owner)
        if whose == BEA.email:
            become(store, BEA, Role.EDITOR)
        if give:
            return lambda door: door.team.give(whose, Role.VIEWER, by=doer, at=NOW)
        return lambda door: door.team.take(whose, by=doer, at=NOW)

    return act


PERFORM: dict[Action, Callable] = {
    Action.VIEW: asks(Action.VIEW),
    Action.EXPORT: asks(Action.EXPORT),
    Action.READ_FILE: asks(Action.READ_FILE),
    Action.SEE_PEOPLE: asks(Action.SEE_PEOPLE),
    Action.IMPORT: imports,
    Action.UNDO_IMPORT: undo,
    Action.REMEMBER_COLUMNS: mapping("columns "),
    Action.SAVE_VIEW: mapping("claims view: "),
    Action.KEEP_PUBLISH_SETTINGS: mapping("publish"),
    Action.ACCEPT_ARTICLE: article,
    Action.REMEMBER_NAME: review(ReviewKind.TOPONYM, {"place": ""}),
    Action.SET_STATUS: status,
    Action.GRADE: review(ReviewKind.GRADE, {"reliability": "B", "credibility": "2"}),
    Action.PAIR: review(ReviewKind.PAIR, {"same": True}),
    Action.TIE: review(ReviewKind.TIE, {"tied": True}),
    Action.MERGE_CLAIMANT: review(ReviewKind.CLAIMANT, {"name": "A"}),
    Action.NAME_AREA_CLAIMANT: review(ReviewKind.AREA_CLAIMANT, {"name": "A"}),
    Action.GIVE_ROLE: role_given(True),
    Action.TAKE_ROLE: role_given(False),
    Action.RESTORE: lambda store, doer, owner: lambda door: door.note_restore("f", at=NOW, by=doer),
}
ASKED = {Action.VIEW, Action.EXPORT, Action.READ_FILE, Action.SEE_PEOPLE}


def test_no_action_is_without_a_rule_a_place_in_the_matrix_and_something_that_does_it():
    assert set(RULES) == set(PERFORM) == set(Action)
    assert set(EXPECTED) == {action.value for action in Action}
    assert set(NEEDS) == set(ReviewKind)
    assert len(CELLS) == len(Action) * 5 * 2


@pytest.mark.parametrize(
    ("action", "role", "own"), CELLS,
    ids=[f"{a.value}-{r.value if r else 'none'}-{'own' if o else 'other'}" for a, r, o in CELLS],
)  # fmt: skip
def test_each_role_may_do_just_what_its_cell_says(store, action, role, own):
    # What is judged is what Ann is now, not what she was when she did what she changes.
    act = PERFORM[action](store, ANN, ANN.email if own else BEA.email)
    become(store, ANN, role)
    door = store.for_people()
    before = store.latest_entry()
    if expected(action, role, own):
        act(door)
        if action not in ASKED:
            assert store.latest_entry() != before
            assert store.history(1)[0].by == "ann@desk.example"
        return
    with pytest.raises(NotAllowed) as refused:
        act(door)
    assert str(refused.value).endswith(".")
    assert store.latest_entry() == before


@pytest.mark.parametrize("action", [a for a in Action if a not in ASKED], ids=lambda a: a.value)
def test_what_nobody_did_yet_is_as_ones_own(store, action):
    if action in (Action.UNDO_IMPORT, Action.GIVE_ROLE, Action.TAKE_ROLE):
        return  # there is always someone who did it
    for role in Role:
        become(store, ANN, role)
        act, door = PERFORM[action](store, ANN, None), store.for_people()
        if expected(action, role, own=True):
            act(door)
        elif action is not Action.KEEP_PUBLISH_SETTINGS:
            with pytest.raises(NotAllowed):
                act(door)


@pytest.mark.parametrize("action", Action, ids=lambda a: a.value)
def test_where_people_sign_in_a_name_alone_may_nothing(store, action):
    act = PERFORM[action](store, SHELL, BEA.email)
    before = store.latest_entry()
    with pytest.raises(NotAllowed, match="Nobody is signed in"):
        act(store.for_people())
    assert store.latest_entry() == before
    act(store)  # and where nobody signs in, all is as it was


@pytest.mark.server
def test_on_a_server_the_cells_say_the_same(postgres, seeded_file):
    opened = open_store(Schemas(postgres, seeded_file).seeded())
    try:
        for action, role, own in (cell for cell in CELLS if cell[1] is Role.ANALYST):
            test_each_role_may_do_just_what_its_cell_says(opened, action, role, own)
        with pytest.raises(NotAllowed, match="Nobody is signed in"):
            imports(opened, SHELL, None)(opened.for_people())
    finally:
        opened.close()


def test_a_change_that_does_not_say_whose_thing_it_is_is_refused(store):
    become(store, ANN, Role.ADMIN)
    before = store.latest_entry()
    row = {"id": "x", "title": "x", "publisher": "", "url": "", "licence": "", "attribution": "",
           "redistribution": True, "terms": "", "synthetic": False, "time_zone": "UTC"}  # fmt: skip
    with (
        pytest.raises(NotAllowed, match="Nobody said whose thing"),
        recorded(store._engine, "new", at=NOW, by=ANN, needs=Action.IMPORT) as change,
    ):
        change.connection.execute(sources_table.insert(), row)
    assert store.latest_entry() == before


def test_a_role_that_is_taken_away_counts_at_the_next_step(store):
    become(store, ANN, Role.ANALYST)
    people_only = store.for_people()
    imports(store, ANN, None)(people_only)
    store.team.take(ANN.email, by=SHELL, at=NOW)
    with pytest.raises(NotAllowed, match="has no role here"):
        imports(store, ANN, None)(people_only)


class TestAccounts:
    """A role is given to an address, and taken up by the account that first comes with it."""

    @pytest.fixture
    def team(self, place):
        opened = open_store(place.new())
        yield opened.team
        opened.close()

    @pytest.fixture
    def path(self, tmp_path):
        return tmp_path / "store.gpkg"

    def test_it_is_the_first_accounts_alone(self, team):
        other = replace(ANN, subject="https://id.example another")
        team.give("Ann@Desk.example ", Role.EDITOR, by=SHELL, at=NOW)
        assert team.standing(ANN).role is None  # before she came in
        assert team.welcome(ANN, at=NOW).role is Role.EDITOR
        assert team.welcome(other, at=NOW).role is None
        moved = replace(ANN, email="ann@elsewhere.example")
        assert team.standing(moved) == Standing("ann@desk.example", Role.EDITOR)
        (member,) = team.members()
        assert (member.name, member.since, member.by) == ("Ann", NOW, SHELL)

    def test_after_it_was_taken_and_given_anew_another_account_takes_it_up(self, team):
        other = replace(ANN, subject="https://id.example another")
        team.give(ANN.email, Role.EDITOR, by=SHELL, at=NOW)
        team.welcome(ANN, at=NOW)
        team.take(ANN.email, by=SHELL, at=NOW)
        assert team.standing(ANN).role is None
        assert team.welcome(ANN, at=NOW).role is None
        team.give(ANN.email, Role.VIEWER, by=SHELL, at=NOW)
        assert team.standing(ANN).role is None
        assert team.welcome(other, at=NOW).role is Role.VIEWER
        assert team.welcome(ANN, at=NOW).role is None

    def test_an_address_that_nobody_verified_takes_nothing_up(self, team):
        team.give(ANN.email, Role.ADMIN, by=SHELL, at=NOW)
        claims = {"iss": "https://id.example", "sub": "ann", "email": ANN.email}
        for verified in ({}, {"email_verified": False}, {"email_verified": "true"}):
            assert team.welcome(person_from(claims | verified), at=NOW).role is None
        assert team.welcome(person_from(claims | {"email_verified": True}), at=NOW).role

    def test_an_account_without_an_address_has_its_role_by_issuer_and_subject(self, team):
        plain = Person("https://id.example 7")
        team.give("https://id.example 7", Role.ANALYST, by=SHELL, at=NOW)
        assert team.standing(plain) == Standing("https://id.example 7", Role.ANALYST)
        assert team.standing(Person("https://other.example 7")).role is None

    @pytest.mark.parametrize("who", ["", "ann", "@desk.example", "a b@desk.example", "https://x"])
    def test_what_is_nobody_is_a_sentence(self, team, who):
        with pytest.raises(StoreError, match="neither an e-mail address nor an account"):
            team.give(who, Role.VIEWER, by=SHELL, at=NOW)

    def test_a_role_twice_and_none_at_all_are_said(self, team):
        team.give(ANN.email, Role.VIEWER, by=SHELL, at=NOW)
        with pytest.raises(StoreError, match="is viewer already"):
            team.give(ANN.email, Role.VIEWER, by=SHELL, at=NOW)
        with pytest.raises(NotInStore, match="has no role"):
            team.take(BEA.email, by=SHELL, at=NOW)

    def test_the_command_makes_the_first_admin_lists_and_removes(self, path):
        def run(*words):
            result = CliRunner().invoke(cli, ["--store", str(path), "people", *words])
            return result.exit_code, result.output

        assert "Nobody has a role yet" in run()[1]
        assert run("give", "admin", "ann@desk.example") == (
            0, "ann@desk.example is admin from now on.\n",
        )  # fmt: skip
        assert "not yet signed in" in run()[1]
        assert run("remove", "ann@desk.example")[0] == 0
        assert run()[1].startswith("none     ann@desk.example")
        code, said = run("give", "owner", "ann@desk.example")
        assert code != 0
        assert "viewer" in said


@given(st.sampled_from(Action), st.sampled_from(list(Role)), st.booleans())
def test_a_higher_role_may_all_that_a_lower_one_may(action, role, own):
    for more in Role:
        if more.reaches(role):
            assert allowed(more, action, own=own) >= allowed(role, action, own=own)
    # What is another's is never easier than what is one's own, but for one's own role.
    if action not in (Action.GIVE_ROLE, Action.TAKE_ROLE):
        assert allowed(role, action, own=True) >= allowed(role, action, own=False)


@given(
    st.dictionaries(
        st.sampled_from(["iss", "sub", "email", "email_verified", "name", "iat"]),
        st.one_of(st.none(), st.booleans(), st.text(max_size=8), st.floats(), st.integers()),
    )
)
def test_whatever_a_provider_says_it_is_a_person_or_a_sentence(claims):
    try:
        person = person_from(claims)
    except SchemaError:
        assert not (claims.get("iss") and claims.get("sub")) or not (
            isinstance(claims["iss"], str) and isinstance(claims["sub"], str)
            and claims["iss"].strip()
        )  # fmt: skip
    else:
        assert person.email == "" or claims["email_verified"] is True
    assert signed_in_until(claims).tzinfo is not None


def test_a_sign_in_lasts_a_working_day_and_one_without_a_time_has_ended():
    assert signed_in_until({"iat": NOW.timestamp()}) == NOW + timedelta(hours=12)
    assert signed_in_until({}) < NOW


# The doors of the store, file by file: whoever adds one says here why it needs no rule.
WRITERS = {
    ("history.py", "recorded"),  # the one for people
    ("history.py", "append_sign_in"),  # binds a role that an admin gave
    ("history.py", "note_restore"),  # judged by its own rule
    ("migrate.py", "migrate"),  # when a store is opened
    ("copying.py", "copy_all"),  # into a store without a row; a command of whoever keeps it
    ("derived.py", "keep_timeline"),  # what can be made again
    ("derived.py", "forget"),
}


def test_nothing_writes_to_the_store_but_through_the_guarded_door():
    found, judged = set(), set()
    for path in sorted((ROOT / "geo" / "store").glob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                    continue
                if node.func.id == "writing":
                    found.add((path.name, function.name))
                if node.func.id == "recorded":
                    judged.add(function.name)
                    assert "needs" in {word.arg for word in node.keywords}
    assert found == WRITERS
    assert judged == {
        "undo",
        "save_mapping",
        "set_claim_status",
        "save_review",
        "_set",
        "importing",
    }
    for path in [*ROOT.joinpath("geo").rglob("*.py"), *ROOT.joinpath("ui").glob("*.py")]:
        if path.parent.name != "store":
            text = path.read_text(encoding="utf-8")
            assert "geo.store.history" not in text, path
            assert "geo.store.engine" not in text, path
    for path in [*ROOT.joinpath("ui").glob("*.py"), *ROOT.joinpath("pages").glob("*.py")]:
        if path.name != "sign_in.py":  # whoever has a page open is asked there alone
            assert "user_name" not in path.read_text(encoding="utf-8"), path
