"""The OpenAPI 3.0 document of the API, made from the collections themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo.api.ogc.asked import DEFAULT_LIMIT, MOST
from geo.api.ogc.collection import Collection, Text

_JSON, _GEOJSON = "application/json", "application/geo+json"


def openapi_document(collections: Sequence[Collection], server: str) -> dict[str, Any]:
    """Return the description of every path.

    Parameters
    ----------
    collections : sequence of Collection
    server : str
        Address under which the paths lie.
    """
    paths: dict[str, Any] = {
        "/": _get("The landing page", "landing", _JSON),
        "/openapi.json": _get("This description", "openapi", "application/vnd.oai.openapi+json"),
        "/conformance": _get("What the API conforms to", "conformance", _JSON),
        "/collections": _get("What there is", "collections", _JSON),
    }
    for found in collections:
        front = f"/collections/{found.id}"
        paths[front] = _get(found.title, f"describe-{found.id}", _JSON)
        paths[f"{front}/items"] = _get(
            found.description, f"items-{found.id}", _GEOJSON, _parameters(found)
        )
        paths[f"{front}/items/{{featureId}}"] = _get(
            f"One of: {found.title}", f"item-{found.id}", _GEOJSON,
            [{"name": "featureId", "in": "path", "required": True, "schema": dict(Text)}],
            missing=True,
        )  # fmt: skip
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Salient",
            "version": "1",
            "description": "Who holds what, who only says so, and how we know. Every answer names "
            "source, credit and licence; what may not be passed on is not served.",
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": {
                "exception": {
                    "type": "object",
                    "required": ["code"],
                    "properties": {"code": dict(Text), "description": dict(Text)},
                }
            }
        },
    }


def _parameters(found: Collection) -> list[dict[str, Any]]:
    own = [
        ("bbox", "west,south,east,north in degrees", {
            "type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6,
        }),
        ("datetime", "An instant, or from/to with .. for an open end", dict(Text)),
        ("limit", "How many at once", {
            "type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT,
        }),
        ("after", "Where a page begins, as the link to it says", dict(Text)),
    ]  # fmt: skip
    asked = [(name, f"Only with this {name}", dict(Text)) for name in found.queryables]
    return [
        {
            "name": name, "in": "query", "required": False, "description": said, "schema": schema,
            "style": "form", "explode": False,
        }
        for name, said, schema in [*own, *asked]
    ]  # fmt: skip


def _get(
    summary: str,
    name: str,
    media_type: str,
    parameters: Sequence[dict[str, Any]] = (),
    *,
    missing: bool = False,
) -> dict[str, Any]:
    answers = {"200": _answer(summary, media_type, {"type": "object"})}
    schema = {"$ref": "#/components/schemas/exception"}
    if parameters:
        answers["400"] = _answer("A parameter cannot be followed", _JSON, schema)
    if missing:
        answers["404"] = _answer("There is no such feature", _JSON, schema)
    answers["503"] = _answer("The store cannot be read", _JSON, schema)
    operation = {"summary": summary, "operationId": name, "responses": answers}
    return {"get": {**operation, "parameters": list(parameters)} if parameters else operation}


def _answer(said: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": said, "content": {media_type: {"schema": schema}}}
