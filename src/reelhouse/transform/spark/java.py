"""The Java that Spark runs on: where it is, and whether it is new enough."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

OLDEST = 17  # that Spark 4 runs on
_VERSION = re.compile(r'version "(\d+)')
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Java:
    """A Java that was found.

    Attributes:
        path: of its program.
        version: its major version; 0 where it does not tell.
    """

    path: Path
    version: int


def find_java() -> Java | None:
    """The Java that Spark would start: that of JAVA_HOME, else the first on the PATH."""
    home = os.environ.get("JAVA_HOME")
    found = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if not found or not Path(found).is_file():
        return None
    try:
        said = subprocess.run(
            [found, "-version"], capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return Java(Path(found), 0)
    version = _VERSION.search(said.stderr + said.stdout)
    return Java(Path(found), int(version[1]) if version else 0)


def what_is_wrong(java: Java | None) -> str:
    """Why Spark does not run on it; empty where it does."""
    if java is None:
        home = os.environ.get("JAVA_HOME")
        return f"JAVA_HOME is {home}, which has no bin/java" if home else "there is no Java here"
    if java.version < OLDEST:
        said = f"is Java {java.version}" if java.version else "does not say its version"
        return f"{java.path} {said}"
    return ""


ADVICE = (
    f"Spark 4 needs Java {OLDEST} or newer, such as Debian's openjdk-{OLDEST}-jre-headless. "
    "JAVA_HOME names one that is not on the PATH."
)
