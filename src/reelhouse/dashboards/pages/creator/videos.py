"""Which videos are seen and liked, which take off, and how fast views fall."""

from __future__ import annotations

import pandas as pd

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.creator.picked import Channel
from reelhouse.dashboards.theme import SERIES_COLOURS
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import SPACE, listed, percent, proper

VIDEOS = 12
PLATFORMS = ("youtube", "vimeo", "twitch", "tiktok", "instagram", "facebook")
COLOURS = dict(zip(PLATFORMS, SERIES_COLOURS, strict=False))
_NAMED = ("blue", "orange", "pink", "green", "olive", "violet")
_AUDIT = "YouTube allows derived figures only after an audit that it accepted (`accepted_audit`)."


def top_videos(view: View, channel: Channel | None) -> Chart | Blank:
    """Which videos are seen most."""
    answer = view.run(
        "creator_videos",
        channels=_ids(channel),
        since=view.filters.since,
        until=view.filters.until,
        limit=VIDEOS,
    )
    rows = answer.frame
    if rows.empty:
        return Blank("videos", "Videos with most views", "No video fits.")
    pairs = list(zip(rows["video_name"], rows["view_count"], strict=True))
    return Chart(
        key="videos",
        finding=findings.ranking([(figures.short(n), v) for n, v in pairs], "views"),
        subject="Videos with most views so far",
        how_to_read=f"Views so far, so that old videos have an advantage. {_legend(rows)}",
        figure=figures.bars(
            rows,
            "video_name",
            "view_count",
            colours=[COLOURS.get(p, view.theme.neutral) for p in rows["platform"]],
            title="Views",
            form=".3~s",
        ),
        answers=(answer,),
        unit="views",
        period=view.filters.period,
        n=len(rows),
        n_of="videos shown",
        height=figures.tall(len(rows), 300),
    )


def likes(view: View, channel: Channel | None) -> Chart | Blank:
    """Which videos are liked most by those who see them."""
    answer = view.run(
        "creator_likes",
        channels=_ids(channel),
        since=view.filters.since,
        until=view.filters.until,
        limit=VIDEOS,
    )
    rows = answer.frame
    if rows.empty:
        return Blank(
            "likes", "Likes by views", f"No video of a thousand views shows both. {_AUDIT}"
        )
    pairs = [
        (figures.short(name), float(rate))
        for name, rate in zip(rows["video_name"], rows["like_rate"], strict=True)
    ]
    spans = list(zip(rows["like_low_rate"], rows["like_high_rate"], strict=True))
    return Chart(
        key="likes",
        finding=findings.ranking(pairs, "likes by views", intervals=spans, unit="%", decimals=1),
        subject="Likes by views of the videos liked most",
        how_to_read="The line is the 95 % interval by chance alone; in order of its lower end. "
        f"Videos with a thousand views or more. {_legend(rows)}",
        figure=figures.dots(
            rows,
            "video_name",
            "like_rate",
            "like_low_rate",
            "like_high_rate",
            theme=view.theme,
            title="Likes by views",
            form=".1%",
            colours=[COLOURS.get(p, view.theme.neutral) for p in rows["platform"]],
        ),
        answers=(answer,),
        unit="share of views",
        period=view.filters.period,
        n=int(rows["rated_video_count"].iloc[0]),
        n_of="videos compared",
        height=figures.tall(len(rows), 300),
    )


def taking_off(view: View, channel: Channel | None) -> Chart | Blank:
    """Which videos are taking off."""
    answer = view.run("viral", channels=_ids(channel), limit=VIDEOS)
    rows = answer.frame.dropna(subset=["times_usual_low", "times_usual_high"])
    if rows.empty:
        return Blank(
            "viral",
            "Videos that take off",
            "No video was looked at often enough of late. `reelhouse ingest youtube vimeo twitch` "
            "brings looks, `reelhouse train virality` and `reelhouse predict` judge them. "
            + _AUDIT,
        )
    judged, flagged = int(rows["judged_count"].iloc[0]), int(rows["viral_count"].iloc[0])
    first = rows.iloc[0]
    if flagged:
        finding = Finding(
            f"{flagged} of {judged} videos take off, first {figures.short(first['video_name'])}: "
            f"{first['times_usual']:.1f} times its usual views (95{SPACE}% interval "
            f"{first['times_usual_low']:.1f} to {first['times_usual_high']:.1f}), probability "
            f"{percent(first['probability'])}",
            "up",
        )
    else:
        finding = Finding(f"None of {judged} videos that can be judged takes off now")
    return Chart(
        key="viral",
        finding=finding,
        subject="Views an hour against those expected of the video",
        how_to_read="Right of the dotted line is more than usual; the line is the 95 % interval. "
        "Red ones are flagged: four times the usual views are likely within a week.",
        figure=figures.dots(
            rows,
            "video_name",
            "times_usual",
            "times_usual_low",
            "times_usual_high",
            theme=view.theme,
            title="Times the usual views",
            form=".1f",
            reference=1,
            colours=[
                view.theme.accent if viral else view.theme.neutral for viral in rows["is_viral"]
            ],
        ),
        answers=(answer,),
        unit="times the usual views",
        period="newest look",
        n=judged,
        n_of="videos judged",
        height=figures.tall(len(rows), 300),
    )


def fall(view: View) -> Chart | Blank:
    """How fast daily views fall."""
    answer = view.run("video_fall")
    rows = answer.frame
    if rows.empty:
        return Blank(
            "fall",
            "How fast views fall",
            "No kind of video was looked at often enough: it takes several looks at a video in "
            f"its first weeks. Each `reelhouse ingest` is one. {_AUDIT}",
        )
    rows = rows.assign(name=rows["content_type"] + " (" + rows["platform"].map(proper) + ")")
    first = rows.iloc[0]
    pairs = list(zip(rows["name"], rows["half_life_days"], strict=True))
    spans = list(zip(rows["half_life_low_days"], rows["half_life_high_days"], strict=True))
    return Chart(
        key="fall",
        finding=findings.ranking(pairs, "days until daily views halve", intervals=spans, decimals=1)
        if len(rows) > 1
        else Finding(
            f"Daily views of videos of {first['name']} halve in {first['half_life_days']:.1f} days "
            f"(95{SPACE}% interval {first['half_life_low_days']:.1f} to "
            f"{first['half_life_high_days']:.1f})"
        ),
        subject="Days in which daily views fall to a half, by kind of video",
        how_to_read="Right lasts longer; the line is the 95 % interval. What a kind has left after "
        "the fall stands in the mart.",
        figure=figures.dots(
            rows,
            "name",
            "half_life_days",
            "half_life_low_days",
            "half_life_high_days",
            theme=view.theme,
            title="Days",
            form=".1f",
        ),
        answers=(answer,),
        unit="days",
        period="all time",
        n=int(rows["video_count"].sum()),
        n_of="videos",
        height=figures.tall(len(rows), 300),
    )


def _ids(channel: Channel | None) -> tuple[str, ...] | None:
    return (channel.channel_id,) if channel else None


def _legend(rows: pd.DataFrame) -> str:
    """Which colour is which platform, of those that are there."""
    names = [
        f"{name} {proper(platform)}"
        for platform, name in zip(PLATFORMS, _NAMED, strict=True)
        if platform in set(rows["platform"])
    ]
    return f"Colours: {listed(names)}."
