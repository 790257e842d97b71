"""Work that grows with archives: a function, many parts, and who does them.

In this process, on worker processes of this machine, or on a cluster: the same function gets the
same parts, and what comes out comes in the order of the parts. Only who asks for workers has Dask
imported.
"""

from geo.batch.crew import ALONE, Crew, crew, in_groups

__all__ = ["ALONE", "Crew", "crew", "in_groups"]
