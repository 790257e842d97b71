"""Claims made by rule with a seed: as many, as repetitive and in as many scripts as real ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from geo.models import (
    Claim,
    ClaimClass,
    ClaimPlace,
    ClaimStatus,
    DatedText,
    Place,
    PlacePrecision,
    Quantity,
)

_SETTLEMENTS, _CLAIMANTS, _DAYS, _WORDS = 3_000, 260, 1_040, 9_000
_FIRST = datetime(2022, 2, 24, tzinfo=UTC)
_UNITS = ("soldiers", "drones", "km2", "tanks", "settlements", "prisoners", "missiles", "people")
_LETTERS = {
    "latin": "abcdefghiklmnoprstuvyz",
    "cyrillic": "абвгдежзийклмнопрстуфхцчшьюяїієґ",
    "hangul": "가나다라마바사아자차카타파하군북한전선병력",
}
_CLASSES = (ClaimClass.CLAIM, ClaimClass.REPORT, ClaimClass.CONFIRM, ClaimClass.DENY,
            ClaimClass.ESTIMATE, ClaimClass.UNVERIFIED, ClaimClass.NO_COMMENT)  # fmt: skip
_CLASS_SHARES = np.array([46, 27, 8, 6, 8, 4, 1]) / 100
_STATUSES = tuple(ClaimStatus)
_STATUS_SHARES = np.array([70, 9, 8, 5, 6, 2]) / 100


def generated_places(seed: int = 20250105) -> list[Place]:
    """Return settlements along a made-up front line, and two regions and a country."""
    made = np.random.default_rng(seed)
    names = _vocabulary(made, "latin", _SETTLEMENTS)
    along = made.uniform(0, 1, _SETTLEMENTS)
    away = made.standard_t(2, _SETTLEMENTS).clip(-6, 6) * 0.35
    found = [
        Place(
            id=f"made-{number}", name=name.title(), name_uk=name, feature_code="PPL", country="UA",
            admin1=f"Oblast {number % 20}", origin="Made by rule",
            lon=round(float(33.5 + 5 * np.sin(1.6 * a) + off), 4),
            lat=round(float(46.4 + 4.3 * a + 0.4 * off), 4),
        )
        for number, (name, a, off) in enumerate(zip(names, along, away, strict=True))
    ]  # fmt: skip
    return found


def generated_claims(count: int, places: list[Place], seed: int = 20250105) -> list[Claim]:
    """Return claims about places, most of them in Latin script, their evidence in three.

    Notes
    -----
    A statement has 12 to 36 words, its evidence 8 to 40; two in three give a figure; one in ten
    names no place, one in five a region only. A few claimants make most of the claims.
    """
    made = np.random.default_rng(seed)
    words = {script: _vocabulary(made, script, _WORDS) for script in _LETTERS}
    names = [f"{a.title()} {b.title()}" for a, b in made.choice(words["latin"], (_CLAIMANTS, 2))]
    share = 1 / np.arange(1, _CLAIMANTS + 1) ** 1.1
    claimant = made.choice(_CLAIMANTS, count, p=share / share.sum())
    place = (made.zipf(1.3, count) - 1) % len(places)
    day = np.sort((_DAYS * made.beta(1.4, 1.1, count)).astype(int))
    kind = made.choice(len(_CLASSES), count, p=_CLASS_SHARES)
    status = made.choice(len(_STATUSES), count, p=_STATUS_SHARES)
    script = made.choice(["latin", "cyrillic", "hangul"], count, p=[0.45, 0.45, 0.1])
    frequent = (made.zipf(1.25, (count, 76)) - 1) % _WORDS
    return [
        _claim(n, names[claimant[n]], int(claimant[n]), places[place[n]], int(day[n]),
               _CLASSES[kind[n]], _STATUSES[status[n]], words["latin"], words[script[n]],
               frequent[n].tolist())
        for n in range(count)
    ]  # fmt: skip


def _claim(
    number: int,
    claimant: str,
    who: int,
    place: Place,
    day: int,
    kind: ClaimClass,
    status: ClaimStatus,
    words: list[str],
    foreign: list[str],
    picks: list[int],
) -> Claim:
    said = _FIRST + timedelta(days=day + number % 3)
    event = _FIRST + timedelta(days=day)
    statement = " ".join(words[at] for at in picks[: 12 + number % 25])
    evidence = " ".join(foreign[at] for at in picks[36 : 44 + number % 33])
    low = float(1 + picks[0] % 900)
    precision = PlacePrecision.REGION if number % 5 == 0 else PlacePrecision.EXACT
    return Claim(
        id=f"made-{number:06}",
        claimant=claimant,
        side=("RU", "UA", "other")[who % 3],
        role=f"spokesperson {who % 40}",
        via="a news agency" if number % 4 == 0 else "",
        claim_class=kind,
        statement=f"{claimant} said that {statement}.",
        quantities=()
        if number % 3 == 0
        else (Quantity(low=low, high=low * (1 + number % 2), unit=_UNITS[number % 8]),),
        places=()
        if number % 10 == 9
        else (ClaimPlace(place=place.id, role="location", precision=precision),),
        event_time=None if number % 4 == 1 else DatedText(start=event, end=event),
        claimed_at=DatedText(start=said, end=said),
        published_at=DatedText(start=said, end=said),
        status=status,
        basis="",
        evidence=evidence,
        source="made-claims",
    )


def _vocabulary(made: np.random.Generator, script: str, count: int) -> list[str]:
    letters = list(_LETTERS[script])
    longest = 5 if script == "hangul" else 11
    lengths = made.integers(2, longest, count)
    return ["".join(made.choice(letters, length)) for length in lengths]
