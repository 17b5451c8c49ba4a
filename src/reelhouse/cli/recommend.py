"""`reelhouse recommend`: what a member, or somebody who likes some titles, would watch next."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from reelhouse.cli.session import JsonOption, session
from reelhouse.console import out, print_json, print_table
from reelhouse.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command(
        epilog="Examples: [bold]reelhouse recommend M-4001[/] · "
        '[bold]reelhouse recommend --like "The Crater Who Met the Umbrella" --region DE[/] · '
        "[bold]reelhouse recommend --similar-to tt0000042[/] · "
        "[bold]reelhouse recommend --new --max-age 12[/]"
    )(recommend)


def recommend(
    member: Annotated[
        str | None, typer.Argument(metavar="[MEMBER]", help="Id of a member, or its pseudonym.")
    ] = None,
    like: Annotated[
        list[str] | None,
        typer.Option(help="Name, key or IMDb id of a title that somebody likes; repeatable."),
    ] = None,
    similar_to: Annotated[
        str, typer.Option(metavar="TITLE", help="Name, key or IMDb id: more titles like it.")
    ] = "",
    new: Annotated[
        bool, typer.Option("--new", help="For a member of whom nothing is known.")
    ] = False,
    region: Annotated[
        str, typer.Option(metavar="COUNTRY", help="Only what is offered there, such as DE.")
    ] = "",
    platform: Annotated[
        str, typer.Option(help="Whose offers in --region count; those of all by default.")
    ] = "",
    max_age: Annotated[
        int | None, typer.Option(min=0, help="Only what is rated for this age in years or below.")
    ] = None,
    exclude_seen: Annotated[
        bool, typer.Option(help="Leave out what the member has watched, or likes.")
    ] = True,
    limit: Annotated[int, typer.Option(min=1, max=500, help="Titles at most.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """Recommend titles to a member or to whoever likes some titles, or show more like a title."""
    from reelhouse.ml.recommendations.asking import Wish, answer

    if sum([member is not None, bool(like), bool(similar_to), new]) != 1:
        raise UsageError(
            "say for whom, and only one",
            advice="A member, `--like TITLE`, `--similar-to TITLE`, or `--new`.",
        )
    if platform and not region:
        raise UsageError("offers differ by country", advice="Say which with `--region`.")
    wish = Wish(
        member=member or "",
        likes=tuple(like or ()),
        similar_to=similar_to,
        country=region.upper(),
        platform=platform,
        most_age=max_age,
        exclude_seen=exclude_seen,
        count=limit,
    )
    found = answer(session.lake(), session.settings(), wish)
    if as_json:
        print_json(asdict(found))
        return
    print_table(
        "Recommended",
        ["rank", "title", "title_key", "why"],
        [(each.rank, each.name, each.title_key, each.reason) for each in found.titles],
    )
    for note in found.notes:
        out.print("[yellow]note:[/] ", end="")
        out.print(note, markup=False, soft_wrap=True)
