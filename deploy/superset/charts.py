"""A chart and a dashboard as Superset keeps them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any

VERSION = "1.0.0"
MADE = "2026-01-01T00:00:00+00:00"  # the same every time, as all else in a bundle
WIDTH = 12  # columns of Superset's grid
_KINDS = {
    "line": "echarts_timeseries_line",
    "bar": "echarts_timeseries_bar",
    "pie": "pie",
    "table": "table",
}
_MOST_ROWS = 10_000


def ident(*names: str) -> str:
    """An id that is the same whenever the bundle is made, so that an import replaces."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(("reelhouse", *names))))


def made_chart(entry: dict[str, Any], metrics: Sequence[str]) -> dict[str, Any]:
    """A chart of `charts.yml` as Superset exports one.

    Args:
        entry: as it stands there; `rows` in place of metrics shows columns as they are.
        metrics: names of its metrics.
    """
    kind = _KINDS[entry["kind"]]
    params = _params(entry, kind, list(metrics))
    return {
        "slice_name": entry["name"],
        "description": entry["reads"],
        "viz_type": kind,
        "params": params,
        "query_context": json.dumps(
            {
                "datasource": {"id": 0, "type": "table"},  # set by the import
                "force": False,
                "queries": [_query(entry, list(metrics))],
                "form_data": params,
                "result_format": "json",
                "result_type": "full",
            }
        ),
        "uuid": ident("chart", entry["key"]),
        "dataset_uuid": ident("dataset", entry["table"]),
        "version": VERSION,
    }


def _params(entry: dict[str, Any], kind: str, metrics: list[str]) -> dict[str, Any]:
    """What Superset's own editor of charts reads."""
    by: list[str] = entry.get("by", [])
    shared = {
        "viz_type": kind,
        "adhoc_filters": [
            {"expressionType": "SIMPLE", "clause": "WHERE", "subject": column, "operator": "==",
             "comparator": value}
            for column, value in entry.get("where", {}).items()
        ],
        "row_limit": _MOST_ROWS,
    }  # fmt: skip
    if entry["kind"] in {"line", "bar"}:
        return shared | {
            "x_axis": entry["over"],
            "time_grain_sqla": entry["grain"],
            "metrics": metrics,
            "groupby": by,
            "stack": "Stack" if entry["kind"] == "bar" else None,
            "show_legend": bool(by),
            "rich_tooltip": True,
            "y_axis_format": "SMART_NUMBER",
            "x_axis_time_format": "smart_date",
            "truncate_metric": True,
        }
    if entry["kind"] == "pie":
        return shared | {"metric": metrics[0], "groupby": by, "label_type": "key_percent"}
    if "rows" in entry:
        return shared | {"query_mode": "raw", "all_columns": entry["rows"]}
    return shared | {
        "query_mode": "aggregate",
        "groupby": by,
        "metrics": metrics,
        "timeseries_limit_metric": metrics[0],
        "order_desc": True,
    }


def _query(entry: dict[str, Any], metrics: list[str]) -> dict[str, Any]:
    """What the chart asks for, for Superset's reports, alerts and its API."""
    columns: list[Any] = list(entry.get("rows", entry.get("by", [])))
    if "over" in entry:
        columns.insert(
            0,
            {"columnType": "BASE_AXIS", "expressionType": "SQL", "label": entry["over"],
             "sqlExpression": entry["over"], "timeGrain": entry["grain"]},
        )  # fmt: skip
    return {
        "columns": columns,
        "metrics": None if "rows" in entry else metrics,
        "orderby": [] if "rows" in entry or "over" in entry else [[metrics[0], False]],
        "filters": [
            {"col": column, "op": "==", "val": value}
            for column, value in entry.get("where", {}).items()
        ],
        "extras": {"having": "", "where": ""},
        "row_limit": _MOST_ROWS,
    }


def made_position(title: str, charts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The grid of the dashboard: two charts in a row, the last one as wide as both."""
    rows = [
        charts[first : min(first + 2, len(charts) - 1)] for first in range(0, len(charts) - 1, 2)
    ]
    rows.append(charts[-1:])
    position: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": title}},
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "GRID_ID": {
            "id": "GRID_ID",
            "type": "GRID",
            "parents": ["ROOT_ID"],
            "children": [f"ROW-{place}" for place in range(len(rows))],
        },
    }
    for place, row in enumerate(rows):
        above = ["ROOT_ID", "GRID_ID"]
        position[f"ROW-{place}"] = {
            "id": f"ROW-{place}",
            "type": "ROW",
            "parents": above,
            "children": [f"CHART-{chart['uuid'][:8]}" for chart in row],
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
        }
        for chart in row:
            name = f"CHART-{chart['uuid'][:8]}"
            position[name] = {
                "id": name,
                "type": "CHART",
                "parents": [*above, f"ROW-{place}"],
                "children": [],
                "meta": {
                    "uuid": chart["uuid"],
                    "chartId": 0,  # set by the import
                    "sliceName": chart["slice_name"],
                    "width": WIDTH // len(row),
                    "height": 50,
                },
            }
    return position
