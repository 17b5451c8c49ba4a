"""`reelhouse explain`: what models say of a title, and why."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reelhouse.cli.session import JsonOption, session
from reelhouse.console import out, print_json, print_table

if TYPE_CHECKING:
    from reelhouse.explanations import Explanation


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command(
        epilog="Examples: [bold]reelhouse explain tt0000001[/] · "
        '[bold]reelhouse explain "The Lantern of Brandovo" --json[/]'
    )(explain)


def explain(
    title: Annotated[str, typer.Argument(help="Id at IMDb, key, or name of a title.")],
    as_json: JsonOption = False,
) -> None:
    """Show what models say of a title that comes out, why, and what became of similar ones."""
    from reelhouse.explanations import explain_title
    from reelhouse.gold import require_current

    build = require_current(session.lake())
    found = explain_title(build, title)
    if as_json:
        print_json({"build_id": build.build_id, **asdict(found)})
    else:
        _show(found)


def _show(found: Explanation) -> None:
    title = found.title
    out.print(
        f"[bold]{title['primary_title']}[/] ({title['start_year']}, {title['title_type']}"
        f"{', ' + title['genres'] if title['genres'] else ''})"
    )
    if found.hit:
        _show_hit(found.hit)
    if found.popularity:
        row = found.popularity
        out.print(
            f"Votes: {_times(row['expected_multiple'])} the median of its kind and year, "
            f"{row['interval_rate']:.0%} between {_times(row['expected_multiple_low'])} and "
            f"{_times(row['expected_multiple_high'])}"
        )
    if found.gross:
        row = found.gross
        out.print(
            f"Box office: {_money(row['expected_gross_usd'])}, {row['interval_rate']:.0%} between "
            f"{_money(row['expected_gross_low_usd'])} and "
            f"{_money(row['expected_gross_high_usd'])}; "
            f"the naive rule says {_money(row['naive_gross_usd'])}"
        )
    if found.outcome:
        row = found.outcome
        out.print(
            f"So far: {row['vote_count']:,} votes, more than {row['votes_rank_rate']:.0%} of its "
            f"kind and year{', a hit' if row['is_hit'] else ''}"
        )
    if found.reasons:
        print_table(
            "Reasons",
            ["reason", "points"],
            [(row["says"], f"{row['effect_points']:+.1f}") for row in found.reasons],
        )
    if found.comparables:
        shown = ["comparable_title", "comparable_year", "similarity", "is_hit", "votes_rank_rate"]
        print_table(
            "Similar titles, and how they did",
            shown,
            [tuple(row[name] for name in shown) for row in found.comparables],
        )


def _show_hit(row: dict[str, Any]) -> None:
    out.print(
        f"Hit: {row['probability']:.0%} (between {row['probability_low']:.0%} and "
        f"{row['probability_high']:.0%}); of all such titles {row['base_rate']:.0%} are"
    )
    notes = [row["flags"]] if row["flags"] else []
    if row["is_as_of_today"]:
        notes.append("earlier titles of its makers stand as they are today")
    for note in notes:
        out.print(f"[yellow]note[/] {note}", highlight=False)


def _times(multiple: float) -> str:
    return f"{multiple:.1f} times"


def _money(amount: float) -> str:
    return f"${amount / 1e6:,.1f} million"
