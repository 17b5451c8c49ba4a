"""`reelhouse report`: what a page of the dashboards says, in one file."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Annotated

import typer

from reelhouse.cli.session import JsonOption, session
from reelhouse.console import out, print_json
from reelhouse.errors import ReelhouseError


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command(
        epilog="Examples: [bold]reelhouse report executive[/] · "
        "[bold]reelhouse report marketing --period 2025-Q4 --out marketing.md[/]"
    )(report)


def report(
    kind: Annotated[
        str, typer.Argument(help="`executive`, `creator`, `marketing` or `licensing`.")
    ] = "executive",
    period: Annotated[
        str,
        typer.Option(
            help="`all`, `3m`, `6m`, `12m`, `year`, `last-year`, `5y`, `10y`, a year, a quarter as "
            "2025-Q1, a month as 2025-03, or two days as 2025-01-01..2025-03-31."
        ),
    ] = "all",
    target: Annotated[
        Path, typer.Option("--out", help="File that ends in .html, .md or .pdf.")
    ] = Path("report.html"),
    as_json: JsonOption = False,
) -> None:
    """Write a report of the published build: measures, findings, charts and what changed."""
    for package in ("streamlit", "plotly"):
        if importlib.util.find_spec(package) is None:
            raise ReelhouseError(
                f"reports share the pages of the dashboards, which need {package}",
                advice="Install the extra `dashboards` of the package: `reelhouse[dashboards]`.",
            )
    from reelhouse.reports.write import write_report

    written = write_report(session.lake(), session.settings(), kind, period, target)
    if as_json:
        print_json(
            {
                "written": str(target),
                "build_id": written.report.build.build_id,
                "run_id": written.report.run_id,
                "period": written.report.period,
                "measures": {m.metric.name: m.value for m in written.report.measures},
                "compared": written.since.said,
                "changed": [change.title for change in written.since.changes],
            }
        )
        return
    out.print(f"wrote the {kind} report, {written.report.period}, into {target}", markup=False)
    out.print(written.since.said, markup=False)
