"""What is written about."""

from __future__ import annotations

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.view import View

TOPICS = 5
SHOWN = 12
HASHTAGS = 6
_TRAIN = (
    "`reelhouse train topics` learns them from posts, comments and overviews, `reelhouse predict` "
    "puts them here."
)
_POSTS = "`reelhouse ingest mastodon bluesky` brings posts."


def topic_weeks(view: View) -> Chart | Blank:
    """Topics over time."""
    answer = view.run(
        "topic_weeks", since=view.filters.since, until=view.filters.until, limit=TOPICS
    )
    rows = answer.frame
    if rows.empty:
        return Blank("topic-weeks", "Topics by week", f"No topic is known in this time. {_TRAIN}")
    latest = rows[rows["week_end_date"] == rows["week_end_date"].max()]
    pairs = list(zip(latest["label"], latest["share_rate"], strict=True))
    spans = list(zip(latest["share_low_rate"], latest["share_high_rate"], strict=True))
    return Chart(
        key="topic-weeks",
        finding=findings.ranking(
            pairs, "share of the newest week's texts", intervals=spans, unit="%"
        ),
        subject=f"Share of posts and comments about the {TOPICS} largest topics, by week",
        how_to_read="A line is a topic, named by its three most telling words; its band is the "
        "95 % interval. Few texts make a wide band.",
        figure=figures.lines(
            rows,
            "week_end_date",
            "share_rate",
            by="label",
            title="Share of texts",
            form=".0%",
            low="share_low_rate",
            high="share_high_rate",
        ),
        answers=(answer,),
        unit="share of texts a week",
        period=view.filters.period,
        n=int(rows["text_count"].sum()),
        n_of="texts",
        height=430,
    )


def topics(view: View) -> Chart | Blank:
    """All topics of now."""
    answer = view.run("topics", corpora=("talk",), limit=SHOWN)
    rows = answer.frame
    if rows.empty:
        return Blank("topics", "Topics of now", f"No model tells topics yet. {_TRAIN}")
    pairs = list(zip(rows["label"], rows["share_rate"], strict=True))
    spans = list(zip(rows["share_low_rate"], rows["share_high_rate"], strict=True))
    return Chart(
        key="topics",
        finding=findings.ranking(pairs, "share of texts", intervals=spans, unit="%"),
        subject="Share of posts and comments whose main topic it is",
        how_to_read="The line is the 95 % interval. How much the words stand together, and "
        "whether the topic comes again when it is learned from half of the texts, is in the data.",
        figure=figures.dots(
            rows,
            "label",
            "share_rate",
            "share_low_rate",
            "share_high_rate",
            theme=view.theme,
            title="Share of texts",
            form=".0%",
        ),
        answers=(answer,),
        unit="share of texts",
        period="all texts kept",
        n=int(rows["text_count"].sum()),
        n_of="texts",
        height=430,
    )


def hashtags(view: View) -> Chart | Blank:
    """Hashtags over time."""
    top = view.ask("hashtag_posts", by=["hashtag"], in_period=True, limit=HASHTAGS)
    rows = top.frame.dropna()
    if rows.empty:
        return Blank("hashtags", "Hashtags by week", f"No post has one in this time. {_POSTS}")
    names = tuple(rows["hashtag"])
    answer = view.ask(
        "hashtag_posts", by=["hashtag"], where={"hashtag": names}, grain="week", in_period=True
    )
    # a week in which others were used has no post with this one
    wide = answer.frame.pivot(index="period_start", columns="hashtag", values="hashtag_posts")
    weeks = wide.fillna(0).reset_index().melt("period_start", value_name="hashtag_posts")
    pairs = [(f"#{name}", float(n)) for name, n in zip(names, rows["hashtag_posts"], strict=True)]
    return Chart(
        key="hashtags",
        finding=findings.ranking(pairs, "posts"),
        subject=f"Posts with the {len(names)} most frequent hashtags, by week",
        how_to_read="Only posts that were fetched count, so it depends on what was followed; the "
        "first and the last week may be cut.",
        figure=figures.lines(
            weeks.assign(tag="#" + weeks["hashtag"]),
            "period_start",
            "hashtag_posts",
            by="tag",
            title="Posts",
        ),
        answers=(answer, top),
        unit="posts a week",
        period=view.filters.period,
        n=int(rows["hashtag_posts"].sum()),
        n_of="uses",
        height=figures.tall(SHOWN, 300),
    )
