"""What stands in an article's file, before anything is read from its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPACES = re.compile(r"[ \t\x0b\x0c\r\u00a0\u2000-\u200a\u202f\u3000]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_INVISIBLE = re.compile(r"[\u00ad\u200b\ufeff]|[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, kw_only=True)
class Content:
    """The text of a file with what the file says about it."""

    text: str
    title: str = ""
    published: str = ""
    """As the file writes it; empty where it does not say."""
    outlet: str = ""


def tidy(text: str) -> str:
    r"""Return a text with one space between words and at most one empty line between paragraphs.

    Characters that cannot be seen are left out: soft hyphens cut names in two.

    >>> tidy("Sud\u00adzha  fell.\r\n\n\n\nSo it\u00a0says. ")
    'Sudzha fell.\n\nSo it says.'
    """
    lines = _SPACES.sub(" ", _INVISIBLE.sub("", text.replace("\r\n", "\n"))).split("\n")
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.strip() for line in lines)).strip()
