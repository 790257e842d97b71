"""The one encoder for text that must stand in HTML of ours."""

from __future__ import annotations

import html

_ENTITIES = {ord(c): f"&#{ord(c)};" for c in "{}$\\`"}


def encode(text: object) -> str:
    """Return text that HTML shows letter for letter and no template or script engine reads.

    Parameters
    ----------
    text : object
        Shown as ``str(text)``.

    Examples
    --------
    >>> encode("<b>{{ 7*7 }}</b>")
    '&lt;b&gt;&#123;&#123; 7*7 &#125;&#125;&lt;/b&gt;'
    """
    return html.escape(str(text), quote=True).translate(_ENTITIES)
