"""HTTP routes that stand beside the app: assets and data for the map."""

from geo.api.previews import preview_urls
from geo.api.readings import READINGS_URL
from geo.api.routes import DATA_URLS, assets_version, build_routes

__all__ = ["DATA_URLS", "READINGS_URL", "assets_version", "build_routes", "preview_urls"]
