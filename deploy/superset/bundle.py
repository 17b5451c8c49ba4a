"""The dashboard for Superset, as a bundle: `python -m deploy.superset.bundle --help`.

Datasets are the tables that `reelhouse export --duckdb` writes, with what their columns and
metrics say; charts are those of `charts.yml`. The bundle is made and never edited, so that a
metric means in Superset what it means everywhere.
"""

from __future__ import annotations

import argparse
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from deploy.superset.charts import MADE, VERSION, ident, made_chart, made_position
from reelhouse.export_duckdb import ABOUT
from reelhouse.metrics.definitions import Definitions
from reelhouse.metrics.entries import Aggregate, Metric
from reelhouse.metrics.load import load_definitions
from reelhouse.transform.declarations import Declaration, declaration

HERE = Path(__file__).parent
BUNDLE = HERE / "reelhouse"
TITLE = "Reelhouse"
# where the container of Superset has the file; another place is set at the import or afterwards
DATABASE = "duckdb:////data/gold.duckdb"
_TIMES = ("date", "timestamp")

Files = dict[str, dict[str, Any]]


def bundle(database: str = DATABASE) -> Files:
    """All files of the bundle, by their place in it.

    Args:
        database: SQLAlchemy's address of the file that `reelhouse export --duckdb` wrote.
    """
    entries: list[dict[str, Any]] = yaml.safe_load((HERE / "charts.yml").read_text("utf-8"))
    definitions = load_definitions()
    files: Files = {
        "metadata.yaml": {"version": VERSION, "type": "Dashboard", "timestamp": MADE},
        "databases/reelhouse.yaml": {
            "database_name": TITLE,
            "sqlalchemy_uri": database,
            "expose_in_sqllab": True,
            "allow_ctas": False,
            "allow_cvas": False,
            "allow_dml": False,
            "allow_run_async": False,
            "extra": {
                "engine_params": {"connect_args": {"read_only": True}},
                "allows_virtual_table_explore": True,
            },
            "uuid": ident("database"),
            "version": VERSION,
        },
    }
    for table in dict.fromkeys(entry["table"] for entry in entries):
        files[f"datasets/reelhouse/{table}.yaml"] = dataset(definitions, table)
    files[f"datasets/reelhouse/{ABOUT}.yaml"] = _about()
    shown = [*entries, _credits()]
    charts = [made_chart(entry, _metrics(definitions, entry)) for entry in shown]
    for key, chart in zip((e["key"] for e in shown), charts, strict=True):
        files[f"charts/{key}.yaml"] = chart
    files["dashboards/reelhouse.yaml"] = {
        "dashboard_title": TITLE,
        "description": "Made by deploy/superset/bundle.py from metrics.yml.",
        "slug": "reelhouse",
        "published": True,
        "uuid": ident("dashboard"),
        "position": made_position(TITLE, charts),
        "metadata": {"color_scheme": "supersetColors", "cross_filters_enabled": True},
        "version": VERSION,
    }
    return files


def dataset(definitions: Definitions, table: str) -> dict[str, Any]:
    """A table as a dataset: its columns, and the metrics that it alone is enough for."""
    declared = declaration(table)
    dates = definitions.tables[table].dates
    day = dates.column if dates and declared.columns[dates.column] in _TIMES else None
    return {
        "table_name": table,
        "main_dttm_col": day,
        "description": declared.description.strip(),
        "schema": "main",
        "uuid": ident("dataset", table),
        "database_uuid": ident("database"),
        "columns": [_column(declared, name) for name in declared.columns],
        "metrics": [
            _metric(definitions, metric, table)
            for metric in definitions.metrics.values()
            if is_of(definitions, metric, table)
        ],
        "version": VERSION,
    }


