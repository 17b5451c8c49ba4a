"""Deals one by one, what their traits add, and what was spent on them."""

from __future__ import annotations

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.licensing.returns import DEALS, WHOSE
from reelhouse.dashboards.theme import series_colours
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import SPACE, percent

MOST = 400
TERMS = {
    "exclusive": "Exclusive instead of shared",
    "month of lag": "A month more of delay",
    "point of score": "A point more of score",
    "tier 1": "Tier 1 instead of tier 2",
}


def effects(view: View, basis: str) -> Chart | Blank:
    """What a trait adds, the others held equal."""
    answer = view.run("licensing_effects", bases=(basis,))
    rows = answer.frame.dropna(subset=["effect_low_rate", "effect_high_rate"])
    if rows.empty:
        return Blank(
            "effects",
            "What a trait of a deal adds",
            f"It takes {view.settings.marts.licensing_min_deals} deals with a return, a delay and "
            f"a score. {DEALS}",
        )
    rows = rows.assign(name=[TERMS.get(term, term) for term in rows["term"]])
    clear = rows[(rows["effect_low_rate"] > 0) | (rows["effect_high_rate"] < 0)]
    if clear.empty:
        finding = Finding("No trait of a deal clearly changes what a dollar returns")
    else:
        top = clear.sort_values("effect_rate", key=abs).iloc[-1]
        word = "more" if top["effect_rate"] > 0 else "less"
        finding = Finding(
            f"{top['name']} goes with {percent(abs(top['effect_rate']))} {word} revenue per "
            f"dollar, the other traits equal (95{SPACE}% interval {percent(top['effect_low_rate'])}"
            f" to {percent(top['effect_high_rate'])})",
            "up" if top["effect_rate"] > 0 else "down",
        )
    return Chart(
        key="effects",
        finding=finding,
        subject=f"What a trait of a deal adds, {WHOSE[basis]}",
        how_to_read="Right of the dotted line a dollar returns more; the line is the 95 % "
        "interval. The others of these traits are held equal; what else differs is not. All "
        "deals count, whatever the filters.",
        figure=figures.dots(
            rows,
            "name",
            "effect_rate",
            "effect_low_rate",
            "effect_high_rate",
            theme=view.theme,
            title="Change of revenue per dollar",
            form="+.0%",
            reference=0,
        ),
        answers=(answer,),
        unit="share of revenue per dollar",
        period="all time",
        n=int(rows["deal_count"].max()),
        n_of="deals",
    )


def deals(view: View, basis: str) -> Chart | Blank:
    """Every deal by delay and return."""
    answer = view.run(
        "licensing_deals",
        bases=(basis,),
        regions=view.filters.regions,
        since=view.filters.since,
        until=view.filters.until,
        limit=MOST,
    )
    rows = answer.frame.dropna(subset=["lag_days"])
    if rows.empty:
        return Blank("deals", "Deals by delay and return", f"No deal fits. {DEALS}")
    rows = rows.assign(cost=rows["cost_usd"] * view.money.per_usd)
    earn = int((rows["roi"] > 0).sum())
    colours = series_colours(rows["region"])
    return Chart(
        key="deals",
        finding=findings.too_few("deals one by one", len(rows), findings.FEWEST)
        if len(rows) < findings.FEWEST
        else Finding(
            f"{earn} of {len(rows)} deals have earned more than they cost so far {WHOSE[basis]}"
        ),
        subject=f"Deals by days from the premiere and return {WHOSE[basis]}",
        how_to_read=f"A bubble is a deal, its area what it cost so far in {view.money.currency}, "
        "its colour the region. Above nothing it earned more than it cost.",
        figure=figures.bubbles(
            rows,
            "lag_days",
            "roi",
            "title",
            size="cost",
            colours=[colours.get(region, view.theme.neutral) for region in rows["region"]],
            titles=("Days from premiere to start", "(revenue - cost) / cost"),
            forms=(",.0f", "+.0%"),
            named=4,
            theme=view.theme,
        ),
        answers=(answer,),
        unit="share of cost",
        period=view.filters.period,
        n=len(rows),
        n_of="deals",
        height=360,
    )


def fees(view: View) -> Chart | Blank:
    """What was licensed for how much, by year of start."""
    answer = view.ask(
        ["deal_fees", "deal_count"],
        by=["region"],
        where={"region": view.filters.regions},
        grain="quarter",
        in_period=True,
    )
    rows = answer.frame.dropna(subset=["deal_fees"])
    if rows.empty:
        return Blank("fees", "Fees by quarter of start", f"No deal fits. {DEALS}")
    rows = rows.assign(fees=rows["deal_fees"] * view.money.per_usd)
    totals = rows.groupby("region")["fees"].sum()
    top = str(totals.sort_values().index[-1])
    return Chart(
        key="fees",
        finding=findings.share(top, totals[top], totals.sum(), "all fees", "takes"),
        subject="Fees of deals by quarter in which they start, and region",
        how_to_read="A column is a quarter, its parts are regions; fees for the whole terms.",
        figure=figures.stacked(rows, "period_start", "fees", "region", title=view.money.currency),
        answers=(answer,),
        unit=view.money.currency,
        period=view.filters.period,
        n=int(rows["deal_count"].sum()),
        n_of="deals",
        height=360,
    )
