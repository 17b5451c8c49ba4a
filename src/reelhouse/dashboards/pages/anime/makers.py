"""Who makes anime, of which genres, and from what."""

from __future__ import annotations

import pandas as pd

from reelhouse.dashboards import figures
from reelhouse.dashboards.answers import Answer
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.view import View

STUDIOS = 15
PAIRS = 200
GENRES = 10
FETCH = "`reelhouse ingest jikan anilist` brings anime."
_HOW = (
    "The dot is the score to be expected of the next one: few scores draw it towards the mean of "
    "all. The line reaches down to where it lies above with a probability of 95 %; in that order. "
    "The number of scored anime stands in brackets."
)


def studios(view: View, site: str) -> Chart | Blank:
    """Studios by what is to be expected of them."""
    answer = view.run("anime_studios", sites=(site,), limit=STUDIOS)
    rows = answer.frame
    if rows.empty:
        return Blank("studios", "Studios", f"No studio has scores yet. {FETCH}")
    return _expected(
        view,
        rows.assign(name=rows["studio"]),
        key="studios",
        subject="Studios by the score to be expected at least",
        what="studio",
        answer=answer,
    )


def materials(view: View, site: str) -> Chart | Blank:
    """What good anime are made from."""
    answer = view.run("anime_materials", sites=(site,))
    rows = answer.frame.head(STUDIOS)
    if rows.empty:
        return Blank("materials", "Source material", f"No source material is known. {FETCH}")
    return _expected(
        view,
        rows.assign(name=rows["source_material"].str.capitalize()),
        key="materials",
        subject="Source material by the score to be expected at least",
        what="source",
        answer=answer,
    )


def _expected(
    view: View, rows: pd.DataFrame, *, key: str, subject: str, what: str, answer: Answer
) -> Chart:
    first = rows.iloc[0]
    # the bound is of each one alone; a second one whose expectation lies below it is behind
    second = rows["predicted_score"].iloc[1:]
    if len(rows) > 1 and float(second.max()) >= float(first["predicted_score_low"]):
        near = int((second >= first["predicted_score_low"]).sum())
        verb = "is" if near == 1 else "are"
        finding = Finding(
            f"{first['name']} has the best lower bound, {first['predicted_score_low']:.2f}, but "
            f"{near} of the other {len(rows) - 1} shown {verb} expected above it"
        )
    else:
        finding = Finding(
            f"{first['name']} is the {what} to expect the best score of: "
            f"{first['predicted_score']:.2f}, at least {first['predicted_score_low']:.2f}",
            "up",
        )
    named = rows.assign(
        name=[
            f"{figures.short(name, 26)} ({int(n)})"
            for name, n in zip(rows["name"], rows["scored_anime_count"], strict=True)
        ]
    )
    return Chart(
        key=key,
        finding=finding,
        subject=subject,
        how_to_read=_HOW,
        figure=figures.dots(
            named.assign(high=named["predicted_score"]),
            "name",
            "predicted_score",
            "predicted_score_low",
            "high",
            theme=view.theme,
            title="Score to be expected, 1 to 10",
            form=".2f",
        ),
        answers=(answer,),
        unit="score 1 to 10",
        period="all time",
        n=int(rows["scored_anime_count"].sum()),
        n_of="scored anime of those shown",
        frame=rows.drop(columns="name"),
        height=figures.tall(len(rows), 300),
    )


def pairs(view: View, site: str) -> Chart | Blank:
    """Which genres go together, and how that is scored."""
    answer = view.run("anime_pairs", sites=(site,), limit=PAIRS)
    rows = answer.frame
    if rows.empty:
        return Blank("pairs", "Pairs of genres", f"No two anime have two genres alike. {FETCH}")
    both = pd.concat([rows["genre"], rows["other_genre"]])
    weights = pd.concat([rows["anime_count"], rows["anime_count"]])
    genres = list(weights.groupby(both).sum().sort_values(ascending=False).head(GENRES).index)
    shown = rows[rows["genre"].isin(genres) & rows["other_genre"].isin(genres)]
    mirrored = shown.rename(columns={"genre": "other_genre", "other_genre": "genre"})
    grid = pd.concat([shown, mirrored[shown.columns]])
    grid["mark"] = [f"{count:.0f}" for count in grid["anime_count"]]
    order = {genre: place for place, genre in enumerate(genres)}
    grid = grid.sort_values(["genre", "other_genre"], key=lambda names: names.map(order))
    figure = figures.heat(
        grid, "other_genre", "genre", "lift", theme=view.theme, title="Times by chance",
        form=".1f", middle=1, marks="mark", ends=(0, 2),
    )  # fmt: skip
    figure.update_xaxes(categoryorder="array", categoryarray=genres, tickangle=-40)
    figure.update_yaxes(categoryorder="array", categoryarray=genres)
    common = rows.iloc[0]
    best = rows.dropna(subset=["predicted_score_low"]).sort_values("predicted_score_low")
    tail = (
        f"; the best lower bound of score has {best['genre'].iloc[-1]} with "
        f"{best['other_genre'].iloc[-1]}, {best['predicted_score_low'].iloc[-1]:.2f}"
        if len(best)
        else ""
    )
    return Chart(
        key="pairs",
        finding=Finding(
            f"{common['genre']} and {common['other_genre']} are the most frequent pair, in "
            f"{int(common['anime_count'])} anime{tail}"
        ),
        subject="Pairs of genres, with how many anime have both",
        how_to_read="Orange: the two stand together more often than by chance, blue less often, "
        "colours end at 2; the number counts anime. Of few anime it says little. Scores stand in "
        "the data.",
        figure=figure,
        answers=(answer,),
        unit="times as often as by chance",
        period="all time",
        n=len(rows),
        n_of="pairs that occur twice or more",
        height=470,
    )
