"""Files for browsers whose addresses change with what is in them."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from pathlib import Path

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
    media_type, _ = mimetypes.guess_type(path.name)
    return Response(path.read_bytes(), media_type=media_type, headers=_HEADERS)
