"""Zip archives of strangers: unpacked in memory, so far as the limits go and no further."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from geo.errors import SourceParseError
from geo.sources.limits import Limits

_BLOCK = 1 << 16
_RATIO_FROM = 1_000_000
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CLIMBS = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\\|\x00")
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|\._)", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """A file of an archive."""

    name: str
    """With its folders, parted by slashes."""
    content: bytes


def unpack(data: bytes, endings: Iterable[str], limits: Limits) -> tuple[list[Entry], list[str]]:
    """Return the files of a zip archive that have one of some endings.

    Parameters
    ----------
    data : bytes
    endings : iterable of str
        Such as ``.kml``, in small letters; other files are not unpacked.
    limits : Limits
        Of these: entries, megabytes of all that is unpacked, and ratio.

    Returns
    -------
    entries : list of Entry
        In the order of the archive's directory.
    others : list of str
        Names of files that were not unpacked.

    Raises
    ------
    SourceParseError
        If it is no archive, an entry is not what it claims, or it is over a limit.

    Notes
    -----
    Nothing is written to disk, and no name becomes a path. Sizes are counted while they are
    unpacked; what headers claim is not believed.
    """
    wanted = tuple(endings)
    taken: list[Entry] = []
    others: list[str] = []
    left = limits.megabytes * 1_000_000
    with _said(), zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in _listed(archive, limits):
            if not info.filename.lower().endswith(wanted):
                others.append(info.filename)
                continue
            content = b"".join(_blocks(archive, info, left, limits))
            left -= len(content)
            taken.append(Entry(info.filename, content))
    return taken, others


def unpack_one(data: bytes, wanted: Callable[[str], bool], limits: Limits) -> Iterator[bytes]:
    """Give the one file of a zip archive that is wanted, block by block and never whole.

    Parameters
    ----------
    data : bytes
    wanted : callable
        Whether a file is, by its name.
    limits : Limits
        As for :func:`unpack`.

    Raises
    ------
    SourceParseError
        As :func:`unpack`; and if there is not just one such file.
    """
    with _said(), zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = [info for info in _listed(archive, limits) if wanted(info.filename)]
        if len(found) != 1:
            raise SourceParseError(
                f"is a zip archive with {len(found)} files in it that might be meant. Pack the one "
                "that is, alone."
            )
        yield from _blocks(archive, found[0], limits.megabytes * 1_000_000, limits)


@contextmanager
def _said() -> Iterator[None]:
    """Say in a sentence what the library raises over an archive."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise SourceParseError(
            f"is a zip archive that cannot be unpacked ({str(error)[:120]}). Get it once more."
        ) from error
    except (RuntimeError, ValueError, UnicodeError) as error:
        raise SourceParseError(
            f"is a zip archive with an entry that cannot be read ({str(error)[:120]})."
        ) from error


def _listed(archive: zipfile.ZipFile, limits: Limits) -> Iterator[zipfile.ZipInfo]:
    """Give the files of an archive's directory, each once it is known to be harmless."""
    listed = archive.infolist()
    if len(listed) > limits.entries:
        raise SourceParseError(
            f"has {len(listed)} files in it, over the limit of {limits.entries} (entries)."
        )
    seen: set[str] = set()
    for info in listed:
        if not info.is_dir() and not _LITTER.search(info.filename):
            _check(info, seen)
            yield info


def _check(info: zipfile.ZipInfo, seen: set[str]) -> None:
    name = f"the entry {info.orig_filename[:80]!r}"
    if _CLIMBS.search(info.orig_filename):
        raise SourceParseError(
            f"has {name}, whose name leads out of the archive. Nothing of it was unpacked."
        )
    if stat.S_ISLNK(info.external_attr >> 16):
        raise SourceParseError(f"has {name}, which is a link to another file and is not followed.")
    if info.flag_bits & 1:
        raise SourceParseError(
            f"has {name}, which is marked as encrypted. Unpack it and import what it holds."
        )
    if info.compress_type not in _PLAIN:
        raise SourceParseError(
            f"has {name}, which is packed in a way that is not read. Pack it as an ordinary zip."
        )
    if info.filename.casefold() in seen:
        raise SourceParseError(
            f"has {name} twice, and programs differ on which holds. Remove one of them."
        )
    seen.add(info.filename.casefold())


def _blocks(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int, limits: Limits
) -> Iterator[bytes]:
    size = 0
    with archive.open(info) as stream:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > left:
                raise SourceParseError(
                    f"unpacks to more than {limits.megabytes} MB at {info.filename[:80]!r}, which "
                    "is the limit (megabytes)."
                )
            if size > _RATIO_FROM and size > limits.ratio * info.compress_size:
                raise SourceParseError(
                    f"has the entry {info.filename[:80]!r}, which unpacks to more than "
                    f"{limits.ratio} times its size, over the limit (ratio)."
                )
            yield block
