"""Subscribers and what they pay."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.executive.measures import MONTHS_BACK, months, span, year_before
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import compact

_OWN = "Subscribers are a file of the team's own: `reelhouse init --templates own`."


def subscribers(view: View) -> Chart | Blank:
    """Subscribers by region."""
    answer = months(view, "region")
    rows = answer.frame
    if rows.empty:
        return Blank("subscribers", "Subscribers by region", _OWN)
    totals = rows.groupby("period_start")["subscribers"].sum().reset_index()
    before = year_before(totals, totals["period_start"].iloc[-1])
    last = float(totals["subscribers"].iloc[-1])
    rate = None if before is None else last / float(before["subscribers"]) - 1
    return Chart(
        key="subscribers",
        finding=findings.standing(
            "Subscribers",
            compact(last),
            None if before is None else before["subscribers"],
            rate,
            f"in {MONTHS_BACK} months",
        ),
        subject="Paying subscribers on the last day of the month, by region",
        how_to_read="A line is a region. The axis begins at nothing.",
        figure=figures.lines(
            rows, "period_start", "subscribers", by="region", title="Subscribers", form="~s"
        ),
        answers=(answer,),
        unit="subscribers",
        period=span(rows),
        n=rows["period_start"].nunique(),
        n_of="months",
    )


def revenue(view: View) -> Chart | Blank:
    """Revenue by month and region."""
    answer = months(view, "region")
    rows = answer.frame.dropna(subset=["subscription_revenue"])
    if rows.empty:
        return Blank("revenue", "Revenue by month", _OWN)
    rows = rows.assign(revenue=rows["subscription_revenue"] * view.money.per_usd)
    latest = rows[rows["period_start"] == rows["period_start"].max()]
    top = latest.sort_values("revenue").iloc[-1]
    return Chart(
        key="revenue",
        finding=_revenue_finding(view, rows, top)
        if len(latest) == 1
        else findings.share(
            str(top["region"]),
            top["revenue"],
            latest["revenue"].sum(),
            f"revenue in {top['period_start']:%B %Y}",
            "brings",
        ),
        subject="Subscription revenue by month and region",
        how_to_read="A column is a month, its parts are regions. After refunds, before tax.",
        figure=figures.stacked(
            rows, "period_start", "revenue", "region", title=view.money.currency
        ),
        answers=(answer,),
        unit=view.money.currency,
        period=span(rows),
        n=rows["period_start"].nunique(),
        n_of="months",
    )


def _revenue_finding(view: View, rows: pd.DataFrame, last: pd.Series[Any]) -> Finding:
    """How revenue of a region alone changed."""
    before = year_before(rows, last["period_start"])
    earlier = None if before is None else float(before["revenue"])
    return findings.standing(
        f"Revenue of {last['region']}",
        f"{compact(last['revenue'])} {view.money.currency} in {last['period_start']:%B %Y}",
        earlier,
        last["revenue"] / earlier - 1 if earlier else None,
        f"in {MONTHS_BACK} months",
    )


def coming_and_going(view: View) -> Chart | Blank:
    """Subscriptions that began and ended."""
    answer = view.ask(
        ["new_subscribers", "cancelled_subscribers"],
        where={"region": view.filters.regions},
        grain="month",
        in_period=True,
    )
    rows = answer.frame.dropna()
    if rows.empty:
        return Blank("flow", "Subscriptions that began and ended", _OWN)
    last = rows.iloc[-1]
    net = last["new_subscribers"] - last["cancelled_subscribers"]
    word = "more began than ended" if net > 0 else "more ended than began"
    long = pd.concat(
        [
            rows[["period_start"]].assign(what="Began", count=rows["new_subscribers"]),
            rows[["period_start"]].assign(what="Ended", count=-rows["cancelled_subscribers"]),
        ]
    )
    colours = {"Began": view.theme.good, "Ended": view.theme.bad}
    return Chart(
        key="flow",
        finding=Finding(
            f"{compact(abs(net))} {word} in {last['period_start']:%B %Y}"
            if net
            else f"As many began as ended in {last['period_start']:%B %Y}",
            "up" if net > 0 else "down" if net < 0 else "none",
        ),
        subject="Subscriptions that began and ended, by month",
        how_to_read="Blue above nothing began, orange below ended.",
        figure=figures.stacked(
            long, "period_start", "count", "what", title="Subscriptions", colours=colours
        ),
        answers=(answer,),
        unit="subscriptions",
        period=span(rows),
        n=int(rows["new_subscribers"].sum() + rows["cancelled_subscribers"].sum()),
        n_of="subscriptions",
    )


def growth(view: View) -> Chart | Blank:
    """How fast regions grow."""
    answer = months(view, "region")
    rows = answer.frame
    if rows.empty:
        return Blank("growth", "Growth by region", _OWN)
    wide = rows.pivot(index="period_start", columns="region", values="subscribers")
    if len(wide) <= MONTHS_BACK:
        return Blank("growth", "Growth by region", f"It takes {MONTHS_BACK + 1} months.")
    rates = (wide.iloc[-1] / wide.iloc[-1 - MONTHS_BACK] - 1).dropna().sort_values(ascending=False)
    frame = rates.rename("growth_rate").reset_index()
    pairs = list(zip(frame["region"], frame["growth_rate"], strict=True))
    return Chart(
        key="growth",
        finding=findings.ranking(pairs, "growth in a year", unit="%", decimals=1),
        subject=f"Change of subscribers in {MONTHS_BACK} months by region",
        how_to_read="Counted whole, so there is no interval; what will come may differ.",
        figure=figures.bars(
            frame,
            "region",
            "growth_rate",
            colours=view.theme.accent,
            title="Change",
            form="+.1%",
        ),
        answers=(answer,),
        unit="change in a year",
        period=f"{wide.index[-1 - MONTHS_BACK]:%b %Y} to {wide.index[-1]:%b %Y}",
        n=len(frame),
        n_of="regions",
        frame=frame,
    )
