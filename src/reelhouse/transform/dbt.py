"""Run the dbt project in this process and report each model as it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reelhouse.errors import ReelhouseError
from reelhouse.transform.inputs import PROJECT

# parsing takes a second, and the project does not change while a process runs
_PARSED: dict[Path, Any] = {}


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
    cache: Path,
    select: str | None = None,
    on_node: Callable[[str, str], None] = lambda name, status: None,
) -> list[NodeResult]:
    """Run a dbt command over the project.

    Args:
        command: `run`, `test` or `build`.
        cache: folder for dbt's parse cache, compiled SQL and log.
        select: dbt selection; all by default.
        on_node: called with a node's name and `started` or its final status.

    Returns:
        One result for each node, in the order in which they ended.

    Raises:
        ReelhouseError: the project does not parse, or a model failed.
    """
    from dbt.cli.main import dbtRunner  # imported here: it takes two seconds

    def on_event(event: Any) -> None:
        if event.info.name == "NodeStart":
            on_node(event.data.node_info.node_name, "started")
        elif event.info.name == "NodeFinished":
            on_node(event.data.node_info.node_name, event.data.node_info.node_status)

    common = [
        *("--project-dir", str(PROJECT)),
        *("--profiles-dir", str(PROJECT)),
        *("--target-path", str(cache / "dbt")),
        *("--log-path", str(cache / "dbt")),
        *("--log-level", "none", "--log-level-file", "debug"),
        "--no-send-anonymous-usage-stats",
        "--no-version-check",
        "--no-write-json",
        "--no-print",
    ]
    if PROJECT not in _PARSED:
        parsed = dbtRunner().invoke(["parse", *common])
        if not parsed.success:
            raise ReelhouseError(
                f"the SQL project does not parse: {parsed.exception}", where=str(PROJECT)
            )
        _PARSED[PROJECT] = parsed.result
    selection = ("--select", *select.split()) if select else ()
    outcome = dbtRunner(manifest=_PARSED[PROJECT], callbacks=[on_event]).invoke(
        [command, *common, *selection]
    )
    results = getattr(outcome.result, "results", None)
    if results is None:
        raise ReelhouseError(
            f"the SQL project could not be run: {outcome.exception}",
            where=str(PROJECT),
            advice=f"dbt's own log is {cache / 'dbt' / 'dbt.log'}",
        )
    nodes = [_node_result(result) for result in results]
    broken = [n for n in nodes if n.status == "error"]
    if broken:
        raise ReelhouseError(
            f"{broken[0].kind} {broken[0].name} failed: {broken[0].message}",
            advice=f"dbt's own log is {cache / 'dbt' / 'dbt.log'}",
        )
    return nodes


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
