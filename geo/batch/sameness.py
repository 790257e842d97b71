"""Whether two processes would do a part alike: the same Salient, and the same libraries below."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import shapely

from geo.errors import BatchError, GeoError

_PACKAGES = ("numpy", "pandas", "shapely", "geopandas", "pyproj", "pyarrow", "scipy", "rapidfuzz")
_ROOT = Path(__file__).resolve().parent.parent
_READ = frozenset({".py", ".parquet", ".txt", ".csv", ".json", ".toml"})


@dataclass(frozen=True)
class Refused:
    """What a function of ours said when it would not do a part."""

    sentence: str


@lru_cache(maxsize=1)
def likeness() -> dict[str, str]:
    """Return what decides about results in this process, by name.

    The code and tables of Salient as one hash: two checkouts of one version may differ.
    """
    code = hashlib.sha256()
    for path in sorted(_ROOT.rglob("*")):
        if path.suffix in _READ:
            code.update(path.relative_to(_ROOT).as_posix().encode() + b"\0")
            code.update(hashlib.sha256(path.read_bytes()).digest())
    return {
        "Salient": code.hexdigest()[:12],
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "GEOS": shapely.geos_version_string,
        **{name: version(name) for name in _PACKAGES},
    }


def done(
    function: Callable[[Any], Any], part: Any, theirs: dict[str, str]
) -> Any:  # runs on a worker
    """Do a part on a worker, if the worker is like the one who asks.

    Parameters
    ----------
    function : callable
    part : object
    theirs : dict
        The :func:`likeness` of who asks. Compared at every part, since workers come and go.

    Returns
    -------
    object
        What the function returns, or :class:`Refused`: an error of ours may not come back from
        pickle as it went in.
    """
    ours = likeness()
    if ours != theirs:
        other = ", ".join(
            f"{name} {ours[name]} instead of {theirs.get(name)}"
            for name in ours
            if ours[name] != theirs.get(name)
        )
        return Refused(
            f"A worker on {platform.node()!r} differs from this process: {other}. Results would "
            "not be the same. Install the same Salient and the same packages there, and start "
            "it anew."
        )
    try:
        return function(part)
    except GeoError as error:
        return Refused(str(error))


def unwrapped(result: Any) -> Any:
    """Return what a worker made, or raise what it said.

    Raises
    ------
    BatchError
        With the worker's sentence.
    """
    if isinstance(result, Refused):
        raise BatchError(result.sentence)
    return result
