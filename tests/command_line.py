"""The command line in this process: starting Python and importing for each call takes long."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from reelhouse.cli import main


def run_here(
    folder: Path, *words: str, environment: Mapping[str, str] = os.environ
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a folder.

    Args:
        folder: where the user stands.
        words: the command, without `reelhouse`.
        environment: all of its variables; those of the tests by default.

    Returns:
        Its exit code and what it printed, as of a process of its own.
    """
    told, complained = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    code: int | str | None = 0
    with pytest.MonkeyPatch.context() as patch, chdir(folder):
        patch.setattr(sys, "argv", ["reelhouse", *words])
        for name in os.environ.keys() - environment.keys():
            patch.delenv(name)
        for name, value in dict(environment).items():
            patch.setenv(name, value)
        with redirect_stdout(told), redirect_stderr(complained):
            try:
                main()
            except SystemExit as end:
                code = end.code
    printed = []
    for stream in (told, complained):
        stream.seek(0)
        printed.append(stream.read())
    returncode = code if isinstance(code, int) else int(code is not None)
    return subprocess.CompletedProcess(list(words), returncode, *printed)


def answer(folder: Path, *words: str) -> Any:
    """Run a command with --json that must succeed, and read its answer."""
    done = run_here(folder, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
