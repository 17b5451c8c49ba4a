"""Rows that broke a contract, kept on disk as JSON lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TextIO

import numpy as np

from reelhouse.sources.bulk.blocks import Places
from reelhouse.sources.bulk.tsv import Reject
from reelhouse.storage import explain_full_disk


class RejectFile:
    """The rejected rows of one file: a JSON object with `line`, `reason` and `text` a row.

    Bytes that are not UTF-8 are escaped in `text`, and the row comes once more in `hex`.

    Args:
        path: where they go; without rejects there is no file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._file: TextIO | None = None

    def add(self, reject: Reject) -> None:
        """Keep a row.

        Raises:
            DiskFull: there is no room for it.
        """
        record: dict[str, object] = {"line": reject.line, "reason": reject.message}
        try:
            record["text"] = reject.row.decode()
        except UnicodeDecodeError:
            record["text"] = reject.row.decode(errors="backslashreplace")
            record["hex"] = reject.row.hex()
        with explain_full_disk(self.path.parent):
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self.path.open("a", encoding="utf-8")
            self._file.write(json.dumps(record, ensure_ascii=False) + "\n")
        self.count += 1

    def clear(self) -> None:
        """Forget all rows kept so far."""
        self.close()
        self.path.unlink(missing_ok=True)
        self.count = 0

    def close(self) -> None:
        """Write what is still in memory; more may be added afterwards.

        Raises:
            DiskFull: there is no room for it.
        """
        file, self._file = self._file, None
        if file is not None:
            with explain_full_disk(self.path.parent):
                file.close()

    def lines(self) -> Places:
        """Sorted line numbers of the rows kept."""
        self.close()
        if not self.count:
            return np.empty(0, np.int64)
        with self.path.open(encoding="utf-8") as file:
            numbers = np.fromiter((json.loads(line)["line"] for line in file), np.int64)
        return np.sort(numbers)
