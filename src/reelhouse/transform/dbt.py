"""Run the dbt project in this process and report each model as it ends."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reelhouse.errors import ReelhouseError
from reelhouse.transform.inputs import PROJECT, project_checksum

MODELS_AT_ONCE = 2

# parsing takes a second, and the project does not change while a process runs
_PARSED: dict[str, Any] = {}
# what `run` needs of it: dbt goes over the whole graph at each start, and most nodes are tests
_MODELS: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class NodeResult:
    """How one dbt node ended.

    Attributes:
        name: model or test name.
        kind: `model`, `test` or `unit_test`.
        status: dbt's word for it: `success`, `pass`, `warn`, `fail`, `error`, `skipped`.
        seconds: wall time.
        failures: rows that break a data test; 0 for a model.
        message: dbt's message where it did not succeed.
        parents: names of the models it reads.
        sources: bronze tables it reads.
    """

    name: str
    kind: str
    status: str
    seconds: float
    failures: int
    message: str
    parents: tuple[str, ...]
    sources: tuple[str, ...]


def run_dbt(
    command: str,
    *,
    scratch: Path,
    target: str = "duckdb",
    parse_cache: Path | None = None,
    select: str | None = None,
    exclude: str | None = None,
    on_node: Callable[[str, str], None] = lambda name, status: None,
) -> list[NodeResult]:
    """Run a dbt command over the project.

    Args:
        command: `run`, `test` or `build`.
        scratch: folder for the SQL as it ran.
        target: what runs the SQL: a target of profiles.yml.
        parse_cache: folder that keeps the parsed project for other processes; None keeps it not.
        select: dbt selection; all by default.
        exclude: dbt selection of what is left out.
        on_node: called with a node's name and `started` or its final status.

    Returns:
        One result for each node, in the order in which they ended.

    Raises:
        ReelhouseError: the project does not parse, or a model failed.
    """
    results = _invoke(command, scratch, target, parse_cache, select, exclude, on_node)
    nodes = [_node_result(result) for result in results]
    broken = [n for n in nodes if n.status == "error"]
    if broken:
        raise ReelhouseError(
            f"{broken[0].kind} {broken[0].name} failed: {broken[0].message}",
            advice=f"The SQL as it ran lies under {scratch / 'run'}",
        )
    return nodes


def compile_sql(
    *, scratch: Path, parse_cache: Path | None = None, select: str | None = None
) -> dict[str, str]:
    """The text that models come to, without running them.

    Args:
        scratch: folder for the SQL.
        parse_cache: folder that keeps the parsed project for other processes; None keeps it not.
        select: dbt selection; all by default.

    Returns:
        One SELECT by model, after those that it reads.

    Raises:
        ReelhouseError: the project does not parse.
    """
    results = _invoke(
        "compile", scratch, "duckdb", parse_cache, select, None, lambda name, status: None
    )
    return {result.node.name: result.node.compiled_code for result in results}


def _invoke(
    command: str,
    scratch: Path,
    target: str,
    parse_cache: Path | None,
    select: str | None,
    exclude: str | None,
    on_node: Callable[[str, str], None],
) -> list[Any]:
    """Let dbt do something; gives its own result of each node."""
    from dbt.cli.main import dbtRunner  # imported here: it takes two seconds

    def on_event(event: Any) -> None:
        if event.info.name == "NodeStart":
            on_node(event.data.node_info.node_name, "started")
        elif event.info.name == "NodeFinished":
            on_node(event.data.node_info.node_name, event.data.node_info.node_status)

    options = _options(scratch, target)
    if target not in _PARSED:
        _PARSED[target] = _parse(options, scratch, parse_cache, target)
        _MODELS[target] = _without_tests(_PARSED[target])
    manifest = (_MODELS if command in {"run", "compile"} else _PARSED)[target]
    selection = ("--select", *select.split()) if select else ()
    exclusion = ("--exclude", *exclude.split()) if exclude else ()
    outcome = dbtRunner(manifest=manifest, callbacks=[on_event]).invoke(
        [command, *options, *selection, *exclusion]
    )
    results = getattr(outcome.result, "results", None)
    if results is None:
        _raise_if_stopped(outcome.exception)
        raise ReelhouseError(
            f"the SQL project could not be run: {outcome.exception}", where=str(PROJECT)
        )
    return list(results)


def _options(scratch: Path, target: str) -> list[str]:
    return [
        *("--project-dir", str(PROJECT)),
        *("--profiles-dir", str(PROJECT)),
        # said here, so that DBT_* variables of the environment do not apply
        *("--profile", "reelhouse", "--target", target, "--threads", str(MODELS_AT_ONCE)),
        *("--target-path", str(scratch)),
        *("--log-path", str(scratch)),
        *("--log-level", "none", "--log-level-file", "none"),
        "--no-send-anonymous-usage-stats",
        "--no-version-check",
        "--no-write-json",
        "--no-print",
    ]


def _parse(options: list[str], scratch: Path, parse_cache: Path | None, target: str) -> Any:
    """Parse the project, from what another process has parsed where that is the same."""
    from dbt.cli.main import dbtRunner

    version = importlib.metadata.version("dbt-core")
    name = f"{project_checksum()[:16]}-{version}-{target}.msgpack"
    known = parse_cache / name if parse_cache else None
    use_known = (
        ("--partial-parse-file-path", str(known)) if known is not None and known.is_file() else ()
    )
    parsed = dbtRunner().invoke(["parse", *options, *use_known])
    if not parsed.success:
        _raise_if_stopped(parsed.exception)
        raise ReelhouseError(
            f"the SQL project does not parse: {parsed.exception}", where=str(PROJECT)
        )
    fresh = scratch / "partial_parse.msgpack"
    if known is not None and not use_known and fresh.is_file():
        with contextlib.suppress(OSError):  # a cache that cannot be written is no reason to fail
            known.parent.mkdir(parents=True, exist_ok=True)
            copy = known.with_suffix(f".{os.getpid()}")
            shutil.copyfile(fresh, copy)
            copy.replace(known)
            for outdated in known.parent.glob(f"*-{target}.msgpack"):
                if outdated != known:
                    outdated.unlink(missing_ok=True)
    return parsed.result


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


def _raise_if_stopped(exception: BaseException | None) -> None:
    """Raise what dbt keeps to itself: it reports Ctrl-C as a failure without a reason."""
    if isinstance(exception, KeyboardInterrupt) or not str(exception or ""):
        raise KeyboardInterrupt


def _node_result(result: Any) -> NodeResult:
    node = result.node
    return NodeResult(
        name=node.name,
        kind=str(node.resource_type),
        status=str(result.status),
        seconds=round(float(result.execution_time), 3),
        failures=int(getattr(result, "failures", None) or 0),
        message=str(result.message or "").strip(),
        parents=tuple(
            unique_id.split(".")[-1]
            for unique_id in node.depends_on_nodes
            if unique_id.startswith("model.")
        ),
        sources=tuple(
            "__".join(unique_id.split(".")[-2:])
            for unique_id in node.depends_on_nodes
            if unique_id.startswith("source.")
        ),
    )
