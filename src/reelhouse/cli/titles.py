"""`reelhouse titles …`: which record is of which title, and what a person decides about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reelhouse import clock
from reelhouse.cli.session import JsonOption, session
from reelhouse.console import out, print_json, print_table

if TYPE_CHECKING:
    from reelhouse.titles.overrides import Action

app = typer.Typer(
    help="Look at which records are of which title, and decide where it is uncertain.",
    no_args_is_help=True,
)

Record = Annotated[str, typer.Argument(help="The record: source/kind/id.", metavar="RECORD")]
NoteOption = Annotated[str, typer.Option(help="Why, to be kept with the decision.")]


def _title(about: str) -> typer.models.ArgumentInfo:
    argument: typer.models.ArgumentInfo = typer.Argument(
        help=f"{about}: its title_key or IMDb id.", metavar="TITLE"
    )
    return argument


@app.command("review", epilog="Example: [bold]reelhouse titles review --source netflix[/]")
def review(
    source: Annotated[
        str | None, typer.Option(help="Source of the records; all by default.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Records at most.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """Show records that somebody should look at, the likeliest first."""
    from reelhouse.gold import require_current
    from reelhouse.titles.review import undecided

    found = undecided(require_current(session.lake()), source, limit)
    if as_json:
        print_json(found)
        return
    for item in found:
        out.print(f"{item.record}: {item.name or 'no name'} ({item.reason})", markup=False)
        print_table(
            "",
            ["title_key", "title", "year", "type", "confidence"],
            [
                (c["title_key"], c["name"], c["year"], c["title_type"], round(c["confidence"], 3))
                for c in item.candidates
            ],
        )
    if not found:
        out.print("nothing waits for a decision")


@app.command("show", epilog="Example: [bold]reelhouse titles show tt0133093[/]")
def show(
    title: Annotated[str, _title("The title")],
    as_json: JsonOption = False,
) -> None:
    """Show all records of a title, how each was found, and how sure that is."""
    from reelhouse.gold import require_current
    from reelhouse.titles.review import records_of

    key, records = records_of(require_current(session.lake()), title)
    if as_json:
        print_json({"title_key": key, "records": records})
    else:
        print_table(
            f"Title {key}",
            ["record", "name", "season", "method", "confidence"],
            [
                (
                    f"{r['source']}/{r['record_kind']}/{r['record_id']}",
                    r["record_name"],
                    r["season_number"],
                    r["method"],
                    round(r["confidence"], 3),
                )
                for r in records
            ],
        )


@app.command(
    "accept", epilog="Example: [bold]reelhouse titles accept netflix/name/tv:1899 tt9319668[/]"
)
def accept(
    record: Record,
    title: Annotated[str, _title("The title that it is of")],
    note: NoteOption = "",
    as_json: JsonOption = False,
) -> None:
    """Decide that a record is of a title."""
    _decide("accept", record, title, note, as_json)


@app.command("reject", epilog="Example: [bold]reelhouse titles reject netflix/name/tv:1899[/]")
def reject(
    record: Record,
    title: Annotated[
        str | None, _title("The title that it is not of; none known by default")
    ] = None,
    note: NoteOption = "",
    as_json: JsonOption = False,
) -> None:
    """Decide that a record is not of a title, or of none that other sources know."""
    _decide("reject", record, title, note, as_json)


@app.command("split", epilog="Example: [bold]reelhouse titles split tmdb/movie/603[/]")
def split(record: Record, note: NoteOption = "", as_json: JsonOption = False) -> None:
    """Decide that a record is a title of its own."""
    _decide("split", record, None, note, as_json)


@app.command("merge", epilog="Example: [bold]reelhouse titles merge 4410523001234 tt0133093[/]")
def merge(
    gone: Annotated[str, _title("The title that goes")],
    kept: Annotated[str, _title("The title that it becomes part of")],
    note: NoteOption = "",
    as_json: JsonOption = False,
) -> None:
    """Decide that two titles are one; a title of IMDb is kept."""
    _decide("merge", gone, kept, note, as_json)


def _decide(action: Action, subject: str, title: str | None, note: str, as_json: bool) -> None:
    from reelhouse.gold import require_current
    from reelhouse.titles.overrides import overrides_path
    from reelhouse.titles.review import decide

    lake, settings = session.lake(), session.settings()
    path = overrides_path(lake, settings)
    decision = decide(
        lake,
        require_current(lake),
        path,
        action,
        subject,
        title,
        note=note,
        today=clock.today(),
    )
    if as_json:
        print_json(decision)
    else:
        out.print(f"written into {path}; the next `reelhouse build` obeys it", markup=False)


@app.command("list", epilog="Example: [bold]reelhouse titles list[/]")
def list_decisions(as_json: JsonOption = False) -> None:
    """Show all decisions, and whether what they are about is still there."""
    from reelhouse.gold import require_current
    from reelhouse.titles.overrides import overrides_path, read_overrides
    from reelhouse.titles.review import standing

    lake = session.lake()
    path = overrides_path(lake, session.settings())
    decisions = read_overrides(path)
    there = standing(require_current(lake), decisions)
    if as_json:
        print_json(
            [
                {"number": number, "decision": decision, "is_there": is_there}
                for number, (decision, is_there) in enumerate(zip(decisions, there, strict=True), 1)
            ]
        )
    elif decisions:
        print_table(
            f"Decisions in {path}",
            ["number", "decided_on", "decision", "record", "title", "name", "note", "is_there"],
            [
                (
                    number,
                    d.decided_on,
                    d.decision,
                    d.record,
                    d.title,
                    d.name,
                    d.note,
                    "yes" if is_there else "no",
                )
                for number, (d, is_there) in enumerate(zip(decisions, there, strict=True), 1)
            ],
        )
    else:
        out.print("nothing has been decided by hand")


@app.command("undo", epilog="Example: [bold]reelhouse titles undo 3[/]")
def undo_decision(
    number: Annotated[int, typer.Argument(min=1, help="Number that `titles list` gives it.")],
    as_json: JsonOption = False,
) -> None:
    """Take a decision back."""
    from reelhouse.titles.overrides import overrides_path
    from reelhouse.titles.review import undo

    lake = session.lake()
    path = overrides_path(lake, session.settings())
    gone = undo(lake, path, number)
    if as_json:
        print_json(gone)
    else:
        out.print(f"taken out of {path}; the next `reelhouse build` goes without it", markup=False)


@app.command("match", epilog="Example: [bold]reelhouse titles match list.csv found.csv[/]")
def match(
    source: Annotated[Path, typer.Argument(help="CSV file with a column `name`.", metavar="FILE")],
    target: Annotated[Path, typer.Argument(help="CSV file to write.", metavar="OUTPUT")],
    as_json: JsonOption = False,
) -> None:
    """Find the titles of any list of names in the published build."""
    from reelhouse.gold import require_current
    from reelhouse.titles.lists import match_list

    verdicts = match_list(require_current(session.lake()), session.settings(), source, target)
    if as_json:
        print_json({"written": str(target), "verdicts": verdicts})
    else:
        counts = ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(verdicts.items()))
        out.print(f"wrote {target}: {counts}", markup=False)
