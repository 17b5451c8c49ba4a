"""`reelhouse compare`: two genres or titles side by side, verdicts only where they are earned."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from reelhouse.cli.session import JsonOption, session
from reelhouse.console import out, print_json, print_table

if TYPE_CHECKING:
    from reelhouse.ml.opportunities.samples import Figure


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command(
        epilog="Examples: [bold]reelhouse compare Drama Comedy[/] · "
        "[bold]reelhouse compare --kind title tt0000001 tt0000002[/]"
    )(compare)


def compare(
    a: Annotated[str, typer.Argument(help="A genre; or a title's key, IMDb id or exact name.")],
    b: Annotated[str, typer.Argument(help="The other one.")],
    kind: Annotated[Literal["genre", "title"], typer.Option(help="What is compared.")] = "genre",
    as_json: JsonOption = False,
) -> None:
    """Compare two genres or titles measure by measure."""
    from reelhouse.gold import require_current
    from reelhouse.ml.opportunities.head_to_head import READS
    from reelhouse.ml.opportunities.head_to_head import compare as compare_both
    from reelhouse.ml.tables import gold_tables

    settings, build = session.settings(), require_current(session.lake())
    with gold_tables(build, READS) as tables:
        found = compare_both(tables, kind, a, b, seed=settings.marts.seed)
    if as_json:
        print_json(asdict(found))
        return
    print_table(
        f"{found.a} and {found.b}",
        ["measure", found.a, found.b, "first ahead", "verdict"],
        [
            [
                f"{measure.name} ({measure.unit})",
                _figure(measure.a),
                _figure(measure.b),
                "" if measure.probability is None else f"{measure.probability:.0%}",
                measure.verdict,
            ]
            for measure in found.measures
        ],
    )
    out.print("a verdict stands where one is ahead with a probability of at least 97.5 %")


def _figure(figure: Figure | None) -> str:
    if figure is None:
        return "not known"
    value, low, high = figure
    return f"{_short(value)} ({_short(low)} to {_short(high)})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
