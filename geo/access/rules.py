"""The one table of rules: of each action, which role it takes on one's own and on another's.

What no rule allows is refused. An analyst changes what is their own or nobody's yet; what another
person did is changed by an editor.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is here; each may do all that those before it may."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    EDITOR = "editor"
    ADMIN = "admin"

    def reaches(self, least: Role) -> bool:
        """Return whether this role is the other one or more.

        >>> Role.EDITOR.reaches(Role.ANALYST), Role.VIEWER.reaches(Role.ANALYST)
        (True, False)
        """
        order = list(Role)
        return order.index(self) >= order.index(least)


class Action(StrEnum):
    """Everything that shows or changes something."""

    VIEW = "view"
    EXPORT = "export"
    READ_FILE = "read_file"
    IMPORT = "import"
    UNDO_IMPORT = "undo_import"
    REMEMBER_COLUMNS = "remember_columns"
    ACCEPT_ARTICLE = "accept_article"
    REMEMBER_NAME = "remember_name"
    SET_STATUS = "set_status"
    GRADE = "grade"
    PAIR = "pair"
    TIE = "tie"
    MERGE_CLAIMANT = "merge_claimant"
    NAME_AREA_CLAIMANT = "name_area_claimant"
    SAVE_VIEW = "save_view"
    KEEP_PUBLISH_SETTINGS = "keep_publish_settings"
    SEE_PEOPLE = "see_people"
    GIVE_ROLE = "give_role"
    TAKE_ROLE = "take_role"
    RESTORE = "restore"


@dataclass(frozen=True)
class Rule:
    """The least role for an action; None: nobody who signed in may."""

    words: str
    """The action, as it follows "may"."""
    own: Role | None
    """On what is one's own, or nobody's yet."""
    others: Role | None
    """On what another person did."""


RULES: dict[Action, Rule] = {
    Action.VIEW: Rule("see maps, claims, sources and history", Role.VIEWER, Role.VIEWER),
    Action.EXPORT: Rule("take pictures and data files along", Role.VIEWER, Role.VIEWER),
    Action.READ_FILE: Rule("have a file or an address read", Role.ANALYST, Role.ANALYST),
    Action.IMPORT: Rule("import", Role.ANALYST, Role.ANALYST),
    Action.UNDO_IMPORT: Rule("undo an import", Role.ANALYST, Role.EDITOR),
    Action.REMEMBER_COLUMNS: Rule(
        "say how the columns of a table are read", Role.ANALYST, Role.ANALYST
    ),
    Action.ACCEPT_ARTICLE: Rule("store what an article says", Role.ANALYST, Role.ANALYST),
    Action.REMEMBER_NAME: Rule(
        "say which place a name in an article means", Role.ANALYST, Role.ANALYST
    ),
    Action.SET_STATUS: Rule("set the status of a claim", Role.ANALYST, Role.EDITOR),
    Action.GRADE: Rule("grade a claim", Role.ANALYST, Role.EDITOR),
    Action.PAIR: Rule("settle whether two claims are about one thing", Role.ANALYST, Role.EDITOR),
    Action.TIE: Rule("tie a claim to an area, or untie it", Role.ANALYST, Role.EDITOR),
    Action.MERGE_CLAIMANT: Rule("merge claimants", Role.EDITOR, Role.EDITOR),
    Action.NAME_AREA_CLAIMANT: Rule(
        "name the claimant of a source's areas", Role.EDITOR, Role.EDITOR
    ),
    Action.SAVE_VIEW: Rule("save, replace or remove a view", Role.ANALYST, Role.EDITOR),
    Action.KEEP_PUBLISH_SETTINGS: Rule("set how the desk's maps look", Role.EDITOR, Role.EDITOR),
    Action.SEE_PEOPLE: Rule("see who has which role", Role.ADMIN, Role.ADMIN),
    # Nobody changes their own role: so an admin always remains.
    Action.GIVE_ROLE: Rule("give a person a role", None, Role.ADMIN),
    Action.TAKE_ROLE: Rule("take a person's role away", None, Role.ADMIN),
    Action.RESTORE: Rule("put the store back from a copy", None, None),
}


def least_role(action: Action, *, own: bool) -> Role | None:
    """Return the least role that an action takes; None if no role is enough."""
    rule = RULES.get(action)
    if rule is None:
        return None
    return rule.own if own else rule.others


def allowed(role: Role | None, action: Action, *, own: bool) -> bool:
    """Return whether a person of a role may do it.

    Parameters
    ----------
    role : Role or None
        None: no role was given to the person.
    action : Action
    own : bool
        Whether it is done to what the person did, or to what nobody did yet.

    Examples
    --------
    >>> allowed(Role.ANALYST, Action.UNDO_IMPORT, own=True)
    True
    >>> allowed(Role.ANALYST, Action.UNDO_IMPORT, own=False)
    False
    >>> allowed(None, Action.VIEW, own=True)
    False
    """
    least = least_role(action, own=own)
    return role is not None and least is not None and role.reaches(least)
