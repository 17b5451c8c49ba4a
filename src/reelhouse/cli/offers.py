"""`reelhouse sources`: what can be had with the settings as they are."""

from __future__ import annotations

from typing import Any

import typer

from reelhouse.cli.session import JsonOption, session
from reelhouse.console import print_json, print_table


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command(epilog="Examples: [bold]reelhouse sources[/] · [bold]reelhouse sources --json[/]")(
        sources
    )


def sources(as_json: JsonOption = False) -> None:
    """List every source, whether it can be had with these settings, and what it takes."""
    from reelhouse.sources.run import taken_by, usable

    rows: list[dict[str, Any]] = [
        {"source": name, "is_usable": not reason, "reason": reason, "takes": list(taken_by(name))}
        for name, reason in usable(session.settings()).items()
    ]
    if as_json:
        print_json(rows)
        return
    print_table(
        "Sources",
        ["source", "usable", "takes", "why not"],
        [
            (
                row["source"],
                "yes" if row["is_usable"] else "no",
                " ".join(f"--{option}" for option in row["takes"]),
                row["reason"],
            )
            for row in rows
        ],
    )
