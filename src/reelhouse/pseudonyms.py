"""Pseudonyms of members: the same in every build, and of no use without the lake's secret.

A pseudonym is the HMAC-SHA256 (RFC 2104) of a member's id under a secret. Ids of members can be
guessed by counting, so that a plain hash would be undone by hashing every id there may be; under a
secret nobody can who does not hold it. Builds compute it in SQL, for which the secret goes in as
the two padded keys of the RFC.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.settings import Settings
from reelhouse.storage import sync_folder

BLOCK_BYTES = 64  # of SHA-256, as HMAC pads its key
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Pads:
    """A secret as HMAC uses it.

    Attributes:
        inner: the secret, filled up with zeros to a block, each byte xor 0x36.
        outer: the same, each byte xor 0x5c.
    """

    inner: bytes
    outer: bytes


def pads_of(secret: bytes) -> Pads:
    """The padded keys of HMAC-SHA256.

    Formula: RFC 2104, section 2; a secret longer than a block is hashed first.
    """
    key = secret if len(secret) <= BLOCK_BYTES else hashlib.sha256(secret).digest()
    block = key.ljust(BLOCK_BYTES, b"\0")
    return Pads(bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block))


def pseudonym(member_id: str, pads: Pads) -> int:
    """Pseudonym of a member as builds compute it: 60 bits of the HMAC-SHA256 of its id.

    Args:
        member_id: as the team's files have it.
        pads: the secret of the lake.
    """
    inner = hashlib.sha256(pads.inner + member_id.encode()).digest()
    return int(hashlib.sha256(pads.outer + inner).hexdigest()[:15], 16)


def member_pads(lake: Lake, settings: Settings) -> Pads:
    """What the pseudonyms of this lake's members are made with.

    The secret is `REELHOUSE_PSEUDONYMS__SECRET` where that is set. Else it is drawn at random once
    and kept in the lake, in a file that only its owner can read.

    Args:
        lake: whose members.
        settings: of this run.

    Raises:
        ReelhouseError: the lake's file is damaged.
    """
    given = settings.pseudonyms.secret.get_secret_value()
    return pads_of(given.encode() if given else _secret_of(lake.pseudonym_secret))


def _secret_of(path: Path) -> bytes:
    """The secret in a file, which is made where there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with open(fresh, "wb", opener=_for_its_owner_only) as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        sync_folder(path.parent)
    secret = path.read_bytes()
    if len(secret) != SECRET_BYTES:
        raise ReelhouseError(
            "the secret of the members' pseudonyms is damaged",
            where=str(path),
            advice="Bring it back from a backup, or delete the file: the next build draws another "
            "secret, and all pseudonyms change.",
        )
    return secret


def _for_its_owner_only(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_EXCL, 0o600)
