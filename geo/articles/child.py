"""What runs in the process that reads articles' files: :mod:`geo.sources.child`, for texts."""

from __future__ import annotations

import json
from dataclasses import asdict

from geo.sources.child import Answer, run


def _of_articles() -> Answer:
    from geo.articles.formats import read_content, warm

    warm()
    return lambda name, data, limits: [
        json.dumps(asdict(read_content(name, data, limits))).encode()
    ]


if __name__ == "__main__":
    run(_of_articles)
