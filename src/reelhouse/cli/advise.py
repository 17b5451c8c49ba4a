"""`reelhouse advise`: what models say of a plan that nobody has made yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from reelhouse import clock
from reelhouse.cli.session import JsonOption, session
from reelhouse.console import out, print_json, print_table
from reelhouse.errors import ReelhouseError, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from reelhouse.gold import Build
    from reelhouse.ml.card import Estimate
    from reelhouse.ml.hits.advice import Advice
    from reelhouse.settings import Settings

MILLION = 1e6
MARKETS = 10


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command(
        epilog="Examples: [bold]reelhouse advise --genre Drama --budget 20 --month 10[/] · "
        '[bold]reelhouse advise --kind series --genre Crime --network "Harbour Nine" --json[/]'
    )(advise)


def advise(
    kind: Annotated[str, typer.Option(help="`film` or `series`.")] = "film",
    genre: Annotated[list[str] | None, typer.Option(help="Genre; repeatable.")] = None,
    budget: Annotated[
        float | None,
        typer.Option(help="In millions of the currency of `[dashboards]`, US dollars by default."),
    ] = None,
    month: Annotated[int | None, typer.Option(help="Month of release, 1 to 12.")] = None,
    minutes: Annotated[float | None, typer.Option(help="Running time.")] = None,
    country: Annotated[str | None, typer.Option(help="Of origin, such as US.")] = None,
    language: Annotated[str | None, typer.Option(help="Original language, such as en.")] = None,
    director: Annotated[list[str] | None, typer.Option(help="Name; repeatable.")] = None,
    writer: Annotated[list[str] | None, typer.Option(help="Name; repeatable.")] = None,
    cast: Annotated[list[str] | None, typer.Option(help="Name; repeatable.")] = None,
    company: Annotated[list[str] | None, typer.Option(help="Name; repeatable.")] = None,
    network: Annotated[list[str] | None, typer.Option(help="Name; repeatable.")] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(help="Region or code of a country in which it is to be shown; repeatable."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what models say of a plan: chance of a hit, box office, risk, reasons, similar ones."""
    from reelhouse.gold import require_current
    from reelhouse.ml.hits.advice import READS
    from reelhouse.ml.hits.advice import advise as ask
    from reelhouse.ml.hits.brief import Brief
    from reelhouse.ml.tables import gold_tables

    if kind not in {"film", "series"}:
        raise UsageError(f"there is no kind '{kind}'", advice="It is `film` or `series`.")
    settings, lake = session.settings(), session.lake()
    build = require_current(lake)
    _check_genres(build, genre or [])
    makers = {"director": director, "writer": writer, "cast": cast, "company": company,
              "network": network}  # fmt: skip
    per_usd = settings.dashboards.currency_per_usd
    plan = Brief(
        content_kind="film" if kind == "film" else "series",
        genres=tuple(genre or ()),
        budget_usd=None if budget is None else budget * MILLION / per_usd,
        release_month=month,
        runtime_minutes=minutes,
        country=country.upper() if country else None,
        original_language=language.lower() if language else None,
        makers={name: tuple(each) for name, each in makers.items() if each},  # type: ignore[misc]
    )
    with gold_tables(build, READS) as tables:
        told = ask(tables, lake, plan, clock.today().year)
    if told.hit is None and told.votes is None and told.gross is None:
        raise ReelhouseError(
            "no model can say anything of a plan: " + " ".join(told.problems.values()),
            advice="`reelhouse train hits popularity gross` trains them, where it was not done.",
        )
    wanted = _wanted(build, settings, plan, region or [])
    if as_json:
        print_json({"build_id": build.build_id, **_record(told), "wanted": _rows(wanted)})
        return
    _show(told, settings)
    if len(wanted):
        print_table(
            "How much more it is watched than offered",
            ["country", "genre", "times as much", "95 % interval"],
            [
                (
                    row["country_code"],
                    row["genre"],
                    f"{row['demand_over_supply']:.1f}",
                    f"{row['demand_over_supply_low']:.1f} to {row['demand_over_supply_high']:.1f}",
                )
                for row in _rows(wanted.head(MARKETS))
            ],
        )


