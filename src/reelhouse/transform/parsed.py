"""The SQL project as dbt has parsed it, kept from one process to the next."""

from __future__ import annotations

import contextlib
import importlib.metadata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reelhouse.errors import ReelhouseError
from reelhouse.sealed import read_sealed, write_sealed
from reelhouse.transform.inputs import PROJECT, project_checksum

_WHOLE, _MODELS = "whole", "models"

# the project does not change while a process runs
_known: dict[tuple[str, str], Any] = {}


def parsed_project(
    options: Sequence[str], target: str, folder: Path | None, *, with_tests: bool
) -> Any:
    """The parsed project: dbt's manifest of it.

    dbt takes seconds to see that nothing has changed: it reads every file again. What it parsed is
    kept under the checksum of all files and the versions of dbt, so that this alone is looked at.

    Args:
        options: dbt's, for parsing.
        target: a target of profiles.yml.
        folder: where it is kept for other processes; None keeps it not.
        with_tests: whether data tests are part of it; most nodes are tests, and dbt goes over the
            whole graph at each start.

    Raises:
        ReelhouseError: the project does not parse.
    """
    kind = _WHOLE if with_tests else _MODELS
    if (target, kind) not in _known:
        kept = _read(_file(folder, target, kind)) if folder else None
        if kept is not None:
            _known[target, kind] = kept
        else:
            whole = _parse(options)
            _known[target, _WHOLE], _known[target, _MODELS] = whole, _without_tests(whole)
            if folder:
                _keep(folder, target)
    return _known[target, kind]


def _parse(options: Sequence[str]) -> Any:
    from dbt.cli.main import dbtRunner  # imported here: it takes two seconds

    parsed = dbtRunner().invoke(["parse", *options])
    if not parsed.success:
        raise_if_stopped(parsed.exception)
        raise ReelhouseError(
            f"the SQL project does not parse: {parsed.exception}", where=str(PROJECT)
        )
    return parsed.result


def raise_if_stopped(exception: BaseException | None) -> None:
    """Raise what dbt keeps to itself: it reports Ctrl-C as a failure without a reason."""
    if isinstance(exception, KeyboardInterrupt) or not str(exception or ""):
        raise KeyboardInterrupt


def _without_tests(project: Any) -> Any:
    """A parsed project with its models, sources and macros alone."""
    from dbt.contracts.graph.manifest import Manifest

    return Manifest(
        nodes={k: node for k, node in project.nodes.items() if node.resource_type != "test"},
        sources=project.sources,
        macros=project.macros,
        docs=project.docs,
        files=project.files,
        metadata=project.metadata,
        state_check=project.state_check,
    )


def _file(folder: Path, target: str, kind: str) -> Path:
    versions = "-".join(map(importlib.metadata.version, ("dbt-core", f"dbt-{target}")))
    return folder / f"{project_checksum()[:16]}-{versions}-{target}-{kind}.msgpack"


def _keep(folder: Path, target: str) -> None:
    """Keep what was parsed, in the place of what an earlier project came to."""
    from dbt.parser.manifest import extended_mashumaro_encoder

    with contextlib.suppress(OSError):  # a cache that cannot be written is no reason to fail
        folder.mkdir(parents=True, exist_ok=True)
        files = {kind: _file(folder, target, kind) for kind in (_WHOLE, _MODELS)}
        for kind, path in files.items():
            write_sealed(path, _known[target, kind].to_msgpack(extended_mashumaro_encoder))
        for outdated in folder.glob(f"*-{target}*.msgpack"):
            if outdated not in files.values():
                outdated.unlink(missing_ok=True)


def _read(path: Path) -> Any:
    """A manifest that was kept; None where there is none, or it is damaged."""
    body = read_sealed(path)
    if body is None:
        return None
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    return Manifest.from_msgpack(body, decoder=extended_mashumuro_decoder)
