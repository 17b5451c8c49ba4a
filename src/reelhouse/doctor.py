"""What would keep Reelhouse from working here, and how to mend it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.evidence import read_runs, versions
from reelhouse.gold import current_build
from reelhouse.lake import Lake
from reelhouse.objects.examine import examine_store
from reelhouse.settings import Settings
from reelhouse.settings.engine import size_in_bytes
from reelhouse.storage import free_bytes
from reelhouse.transform.gates import load_gates
from reelhouse.transform.spark.java import ADVICE, find_java, what_is_wrong
from reelhouse.transform.spark.session import missing_packages

GOLD_SHARE_OF_BRONZE = 1.5  # gold and spill together, measured against compressed bronze


COMMANDS = {
    "ingest": "reelhouse ingest imdb",
    "build": "reelhouse build",
    "rollback": "reelhouse builds rollback",
    "prune": "reelhouse builds prune",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: what was looked at.
        verdict: `ok`, `warn` or `fail`.
        found: what there is.
        advice: how to mend it; empty where it is well.
    """

    name: str
    verdict: Literal["ok", "warn", "fail"]
    found: str
    advice: str = ""


def examine(lake: Lake, settings: Settings) -> list[Check]:
    """Look at everything that a run depends on."""
    looks: list[Callable[[], Check]] = [
        _versions,
        lambda: _lake_is_writable(lake),
        *(
            lambda name=name, look=look: Check(name, *look())
            for name, look in (examine_store(lake.mirror) if lake.mirror else {}).items()
        ),
        lambda: _disk_space(lake),
        lambda: _memory(settings),
        lambda: _gate_overrides(settings),
        lambda: _published_build(lake),
        lambda: _last_run(lake),
        lambda: _unfinished_downloads(lake),
        _simulator,
        lambda: _spark(settings),
    ]
    return [_look_safely(look) for look in looks]


def _look_safely(look: Callable[[], Check]) -> Check:
    """One look; what keeps it from looking is a finding too."""
    try:
        return look()
    except ReelhouseError as error:
        return Check("lake", "fail", str(error).replace("\n", " "))
    except OSError as error:
        return Check("lake", "fail", str(error), "See that the lake can be read and written.")


def _versions() -> Check:
    return Check("versions", "ok", ", ".join(f"{k} {v}" for k, v in versions().items()))


def _lake_is_writable(lake: Lake) -> Check:
    try:
        lake.root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=lake.root):
            pass
    except OSError as error:
        return Check(
            "lake", "fail", str(error), "Set `lake` in reelhouse.toml to a folder you may write to."
        )
    return Check("lake", "ok", str(lake.root))


def _disk_space(lake: Lake) -> Check:
    bronze = sum(
        part.bytes
        for source, resources in lake.sources().items()
        for resource in resources
        for delivery in lake.snapshots(source, resource)[-1:]
        for part in delivery.parts
    )
    free, needed = free_bytes(lake.root), int(bronze * GOLD_SHARE_OF_BRONZE)
    found = f"{free / 1e9:.1f} GB free, a build takes about {needed / 1e9:.1f} GB"
    if free < needed:
        return Check("disk", "fail", found, "Free some space, or `reelhouse builds prune`.")
    return Check("disk", "ok", found)


def _memory(settings: Settings) -> Check:
    limit = size_in_bytes(settings.engine.memory_limit)
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    found = f"{settings.engine.memory_limit} allowed of {total / 1e9:.1f} GB"
    if limit > 0.8 * total:
        return Check("memory", "warn", found, "Set `engine.memory_limit` to less than that.")
    return Check("memory", "ok", found)


def _gate_overrides(settings: Settings) -> Check:
    try:
        gates = load_gates(settings.gates)
    except UsageError as error:
        return Check("gates", "fail", error.what, error.advice)
    changed = f", {len(settings.gates)} changed in reelhouse.toml" if settings.gates else ""
    return Check("gates", "ok", f"{len(gates)} gates{changed}")


def _published_build(lake: Lake) -> Check:
    try:
        build = current_build(lake)
    except ReelhouseError as error:
        return Check("build", "fail", error.what, error.advice)
    if build is None:
        return Check("build", "warn", "none", "`reelhouse ingest imdb`, then `reelhouse build`.")
    missing = [path for path in build.files() if not path.is_file()]
    if missing:
        return Check(
            "build", "fail", f"{missing[0]} is missing", "`reelhouse build --full` makes it anew."
        )
    return Check("build", "ok", build.build_id)


def _last_run(lake: Lake) -> Check:
    runs = read_runs(lake)
    if not runs:
        return Check("last run", "ok", "none yet")
    last = runs[0]
    found = f"{last['kind']} {last['status']} ({last['run_id']})"
    if last["status"] in {"failed", "refused"}:
        return Check("last run", "warn", found, str(last["error"]))
    if last["status"] == "died":
        return Check("last run", "warn", found, f"Run `{COMMANDS[last['kind']]}` again.")
    if last["status"] == "unreadable":
        return Check("last run", "warn", found, "Its record is damaged; `reelhouse verify`.")
    return Check("last run", "ok", found)


def _unfinished_downloads(lake: Lake) -> Check:
    parts = list(lake.incoming.rglob("*.part")) if lake.incoming.is_dir() else []
    if parts:
        return Check(
            "downloads",
            "warn",
            f"{len(parts)} not whole yet",
            "The next `reelhouse ingest imdb` goes on with them.",
        )
    return Check("downloads", "ok", "none unfinished")


def _simulator() -> Check:
    missing = [m for m in ("starlette", "uvicorn") if importlib.util.find_spec(m) is None]
    if missing:
        return Check(
            "simulator",
            "warn",
            f"{' and '.join(missing)} not installed; needed for `simulate` and `demo` only",
            "pip install 'reelhouse[simulator]'",
        )
    return Check("simulator", "ok", f"ready on {platform.system()}")


def _spark(settings: Settings) -> Check:
    """Whether builds can run on Spark; that they cannot matters only where they shall."""
    verdict: Literal["ok", "fail"] = "fail" if settings.engine.name == "spark" else "ok"
    needless = "" if verdict == "fail" else "; needed for builds with --engine spark only"
    if missing := missing_packages():
        return Check(
            "spark",
            verdict,
            f"{' and '.join(missing)} not installed{needless}",
            "pip install 'reelhouse[spark]'",
        )
    java = find_java()
    if wrong := what_is_wrong(java):
        return Check("spark", verdict, f"{wrong}{needless}", ADVICE)
    assert java is not None
    version = importlib.metadata.version("pyspark")
    return Check("spark", "ok", f"pyspark {version} on Java {java.version}, {java.path}")
