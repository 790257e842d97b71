"""How figures are written down, the same in every benchmark."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np


def timing(milliseconds: Sequence[float]) -> dict[str, float]:
    """Return how many there are, their median and their 95th percentile."""
    return {
        "n": len(milliseconds),
        "median": round(float(np.median(milliseconds)), 1),
        "p95": round(float(np.percentile(milliseconds, 95)), 1),
    }


def measured_here() -> dict[str, str]:
    """Return when and on what machine a result was measured."""
    return {
        "measured": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": f"{os.cpu_count()} cores, no GPU, Python {platform.python_version()}",
    }
