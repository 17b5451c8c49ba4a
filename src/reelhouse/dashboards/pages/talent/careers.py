"""Careers of many people."""

from __future__ import annotations

import plotly.graph_objects as go

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.answers import Answer
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.talent.person import COLOURS, LEGEND
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import percent

SHOWN = 15
RATED = 150
_NONE = "Nobody fits. `reelhouse ingest imdb` brings credits."


def prolific(view: View, kind: str | None) -> Chart | Blank:
    """Who has most titles."""
    answer = _people(view, kind)
    rows = answer.frame
    if rows.empty:
        return Blank("prolific", "People with most titles", _NONE)
    pairs = list(zip(rows["person_name"], rows["title_count"], strict=True))
    return Chart(
        key="prolific",
        finding=findings.ranking(pairs, "titles"),
        subject="People with most titles",
        how_to_read=f"A title counts once, episodes are left out. {LEGEND}",
        figure=figures.bars(
            rows,
            "person_name",
            "title_count",
            colours=[COLOURS.get(k, view.theme.neutral) for k in rows["main_category"]],
            title="Titles",
        ),
        answers=(answer,),
        unit="titles",
        period=_period(view),
        n=len(rows),
        n_of="people shown",
        height=figures.tall(len(rows), 300),
    )


def spans(view: View, kind: str | None) -> Chart | Blank:
    """From when to when they worked."""
    answer = _people(view, kind)
    rows = answer.frame.dropna(subset=["first_title_year", "last_title_year"])
    if rows.empty:
        return Blank("careers", "Careers", _NONE)
    rows = rows.sort_values(["first_title_year", "person_name"])
    longest = rows.sort_values("career_year_count", kind="stable").iloc[-1]
    figure = go.Figure(
        go.Bar(
            base=rows["first_title_year"],
            x=(rows["last_title_year"] - rows["first_title_year"]).clip(lower=0.6),
            y=list(range(len(rows))),
            orientation="h",
            width=0.55,
            marker={"color": [COLOURS.get(k, view.theme.neutral) for k in rows["main_category"]]},
            customdata=rows[["person_name", "first_title_year", "last_title_year", "title_count"]],
            hovertemplate="%{customdata[0]}: %{customdata[1]} to %{customdata[2]}, "
            "%{customdata[3]} titles<extra></extra>",
        )
    )
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[figures.short(name) for name in rows["person_name"]],
        autorange="reversed",
        showgrid=False,
    )
    figure.update_xaxes(title="Year", showgrid=True, tickformat="d")
    return Chart(
        key="careers",
        finding=Finding(
            f"{longest['person_name']} has the longest career of these {len(rows)}: "
            f"{int(longest['career_year_count'])} years, {int(longest['first_title_year'])} to "
            f"{int(longest['last_title_year'])}"
        ),
        subject="First to last title of the people with most titles",
        how_to_read=f"A bar runs from the year of the first title to that of the last. {LEGEND}",
        figure=figure,
        answers=(answer,),
        unit="years",
        period=_period(view),
        n=len(rows),
        n_of="people shown",
        height=figures.tall(len(rows), 300),
    )


def rated(view: View, kind: str | None) -> Chart | Blank:
    """How liked their titles are."""
    answer = view.run(
        "talent_rated",
        kinds=(kind,) if kind else None,
        since_year=view.filters.since_year,
        until_year=view.filters.until_year,
        limit=RATED,
    )
    rows = answer.frame
    if rows.empty:
        return Blank("rated", "Votes and ratings of people", "Nobody has ten rated titles.")
    top = rows.sort_values("mean_weighted_rating", kind="stable").iloc[-1]
    return Chart(
        key="rated",
        finding=Finding(
            f"Of the {len(rows)} people with most votes the titles of {top['person_name']} are "
            f"rated best: {top['mean_weighted_rating']:.2f} over "
            f"{int(top['rated_title_count'])} titles"
        )
        if len(rows) >= findings.FEWEST
        else findings.too_few("whose titles are rated best", len(rows), findings.FEWEST),
        subject="People by votes on their titles and mean weighted rating",
        how_to_read="Up is liked more, right is known more. Few "
        f"votes draw a title towards the mean; ten rated titles at least. {LEGEND}",
        figure=figures.bubbles(
            rows,
            "vote_count",
            "mean_weighted_rating",
            "person_name",
            colours=[COLOURS.get(k, view.theme.neutral) for k in rows["main_category"]],
            titles=("Votes", "Weighted rating"),
            forms=("~s", ".2f"),
            log_x=True,
            named=8,
            theme=view.theme,
        ),
        answers=(answer,),
        unit="rating 1 to 10",
        period=_period(view),
        n=len(rows),
        n_of=f"people shown of {int(rows['person_count'].iloc[0]):,} with ten rated titles",
        height=470,
    )


def debuts(view: View, kind: str | None) -> Chart | Blank:
    """How many begin, and how many stay."""
    answer = view.run(
        "talent_debuts",
        kinds=(kind,) if kind else None,
        since_year=view.filters.since_year,
        until_year=view.filters.until_year,
    )
    rows = answer.frame
    if rows.empty:
        return Blank("debuts", "First titles by decade", _NONE)
    # who began in the newest decade may yet have a second title
    over = rows[rows["decade"] + 20 <= view.choices.today.year]
    last = over.iloc[-1] if len(over) else None
    figure = figures.columns(
        rows.assign(decade=rows["decade"].astype(str) + "s"),
        "decade",
        "person_count",
        colours=view.theme.accent,
        title="People",
        form="~s",
    )
    return Chart(
        key="debuts",
        finding=Finding(
            f"Of {int(last['person_count']):,} people who began in the {int(last['decade'])}s "
            f"{percent(last['one_title_rate'])} have no second title"
        )
        if last is not None and last["person_count"] >= findings.FEWEST
        else findings.too_few("how many have a second title"),
        subject="People by the decade of their first title",
        how_to_read="Who began lately may yet have more. Half of the careers of a decade were "
        "as long as the data say, or shorter.",
        figure=figure.update_xaxes(type="category"),
        answers=(answer,),
        unit="people",
        period=_period(view),
        n=int(rows["person_count"].sum()),
        n_of="people",
    )


def _people(view: View, kind: str | None) -> Answer:
    return view.run(
        "talent",
        kinds=(kind,) if kind else None,
        people=None,
        since_year=view.filters.since_year,
        until_year=view.filters.until_year,
        limit=SHOWN,
    )


def _period(view: View) -> str:
    years = [str(year) for year in (view.filters.since_year, view.filters.until_year) if year]
    return f"active {' to '.join(years)}" if years else "all years"
