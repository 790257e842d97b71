"""What commands print: text that may come from a stranger's file, and must not drive a terminal."""

from __future__ import annotations

import click


def say(text: str = "", *, err: bool = False) -> None:
    """Print a line, control characters and marks of direction shown as their escapes.

    Parameters
    ----------
    text : str
        Line ends in it stay.
    err : bool
        To standard error.
    """
    click.echo("\n".join(map(printable, text.split("\n"))), err=err)


def printable(text: str) -> str:
    r"""Return text in which every character can be seen.

    >>> printable("a\x1b[2Jb")
    'a\\x1b[2Jb'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
