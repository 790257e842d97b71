"""The Account page: who is signed in, what their role may do; for admins, who has which role."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from geo.access import RULES, Action, Member, Role, Standing, signed_in_until
from geo.errors import GeoError
from geo.markup import encode
from ui import cached
from ui.messages import sentence
from ui.sign_in import claims, doer, may, sign_out, standing

_DONE_KEY = "people_done"


def show_account() -> None:
    """Draw the page."""
    own = standing()
    card, out = st.columns([3, 1], vertical_alignment="top")
    card.html(_card(own))
    if out.button("Sign out", width="stretch"):
        sign_out()
    with st.expander("What each role may do"):
        st.html(_rules())
    if may(Action.SEE_PEOPLE):
        _people(own)


def _card(own: Standing) -> str:
    name = str(claims().get("name") or own.name)
    until = signed_in_until(claims())
    rows = [
        ("Known as", own.name),
        ("Role", own.role.value if own.role else "none"),
        ("Signed in until", f"{until:%d %b %Y %H:%M} UTC"),
    ]
    listed = "".join(f"<dt>{encode(a)}</dt><dd>{encode(b)}</dd>" for a, b in rows)
    return f"<div class='salient-card'><h3>{encode(name)}</h3><dl>{listed}</dl></div>"


def _rules() -> str:
    def least(role: Role | None) -> str:
        return "nobody" if role is None else role.value if role is Role.ADMIN else f"{role.value} +"

    rows = "".join(
        f"<tr><td>{encode(rule.words[0].upper() + rule.words[1:])}</td>"
        f"<td>{least(rule.own)}</td><td>{least(rule.others)}</td></tr>"
        for rule in RULES.values()
    )
    head = "<tr><th>What</th><th>On one's own</th><th>Another's</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
    return f"<div class='salient-card salient-roles'>{table}</div>"


def _people(own: Standing) -> None:
    st.html("<h2 class='salient-title'>People</h2>")
    if done := st.session_state.pop(_DONE_KEY, ""):
        sentence("note", done)
    members = cached.store().team.members()
    st.html(_table(members))
    with st.form("give", border=False):
        who_column, role_column, button = st.columns([3, 1.4, 1], vertical_alignment="bottom")
        who = who_column.text_input(
            "Who", placeholder="ann@desk.example", max_chars=400,
            help="An e-mail address that the provider verifies, or issuer and subject with a space "
            "between, as the page shows them to who has no role.",
        )  # fmt: skip
        role = role_column.selectbox("Role", [role.value for role in Role])
        if button.form_submit_button("Give", type="primary", width="stretch"):
            _change(who, Role(role))
    others = [m.who for m in members if m.role is not None and m.who != own.name]
    if others:
        who_column, button = st.columns([4.4, 1], vertical_alignment="bottom")
        chosen = who_column.selectbox("Take a role away", others, index=None)
        if button.button("Take away", disabled=chosen is None, width="stretch") and chosen:
            _change(chosen, None)


def _change(who: str, role: Role | None) -> None:
    team, now = cached.store().team, datetime.now(UTC)
    try:
        if role is None:
            team.take(who, by=doer(), at=now)
        else:
            team.give(who, role, by=doer(), at=now)
    except GeoError as error:
        sentence("error", str(error))
        return
    said = "has no role any more" if role is None else f"is {role.value} from now on"
    st.session_state[_DONE_KEY] = f"{who.strip()} {said}."
    st.rerun()


def _table(members: list[Member]) -> str:
    rows = "".join(
        f"<tr><td>{encode(m.who)}<small>{encode(m.name)}</small></td>"
        f"<td>{m.role.value if m.role else 'none'}</td>"
        f"<td>{f'{m.since:%d %b %Y}' if m.since else 'not yet'}</td>"
        f"<td>{encode(m.by)}<small>{m.at:%d %b %Y %H:%M} UTC</small></td></tr>"
        for m in members
    )
    head = "<tr><th>Who</th><th>Role</th><th>First signed in</th><th>By whom</th></tr>"
    return (
        f"<div class='salient-card'><table><thead>{head}</thead><tbody>{rows}</tbody></table></div>"
    )
