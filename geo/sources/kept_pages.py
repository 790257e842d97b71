"""Pages of a long fetch on disk, so that a fetch that broke off goes on where it ended."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo.errors import SourceError

_MANIFEST = "manifest.json"


class KeptPages:
    """The pages of one fetch in a folder of their own, with a manifest.

    A page counts once the manifest names it, and the manifest is replaced whole: a fetch that ends
    at any moment leaves what it had. One process uses a folder at a time.

    Parameters
    ----------
    folder : Path
        Made if it is not there. Another fetch's pages in it are refused, never mixed.
    identity : mapping
        What is fetched, in which state, as plain values; it must be the same for the fetch to go
        on.

    Raises
    ------
    SourceError
        If the folder holds another fetch or another state, is damaged or cannot be used.
    """

    def __init__(self, folder: Path, identity: Mapping[str, Any]) -> None:
        self._folder = folder
        self._identity = dict(identity)
        self._entries: list[dict[str, Any]] = []
        self.pages: list[bytes] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if (folder / _MANIFEST).exists():
                self._load(json.loads((folder / _MANIFEST).read_bytes()))
        except OSError as error:
            raise self._unusable(error) from error
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise SourceError(
                f"What was kept of a fetch in {str(folder)!r} is damaged. {self._anew}"
            ) from error

    @property
    def size(self) -> int:
        """Return the bytes of all pages."""
        return sum(map(len, self.pages))

    def add(self, page: bytes) -> None:
        """Keep a page.

        Raises
        ------
        SourceError
            If the disk is full or the folder cannot be written to.
        """
        name = f"page-{len(self.pages) + 1:06d}.json"
        entry = {"file": name, "sha256": hashlib.sha256(page).hexdigest()}
        manifest = {"identity": self._identity, "pages": [*self._entries, entry]}
        fresh = self._folder / f"{_MANIFEST}.new"
        try:
            (self._folder / name).write_bytes(page)
            fresh.write_text(json.dumps(manifest, indent=1), "utf-8")
            fresh.replace(self._folder / _MANIFEST)
        except OSError as error:
            raise self._unusable(error) from error
        self._entries.append(entry)
        self.pages.append(page)

    def discard(self) -> None:
        """Delete what is kept, and the folder if nothing else is in it."""
        discard_pages(self._folder)

    def _load(self, manifest: dict[str, Any]) -> None:
        held = manifest["identity"]
        if held != self._identity:
            names = sorted(held.keys() | self._identity.keys())
            differs = "; ".join(
                f"{name} was {held.get(name)!r} and is {self._identity.get(name)!r}"
                for name in names
                if held.get(name) != self._identity.get(name)
            )
            raise SourceError(
                f"The fetch begun in {str(self._folder)!r} was of something else or of an earlier "
                f"state ({differs}), and the two are not mixed. {self._anew}"
            )
        for number, entry in enumerate(manifest["pages"], start=1):
            if entry["file"] != f"page-{number:06d}.json":
                raise ValueError("a page of another name")
            page = (self._folder / entry["file"]).read_bytes()
            if hashlib.sha256(page).hexdigest() != entry["sha256"]:
                raise ValueError("a page that was changed")
            self._entries.append(entry)
            self.pages.append(page)

    @property
    def _anew(self) -> str:
        return "Delete that folder to begin anew."

    def _unusable(self, error: OSError) -> SourceError:
        return SourceError(
            f"The folder {str(self._folder)!r} for pages of a fetch cannot be used: "
            f"{error.strerror}. Free space on the disk, or give another folder."
        )


def discard_pages(folder: Path) -> None:
    """Delete the pages of a fetch that is not to go on; what else is in the folder stays.

    Raises
    ------
    SourceError
        If they cannot be deleted.
    """
    try:
        # The manifest first: pages without one are nothing.
        for name in (_MANIFEST, f"{_MANIFEST}.new"):
            (folder / name).unlink(missing_ok=True)
        for page in folder.glob("page-*.json"):
            page.unlink()
        if folder.exists() and not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        raise SourceError(
            f"The pages of a fetch in {str(folder)!r} cannot be deleted: {error.strerror}. Delete "
            "the folder by hand."
        ) from error
