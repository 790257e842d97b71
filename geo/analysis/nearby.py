"""Which claims are about a place or the region it lies in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo.models import Claim, Place, PlacePrecision


def claims_about(
    claims: Sequence[Claim],
    places: Mapping[str, Place],
    *,
    place: str = "",
    oblast: str = "",
) -> list[Claim]:
    """Return the claims at a place, or somewhere in an oblast, in their order.

    Parameters
    ----------
    claims : sequence of Claim
    places : mapping of str to Place
        By id; a claim's place that is missing here matches by its id alone.
    place : str, optional
        Id of a place.
    oblast : str, optional
        Name of a first-level region, as ``Place.admin1`` has it. A claim that is about a region
        as a whole belongs to it; one at a settlement of the region does not.
    """

    def meets(claim: Claim) -> bool:
        return any(
            (place and where.place == place)
            or (
                oblast
                and where.precision is PlacePrecision.REGION
                and where.place in places
                and places[where.place].admin1 == oblast
            )
            for where in claim.places
        )

    return [claim for claim in claims if meets(claim)]