def _check_genres(build: Build, genres: list[str]) -> None:
    """Refuse a genre that the build does not know; models would take it as none."""
    from reelhouse.gold import query

    known = {row[0] for row in query(build, "select genre from dim_genre")[1]}
    for name in genres:
        if known and name not in known:
            raise UsageError(
                f"there is no genre '{name}'", advice=f"There are {', '.join(sorted(known))}."
            )


def _wanted(build: Build, settings: Settings, plan: Any, regions: list[str]) -> pd.DataFrame:
    """Markets of the plan's genres, as the page of the dashboards has them.

    Raises:
        UsageError: a region is neither named in the settings nor the code of a country.
    """
    import pandas as pd

    from reelhouse.dashboards.answers import run

    if not build.rows.get("mart_opportunity"):
        return pd.DataFrame()
    members = settings.marts.regions
    codes: set[str] = set()
    for name in regions:
        if name in members:
            codes |= set(members[name])
        elif len(name) == 2 and name.isalpha():
            codes.add(name.upper())
        else:
            raise UsageError(
                f"there is no region '{name}'",
                advice=f"It is a code such as US, or one of {', '.join(members)}.",
            )
    return run(
        build,
        "wanted",
        kinds=(plan.content_kind,),
        genres=plan.genres or None,
        countries=tuple(sorted(codes)) or None,
    ).frame


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    found = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(column): value for column, value in row.items()} for row in found]


def _record(told: Advice) -> dict[str, Any]:
    """All that models said, for programs; money in US dollars."""
    from dataclasses import asdict, fields, is_dataclass

    import pandas as pd

    def plain(value: Any) -> Any:
        if isinstance(value, pd.DataFrame):
            return _rows(value)
        if is_dataclass(value) and not isinstance(value, type):
            if any(isinstance(getattr(value, each.name), pd.DataFrame) for each in fields(value)):
                return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
            return asdict(value)
        return value

    return {each.name: plain(getattr(told, each.name)) for each in fields(told)}


def _show(told: Advice, settings: Settings) -> None:
    currency, per_usd = settings.dashboards.currency, settings.dashboards.currency_per_usd

    def money(usd: float | None) -> str:
        return "–" if usd is None else f"{usd * per_usd / MILLION:,.1f} million {currency}"

    hit, gross = told.hit, told.gross
    if hit:
        rule = "; a naive rule says so" if hit.is_naive else ""
        out.print(
            f"Hit: {_share(hit.probability)}; of all such titles {hit.base_rate:.0%} are{rule}"
        )
    if told.votes:
        low, high = told.votes.low or 0.0, told.votes.high or 0.0
        out.print(
            f"Votes: {told.votes.value:.1f} times the median of its kind and year, 80 % between "
            f"{low:.1f} and {high:.1f}"
        )
    if gross:
        rule = "a naive rule says so" if gross.is_naive else f"the naive rule {money(gross.naive)}"
        out.print(
            f"Box office: {money(gross.amount.value)}, 80 % between {money(gross.amount.low)} and "
            f"{money(gross.amount.high)}; {rule}"
        )
        for row in _rows(gross.risk):
            out.print(
                f"Below {row['multiple']:g} times its budget: {row['rate']:.0%} of such films"
            )
    for note in (*told.notes, *told.problems.values()):
        out.print(f"[yellow]note[/] {note}", highlight=False)
    if hit and len(hit.reasons):
        reasons = [(row["says"], f"{row['effect_points']:+.1f}") for row in _rows(hit.reasons)]
        print_table("Reasons", ["reason", "points"], reasons)
    if hit and len(hit.similar):
        shown = ["primary_title", "release_year", "similarity", "is_hit", "votes_rank_rate"]
        there = [name for name in shown if name in hit.similar]
        print_table(
            f"Similar titles: {_share(hit.similar_hits)} became hits",
            there,
            [tuple(row[name] for name in there) for row in _rows(hit.similar)],
        )
    out.print("versions: " + ", ".join(f"{n} {v}" for n, v in told.versions.items()), markup=False)


def _share(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.0%}"
    return f"{estimate.value:.0%} (between {estimate.low:.0%} and {estimate.high:.0%})"
