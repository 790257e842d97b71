"""An article read whole: its places, then who says what."""

from __future__ import annotations

from geo.articles.claims import read_claims
from geo.articles.nouns import Document, Reading
from geo.articles.toponyms import read_toponyms
from geo.gazetteer import Gazetteer


def read_article(document: Document, gazetteer: Gazetteer) -> Reading:
    """Read an article.

    Parameters
    ----------
    document : Document
    gazetteer : Gazetteer
        As :func:`geo.gazetteer.load_gazetteer` gives it.

    Returns
    -------
    Reading
        Toponyms and claims in the order of the text; their spans count in its characters.
    """
    toponyms = read_toponyms(document, gazetteer)
    return Reading(document=document, toponyms=toponyms, claims=read_claims(document, toponyms))
