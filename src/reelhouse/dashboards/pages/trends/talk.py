"""What is written about."""

from __future__ import annotations

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.pages.trends.now import SEASON_HEIGHT
from reelhouse.dashboards.view import View

TOPICS = 8
MARKED_MONTHS = 9
SHOWN = 12
HASHTAGS = 6
_TRAIN = (
    "`reelhouse train topics` learns them from posts, comments and overviews, `reelhouse predict` "
    "puts them here."
)
_POSTS = "`reelhouse ingest mastodon bluesky` brings posts."


def topic_months(view: View) -> Chart | Blank:
    """Topics over time."""
    answer = view.run(
        "topic_months", since=view.filters.since, until=view.filters.until, limit=TOPICS
    )
    rows = answer.frame
    if rows.empty:
        return Blank("topic-months", "Topics by month", f"No topic is known in this time. {_TRAIN}")
    months = sorted(rows["month_date"].unique())
    latest = rows[rows["month_date"] == months[-1]]
    pairs = list(zip(latest["label"], latest["share_rate"], strict=True))
    spans = list(zip(latest["share_low_rate"], latest["share_high_rate"], strict=True))
    texts = int(latest["all_text_count"].max())
    what = f"share of the texts of {months[-1]:%B %Y}"
    shown = rows.assign(
        month=[f"{month:%b %Y}" for month in rows["month_date"]],
        mark=[f"{rate * 100:.0f}" for rate in rows["share_rate"]],
    )
    figure = figures.heat(
        shown, "month", "label", "share_rate", theme=view.theme, title="Share", form=".0%",
        marks="mark" if len(months) <= MARKED_MONTHS else "",
    )  # fmt: skip
    figure.update_xaxes(categoryorder="array", categoryarray=[f"{m:%b %Y}" for m in months])
    return Chart(
        key="topic-months",
        finding=findings.too_few(what, texts, findings.FEWEST)
        if texts < findings.FEWEST
        else findings.ranking(pairs, what, intervals=spans, unit="%"),
        subject=f"Share of posts and comments about the {TOPICS} largest topics, in percent",
        how_to_read="A row is a topic, named by its three most telling words, a column a month. "
        "Months of few texts swing by chance; intervals stand in the data.",
        figure=figure,
        answers=(answer,),
        unit="percent of texts",
        period=view.filters.period,
        n=int(rows.groupby("month_date")["all_text_count"].first().sum()),
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
        height=SEASON_HEIGHT,
    )
