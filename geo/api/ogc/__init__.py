"""OGC API - Features, Part 1: what the store has, for GIS programs and scripts.

OGC 17-069r4, core, GeoJSON and OpenAPI 3.0.
"""

from geo.api.ogc.routes import API_URL, ogc_routes

__all__ = ["API_URL", "ogc_routes"]
