"""Keeps what lives as long as the process out of each search for garbage.

Streamlit has all that Python holds searched for garbage after every run of a page
(``gc.collect(2)``). Here that is a million objects of packages, tables and caches, none of which is
ever garbage: with them a search takes longer than the rest of a step on the map.
"""

import gc
import itertools

_EVERY = 512
_runs = itertools.count(1)


def set_aside() -> None:
    """Set aside what is there, at the start of some runs of a page; others it costs nothing.

    After 1, 2, 4, 8 ... runs, while pages are visited for the first time, and then every 512.
    What was set aside before is searched as well then, so that nothing is lost for good.
    """
    run = next(_runs)
    if run & (run - 1) == 0 or run % _EVERY == 0:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
