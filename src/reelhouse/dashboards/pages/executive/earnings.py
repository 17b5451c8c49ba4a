"""What licences and genres bring."""

from __future__ import annotations

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.theme import genre_colours
from reelhouse.dashboards.view import View


def returns(view: View) -> Chart | Blank:
    """What licences return in each region."""
    if not view.has("mart_licensing_roi"):
        return Blank("returns", "Return of licences", "Deals are a file of the team's own.")
    where = {"region": view.filters.regions}
    books = view.ask(["reported_roi", "reported_revenue"], by=["region"], where=where)
    viewing = view.ask("attributed_roi", by=["region"], where=where)
    deals = view.ask(["deal_count", "deal_fees"], by=["region"], where=where)
    rows = books.frame.merge(viewing.frame, on="region", how="outer").sort_values("region")
    if rows.empty:
        return Blank("returns", "Return of licences", "No deal fits.")
    long = rows.melt("region", ["reported_roi", "attributed_roi"], "way", "roi").replace(
        {"way": {"reported_roi": "By the books", "attributed_roi": "By viewing"}}
    )
    pairs = list(zip(rows["region"], rows["reported_roi"], strict=True))
    return Chart(
        key="returns",
        finding=findings.ranking(pairs, "return by the books", unit="%"),
        subject="Return of licences by region: revenue less cost, by cost",
        how_to_read="Above nothing earns more than it costs. The two ways to put revenue down to "
        "deals differ much; see docs/marts/licensing.md for why.",
        figure=figures.stacked(
            long, "region", "roi", "way", title="Return", form=".0%", grouped=True
        ),
        answers=(books, viewing, deals),
        unit="share of cost",
        period="all deals so far",
        n=int(deals.frame["deal_count"].sum()),
        n_of="deals",
        frame=rows,
    )


def genre_shares(view: View) -> Chart | Blank:
    """Which genres the market watches."""
    if not view.has("mart_genre_year"):
        return Blank("genres", "Share of each genre", "`reelhouse ingest netflix` brings hours.")
    answer = view.ask(
        ["genre_hours_share", "genre_hours_growth"],
        by=["genre", "list_year"],
        where={"content_kind": "all"},
    )
    rows = answer.frame.dropna(subset=["genre_hours_share"])
    full = sorted(y for y in rows["list_year"].unique() if y < view.choices.today.year)
    year = int(full[-1]) if full else int(rows["list_year"].max())
    shown = rows[rows["list_year"] == year].head(12)
    pairs = list(zip(shown["genre"], shown["genre_hours_share"], strict=True))
    return Chart(
        key="genres",
        finding=findings.ranking(pairs, f"share of hours in {year}", unit="%", decimals=1),
        subject=f"Share of hours in Netflix's Top 10 by genre, {year}",
        how_to_read="A title's hours are divided equally among its genres, so that all genres add "
        "up to 100 %.",
        figure=figures.bars(
            shown,
            "genre",
            "genre_hours_share",
            colours=genre_colours(list(shown["genre"])),
            title="Share of hours",
            form=".1%",
        ),
        answers=(answer,),
        unit="share of hours",
        period=str(year),
        n=len(rows[rows["list_year"] == year]),
        n_of="genres",
        frame=rows,
    )
