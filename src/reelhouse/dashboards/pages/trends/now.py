"""What rises now, what takes off, and which genres are in season."""

from __future__ import annotations

import pandas as pd

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import MONTHS, compact, percent

SHOWN = 12
DRAWN = 5
SEASON_HEIGHT = 470
_WEEK = pd.Timedelta(days=7)
_RISE = (
    "It takes several weeks of the same subject: `reelhouse ingest netflix tmdb mastodon bluesky` "
    "each week, then `reelhouse build`."
)


def rising(view: View, measure: str, name: str) -> Chart | Blank:
    """What stands out above its own past."""
    answer = view.run("rising", measures=(measure,), genres=view.filters.picked_genres, limit=SHOWN)
    rows = answer.frame
    if rows.empty:
        return Blank("rising", "What rises now", f"No past is long enough to judge. {_RISE}")
    judged, count = int(rows["judged_count"].iloc[0]), int(rows["rising_count"].iloc[0])
    first = rows.iloc[0]
    if count and first["verdict"] == "rising":
        finding = Finding(
            f"{count} of {judged} rise above their own past, first {first['subject_name']}: "
            f"{compact(first['amount'])} where {compact(first['expected_amount'], small=1)} were "
            f"expected ({name[:1].lower()}{name[1:]})",
            "up",
        )
    else:
        finding = Finding(
            f"Nothing rises: what {judged} titles, words or topics have in {name} is within what "
            "their own past lets expect"
        )
    weeks = sorted({f"{day:%-d %b %Y}" for day in rows["week_end_date"]})
    return Chart(
        key="rising",
        finding=finding,
        subject=f"{name} in the newest week against what was expected",
        how_to_read="In standard deviations above what the subject's own weeks let expect. Red "
        f"ones rise: at most {percent(view.settings.marts.rising_false_rate, 0)} of them by "
        "chance. Grey ones stay within the noise.",
        figure=figures.bars(
            rows,
            "subject_name",
            "z_score",
            colours=[
                view.theme.accent if verdict == "rising" else view.theme.neutral
                for verdict in rows["verdict"]
            ],
            title="Surprise, standard deviations",
            form=".1f",
        ),
        answers=(answer,),
        unit="standard deviations",
        period="week to " + ", ".join(weeks[:2]),
        n=judged,
        n_of="titles, words or topics judged",
        height=figures.tall(len(rows), 300),
    )


def course(view: View, measure: str, name: str) -> Chart | Blank:
    """How those that rise most came to where they are."""
    top = view.run("rising", measures=(measure,), genres=view.filters.picked_genres, limit=DRAWN)
    if top.is_empty:
        return Blank("course", "Course of what rises", f"No past is long enough. {_RISE}")
    subjects = tuple(top.frame["subject_id"])
    answer = view.run(
        "trend_weeks",
        measures=(measure,),
        subjects=subjects,
        since=view.filters.since,
        until=view.filters.until,
    )
    rows = answer.frame
    if rows.empty:
        return Blank("course", "Course of what rises", "No week of theirs is in this period.")
    several = rows["platform"].nunique() > 1
    rows = rows.assign(
        line=rows["subject_name"].map(lambda n: figures.short(n, 22))
        + (" (" + rows["platform"] + ")" if several else "")
    )
    totals = rows.groupby("line")["amount"].sum()
    return Chart(
        key="course",
        finding=findings.ranking(
            [(str(line), float(amount)) for line, amount in totals.items()],
            f"{name[:1].lower()}{name[1:]} in the weeks shown",
        ),
        subject=f"{name} by week, of the first {len(subjects)} of the chart beside",
        how_to_read="A line is a subject; a week in which it was not seen has no point.",
        figure=figures.lines(
            broken(rows), "week_end_date", "amount", by="line", title=name, form="~s"
        ),
        answers=(answer, top),
        unit=f"{name[:1].lower()}{name[1:]} a week",
        period=view.filters.period,
        n=rows["week_end_date"].nunique(),
        n_of="weeks",
        height=figures.tall(SHOWN, 300),
    )


