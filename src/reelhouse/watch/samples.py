"""What is measured of a lake: each metric with its meaning, and the samples of the moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from reelhouse import clock
from reelhouse.errors import ReelhouseError
from reelhouse.evidence import read_runs
from reelhouse.gold import Build, current_build, query
from reelhouse.lake import Lake
from reelhouse.settings import Settings
from reelhouse.status import LakeStatus, read_status
from reelhouse.storage import free_bytes

METRICS: dict[str, tuple[str, tuple[str, ...]]] = {
    "reelhouse_resource_age_days": (
        "Days since the day that the newest delivery of a resource stands for.",
        ("source", "resource"),
    ),
    "reelhouse_resource_rows": (
        "Rows of the newest delivery that later layers see.",
        ("source", "resource"),
    ),
    "reelhouse_resource_rejected_rows": (
        "Rows of the newest delivery that broke the contract.",
        ("source", "resource"),
    ),
    "reelhouse_resource_is_built": (
        "Whether the published build has seen the newest delivery; where gold reads any.",
        ("source", "resource"),
    ),
    "reelhouse_expired_rows": (
        "Rows that terms no longer allow to be kept.",
        ("source", "resource"),
    ),
    "reelhouse_build_is_readable": ("Whether there is a published build and it can be read.", ()),
    "reelhouse_build_created_timestamp_seconds": ("When the published build was made.", ()),
    "reelhouse_build_bytes": ("Size of the published build.", ()),
    "reelhouse_table_rows": ("Rows of a table of the published build.", ("table",)),
    "reelhouse_gates": (
        "Gates of the published build, by severity and verdict.",
        ("severity", "verdict"),
    ),
    "reelhouse_gate_figure": ("What a gate measured.", ("gate", "severity")),
    "reelhouse_gate_limit": ("Largest figure that passes a gate.", ("gate", "severity")),
    "reelhouse_runs": ("Runs on record, by kind and how they ended.", ("kind", "status")),
    "reelhouse_run_is_good": (
        "Whether the last run of a kind that has ended was done.",
        ("kind",),
    ),
    "reelhouse_run_seconds": ("How long the last run of a kind took.", ("kind",)),
    "reelhouse_run_success_timestamp_seconds": (
        "When the last run of a kind began that was done.",
        ("kind",),
    ),
    "reelhouse_step_seconds": (
        "How long a step of the last run of a kind took that was done.",
        ("kind", "step"),
    ),
    "reelhouse_quota_left": ("What is left of a provider's daily quota.", ("source", "quota")),
    "reelhouse_quota_units": ("A provider's daily quota.", ("source", "quota")),
    "reelhouse_model_trained_timestamp_seconds": (
        "When the version of a model that answers was trained.",
        ("model",),
    ),
    "reelhouse_model_beats_naive": ("Whether a model beats the naive rule.", ("model",)),
    "reelhouse_model_error": (
        "Deciding figure of what answers, as its card says; `is_higher_better` says which way.",
        ("model", "metric", "is_higher_better"),
    ),
    "reelhouse_model_naive_error": (
        "The same figure of the best naive rule.",
        ("model", "metric", "is_higher_better"),
    ),
    "reelhouse_model_drifted_features": (
        "Features that are far from what was learned from.",
        ("model",),
    ),
    "reelhouse_disk_free_bytes": ("Free space on the disk of the lake.", ()),
    "reelhouse_watched_timestamp_seconds": ("When all of this was looked up.", ()),
}
"""Every metric: what it says, and the labels of its samples."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One figure.

    Attributes:
        metric: a name of `METRICS`.
        labels: values in the order that `METRICS` names them.
        value: the figure.
    """

    metric: str
    labels: tuple[str, ...]
    value: float


def take_samples(lake: Lake, settings: Settings) -> list[Sample]:
    """Look a lake up.

    Args:
        lake: what to look at; it need not be there yet.
        settings: what quotas are granted, and how long data may be kept.
    """
    status = read_status(lake, settings, clock.today())
    build: Build | None = None
    if not status.problem:
        build = current_build(lake)
    return [
        *_of_resources(status),
        *_of_build(build, status),
        *_of_runs(read_runs(lake)),
        *_of_models(build, status),
        *(
            Sample(f"reelhouse_quota_{name}", (q["source"], q["quota"]), float(q[key]))
            for q in status.quotas
            for name, key in (("left", "left"), ("units", "of"))
        ),
        Sample("reelhouse_disk_free_bytes", (), float(free_bytes(lake.root))),
        Sample("reelhouse_watched_timestamp_seconds", (), datetime.now(UTC).timestamp()),
    ]


def _of_resources(status: LakeStatus) -> Iterator[Sample]:
    for found in status.resources:
        if found.age_days is None:
            continue
        labels = (found.source, found.resource)
        yield Sample("reelhouse_resource_age_days", labels, found.age_days)
        yield Sample("reelhouse_resource_rows", labels, found.rows)
        yield Sample("reelhouse_resource_rejected_rows", labels, found.rejected_rows)
        if found.in_build is not None:
            yield Sample("reelhouse_resource_is_built", labels, found.in_build)
    for expired in status.expired:
        labels = (expired["source"], expired["resource"])
        yield Sample("reelhouse_expired_rows", labels, expired["rows"])


def _of_build(build: Build | None, status: LakeStatus) -> Iterator[Sample]:
    yield Sample("reelhouse_build_is_readable", (), build is not None and not status.problem)
    if build is None:
        return
    created = _seconds(str(build.manifest["created_at"]))
    if created is not None:
        yield Sample("reelhouse_build_created_timestamp_seconds", (), created)
    yield Sample("reelhouse_build_bytes", (), build.bytes)
    for table, rows in build.rows.items():
        yield Sample("reelhouse_table_rows", (table,), rows)
    gates = build.manifest["gates"]
    for (severity, verdict), count in Counter((g["severity"], g["verdict"]) for g in gates).items():
        yield Sample("reelhouse_gates", (severity, verdict), count)
    for gate in gates:
        labels = (gate["name"], gate["severity"])
        for name in ("figure", "limit"):
            if gate[name] is not None:
                yield Sample(f"reelhouse_gate_{name}", labels, float(gate[name]))


def _of_runs(runs: list[dict[str, Any]]) -> Iterator[Sample]:
    for labels, count in Counter((run["kind"], run["status"]) for run in runs).items():
        yield Sample("reelhouse_runs", labels, count)
    ended: set[str] = set()
    done: set[str] = set()
    for run in runs:  # the newest first
        kind, status = run["kind"], run["status"]
        if status == "running":
            continue
        if kind not in ended:
            ended.add(kind)
            yield Sample("reelhouse_run_is_good", (kind,), status == "done")
            yield Sample("reelhouse_run_seconds", (kind,), float(run["seconds"]))
        if status == "done" and kind not in done:
            done.add(kind)
            began = _seconds(run["started_at"])
            if began is not None:
                yield Sample("reelhouse_run_success_timestamp_seconds", (kind,), began)
            seconds: Counter[str] = Counter()
            for step in run["steps"]:
                seconds[step["name"]] += step["seconds"]
            for name, took in seconds.items():
                yield Sample("reelhouse_step_seconds", (kind, name), took)


def _of_models(build: Build | None, status: LakeStatus) -> Iterator[Sample]:
    for model in status.models:
        trained = _seconds(model.trained_at)
        if not model.version or trained is None:
            continue
        labels = (model.name,)
        yield Sample("reelhouse_model_trained_timestamp_seconds", labels, trained)
        yield Sample("reelhouse_model_beats_naive", labels, model.beats_naive)
        yield Sample("reelhouse_model_drifted_features", labels, len(model.drifted))
    if build is None or not {"mart_model", "mart_model_score"} <= set(build.tables):
        return
    try:
        _, scores = query(build, _SCORES, tables=["mart_model", "mart_model_score"])
    except ReelhouseError:  # a build of another version has other columns
        return
    for model_name, metric, higher, error, naive in scores:
        named = (model_name, metric, "yes" if higher else "no")
        if error is not None:
            yield Sample("reelhouse_model_error", named, error)
        if naive is not None:
            yield Sample("reelhouse_model_naive_error", named, naive)


_SCORES = """
select
    model.model_name,
    model.metric,
    model.is_higher_better,
    max(case when score.candidate = model.champion then score.value end) as champion_value,
    max(case when score.candidate = model.best_naive then score.value end) as naive_value
from mart_model as model
inner join mart_model_score as score
    on model.model_name = score.model_name and score.is_deciding
group by model.model_name, model.metric, model.is_higher_better
"""


def _seconds(moment: str) -> float | None:
    """Seconds since 1970 of a time in ISO 8601; None where it is none."""
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
