"""Every way in which Salient refuses, as one tree under :class:`GeoError`.

A message is a sentence for the person at the screen: what is wrong, the value, what to do.
"""

from __future__ import annotations


class GeoError(Exception):
    """Base of all errors that Salient raises on purpose."""


class ConfigurationError(GeoError):
    """A setting, a file of the installation or an environment variable is unusable."""


class ClockError(GeoError):
    """A date or time cannot be read, or lacks the zone it needs."""


class InvalidGeometry(GeoError):
    """A geometry is not what its place in the model requires."""


class SchemaError(GeoError):
    """Input has the wrong shape; all problems are listed at once.

    Parameters
    ----------
    what : str
        The thing that was read, as the user knows it.
    problems : list of str
        Each problem as a clause that names the place and the value.
    """

    def __init__(self, what: str, problems: list[str]) -> None:
        self.what = what
        self.problems = problems
        super().__init__(f"{what} cannot be used: " + "; ".join(problems) + ".")


class SourceError(GeoError):
    """A file or service that should deliver data does not."""


class SourceParseError(SourceError):
    """The content of a source is not in the format it should be in."""


class AddressRefused(SourceError):
    """An address of the network that is not reached: its scheme, its host or where it leads."""


class FetchStopped(SourceError):
    """The user stopped a fetch that goes on over several requests."""


class LicenceNotAccepted(SourceError):
    """A source has terms that were not accepted yet.

    Parameters
    ----------
    title, terms : str
        The source's title and the terms in one or two sentences.
    """

    def __init__(self, title: str, terms: str) -> None:
        self.terms = terms
        super().__init__(
            f"{title} comes with terms: {terms} Nothing was imported. Accept them at the prompt, "
            "or pass --accept-licence."
        )


class RedistributionForbidden(GeoError):
    """A source that forbids redistribution would leave Salient as data.

    Parameters
    ----------
    title, terms : str
        The source's title, and its terms if they are known.
    """

    def __init__(self, title: str, terms: str) -> None:
        said = f" Its terms: {terms.rstrip('.')}." if terms else ""
        super().__init__(
            f"{title} forbids that its data is passed on, and whoever has this file has its "
            f"outlines as data. Nothing was written.{said} Publish a picture of it instead."
        )


class NotAllowed(GeoError):
    """Someone may not do what they asked for, or nobody knows who asks."""


class StoreError(GeoError):
    """The store cannot be opened, read or written."""


class NotInStore(StoreError):
    """Something asked for by its id or name is not in the store."""


class StaleEdit(StoreError):
    """Something was changed by another while it was being edited; nothing of the edit is stored.

    Parameters
    ----------
    what : str
        The thing, as the user knows it.
    theirs, yours : str
        The latest version with who and when, and the one that was refused.
    """

    def __init__(self, what: str, theirs: str, yours: str) -> None:
        self.theirs = theirs
        self.yours = yours
        super().__init__(
            f"{what} was changed in the meantime. Now it is: {theirs}. You wanted: {yours}. Look "
            "at both, and save yours once more if it still holds."
        )


class ExportError(GeoError):
    """A picture, page or data file cannot be made as it was asked for."""


class BatchError(GeoError):
    """Work that was given to worker processes cannot be done by them."""
