"""HTTP routes that stand beside the app: assets and data for the map."""

from geo.api.routes import DATA_URLS, assets_version, build_routes

__all__ = ["DATA_URLS", "assets_version", "build_routes"]
