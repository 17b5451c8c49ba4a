"""Who follows channels, and how kindly they comment."""

from __future__ import annotations

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.creator.picked import Channel
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import SPACE, compact, percent

CHANNELS = 12
_CHANNELS = "`reelhouse ingest youtube` brings channels."


def subscribers(view: View, channel: Channel | None) -> Chart | Blank:
    """How many follow."""
    answer = view.run(
        "creator_channels",
        channels=(channel.channel_id,) if channel else None,
        since=view.filters.since,
        until=view.filters.until,
        limit=CHANNELS,
    )
    rows = answer.frame.dropna(subset=["subscriber_count"])
    if rows.empty:
        return Blank(
            "subscribers",
            "Subscribers of channels",
            "None is shown: only YouTube shows subscribers, and a channel may hide them. "
            + _CHANNELS,
        )
    if channel is not None:
        return _course(view, channel)
    pairs = list(zip(rows["channel_name"], rows["subscriber_count"], strict=True))
    return Chart(
        key="subscribers",
        finding=findings.ranking(pairs, "subscribers"),
        subject="Channels with most subscribers",
        how_to_read="As the platform showed them last; it rounds them down to three digits. "
        "Choose a channel above to see its course.",
        figure=figures.bars(
            rows,
            "channel_name",
            "subscriber_count",
            colours=view.theme.accent,
            title="Subscribers",
            form=".3~s",
        ),
        answers=(answer,),
        unit="subscribers",
        period=view.filters.period,
        n=len(rows),
        n_of="channels shown",
        height=figures.tall(len(rows), 300),
    )


def _course(view: View, channel: Channel) -> Chart | Blank:
    answer = view.ask(
        "channel_subscribers",
        by=["channel_id", "channel_name"],
        where={"channel_id": channel.channel_id, "platform": channel.platform},
        grain="day",
        in_period=True,
    )
    rows = answer.frame.dropna(subset=["channel_subscribers"]).sort_values("period_start")
    if rows.empty:
        return Blank("subscribers", "Subscribers", f"None is shown in this time. {_CHANNELS}")
    last = float(rows["channel_subscribers"].iloc[-1])
    if len(rows) > 1:
        before = float(rows["channel_subscribers"].iloc[0])
        since = f"since {rows['period_start'].iloc[0]:%-d %B %Y}"
    else:
        before, since = None, ""
    rate = None if not before else last / before - 1
    return Chart(
        key="subscribers",
        finding=findings.standing(
            f"Subscribers of {channel.name}", compact(last), before, rate, since
        ),
        subject="Subscribers on the days they were looked at",
        how_to_read="YouTube rounds them down to three digits, so a line moves in steps.",
        figure=figures.lines(
            rows, "period_start", "channel_subscribers", title="Subscribers", zero=False
        ),
        answers=(answer,),
        unit="subscribers",
        period=view.filters.period,
        n=len(rows),
        n_of="days",
    )


def comments(view: View, channel: Channel | None) -> Chart | Blank:
    """How kindly viewers comment."""
    answer = view.run(
        "creator_comments",
        channels=(channel.channel_id,) if channel else None,
        since=view.filters.since,
        until=view.filters.until,
        limit=CHANNELS,
    )
    rows = answer.frame
    if rows.empty:
        return Blank(
            "comments",
            "How kind comments are",
            "No channel has ten comments that were judged. `reelhouse ingest youtube` brings "
            "comments, `reelhouse train sentiment` and `reelhouse predict` judge them.",
        )
    rows = rows.sort_values("kind_rate", ascending=False)
    pairs = list(zip(rows["channel_name"], rows["kind_rate"], strict=True))
    spans = list(zip(rows["kind_low_rate"], rows["kind_high_rate"], strict=True))
    return Chart(
        key="comments",
        finding=findings.ranking(pairs, "share of kind comments", intervals=spans, unit="%")
        if len(rows) > 1
        else Finding(
            f"{percent(pairs[0][1])} of the judged comments under videos of {pairs[0][0]} are kind "
            f"(95{SPACE}% interval {percent(spans[0][0])} to {percent(spans[0][1])})"
        ),
        subject="Share of kind comments under videos about titles, by channel",
        how_to_read="The line is the 95 % interval; channels whose lines overlap cannot be told "
        "apart. Those with most comments are shown.",
        figure=figures.dots(
            rows,
            "channel_name",
            "kind_rate",
            "kind_low_rate",
            "kind_high_rate",
            theme=view.theme,
            title="Share of kind comments",
            form=".0%",
        ),
        answers=(answer,),
        unit="share of comments",
        period=view.filters.period,
        n=int(rows["judged_count"].sum()),
        n_of="comments judged",
        height=figures.tall(len(rows), 300),
    )
