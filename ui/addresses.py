"""Addresses of the dashboard's own, under the path at which a proxy shows it."""

import re

import streamlit as st

from geo.api import DATA_URLS
from geo.errors import ConfigurationError

_PART = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")


def sub_path() -> str:
    """Return Streamlit's ``server.baseUrlPath`` as ``/salient``; empty for the root.

    Raises
    ------
    ConfigurationError
        If it has other signs than letters, digits, dots, dashes and slashes.
    """
    said = str(st.get_option("server.baseUrlPath") or "").strip("/")
    if said and not _PART.fullmatch(said):
        raise ConfigurationError(
            f"server.baseUrlPath is {said!r}. Use letters, digits, dots, dashes: 'salient'."
        )
    return f"/{said}" if said else ""


def here(path: str) -> str:
    """Return an address of the dashboard as a browser asks for it.

    Parameters
    ----------
    path : str
        From the root, such as ``/publish?at=2025-01-05``.
    """
    return sub_path() + path


def data_urls() -> dict[str, str]:
    """Return where the maps load their scripts and data."""
    return {name: here(path) for name, path in DATA_URLS.items()}