def broken(rows: pd.DataFrame) -> pd.DataFrame:
    """Weekly rows with an empty one in each gap, so that no line runs over weeks without a figure.

    Args:
        rows: line, week_end_date and amount, in order of lines and weeks.
    """
    rows = rows.assign(week_end_date=pd.to_datetime(rows["week_end_date"]))
    late = rows.groupby("line")["week_end_date"].diff() > _WEEK * 1.5
    gaps = rows[late].assign(amount=float("nan"))
    gaps = gaps.assign(week_end_date=gaps["week_end_date"] - _WEEK)
    return pd.concat([rows, gaps]).sort_values(["line", "week_end_date"])


def viral(view: View) -> Chart | Blank:
    """Which videos take off, and about which titles."""
    answer = view.run("viral", channels=None, limit=SHOWN)
    rows = answer.frame
    if rows.empty:
        return Blank(
            "viral",
            "Videos that take off",
            "No video was looked at often enough of late. `reelhouse ingest youtube vimeo twitch` "
            "several times a week brings looks, `reelhouse train virality` and `reelhouse predict` "
            "judge them.",
        )
    judged, flagged = int(rows["judged_count"].iloc[0]), int(rows["viral_count"].iloc[0])
    titles = rows["primary_title"].where(rows["primary_title"].notna(), rows["video_name"])
    first = f", most surely one about {titles.iloc[0]}" if flagged else ""
    verb = "takes" if flagged == 1 else "take"
    return Chart(
        key="viral",
        finding=Finding(
            f"{flagged or 'None'} of {judged} videos that can be judged {verb} off now{first}",
            "up" if flagged else "none",
        ),
        subject="Probability that a video gets four times its usual views within a week",
        how_to_read="Red ones are flagged now. The page Creator says how far they are above "
        "their usual views, with the interval.",
        figure=figures.bars(
            rows,
            "video_name",
            "probability",
            colours=[
                view.theme.accent if is_viral else view.theme.neutral
                for is_viral in rows["is_viral"]
            ],
            title="Probability",
            form=".0%",
        ),
        answers=(answer,),
        unit="probability",
        period="newest look",
        n=judged,
        n_of="videos judged",
        height=figures.tall(len(rows), 300),
    )


def in_season(view: View) -> Chart | Blank:
    """Which genres are watched more next month than in a mean one."""
    month = view.choices.today.month % 12 + 1
    answer = view.run("season_now", month=month, genres=view.filters.picked_genres)
    rows = answer.frame.dropna(subset=["season_index_low", "season_index_high"])
    if rows.empty:
        return Blank("season", "Genres in season", "It takes two years of Netflix's lists: "
                     "`reelhouse ingest netflix`.")  # fmt: skip
    clear = rows[(rows["season_index_low"] > 1) | (rows["season_index_high"] < 1)]
    if clear.empty:
        finding = Finding(
            f"No genre is clearly watched more or less in {MONTHS[month - 1]} than in a mean month"
        )
    else:
        top = clear.assign(far=(clear["season_index"] - 1).abs()).sort_values("far").iloc[-1]
        finding = findings.multiple(
            f"{top['genre']} in {MONTHS[month - 1]}",
            "is watched",
            top["season_index"],
            top["season_index_low"],
            top["season_index_high"],
            usual="as much as in a mean month",
        )
    return Chart(
        key="season",
        finding=finding,
        subject=f"Hours in {MONTHS[month - 1]}, the month to come, over those of a mean month",
        how_to_read="Right of the dotted line more is watched; the line is the 95 % interval, with "
        "what is watched held equal. Of all years.",
        figure=figures.dots(
            rows,
            "genre",
            "season_index",
            "season_index_low",
            "season_index_high",
            theme=view.theme,
            title="Times a mean month",
            form=".2f",
            reference=1,
        ),
        answers=(answer,),
        unit="times a mean month",
        period="all weeks of the lists",
        n=int(rows["title_count"].sum()),
        n_of="titles by genre",
        height=SEASON_HEIGHT,
    )