def is_of(definitions: Definitions, metric: Metric, table: str) -> bool:
    """Whether a metric can be computed from any rows of this one table.

    Left out are figures that stand ready in each row, and stands of which only the last in a
    period counts: Superset would add them up.
    """
    parts = definitions.aggregates(metric)
    return all(p.table == table and p.function != "any_value" and not p.is_last for p in parts)


def _column(declared: Declaration, name: str) -> dict[str, Any]:
    kind = declared.columns[name]
    return {
        "column_name": name,
        "type": kind.upper(),
        "is_dttm": kind in _TIMES,
        "is_active": True,
        "groupby": True,
        "filterable": True,
        "description": declared.descriptions.get(name, "").strip(),
    }


def _metric(definitions: Definitions, metric: Metric, table: str) -> dict[str, Any]:
    reasons = definitions.reasons(metric, definitions.dimensions(table))
    return {
        "metric_name": metric.name,
        "verbose_name": metric.title,
        "expression": expression(definitions, metric),
        "description": f"{metric.description} {metric.origin}",
        "d3format": metric.format,
        "warning_text": "; ".join(f"{name}: {why}" for name, why in reasons.items()) or None
        if metric.ratio is None
        else None,
    }


def expression(definitions: Definitions, metric: Metric) -> str:
    """A metric as an aggregate in DuckDB's SQL."""
    sides = [_sql(part) for part in definitions.aggregates(metric)]
    if metric.ratio is None:
        return sides[0]
    of, to = sides
    times = f"{metric.ratio.times:g} * " if metric.ratio.times != 1 else ""
    return f"{times}cast({of} as double) / nullif({to}, 0)"


def _sql(part: Aggregate) -> str:
    return f"{part.sql} filter (where {part.where})" if part.where else part.sql


def _metrics(definitions: Definitions, entry: dict[str, Any]) -> Sequence[str]:
    """Names of a chart's metrics, all of which its table has.

    Raises:
        ValueError: one is not there, or not of this table alone.
    """
    names: list[str] = entry.get("metrics", [])
    for name in names:
        if not is_of(definitions, definitions.metric(name), entry["table"]):
            raise ValueError(f"{entry['key']}: {name} is not a metric of {entry['table']} alone")
    return names


def _about() -> dict[str, Any]:
    """The table that says which build it is and what must stand beside its data."""
    return {
        "table_name": ABOUT,
        "schema": "main",
        "description": "Which build this is, and attributions.",
        "uuid": ident("dataset", ABOUT),
        "database_uuid": ident("database"),
        "columns": [
            {"column_name": name, "type": "VARCHAR", "groupby": True, "filterable": True}
            for name in ("name", "value")
        ],
        "metrics": [],
        "version": VERSION,
    }


def _credits() -> dict[str, Any]:
    return {
        "key": "about",
        "name": "Build and attributions",
        "table": ABOUT,
        "rows": ["name", "value"],
        "kind": "table",
        "reads": "Providers ask for these words wherever their data is shown.",
    }


def texts(files: Files) -> Iterator[tuple[str, str]]:
    """Each file with its place and what stands in it."""
    for place, content in files.items():
        yield place, yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def write_folder(files: Files, folder: Path) -> None:
    """Write the bundle as a folder; files of an earlier one that are not in it are removed."""
    kept = {folder / place for place in files}
    for old in folder.rglob("*.yaml"):
        if old not in kept:
            old.unlink()
    for place, text in texts(files):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def write_zip(files: Files, target: Path) -> None:
    """Write the bundle as Superset imports it: a zip with one folder in it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for place, text in texts(files):
            packed.writestr(f"reelhouse/{place}", text)


def main() -> None:
    """Write the bundle."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--database", default=DATABASE, help="SQLAlchemy's address of the file.")
    parser.add_argument(
        "--zip", type=Path, help="File to import; without it the folder is written."
    )
    asked = parser.parse_args()
    if asked.zip:
        write_zip(bundle(asked.database), asked.zip)
    else:
        write_folder(bundle(asked.database), BUNDLE)


if __name__ == "__main__":
    main()
