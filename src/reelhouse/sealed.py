"""Files that can be told from damaged ones: a checksum stands before what they hold."""

from __future__ import annotations

import hashlib
from pathlib import Path

from reelhouse.storage import write_bytes

_DIGEST = hashlib.sha256
_DIGEST_BYTES = _DIGEST().digest_size


def write_sealed(path: Path, body: bytes) -> None:
    """Write a file that `read_sealed` reads."""
    write_bytes(path, _DIGEST(body).digest() + body)


def read_sealed(path: Path) -> bytes | None:
    """What a file holds; None where there is none, or it is damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, body = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    return body if _DIGEST(body).digest() == digest else None
