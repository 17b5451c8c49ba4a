"""Who speaks of titles, and how."""

from __future__ import annotations

import pandas as pd

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import proper

CREATORS = 15
_POSTS = "`reelhouse ingest mastodon bluesky` brings posts."


def mentions(view: View) -> Chart | Blank:
    """How often titles are spoken of."""
    answer = view.ask(
        "mention_count",
        by=["platform"],
        where={"genre": view.filters.picked_genres},
        grain="week",
        in_period=True,
    )
    rows = answer.frame.dropna()
    if rows.empty:
        return Blank("mentions", "Mentions of titles by week", f"No post fits. {_POSTS}")
    rows = rows.assign(platform=rows["platform"].map(proper))
    totals = rows.groupby("platform")["mention_count"].sum()
    pairs = [(str(p), float(v)) for p, v in totals.items()]
    return Chart(
        key="mentions",
        finding=findings.ranking(pairs, "mentions"),
        subject="Mentions of titles in fetched posts, by week",
        how_to_read="Only posts that were fetched count, so a rise may be of what was looked for. "
        "Compare a platform with itself.",
        figure=figures.lines(
            rows.sort_values("period_start"),
            "period_start",
            "mention_count",
            by="platform",
            title="Mentions",
        ),
        answers=(answer,),
        unit="mentions a week",
        period=view.filters.period,
        n=int(totals.sum()),
        n_of="mentions",
    )


def sentiment(view: View) -> Chart | Blank:
    """How kindly titles are spoken of."""
    answer = view.run(
        "sentiment",
        genres=view.filters.picked_genres,
        since=view.filters.since,
        until=view.filters.until,
    )
    rows = answer.frame
    if rows.empty:
        return Blank("sentiment", "How kind posts are", f"No post could be judged. {_POSTS}")
    rows = rows.assign(name=rows["platform"].map(proper))
    pairs = list(zip(rows["name"], rows["kind_rate"], strict=True))
    spans = list(zip(rows["kind_low_rate"], rows["kind_high_rate"], strict=True))
    return Chart(
        key="sentiment",
        finding=findings.ranking(pairs, "share of kind posts", intervals=spans, unit="%"),
        subject="Share of kind posts among those judged, by platform",
        how_to_read="The line is the 95 % interval. English posts are judged by a lexicon, which "
        "misses irony.",
        figure=figures.dots(
            rows,
            "name",
            "kind_rate",
            "kind_low_rate",
            "kind_high_rate",
            theme=view.theme,
            title="Share of kind posts",
            form=".0%",
        ),
        answers=(answer,),
        unit="share of posts",
        period=view.filters.period,
        n=int(rows["judged_count"].sum()),
        n_of="posts judged",
    )


def talked_about(view: View) -> Chart | Blank:
    """Which titles are spoken of most."""
    answer = view.ask(
        ["mention_count", "mention_interactions", "mean_sentiment"],
        by=["primary_title"],
        where={"genre": view.filters.picked_genres},
        in_period=True,
        limit=15,
    )
    rows = answer.frame.dropna(subset=["primary_title"])
    if rows.empty:
        return Blank("titles", "Titles spoken of most", f"No post fits. {_POSTS}")
    pairs = list(zip(rows["primary_title"], rows["mention_count"], strict=True))
    return Chart(
        key="titles",
        finding=findings.ranking(pairs, "mentions"),
        subject="Titles with the most mentions",
        how_to_read="Blue is kind on the whole, orange unkind, grey near nothing or not judged. "
        "Few posts say little.",
        figure=figures.bars(
            rows,
            "primary_title",
            "mention_count",
            colours=[_mood(view, value) for value in rows["mean_sentiment"]],
            title="Mentions",
        ),
        answers=(answer,),
        unit="mentions",
        period=view.filters.period,
        n=int(rows["mention_count"].sum()),
        n_of="mentions of the titles shown",
        height=figures.tall(len(rows), 300),
    )


def creators(view: View) -> Chart | Blank:
    """Who makes videos about titles."""
    answer = view.run(
        "creators",
        genres=view.filters.picked_genres,
        since=view.filters.since,
        until=view.filters.until,
        limit=CREATORS,
    )
    rows = answer.frame
    if rows.empty:
        return Blank("creators", "Channels that speak of titles", "No video about a title fits.")
    rows = rows.assign(name=rows["channel_name"] + " (" + rows["platform"] + ")")
    pairs = list(zip(rows["channel_name"], rows["title_count"], strict=True))
    return Chart(
        key="creators",
        finding=findings.ranking(pairs, "titles in its videos"),
        subject="Channels by titles that their videos are about, trailers left out",
        how_to_read="Longer speaks of more titles. Subscribers, as the platform shows them, stand "
        "in the data. A name in a video proves little; look before you write to anybody.",
        figure=figures.bars(rows, "name", "title_count", colours=view.theme.accent, title="Titles"),
        answers=(answer,),
        unit="titles",
        period=view.filters.period,
        n=int(rows["video_count"].sum()),
        n_of="videos of the channels shown",
        height=figures.tall(len(rows), 300),
    )


def _mood(view: View, value: float | None) -> str:
    if value is None or pd.isna(value) or abs(value) < 0.05:
        return view.theme.neutral
    return view.theme.good if value > 0 else view.theme.bad
