"""Progress and errors as lines of JSON, each with the run that it belongs to."""

from __future__ import annotations

import io
import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

from reelhouse.console import err
from reelhouse.evidence import Run, observers

_WIDTH = 100_000
"""No line is broken before that."""

_LEVELS = {"error:": "error", "warning:": "warning"}


class JsonLines(io.TextIOBase):
    """Turns lines of text into lines of JSON.

    Args:
        target: where they go.
    """

    def __init__(self, target: TextIO) -> None:
        self._target = target
        self._rest = ""
        self.run_id: str | None = None

    def write(self, text: str) -> int:
        """Take text in; each line goes out when it is whole."""
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            if line.strip():
                first = line.split(maxsplit=1)[0]
                self.log(_LEVELS.get(first, "info"), line.strip())
        return len(text)

    def log(self, level: str, message: str, **more: Any) -> None:
        """Write one line.

        Args:
            level: `info`, `warning` or `error`.
            message: what happened, in words.
            more: further fields.
        """
        entry = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "level": level,
            "run_id": self.run_id,
            "message": message,
        }
        self._target.write(json.dumps(entry | more, ensure_ascii=False, default=str) + "\n")
        self._target.flush()

    def flush(self) -> None:
        """Nothing waits but a line that is not whole."""

    def watch(self, run: Run) -> None:
        """Say that a run begins or has ended, and name it in all lines between."""
        if run.ended_at is None:
            self.run_id = run.run_id
            self.log("info", f"{run.kind} begins", kind=run.kind)
            return
        level = "info" if run.status == "done" else "error"
        about = {"kind": run.kind, "status": run.status, "steps": len(run.steps)}
        self.log(level, f"{run.kind} has ended: {run.status}", **about, error=run.error)
        self.run_id = None


class _Handler(logging.Handler):
    """Hands messages of libraries over."""

    def __init__(self, lines: JsonLines) -> None:
        super().__init__(logging.WARNING)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        level = "error" if record.levelno >= logging.ERROR else "warning"
        self._lines.log(level, record.getMessage(), logger=record.name)


def log_as_json() -> None:
    """Write what goes to standard error as lines of JSON from now on."""
    if isinstance(err.file, JsonLines):
        return
    lines = JsonLines(sys.stderr)
    err.file = lines  # type: ignore[assignment]
    err.width = _WIDTH
    observers.append(lines.watch)
    logging.captureWarnings(capture=True)
    logging.getLogger().addHandler(_Handler(lines))
