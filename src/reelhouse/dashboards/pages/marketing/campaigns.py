"""What campaigns cost and bring."""

from __future__ import annotations

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.theme import SERIES_COLOURS
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import proper

CHANNELS = ("creators", "email", "outdoor", "search", "social", "tv")
COLOURS = dict(zip(map(proper, CHANNELS), SERIES_COLOURS, strict=False))
FEWEST_CAMPAIGNS = 5
_CAMPAIGNS = "Campaigns are a file of the team's own: `reelhouse init --templates own`."


def cost_by_channel(view: View) -> Chart | Blank:
    """What a new subscriber costs in each channel."""
    answer = view.run(
        "cost_by_channel",
        regions=view.filters.regions,
        genres=view.filters.picked_genres,
        since=view.filters.since,
        until=view.filters.until,
    )
    rows = answer.frame[answer.frame["campaign_count"] >= FEWEST_CAMPAIGNS]
    if rows.empty:
        return Blank(
            "cost",
            "Cost of a new subscriber by channel",
            f"No channel has {FEWEST_CAMPAIGNS} campaigns that fit. {_CAMPAIGNS}",
        )
    money = rows[["cost_usd", "cost_low_usd", "cost_high_usd"]] * view.money.per_usd
    rows = rows.assign(
        name=rows["channel"].map(proper),
        cost=money["cost_usd"],
        low=money["cost_low_usd"],
        high=money["cost_high_usd"],
    )
    pairs = list(zip(rows["name"], rows["cost"], strict=True))
    spans = list(zip(rows["low"], rows["high"], strict=True))
    what = f"cost of a new subscriber, in {view.money.currency}"
    return Chart(
        key="cost",
        finding=findings.ranking(pairs, what, intervals=spans, decimals=2, least=True),
        subject="Cost of a new subscriber by channel",
        how_to_read="Left is cheaper; the line is the 95 % interval by how campaigns of the "
        "channel differ. New subscribers are those that the team puts down to the campaign; some "
        f"would have come without it. Channels with fewer than {FEWEST_CAMPAIGNS} campaigns are "
        "left out.",
        figure=figures.dots(
            rows,
            "name",
            "cost",
            "low",
            "high",
            theme=view.theme,
            title=view.money.currency,
            form=",.0f",
            colours=[COLOURS.get(c, view.theme.neutral) for c in rows["name"]],
        ),
        answers=(answer,),
        unit=view.money.currency,
        period=view.filters.period,
        n=int(rows["campaign_count"].sum()),
        n_of="campaigns",
    )


def spend_by_month(view: View) -> Chart | Blank:
    """Spend by month and channel."""
    answer = view.ask(
        "campaign_spend",
        by=["channel"],
        where=campaigns_picked(view),
        grain="month",
        in_period=True,
    )
    rows = answer.frame.dropna()
    if rows.empty:
        return Blank("spend", "Spend by month", f"None fits. {_CAMPAIGNS}")
    rows = rows.assign(
        spend=rows["campaign_spend"] * view.money.per_usd, channel=rows["channel"].map(proper)
    )
    totals = rows.groupby("channel")["spend"].sum()
    top = str(totals.sort_values().index[-1])
    return Chart(
        key="spend",
        finding=findings.share(top, totals[top], totals.sum(), "all spend", "takes"),
        subject="Spend by month in which campaigns began, and channel",
        how_to_read="A column is a month, its parts are channels.",
        figure=figures.stacked(
            rows, "period_start", "spend", "channel", title=view.money.currency, colours=COLOURS
        ),
        answers=(answer,),
        unit=view.money.currency,
        period=view.filters.period,
        n=rows["period_start"].nunique(),
        n_of="months",
    )


def cost_of_hours(view: View) -> Chart | Blank:
    """What an hour watched costs, by title."""
    answer = view.ask(
        ["cost_per_thousand_hours", "campaign_spend"],
        by=["title"],
        where=campaigns_picked(view),
        in_period=True,
        sort="cost_per_thousand_hours",
        limit=15,
    )
    rows = answer.frame.dropna(subset=["cost_per_thousand_hours", "title"])
    if rows.empty:
        return Blank("hours", "Cost of a thousand hours", "No title of a campaign was watched.")
    rows = rows.assign(cost=rows["cost_per_thousand_hours"] * view.money.per_usd)
    pairs = list(zip(rows["title"], rows["cost"], strict=True))
    return Chart(
        key="hours",
        finding=findings.ranking(
            pairs, f"cost of a thousand hours, in {view.money.currency}", least=True
        ),
        subject="Cost of a thousand hours watched, the cheapest titles",
        how_to_read="Spend by hours that members watched in the months of the campaigns. Not all "
        "of these hours are owed to a campaign.",
        figure=figures.bars(
            rows, "title", "cost", colours=view.theme.accent, title=view.money.currency, form=".3~s"
        ),
        answers=(answer,),
        unit=f"{view.money.currency} a thousand hours",
        period=view.filters.period,
        n=len(rows),
        n_of="titles shown",
        height=figures.tall(len(rows), 300),
    )


def effect_of_reach(view: View) -> Chart | Blank:
    """Whether trailers and campaigns raise hours."""
    answer = view.run("marketing_effects")
    rows = answer.frame.dropna(subset=["effect", "effect_lower", "effect_upper"])
    if rows.empty:
        marts = view.settings.marts
        return Blank(
            "effect",
            "Too few data to judge whether trailers and campaigns raise hours",
            f"It takes {marts.effect_least_titles} titles and {marts.effect_least_weeks} weeks in "
            "which reach is known. It grows with each `reelhouse ingest youtube netflix`.",
        )
    clear = rows[(rows["effect_lower"] > 0) | (rows["effect_upper"] < 0)]
    if clear.empty:
        finding = Finding("Neither trailers nor campaigns clearly change hours at any lag")
    else:
        top = clear.sort_values("effect", key=abs).iloc[-1]
        word = "more" if top["effect"] > 0 else "fewer"
        finding = Finding(
            f"{top['exposure'].capitalize()} go with {word} hours {int(top['lag_weeks'])} weeks "
            f"later: effect {top['effect']:.2f} (95 % interval {top['effect_lower']:.2f} to "
            f"{top['effect_upper']:.2f})",
            "up" if top["effect"] > 0 else "down",
        )
    return Chart(
        key="effect",
        finding=finding,
        subject="Effect of reach on weekly hours, by weeks since",
        how_to_read="Above nothing is more hours. The band is the 95 % interval, with title and "
        "week held equal.",
        figure=figures.lines(
            rows,
            "lag_weeks",
            "effect",
            by="exposure",
            title="Effect",
            form=".2f",
            low="effect_lower",
            high="effect_upper",
            zero=False,
        ).update_xaxes(title="Weeks later", dtick=1),
        answers=(answer,),
        unit="log hours by log reach",
        period="all weeks",
        n=int(rows["title_count"].max()),
        n_of="titles",
    )


def campaigns_picked(view: View) -> dict[str, tuple[str, ...] | None]:
    """Conditions for metrics of campaigns."""
    return {"region": view.filters.regions, "genre": view.filters.picked_genres}
