"""What a lake in an object store consists of at one moment: one object, replaced whole.

Files are stored first, under names that nothing refers to yet; then the head, which names them, is
put under the condition that it still is the one that was read. So a delivery, a build or an erasure
is there with all its files and records or not at all, and of two that change the lake at once the
second is told and puts its change on top of the first's, or gives up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from reelhouse.errors import ReelhouseError

NAME = "lake.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the lake.

    Attributes:
        sha256: checksum of its content, hex.
        bytes: its size.
        etag: what the store calls this content.
        key: name of the object that holds it. Several files may share one.
    """

    sha256: str
    bytes: int
    etag: str
    key: str


@dataclass(frozen=True, slots=True)
class Head:
    """All that the lake consists of.

    Attributes:
        files: by path in the lake.
        commit: a mark of its own that each head bears.
        holders: mark of the lock under which each kind of work was begun last: who began it before
            and lost its lock must not change the lake any more.
        erasures: how often rows were removed for good.
        doomed: objects that nothing refers to any more and that are to be deleted.
        etag: of the head itself; empty where the store has none yet.
    """

    files: Mapping[str, Entry] = field(default_factory=dict)
    commit: str = ""
    holders: Mapping[str, str] = field(default_factory=dict)
    erasures: int = 0
    doomed: tuple[str, ...] = ()
    etag: str = ""

    @property
    def keys(self) -> set[str]:
        """Objects that it refers to."""
        return {entry.key for entry in self.files.values()}

    def with_changes(
        self, new: Mapping[str, Entry], gone: Iterable[str], *, is_erasure: bool
    ) -> Head:
        """The head after some files were written and others removed."""
        files = {**self.files, **new}
        for path in gone:
            files.pop(path, None)
        left = {entry.key for entry in files.values()}
        return replace(
            self,
            files=files,
            erasures=self.erasures + is_erasure,
            doomed=tuple(sorted((self.keys - left) | (set(self.doomed) - left))),
        )

    def as_bytes(self) -> bytes:
        """As it is stored."""
        files = {
            path: [e.sha256, e.bytes, e.etag, *([] if e.key == path else [e.key])]
            for path, e in sorted(self.files.items())
        }
        content = {
            "format": FORMAT,
            "commit": self.commit,
            "holders": dict(self.holders),
            "erasures": self.erasures,
            "doomed": list(self.doomed),
            "files": files,
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def read_head(body: bytes, etag: str, where: str) -> Head:
    """Read a head.

    Raises:
        ReelhouseError: it is damaged, or of a later version of Reelhouse.
    """
    try:
        content: dict[str, Any] = json.loads(body)
        if content["format"] != FORMAT:
            raise ReelhouseError(
                f"the lake is in form {content['format']}, this version knows {FORMAT}",
                where=where,
                advice="Update Reelhouse.",
            )
        files = {
            path: Entry(sha256, size, tag, key[0] if key else path)
            for path, (sha256, size, tag, *key) in content["files"].items()
        }
        return Head(
            files,
            content["commit"],
            content["holders"],
            int(content["erasures"]),
            tuple(content["doomed"]),
            etag,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ReelhouseError(
            f"the list of the lake's files is damaged ({type(error).__name__})",
            where=where,
            advice="Bring back an earlier version of that object.",
        ) from error
