"""What a reviewer does to the ledger: each an appended version, each to be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from geo.errors import GeoError
from geo.ledger import Review, ReviewKind, latest, taken_back
from geo.models import ClaimStatus
from ui import cached
from ui.messages import sentence
from ui.sign_in import doer

_DOING, _DONE, _SAID = "review_doing", "review_done", "review_said"


@dataclass(frozen=True)
class Doing:
    """An edit that is open, and what the reviewer saw when it was opened."""

    what: str
    """A status, or a kind of review."""
    claim: str
    status_version: int
    settled: Mapping[tuple[ReviewKind, str], Review]

    def version(self, kind: ReviewKind, subject: str) -> int:
        """Return the version of a review that was seen; 0 for none."""
        found = self.settled.get((kind, subject))
        return 0 if found is None else found.version


@dataclass(frozen=True)
class _Done:
    """An edit that was stored, and how it is taken back."""

    kind: ReviewKind | ClaimStatus
    subject: str
    version: int
    before: Mapping[str, Any] | None
    words: str


def begin(what: str, claim: str) -> None:
    """Open an edit of a claim; what others change from now on makes it stale."""
    store = cached.store()
    st.session_state[_DOING] = Doing(
        what, claim, store.status_version(claim), latest(store.reviews())
    )


def doing() -> Doing | None:
    """Return the edit that is open, if one is."""
    found: Doing | None = st.session_state.get(_DOING)
    return found


def end() -> None:
    """Close the edit that is open."""
    st.session_state.pop(_DOING, None)


def set_status(edit: Doing, status: ClaimStatus, reason: str, evidence: str) -> None:
    """Append a status and close the edit; a refusal is said, and the edit stays open."""
    store = cached.store()
    before = store.status_history(edit.claim)[-1].status
    try:
        number = store.set_claim_status(
            edit.claim, status, by=doer(), at=datetime.now(UTC), reason=reason,
            evidence=evidence, based_on=edit.status_version,
        )  # fmt: skip
    except GeoError as error:
        sentence("error", str(error))
        return
    _keep(_Done(before, edit.claim, number, None, f"The status {status.value}"))


def settle(
    edit: Doing, kind: ReviewKind, subject: str, body: Mapping[str, Any], reason: str
) -> None:
    """Append a review and close the edit; a refusal is said, and the edit stays open."""
    seen = edit.settled.get((kind, subject))
    try:
        version = cached.store().save_review(
            kind, subject, body, by=doer(), at=datetime.now(UTC), reason=reason,
            based_on=edit.version(kind, subject),
        )  # fmt: skip
    except GeoError as error:
        sentence("error", str(error))
        return
    words = f"The {kind.value.replace('_', ' ')} of {subject}"
    _keep(_Done(kind, subject, version, None if seen is None else seen.body, words))


def undo() -> None:
    """Take back this session's last edit, by a version of its own that says so."""
    done = _undoable()
    if not done:
        return
    last, store = done[-1], cached.store()
    why = f"Takes back: {last.words}."
    now = datetime.now(UTC)
    try:
        by = doer()
        if isinstance(last.kind, ClaimStatus):
            store.set_claim_status(
                last.subject, last.kind, by=by, at=now, reason=why, based_on=last.version
            )
        else:
            body = taken_back(last.kind, last.before)
            store.save_review(
                last.kind, last.subject, body, by=by, at=now, reason=why, based_on=last.version
            )
    except GeoError as error:
        st.session_state[_SAID] = ("error", str(error))
    else:
        st.session_state[_SAID] = ("note", f"{last.words} is taken back. Both stay in the log.")
    done.pop()


def can_undo() -> bool:
    """Return whether this session has an edit to take back."""
    return bool(_undoable())


def say_what_was_done() -> None:
    """Show once what the last edit or undo came to."""
    tone, words = st.session_state.pop(_SAID, ("", ""))
    if words:
        sentence(tone, words)


def _undoable() -> list[_Done]:
    found: list[_Done] = st.session_state.setdefault(_DONE, [])
    return found


def _keep(done: _Done) -> None:
    _undoable().append(done)
    st.session_state[_SAID] = ("note", f"{done.words} is stored.")
    end()
    st.rerun()
