"""`reelhouse builds …`: the builds that a lake keeps."""

from __future__ import annotations

from typing import Annotated

import typer

from reelhouse.cli.session import JsonOption, session
from reelhouse.console import out, print_json, print_table

app = typer.Typer(help="List, compare, go back to and drop builds.", no_args_is_help=True)


@app.command("list", epilog="Example: [bold]reelhouse builds list --json[/]")
def builds_list(as_json: JsonOption = False) -> None:
    """List all builds, newest first."""
    from reelhouse.builds import list_builds
    from reelhouse.pointer import pointer_id

    lake = session.lake()
    current = pointer_id(lake)
    found_builds = list_builds(lake)
    rows = [
        {
            "build": found.build_id,
            "created_at": found.manifest["created_at"],
            "status": "current" if found.build_id == current else found.status,
            "tables": len(found.tables),
            "rows": sum(found.rows.values()),
            "megabytes": round(found.bytes / 1e6, 1),
            "warnings": sum(gate["verdict"] == "warned" for gate in found.manifest["gates"]),
        }
        for found in found_builds
    ]
    if as_json:
        print_json(rows)
    elif rows:
        print_table("Builds", list(rows[0]), [tuple(row.values()) for row in rows])
    else:
        out.print("no builds yet; `reelhouse build` makes one")
    if current and not as_json and all(found.build_id != current for found in found_builds):
        out.print(f"the published build {current} is gone; `reelhouse build` makes a new one")


@app.command("show", epilog="Example: [bold]reelhouse builds show current[/]")
def builds_show(
    name: Annotated[
        str, typer.Argument(help="Build id, or current, previous, newest.")
    ] = "current",
    as_json: JsonOption = False,
) -> None:
    """Show a build's tables, where its time went, and its gates."""
    from reelhouse.builds import resolve
    from reelhouse.evidence import read_run

    lake = session.lake()
    found = resolve(lake, name)
    run = read_run(lake, found.manifest["run_id"])
    if as_json:
        print_json({"manifest": found.manifest, "run": run})
        return
    seconds = {step["name"]: step for step in run["steps"]}
    print_table(
        f"Build {found.build_id} ({found.status}), {run['seconds']:.1f} s",
        ["table", "rows in", "rows out", "megabytes", "seconds", "carried from"],
        [
            (
                table,
                seconds.get(table, {}).get("rows_in"),
                content["rows"],
                round(sum(f["bytes"] for f in content["files"]) / 1e6, 2),
                seconds.get(table, {}).get("seconds"),
                content.get("carried_from", ""),
            )
            for table, content in found.manifest["tables"].items()
        ],
    )
    print_table(
        "Gates",
        ["gate", "severity", "verdict", "figure"],
        [(g["name"], g["severity"], g["verdict"], g["message"]) for g in found.manifest["gates"]],
    )


@app.command("diff", epilog="Example: [bold]reelhouse builds diff previous current[/]")
def builds_diff(
    before: Annotated[str, typer.Argument(help="Older build.")] = "previous",
    after: Annotated[str, typer.Argument(help="Newer build.")] = "current",
    as_json: JsonOption = False,
) -> None:
    """Compare two builds table by table, row by row."""
    from reelhouse.builds import diff, resolve

    lake = session.lake()
    changes = diff(lake, session.settings(), resolve(lake, before), resolve(lake, after))
    if as_json:
        print_json(changes)
        return
    print_table(
        "What changed",
        ["table", "rows before", "rows after", "only before", "only after", "columns"],
        [
            (c.table, c.rows_before, c.rows_after, c.removed, c.added, c.columns)
            for c in changes
            if c.removed or c.added or c.columns
        ],
    )
    same = sum(not (c.removed or c.added or c.columns) for c in changes)
    out.print(f"{same} tables are the same in both")


@app.command("rollback", epilog="Example: [bold]reelhouse builds rollback[/]")
def builds_rollback(
    name: Annotated[str, typer.Argument(help="Build id; by default the one before.")] = "previous",
    as_json: JsonOption = False,
) -> None:
    """Publish an earlier build again."""
    from reelhouse.builds import rollback

    found = rollback(session.lake(), session.settings(), name)
    if as_json:
        print_json({"build_id": found.build_id})
    else:
        out.print(f"build {found.build_id} is published again")


@app.command("prune", epilog="Example: [bold]reelhouse builds prune --keep 3[/]")
def builds_prune(
    keep: Annotated[
        int | None, typer.Option(min=1, help="Published builds to keep; `keep_builds` by default.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Delete refused builds and all but the newest published ones."""
    from reelhouse.builds import prune

    settings = session.settings()
    dropped, freed = prune(session.lake(), settings, keep or settings.keep_builds)
    if as_json:
        print_json({"dropped": dropped, "freed_bytes": freed})
    else:
        out.print(f"{len(dropped)} builds dropped, {freed / 1e6:.1f} MB freed")
