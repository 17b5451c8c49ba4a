"""What kinds of deals return."""

from __future__ import annotations

import pandas as pd

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.answers import Answer
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.maps import world
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import percent

FEWEST_DEALS = 5
WHOSE = {"reported": "by the books", "attributed": "by viewing"}
DEALS = "Deals are a file of the team's own: `reelhouse init --templates own`."
_HOW = (
    "Right earns more; left of the dotted line it earns less than it costs. The line is the 95 % "
    f"interval by how deals differ; n stands in brackets. Kinds with fewer than {FEWEST_DEALS} "
    "deals are left out."
)


def by_region(view: View, basis: str) -> Chart | Blank:
    """What regions return."""
    return _returns(view, basis, "regions", ("region",), "Return by region")


def by_delay(view: View, basis: str) -> Chart | Blank:
    """What a late start returns."""
    note = " Same season: 14 days after the premiere at most; late season: 90."
    return _returns(view, basis, "delay", ("delay",), "Return by delay from the premiere", note)


def by_kind(view: View, basis: str) -> Chart | Blank:
    """What kinds of deals return."""
    traits = ("exclusivity", "score", "window")
    note = " A deal counts in each of its kinds, which differ in other things too."
    return _returns(view, basis, "kinds", traits, "Return by kind of deal", note)


def _returns(
    view: View, basis: str, key: str, traits: tuple[str, ...], subject: str, note: str = ""
) -> Chart | Blank:
    answer = _asked(view, basis, traits)
    rows = answer.frame[answer.frame["deal_count"] >= FEWEST_DEALS]
    rows = rows.dropna(subset=["roi_low", "roi_high"])
    if rows.empty:
        return Blank(key, subject, f"No kind has {FEWEST_DEALS} deals that fit. {DEALS}")
    rows = rows.sort_values(["trait", "roi"], ascending=[True, False])
    rows = rows.assign(
        name=[f"{k} ({int(n)})" for k, n in zip(rows["kind"], rows["deal_count"], strict=True)]
    )
    return Chart(
        key=key,
        finding=_finding(rows, basis),
        subject=f"{subject}, {WHOSE[basis]}",
        how_to_read=_HOW + note,
        figure=figures.dots(
            rows,
            "name",
            "roi",
            "roi_low",
            "roi_high",
            theme=view.theme,
            title="(revenue - cost) / cost",
            form="+.0%",
            reference=0,
        ),
        answers=(answer,),
        unit="share of cost",
        period=view.filters.period,
        n=int(rows[rows["trait"] == rows["trait"].iloc[0]]["deal_count"].sum()),
        n_of="deals",
        height=figures.tall(len(rows), 300, 34),
    )


def _finding(rows: pd.DataFrame, basis: str) -> Finding:
    pairs = list(zip(rows["kind"], rows["roi"], strict=True))
    if len(pairs) == 1:
        row = rows.iloc[0]
        return Finding(
            f"Deals in {row['kind']} return {percent(row['roi'])} {WHOSE[basis]}, 95 % interval "
            f"{percent(row['roi_low'])} to {percent(row['roi_high'])}"
            if row["deal_count"] >= findings.FEWEST
            else f"Too few data to judge deals in {row['kind']}: {int(row['deal_count'])} of at "
            f"least {findings.FEWEST}"
        )
    spans = list(zip(rows["roi_low"], rows["roi_high"], strict=True))
    return findings.ranking(pairs, f"return {WHOSE[basis]}", intervals=spans, unit="%")


def on_a_map(view: View, basis: str) -> Chart | Blank:
    """Returns where the licences hold."""
    answer = _asked(view, basis, ("region",))
    members = view.settings.marts.regions
    rows = answer.frame[answer.frame["kind"].isin(members)]
    if rows.empty:
        return Blank(
            "map",
            "Returns on a map",
            "No deal fits that names a region which the settings know (`regions` of `[marts]`). "
            + DEALS,
        )
    countries = pd.DataFrame(
        [
            {
                "country_code": code,
                "region": row["kind"],
                "deal_count": int(row["deal_count"]),
                "roi": row["roi"],
                "label": f"{view.choices.places.get(code, code)}, {row['kind']}: "
                f"{percent(row['roi'])} of {int(row['deal_count'])} deals",
            }
            for row in rows.to_dict("records")
            for code in members[row["kind"]]
        ]
    )
    earning = rows[rows["roi_low"] > 0]["kind"]
    losing = rows[rows["roi_high"] < 0]["kind"]
    return Chart(
        key="map",
        finding=Finding(
            f"{len(earning)} of {len(rows)} regions clearly "
            f"{'earns more than it costs' if len(earning) == 1 else 'earn more than they cost'} "
            f"{WHOSE[basis]}, {len(losing) or 'none'} clearly less"
        ),
        subject=f"Return of licences where they hold, {WHOSE[basis]}",
        how_to_read="Orange earns more than it costs, blue less. A licence holds in a region, so "
        "all its countries have one colour; grey ones have no deal that fits.",
        figure=world(
            countries,
            "country_code",
            "roi",
            "label",
            theme=view.theme,
            title="Return",
            form="+.0%",
            middle=0,
        ),
        answers=(answer,),
        unit="share of cost",
        period=view.filters.period,
        n=int(rows["deal_count"].sum()),
        n_of="deals",
        frame=countries.drop(columns="label"),
        height=380,
    )


def _asked(view: View, basis: str, traits: tuple[str, ...]) -> Answer:
    return view.run(
        "licensing_returns",
        bases=(basis,),
        traits=traits,
        regions=view.filters.regions,
        since=view.filters.since,
        until=view.filters.until,
    )
