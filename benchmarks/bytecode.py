"""Python compiled beforehand, so that no contestant's time holds the compiling of its modules."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Collection
from pathlib import Path

INSTALLED = frozenset(
    {
        *(Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")),
        Path(__file__).parents[1] / "src",
    }
)


def compile_environment(cache: Path, folders: Collection[Path] = INSTALLED) -> dict[str, str]:
    """Compile what is installed, as Python does when a module is first imported.

    Some installers leave that to the first start, and some environments forbid it to write what it
    compiled: a thousand modules would then be compiled in each process.

    Args:
        cache: folder for what is compiled; it is kept, and only what changed is compiled again.
        folders: where the modules lie.

    Returns:
        Environment variables that make every Python read from there.
    """
    variables = {"PYTHONPYCACHEPREFIX": str(cache.resolve()), "PYTHONDONTWRITEBYTECODE": ""}
    # some packages hold files that are not meant to compile; those are left out
    subprocess.run(
        [sys.executable, "-m", "compileall", "-qq", "-j", "0", *map(str, sorted(folders))],
        env=os.environ | variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return variables
