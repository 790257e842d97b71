"""How much of a stranger's file is read; what is over a limit is refused, never cut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from geo.errors import SchemaError


@dataclass(frozen=True)
class Limits:
    """Every limit of an import. The defaults are many times what real files of the field have."""

    megabytes: int = 256
    """Size of a file, and of what an archive holds when unpacked."""
    ratio: int = 200
    """How many times larger than its packed bytes an entry of an archive may be, above 1 MB."""
    entries: int = 2_000
    """Files in an archive."""
    depth: int = 64
    """Nesting of JSON, XML and geometry collections."""
    rows: int = 5_000_000
    """Features or lines of a file."""
    columns: int = 500
    """Properties by different names in a file."""
    text: int = 2_000_000
    """Characters of one value."""
    vertices: int = 2_000_000
    """Corners of all geometries of a file."""
    crossings: int = 20_000
    """How often the outline of one area may cross itself; a repair takes time with their square."""
    seconds: int = 60
    """For reading one file."""
    memory_mb: int = 1_024
    """For the process that reads."""

    def with_settings(self, settings: Iterable[str]) -> Limits:
        """Return these limits with some set anew.

        Parameters
        ----------
        settings : iterable of str
            Such as ``vertices=5000000``.

        Raises
        ------
        SchemaError
            If a name is no limit, or a value is no whole number above nought.
        """
        names = [field.name for field in fields(self)]
        changed: dict[str, int] = {}
        problems = []
        for setting in settings:
            name, _, value = setting.partition("=")
            if name not in names:
                problems.append(f"{name!r} is no limit; there are {', '.join(names)}")
            elif not value.isascii() or not value.isdigit() or int(value) == 0:
                problems.append(f"{setting!r} needs a whole number, as in {name}=1000")
            else:
                changed[name] = int(value)
        if problems:
            raise SchemaError("The limit", problems)
        return replace(self, **changed)
