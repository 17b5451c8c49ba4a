"""What follows for a channel, each with the figures that it rests on."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from reelhouse.dashboards.charts import escape
from reelhouse.dashboards.pages.creator.picked import Channel, Kind
from reelhouse.dashboards.pages.creator.times import told, videos_of, when
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import SPACE, percent

INTERVAL = f"95{SPACE}% interval"


@dataclass(frozen=True, slots=True)
class Tip:
    """What to do, and why.

    Attributes:
        text: what to do.
        evidence: the figures that say so, with their intervals and n.
    """

    text: str
    evidence: str


def show_tips(view: View, channel: Channel | None, kind: Kind | None) -> None:
    """Draw what follows from the figures of this page; nothing where nothing is sure enough."""
    tips = tips_for(view, channel, kind)
    with st.container(border=True, key="tips"):
        st.subheader("What to do", anchor=False)
        if not tips:
            st.markdown(
                "No advice stands out of the noise yet. It takes trained models and videos that "
                "were looked at several times: `reelhouse ingest`, `reelhouse train`."
            )
        for tip in tips:
            st.markdown(in_markdown(tip))


def tips_for(view: View, channel: Channel | None, kind: Kind | None) -> list[Tip]:
    """All that follows for a channel and a kind of videos."""
    return [*times(view, kind), *push(view, channel), *early(view, kind)]


def in_markdown(tip: Tip) -> str:
    """A tip and below it the figures that it rests on."""
    return f"**{escape(tip.text)}**  \n{escape(tip.evidence)}"


def times(view: View, kind: Kind | None) -> list[Tip]:
    """When to post, where a time is clearly better than usual."""
    if kind is None:
        return []
    tips = []
    for scale in ("hour", "weekday"):
        rows = told(view, kind, scale)[1]
        for row in rows.to_dict("records"):
            # a best time is one whose interval lies above what is usual
            if row["is_best"] is not True or row["relative_reach_low"] <= 1:
                continue
            tips.append(
                Tip(
                    f"{when(scale, int(row['time_value'])).replace('Posted', 'Post')}: "
                    f"{videos_of(kind)} reach {row['relative_reach']:.2f} times the usual then",
                    f"{INTERVAL} {row['relative_reach_low']:.2f} to "
                    f"{row['relative_reach_high']:.2f}; {int(row['video_count']):,} videos, "
                    f"{int(row['video_count_here']):,} of them posted then; "
                    f"{percent(row['own_weight'], 0)} own history, else that of the kind",
                )
            )
    return tips


def push(view: View, channel: Channel | None) -> list[Tip]:
    """The video that takes off most surely now."""
    rows = view.run("viral", channels=(channel.channel_id,) if channel else None, limit=1).frame
    rows = rows.dropna(subset=["times_usual", "times_usual_low", "times_usual_high"])
    if rows.empty or not bool(rows["is_viral"].iloc[0]):
        return []
    row = rows.iloc[0]
    about = f" about {row['primary_title']}" if isinstance(row["primary_title"], str) else ""
    return [
        Tip(
            f"Answer and share “{row['video_name']}”{about} now: it takes off",
            f"{row['times_usual']:.1f} times its usual views ({INTERVAL} "
            f"{row['times_usual_low']:.1f} to {row['times_usual_high']:.1f}); probability of four "
            f"times the usual within a week {percent(row['probability'])}; looked at "
            f"{row['observed_at']:%-d %B %Y %H:%M} UTC",
        )
    ]


def early(view: View, kind: Kind | None) -> list[Tip]:
    """How soon after posting to promote a video of the kind."""
    rows = view.run("video_fall").frame
    if kind is None or rows.empty:
        return []
    rows = rows[(rows["platform"] == kind.platform) & (rows["content_type"] == kind.content_type)]
    return [
        Tip(
            f"Promote within {max(1, round(row['half_life_days']))} days of posting: by then daily "
            f"views of {videos_of(kind)} have halved",
            f"half-life {row['half_life_days']:.1f} days ({INTERVAL} "
            f"{row['half_life_low_days']:.1f} to {row['half_life_high_days']:.1f}); "
            f"{int(row['video_count']):,} videos, {int(row['observation_count']):,} looks",
        )
        for row in rows.to_dict("records")
    ]
