"""What a run did, as OpenLineage tells it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import (
    column_lineage_dataset,
    data_quality_assertions_dataset,
    documentation_dataset,
    error_message_run,
    job_type_job,
    output_statistics_output_dataset,
    parent_run,
    processing_engine_run,
    schema_dataset,
)

from reelhouse.gold import Build, open_build
from reelhouse.lake import Lake
from reelhouse.sources.registry import bronze_resources
from reelhouse.transform.declarations import declaration, model_files
from reelhouse.transform.lineage import parents
from reelhouse.watch.columns import column_lineage, compiled_files

PRODUCER = "https://reelhouse.invalid/reelhouse"
JOBS = "reelhouse"
"""Namespace of jobs, and of what providers have."""

_IDS = uuid.UUID("5d2c9ac8-1c5e-5c60-9f0a-2f3b8f0c9a11")
_ENDED = {"done": RunState.COMPLETE, "failed": RunState.FAIL, "refused": RunState.FAIL}


def run_uuid(run_id: str, table: str = "") -> str:
    """The id of a run, or of what it did for one table, as OpenLineage has it; always the same."""
    return str(uuid.uuid5(_IDS, f"{run_id}/{table}"))


def start_event(record: dict[str, Any]) -> RunEvent:
    """A run begins.

    Args:
        record: of the run, as its evidence has it.
    """
    return _event(record, RunState.START, record["started_at"])


def end_events(lake: Lake, record: dict[str, Any]) -> list[RunEvent]:
    """What a run did: for a build what it did for each table first, then the run itself.

    Args:
        lake: whose run.
        record: of the run, as its evidence has it when it has ended.
    """
    state = _ENDED.get(record["status"], RunState.ABORT)
    at = record["ended_at"] or record["started_at"]
    inputs, outputs = _files_of(lake, record)
    events: list[RunEvent] = []
    if record["kind"] == "build" and (folder := _build_folder(lake, record)):
        events += _table_events(lake, record, open_build(folder))
    return [*events, _event(record, state, at, inputs=inputs, outputs=outputs)]


def _event(
    record: dict[str, Any],
    state: RunState,
    at: str,
    *,
    table: str = "",
    inputs: list[InputDataset] | None = None,
    outputs: list[OutputDataset] | None = None,
) -> RunEvent:
    engine = record.get("versions", {}).get("duckdb", "")
    facets: dict[str, Any] = {
        "processing_engine": processing_engine_run.ProcessingEngineRunFacet(
            version=engine, name="DuckDB", openlineageAdapterVersion=None, producer=PRODUCER
        )
    }
    if table:
        facets["parent"] = parent_run.ParentRunFacet(
            run=parent_run.Run(runId=run_uuid(record["run_id"])),
            job=parent_run.Job(namespace=JOBS, name=record["kind"]),
            producer=PRODUCER,
        )
    if state is RunState.FAIL and record["error"]:
        facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(
            message=record["error"], programmingLanguage="PYTHON", producer=PRODUCER
        )
    kind = job_type_job.JobTypeJobFacet(
        processingType="BATCH",
        integration="REELHOUSE",
        jobType="MODEL" if table else "COMMAND",
        producer=PRODUCER,
    )
    return RunEvent(
        eventTime=at,
        eventType=state,
        run=Run(runId=run_uuid(record["run_id"], table), facets=facets),
        job=Job(
            namespace=JOBS,
            name=f"{record['kind']}.{table}" if table else record["kind"],
            facets={"jobType": kind},
        ),
        inputs=inputs or [],
        outputs=outputs or [],
        producer=PRODUCER,
    )


def _files_of(lake: Lake, record: dict[str, Any]) -> tuple[list[InputDataset], list[OutputDataset]]:
    """What a run read and wrote, of providers and of bronze."""
    rows: dict[str, int] = {}
    size: dict[str, int] = {}
    for entry in record["inputs"]:
        name = entry["name"].removesuffix(" (accepted)")
        if name == entry["name"]:
            rows[name] = rows.get(name, 0) + entry["rows"]
            size[name] = size.get(name, 0) + entry["bytes"]
    if record["kind"] != "ingest":
        return [InputDataset(_space(lake), f"bronze/{name}") for name in sorted(rows)], []
    return (
        [InputDataset(JOBS, name) for name in sorted(rows)],
        [
            OutputDataset(
                _space(lake),
                f"bronze/{name}",
                outputFacets={
                    "outputStatistics": (
                        output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
                            rowCount=rows[name], size=size[name], producer=PRODUCER
                        )
                    )
                },
            )
            for name in sorted(rows)
        ],
    )


def _table_events(lake: Lake, record: dict[str, Any], build: Build) -> Iterator[RunEvent]:
    """Begin and end of each table that the build made itself."""
    compiled = compiled_files(lake.cache / "dbt" / "compiled")
    for table, content in build.manifest["tables"].items():
        if content.get("carried_from") or table not in model_files():
            continue
        yield _event(record, RunState.START, record["started_at"], table=table)
        yield _event(
            record,
            RunState.COMPLETE,
            record["ended_at"] or record["started_at"],
            table=table,
            inputs=[InputDataset(*_dataset(lake, name)) for name in sorted(parents()[table])],
            outputs=[_output(lake, build, table, compiled.get(table))],
        )


def _output(lake: Lake, build: Build, table: str, compiled: Path | None) -> OutputDataset:
    content = build.manifest["tables"][table]
    declared = declaration(table)
    facets: dict[str, Any] = {
        "schema": schema_dataset.SchemaDatasetFacet(
            fields=[
                schema_dataset.SchemaDatasetFacetFields(
                    name=column,
                    type=kind,
                    description=" ".join(declared.descriptions.get(column, "").split()) or None,
                )
                for column, kind in content["columns"].items()
            ],
            producer=PRODUCER,
        ),
        "documentation": documentation_dataset.DocumentationDatasetFacet(
            description=" ".join(declared.description.split()), producer=PRODUCER
        ),
    }
    if compiled is not None:
        made_of = column_lineage(table, compiled.read_text(encoding="utf-8"))
        if lines := _lines(lake, made_of):
            facets["columnLineage"] = lines
    if assertions := _assertions(build, table):
        facets["dataQualityAssertions"] = assertions
    return OutputDataset(
        *_dataset(lake, table),
        facets=facets,
        outputFacets={
            "outputStatistics": output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
                rowCount=content["rows"],
                size=sum(f["bytes"] for f in content["files"]),
                fileCount=len(content["files"]),
                producer=PRODUCER,
            )
        },
    )


def _lines(
    lake: Lake, made_of: dict[str, set[tuple[str, str]]]
) -> column_lineage_dataset.ColumnLineageDatasetFacet | None:
    """Columns and what they are made of; what is made of no column of a table is not named."""
    fields = {}
    for column, origins in made_of.items():
        sources = [
            column_lineage_dataset.InputField(*_dataset(lake, table.partition(".")[2]), field=name)
            for table, name in sorted(origins)
        ]
        if sources:
            fields[column] = column_lineage_dataset.Fields(inputFields=sources)
    if not fields:
        return None
    return column_lineage_dataset.ColumnLineageDatasetFacet(fields=fields, producer=PRODUCER)


def _assertions(
    build: Build, table: str
) -> data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet | None:
    """Gates whose name says that they are about a table."""
    about = [g for g in build.manifest["gates"] if g["name"].endswith(f"_{table}")]
    found = [
        data_quality_assertions_dataset.Assertion(
            assertion=gate["name"], success=gate["verdict"] == "passed", severity=gate["severity"]
        )
        for gate in about
        if gate["verdict"] != "skipped"
    ]
    if not found:
        return None
    return data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(
        assertions=found, producer=PRODUCER
    )


def _dataset(lake: Lake, name: str) -> tuple[str, str]:
    """Namespace and name of a table, wherever in the lake it is."""
    if resource := bronze_resources().get(name):
        return _space(lake), f"bronze/{resource.source}/{resource.resource}"
    layer = "gold" if name not in model_files() or declaration(name).is_gold else "silver"
    return _space(lake), f"{layer}/{name}"


def _space(lake: Lake) -> str:
    """Namespace of what is in the lake."""
    return f"file://{lake.root.as_posix()}"


def _build_folder(lake: Lake, record: dict[str, Any]) -> Path | None:
    build_id = record["outcome"].get("build_id")
    folder = lake.gold / str(build_id)
    return folder if build_id and (folder / "manifest.json").is_file() else None
