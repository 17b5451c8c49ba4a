"""Run the dbt project in this process and report each model as it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reelhouse.errors import ReelhouseError
from reelhouse.transform.inputs import PROJECT
from reelhouse.transform.parsed import parsed_project, raise_if_stopped

MODELS_AT_ONCE = 2


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

    options = command_options(scratch, target)
    with_tests = command not in {"run", "compile"}
    manifest = parsed_project(options, target, parse_cache, with_tests=with_tests)
    selection = ("--select", *select.split()) if select else ()
    exclusion = ("--exclude", *exclude.split()) if exclude else ()
    outcome = dbtRunner(manifest=manifest, callbacks=[on_event]).invoke(
        [command, *options, *selection, *exclusion]
    )
    results = getattr(outcome.result, "results", None)
    if results is None:
        raise_if_stopped(outcome.exception)
        raise ReelhouseError(
            f"the SQL project could not be run: {outcome.exception}", where=str(PROJECT)
        )
    return list(results)


def command_options(scratch: Path, target: str) -> list[str]:
    """What dbt is told in each command: where everything is, and to keep quiet."""
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
