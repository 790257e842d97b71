"""Text to toponyms to places; text to attributed claims."""

from geo.articles.nouns import ArticleClaim, Document, Reading, Span, Toponym
from geo.articles.reading import read_article

__all__ = ["ArticleClaim", "Document", "Reading", "Span", "Toponym", "read_article"]
