"""What GeoNames' feature codes say, in words."""

from __future__ import annotations

__all__ = ["kind_in_words"]

_WORDS = {
    "PPLC": "capital", "PPLX": "part of a city", "PPLL": "settlement", "PPLH": "former place",
    "PPLQ": "abandoned place", "PPLW": "destroyed place", "PCLI": "country", "PCLD": "territory",
    "TERR": "territory", "ADM1": "region", "ADM2": "district", "CONT": "continent",
    "RGN": "part of the world", "SEA": "sea", "OCN": "ocean", "STRT": "strait", "STM": "river",
    "CNL": "canal", "ISL": "island", "RSV": "reservoir", "LK": "lake", "MT": "mountain",
    "MTS": "mountains", "RGNE": "union of states", "AIRB": "airfield",
    "PRT": "port", "CAPE": "cape",
}  # fmt: skip
_CITY = 100_000
_TOWN = 10_000


def kind_in_words(code: str, population: int = 0) -> str:
    """Say what a place is.

    Parameters
    ----------
    code : str
        GeoNames feature code.
    population : int
        Parts cities, towns and villages; 0 where nobody counted.

    Returns
    -------
    str

    Examples
    --------
    >>> kind_in_words("ADM1"), kind_in_words("PPL", 448_733), kind_in_words("PPL")
    ('region', 'city', 'village')
    """
    if code in _WORDS:
        return _WORDS[code]
    if code.startswith("PPL"):
        return "city" if population >= _CITY else "town" if population >= _TOWN else "village"
    return "region" if code.startswith("ADM") else "place"
