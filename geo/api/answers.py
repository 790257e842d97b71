"""How routes answer: packed once, with an ETag, and for as long as the URL allows."""

from __future__ import annotations

import gzip
import hashlib

from starlette.requests import Request
from starlette.responses import Response

FOR_EVER = "public, max-age=31536000, immutable"
"""Cache-Control of a URL whose content never changes."""


def packed(body: bytes) -> bytes:
    """Return bytes as gzip; the same bytes give the same, and so the same ETag."""
    # Without the time of day in its header.
    return gzip.compress(body, 6, mtime=0)


def send(
    request: Request, gzipped: bytes, media_type: str, *, cache_control: str = "no-cache"
) -> Response:
    """Answer with packed bytes, unpacked for a client that cannot, or with 304 if it has them."""
    etag = f'"{hashlib.sha256(gzipped).hexdigest()[:32]}"'
    headers = {
        "Cache-Control": cache_control,
        "ETag": etag,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(gzipped, media_type=media_type, headers=headers)
    return Response(gzip.decompress(gzipped), media_type=media_type, headers=headers)
