"""When to post, hour by hour and day by day, with how sure that is."""

from __future__ import annotations

import pandas as pd

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.answers import Answer
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.creator.picked import Kind
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import WEEKDAYS, proper

_TRAIN = (
    "`reelhouse train posting_time` learns it from videos that were looked at when they were old "
    "enough, `reelhouse predict` puts it here."
)
_HOW = (
    "1 is what the channel usually reaches; the interval is a 95 % one. The figure draws a "
    "channel's own history towards its kind of videos."
)


def hours(view: View, kind: Kind | None) -> Chart | Blank:
    """Which hour."""
    answer, rows = told(view, kind, "hour")
    if kind is None or answer is None or rows.empty:
        return _medians(view, kind, answer, "hour")
    figure = figures.lines(
        rows,
        "time_value",
        "relative_reach",
        title="Times the usual reach",
        form=".2f",
        low="relative_reach_low",
        high="relative_reach_high",
        zero=False,
        colours={"": view.theme.accent},
    )
    figure.update_xaxes(title="Hour of posting, UTC", dtick=3, range=[-0.5, 23.5])
    figure.add_hline(y=1, line={"color": view.theme.quiet, "width": 1, "dash": "dot"})
    return Chart(
        key="hours",
        finding=best(rows, kind, "hour"),
        subject=f"Reach by hour of posting, {kind.words}",
        how_to_read=_HOW,
        figure=figure,
        answers=(answer,),
        unit="times the usual reach",
        period="all time",
        n=int(rows["video_count"].max()),
        n_of="videos",
        frame=rows,
    )


def weekdays(view: View, kind: Kind | None) -> Chart | Blank:
    """Which day of the week."""
    answer, rows = told(view, kind, "weekday")
    if kind is None or answer is None or rows.empty:
        return _medians(view, kind, answer, "weekday")
    rows = rows.assign(day=[WEEKDAYS[int(day) - 1] for day in rows["time_value"]])
    return Chart(
        key="weekdays",
        finding=best(rows, kind, "weekday"),
        subject=f"Reach by weekday of posting, {kind.words}",
        how_to_read=_HOW,
        figure=figures.dots(
            rows,
            "day",
            "relative_reach",
            "relative_reach_low",
            "relative_reach_high",
            theme=view.theme,
            title="Times the usual reach",
            form=".2f",
            reference=1,
            colours=[
                view.theme.accent if is_best else view.theme.neutral for is_best in rows["is_best"]
            ],
        ),
        answers=(answer,),
        unit="times the usual reach",
        period="all time",
        n=int(rows["video_count"].max()),
        n_of="videos",
        frame=rows,
    )


def told(view: View, kind: Kind | None, scale: str) -> tuple[Answer | None, pd.DataFrame]:
    """What is known of the times of a scale; no row where nothing can be told."""
    if kind is None:
        return None, pd.DataFrame()
    answer = view.run(
        "posting_times",
        channels=(kind.channel.channel_id if kind.channel else "all",),
        platforms=(kind.platform,),
        kinds=(kind.content_type,),
        scales=(scale,),
    )
    columns = ["relative_reach", "relative_reach_low", "relative_reach_high"]
    return answer, answer.frame.dropna(subset=columns).sort_values("time_value")


def best(rows: pd.DataFrame, kind: Kind, scale: str) -> Finding:
    """The best time, where there is one that is clearly better than usual."""
    videos, what = int(rows["video_count"].max()), f"of {videos_of(kind)}"
    if videos < findings.FEWEST:
        return findings.too_few(f"the best {scale} {what}", videos, findings.FEWEST)
    clear = rows[rows["is_best"].fillna(value=False).astype(bool)]
    if clear.empty:
        return Finding(f"No {scale} {what} is clearly better than usual, by {videos:,} videos")
    first = clear.iloc[0]
    return findings.multiple(
        f"{when(scale, int(first['time_value']))}, {videos_of(kind)}",
        "reach",
        first["relative_reach"],
        first["relative_reach_low"],
        first["relative_reach_high"],
        n=videos,
    )


def videos_of(kind: Kind) -> str:
    """The kind as the subject of a sentence."""
    return f"videos of {kind.words}"


def when(scale: str, value: int) -> str:
    """A time of posting in words."""
    return (
        f"Posted at {value:02d}:00 UTC" if scale == "hour" else f"Posted on {WEEKDAYS[value - 1]}"
    )


def _medians(view: View, kind: Kind | None, answer: Answer | None, scale: str) -> Chart | Blank:
    """Medians of the platform, where no model tells times apart; they claim nothing."""
    key, subject = f"{scale}s", f"Reach by {scale} of posting"
    if kind is None or answer is None:
        return Blank(key, subject, f"No model tells yet when to post. {_TRAIN}")
    found = view.ask(
        ["posting_time_reach", "posting_time_reach_low", "posting_time_reach_high"],
        by=["time_value"],
        where={"platform": kind.platform, "time_scale": scale},
    )
    rows = found.frame.dropna().sort_values("time_value")
    reasons = answer.frame["not_told_reason"].dropna()
    why = str(reasons.iloc[0]) if len(reasons) else "nothing is told of it"
    if rows.empty:
        return Blank(
            key,
            f"{subject}, {kind.words}",
            f"No {scale} can be told: {why}. Choose another kind of videos above, or look at more "
            "videos: `reelhouse ingest`.",
        )
    rows = rows.assign(
        name=[
            WEEKDAYS[int(value) - 1] if scale == "weekday" else f"{int(value):02d}:00"
            for value in rows["time_value"]
        ]
    )
    videos = int(answer.frame["video_count"].max())
    return Chart(
        key=key,
        finding=Finding(f"No {scale} of {videos_of(kind)} is known to be better: {why}"),
        subject=f"Median reach by {scale} of posting, all of {proper(kind.platform)}",
        how_to_read="1 is what the channel usually reaches, the line the 95 % interval of the "
        f"median. {scale.capitalize()}s with too few videos are left out. That one lies highest "
        "is no advice.",
        figure=figures.dots(
            rows,
            "name",
            "posting_time_reach",
            "posting_time_reach_low",
            "posting_time_reach_high",
            theme=view.theme,
            title="Times the usual reach",
            form=".1f",
            reference=1,
            colours=[view.theme.neutral] * len(rows),
        ),
        answers=(found, answer),
        unit="times the usual reach",
        period="all time",
        n=videos,
        n_of="videos of the kind",
        frame=rows.drop(columns="name"),
    )
