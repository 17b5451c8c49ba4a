"""Addresses of lakes in an object store: `s3://bucket/prefix`."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

SCHEME = "s3://"

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"[\w!'()*. =/-]*")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a lake lies in an object store.

    Attributes:
        bucket: name of the bucket.
        prefix: what all its keys begin with, without slashes at its ends; may be empty.
    """

    bucket: str
    prefix: str

    def key(self, name: str) -> str:
        """The key of a file, by its path in the lake."""
        return f"{self.prefix}/{name}" if self.prefix else name

    def __str__(self) -> str:
        return f"{SCHEME}{self.bucket}/{self.prefix}".rstrip("/")


def is_address(text: str) -> bool:
    """Whether a lake is said to lie in an object store and not in a folder."""
    return text.startswith(SCHEME)


def parse_address(text: str) -> Address:
    """Read an address.

    Raises:
        ValueError: it is none; the message says why.
    """
    bucket, _, prefix = text.removeprefix(SCHEME).partition("/")
    prefix = prefix.strip("/")
    if not is_address(text) or not _BUCKET.fullmatch(bucket):
        raise ValueError(f"'{text}' is no address such as s3://bucket/prefix")
    if not _PREFIX.fullmatch(prefix) or any(p in {"", ".", ".."} for p in prefix.split("/")[:-1]):
        raise ValueError(f"the prefix of '{text}' has signs that a key should not have")
    return Address(bucket, prefix)


def folder_name(address: Address, endpoint: str) -> str:
    """Name of the folder of a working copy: it can be read, and no two lakes have the same."""
    readable = re.sub(r"[^\w.-]+", "-", f"{address.bucket}-{address.prefix}").strip("-")[:80]
    digest = hashlib.sha256(f"{endpoint}\n{address}".encode()).hexdigest()
    return f"{readable}-{digest[:8]}"
