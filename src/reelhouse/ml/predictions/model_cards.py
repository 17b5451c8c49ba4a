"""The cards of the models that answer, as tables, so that every surface can show them."""

from __future__ import annotations

from typing import Any

from reelhouse.lake import Lake
from reelhouse.ml import store
from reelhouse.ml.store import Version
from reelhouse.transform.declarations import declaration
from reelhouse.transform.workbench import Workbench

WRITES = (
    "mart_model",
    "mart_model_score",
    "mart_model_calibration",
    "mart_model_coverage",
    "mart_model_feature",
)


def compute(bench: Workbench) -> None:
    """Write the cards of all champions."""
    answering = store.champions(Lake(bench.lake)).values()
    rows = {table: [row for v in answering for row in ROWS[table](v)] for table in WRITES}
    for table in WRITES:
        _write(bench, table, rows[table])


def _write(bench: Workbench, table: str, rows: list[dict[str, Any]]) -> None:
    columns = list(declaration(table).columns)
    if rows:
        import pandas as pd  # takes a third of a second, which a lake without models need not wait

        bench.write(table, pd.DataFrame(rows, columns=columns))
    else:
        bench.write(table, declaration(table).empty)


def _model(version: Version) -> list[dict[str, Any]]:
    card = version.card
    naive = card.best_naive
    return [
        {
            "model_name": version.name,
            "model_version": version.version,
            "trained_at": version.trained_at.replace("+00:00", ""),
            "trained_on_build_id": version.build_id,
            "asks": card.asks,
            "target": card.target,
            "decision": card.decision,
            "metric": card.metric.name,
            "is_higher_better": card.metric.higher_is_better,
            "champion": card.champion,
            "best_naive": naive.name if naive else None,
            "is_naive": card.winner.is_naive,
            "advantage": card.advantage.value if card.advantage else None,
            "advantage_low": card.advantage.low if card.advantage else None,
            "advantage_high": card.advantage.high if card.advantage else None,
            "trained_on": card.trained_on,
            "tested_on": card.tested_on,
            "train_count": card.train_count,
            "test_count": card.test_count,
            "limits": "\n".join(card.limits),
        }
    ]


def _scores(version: Version) -> list[dict[str, Any]]:
    card = version.card
    return [
        {
            "model_name": version.name,
            "candidate": candidate.name,
            "metric": metric,
            "value": estimate.value,
            "value_low": estimate.low,
            "value_high": estimate.high,
            "is_naive": candidate.is_naive,
            "is_champion": candidate.name == card.champion,
            "is_deciding": metric == card.metric.name,
            "note": candidate.note,
        }
        for candidate in card.candidates
        for metric, estimate in candidate.scores.items()
    ]


def _calibration(version: Version) -> list[dict[str, Any]]:
    return [
        {
            "model_name": version.name,
            "bin_number": number,
            "predicted_rate": each.predicted_rate,
            "observed_rate": each.observed_rate,
            "case_count": each.count,
        }
        for number, each in enumerate(version.card.calibration, 1)
    ]


def _coverage(version: Version) -> list[dict[str, Any]]:
    return [
        {
            "model_name": version.name,
            "nominal_rate": each.nominal_rate,
            "measured_rate": each.measured_rate,
            "case_count": each.count,
        }
        for each in version.card.coverage
    ]


def _features(version: Version) -> list[dict[str, Any]]:
    return [
        {
            "model_name": version.name,
            "feature_number": number,
            "feature": each.name,
            "says": each.says,
            "known": each.known,
        }
        for number, each in enumerate(version.card.features, 1)
    ]


ROWS = {
    "mart_model": _model,
    "mart_model_score": _scores,
    "mart_model_calibration": _calibration,
    "mart_model_coverage": _coverage,
    "mart_model_feature": _features,
}
