"""Files for browsers whose addresses change with what is in them."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from pathlib import Path

# a table of our own: a machine's may have no types for these, or others
_TYPES = mimetypes.MimeTypes()
_TYPES.add_type("text/javascript", ".js")
_TYPES.add_type("font/woff2", ".woff2")
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    # packing a file for every reader takes longer than sending it
    "Content-Encoding": "identity",
}


def for_good(path: Path) -> Response:
    """A file, which a browser may keep for good.

    It is read and sent at once: of one that is sent piece by piece each piece would wait for its
    turn beside all that Python loads meanwhile.
    """
    media_type, _ = _TYPES.guess_type(path.name)
    return Response(path.read_bytes(), media_type=media_type, headers=_HEADERS)
