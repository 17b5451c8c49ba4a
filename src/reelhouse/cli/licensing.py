"""`reelhouse license`: which of the open offers to sign, and at which price that flips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from reelhouse.cli.session import JsonOption, session
from reelhouse.console import out, print_json, print_table
from reelhouse.errors import ReelhouseError, UsageError

if TYPE_CHECKING:
    from reelhouse.ml.licensing_choice.advice import Advice

TABLES = ("fact_licensing_offer", "fact_licensing_deal")


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command(
        epilog="Examples: [bold]reelhouse license --budget 5000000[/] · "
        "[bold]reelhouse license --budget 5000000 --region Europe --max-deals 4 --risk 0.05[/]"
    )(license)


def license(  # noqa: A001
    budget: Annotated[
        float | None, typer.Option(min=0, help="Fees together at most, in US dollars.")
    ] = None,
    region: Annotated[
        list[str] | None, typer.Option(help="Only deals in this region; repeatable.")
    ] = None,
    max_deals: Annotated[int | None, typer.Option(min=0, help="Deals at most.")] = None,
    min_deals: Annotated[int | None, typer.Option(min=0, help="Deals at least.")] = None,
    most_in: Annotated[
        list[str] | None,
        typer.Option(metavar="REGION=COUNT", help="Deals in a region at most; repeatable."),
    ] = None,
    least_in: Annotated[
        list[str] | None,
        typer.Option(metavar="REGION=COUNT", help="Deals in a region at least; repeatable."),
    ] = None,
    most_exclusive: Annotated[
        int | None, typer.Option(min=0, help="Exclusive deals at most.")
    ] = None,
    least_exclusive: Annotated[
        int | None, typer.Option(min=0, help="Exclusive deals at least.")
    ] = None,
    starts_a_month: Annotated[
        int | None, typer.Option(min=0, help="Deals that start in one month at most.")
    ] = None,
    must: Annotated[
        list[str] | None,
        typer.Option(metavar="OFFER", help="Offer that has to be signed; repeatable."),
    ] = None,
    never: Annotated[
        list[str] | None,
        typer.Option(metavar="OFFER", help="Offer that must not be signed; repeatable."),
    ] = None,
    risk: Annotated[
        float | None,
        typer.Option(
            help="Share of the budget that may be lost on average in the worst 5 % of cases."
        ),
    ] = None,
    flips: Annotated[
        bool, typer.Option(help="Look for the prices at which the choice flips.")
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Choose among the open licensing offers; limits not given are those of the settings."""
    from dataclasses import replace

    from reelhouse.gold import require_current
    from reelhouse.ml import store
    from reelhouse.ml.licensing_choice.advice import advise, usual_limits, with_risk
    from reelhouse.ml.tables import gold_tables

    settings, lake = session.settings(), session.lake()
    version = store.champion(lake, "licensing_choice")
    if version is None:
        raise ReelhouseError(
            "no model tells yet what deals return",
            where=lake.place,
            advice="`reelhouse train licensing_choice` makes one.",
        )
    with gold_tables(require_current(lake), TABLES) as tables:
        limits = usual_limits(tables, settings.marts)
        given: dict[str, Any] = {
            "budget_usd": budget,
            "max_deals": max_deals,
            "min_deals": min_deals,
            "regions": tuple(region or ()),
            "most_by_region": _counts(most_in or []),
            "least_by_region": _counts(least_in or []),
            "most_exclusive": most_exclusive,
            "least_exclusive": least_exclusive,
            "most_starts_a_month": starts_a_month,
            "must": tuple(must or ()),
            "never": tuple(never or ()),
        }
        limits = replace(limits, **{k: v for k, v in given.items() if v is not None})
        limits = with_risk(limits, settings.marts.licensing_risk_rate if risk is None else risk)
        advice = advise(tables, version.load(), limits, seed=settings.marts.seed, with_flips=flips)
    if as_json:
        print_json(_record(advice, version.version))
    else:
        _show(advice, version.version)


def _counts(given: list[str]) -> dict[str, int]:
    """Counts by region from `REGION=COUNT`."""
    counts = {}
    for each in given:
        name, sign, count = each.partition("=")
        if not sign or not count.strip().isdigit():
            raise UsageError("a limit of a region is REGION=COUNT", where=each)
        counts[name] = int(count)
    return counts


def _record(advice: Advice, version: str) -> dict[str, Any]:
    return {
        "model_version": version,
        "budget_usd": advice.limits.budget_usd,
        "most_loss_usd": advice.limits.most_loss_usd,
        "chosen_count": int(advice.choice.chosen.sum()),
        "fee_usd": advice.fee_usd,
        "expected_profit_usd": advice.choice.expected_profit_usd,
        "profit_low_usd": advice.profit_low_usd,
        "profit_high_usd": advice.profit_high_usd,
        "tail_loss_usd": advice.choice.tail_loss_usd,
        "gap_usd": advice.choice.gap_usd,
        "offers": [
            {name: _plain(value) for name, value in row.items()}
            for row in advice.offers.to_dict("records")
        ],
    }


def _plain(value: Any) -> Any:
    """A cell as JSON knows it."""
    import pandas as pd

    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value


def _show(advice: Advice, version: str) -> None:
    if not len(advice.offers):
        out.print("there is no open offer; `licensing_offers` of the team's own tables has them")
        return
    order = advice.offers.sort_values(["is_chosen", "expected_profit_usd"], ascending=False)
    print_table(
        "open offers, the best choice first",
        ["sign", "offer", "title", "region", "fee", "expected profit", "may lose", "flips at"],
        [
            [
                "yes" if row["is_chosen"] else "",
                row["offer_id"],
                row["title"],
                row["region"],
                f"{row['fee_usd']:,.0f}",
                f"{row['expected_profit_usd']:,.0f}",
                f"{row['loss_probability']:.0%}",
                _flip(row["flip_fee_usd"], row["flip_rate"]),
            ]
            for row in order.to_dict("records")
        ],
    )
    loss = advice.choice.tail_loss_usd
    worst = f"lose {loss:,.0f}" if loss > 0 else f"earn {-loss:,.0f}"
    budget = advice.limits.budget_usd
    out.print(
        f"{int(advice.choice.chosen.sum())} of {len(order)} offers for {advice.fee_usd:,.0f} USD"
        + (f" of {budget:,.0f}" if budget is not None else "")
        + f"; expected profit {advice.choice.expected_profit_usd:,.0f} "
        f"({advice.profit_low_usd:,.0f} to {advice.profit_high_usd:,.0f} in 80 % of cases); "
        f"the worst {advice.limits.tail_rate:.0%} of cases {worst} on average; model {version}"
    )
    if advice.choice.gap_usd:
        out.print(f"time ran out: a better choice could earn {advice.choice.gap_usd:,.0f} more")


def _flip(fee: float | None, rate: float | None) -> str:
    if fee is None or fee != fee:
        return ""
    return f"{fee:,.0f}" + (f" ({rate:+.0%})" if rate is not None and rate == rate else "")
