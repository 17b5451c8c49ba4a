"""The channel and the kind of videos that a reader looks at."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import proper

MOST_CHANNELS = 500


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel.

    Attributes:
        platform: where it is.
        channel_id: its id there.
        name: what it is called.
    """

    platform: str
    channel_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of videos, of one channel or of all of its platform.

    Attributes:
        platform: where they are.
        content_type: what the platform calls them.
        channel: whose; None for the kind as a whole.
    """

    platform: str
    content_type: str
    channel: Channel | None

    @property
    def words(self) -> str:
        """The kind in words."""
        kind = f"“{self.content_type}” on {proper(self.platform)}"
        return f"{kind} by {self.channel.name}" if self.channel else kind


def pick(view: View) -> tuple[Channel | None, Kind | None]:
    """Draw the two boxes, side by side, and say what was picked."""
    left, right = st.columns(2)
    with left:
        channel = _channel(view)
    with right:
        return channel, _kind(view, channel)


def _channel(view: View) -> Channel | None:
    rows = view.run(
        "creator_channels", channels=None, since=None, until=None, limit=MOST_CHANNELS
    ).frame
    channels: dict[str, Channel] = {}
    for row in rows.to_dict("records"):
        found = Channel(row["platform"], row["channel_id"], row["channel_name"])
        label = f"{found.name} ({proper(found.platform)})"
        channels[label if label not in channels else f"{label} {found.channel_id}"] = found
    picked = st.selectbox(
        "Channel",
        list(channels),
        index=None,
        placeholder="All channels",
        key="channel",
        bind="query-params",
        persist_state="session",
    )
    return channels.get(picked or "")


def kinds_of(view: View, channel: Channel | None) -> dict[str, Kind]:
    """The kinds of videos of a channel, or of all, by what they are called in the box."""
    rows = view.run("posting_kinds", channels=(channel.channel_id if channel else "all",)).frame
    return {
        f"{row['content_type']} ({proper(row['platform'])})": Kind(
            row["platform"], row["content_type"], channel
        )
        for row in rows.to_dict("records")
        if channel is None or row["platform"] == channel.platform
    }


def _kind(view: View, channel: Channel | None) -> Kind | None:
    kinds = kinds_of(view, channel)
    if not kinds:
        return None
    picked = st.selectbox(
        "Kind of videos, for the time of posting",
        list(kinds),
        key="kind",
        bind="query-params",
        persist_state="session",
    )
    return kinds.get(picked or "")
