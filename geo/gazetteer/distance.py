"""How far apart two points are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_EARTH_KM = 6371.0


def km_between(
    lon: float, lat: float, lons: npt.ArrayLike, lats: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Return great-circle distances.

    Parameters
    ----------
    lon, lat : float
        A point, degrees.
    lons, lats : array-like
        Points, degrees.

    Returns
    -------
    ndarray of float64
        Kilometres on a sphere, good to half a per cent.

    Examples
    --------
    >>> km_between(30.5238, 50.45466, [36.25272], [49.98081]).round()
    array([411.])
    """
    here, there = np.radians((lon, lat)), np.radians(np.asarray((lons, lats), float))
    east, north = (there[0] - here[0]) / 2, (there[1] - here[1]) / 2
    inner = np.sin(north) ** 2 + np.cos(here[1]) * np.cos(there[1]) * np.sin(east) ** 2
    return 2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(inner, 1.0)))
