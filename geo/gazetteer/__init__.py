"""Places by name: the built-in table, search, candidates."""

from geo.gazetteer.candidate import Candidate
from geo.gazetteer.folding import fold
from geo.gazetteer.gazetteer import Gazetteer, load_gazetteer
from geo.gazetteer.search import Near

__all__ = ["Candidate", "Gazetteer", "Near", "fold", "load_gazetteer"]
