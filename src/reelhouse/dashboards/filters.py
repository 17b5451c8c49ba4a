"""The global filters: what is looked at, kept in the address and from page to page."""

from __future__ import annotations

import calendar
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import streamlit as st

from reelhouse.dashboards.page import FilterName, Page
from reelhouse.dashboards.words import days

PERIODS = {
    "all": "All time",
    "3m": "Last 3 months",
    "6m": "Last 6 months",
    "12m": "Last 12 months",
    "year": "This year",
    "last-year": "Last year",
    "5y": "Last 5 years",
    "10y": "Last 10 years",
    "own": "From … to …",
}
LABELS: dict[FilterName, str] = {
    "period": "Period",
    "type": "Type",
    "genre": "Genre",
    "region": "Region or country",
    "platform": "Platform",
}
KINDS = {"film": "Films", "series": "Series", "anime": "Anime"}

# as the macro `content_kind_of_type` has them
TITLE_TYPES = {
    "film": ("movie", "tvMovie", "tvSpecial", "video", "short", "tvShort"),
    "series": ("tvSeries", "tvMiniSeries", "tvPilot"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader wants to see; what is empty is all.

    Attributes:
        since: first day of the period.
        until: last day of the period.
        kind: `film`, `series` or `anime`; empty for all.
        genres: names of genres.
        places: codes of countries and names of regions, as picked.
        platforms: names of platforms.
        members: countries of each region.
    """

    since: date | None = None
    until: date | None = None
    kind: str = ""
    genres: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    members: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def only(self, names: Sequence[FilterName]) -> Filters:
        """These filters, with those that a page does not heed as not set."""
        gone = {
            "period": {"since": None, "until": None},
            "type": {"kind": ""},
            "genre": {"genres": ()},
            "region": {"places": ()},
            "platform": {"platforms": ()},
        }
        kept = self
        for name, blank in gone.items():
            if name not in names:
                kept = replace(kept, **blank)  # type: ignore[arg-type]
        return kept

    @property
    def picked(self) -> tuple[Hashable, ...]:
        """All that is picked; the same for the same."""
        return (
            self.since, self.until, self.kind, self.genres, self.places, self.platforms
        )  # fmt: skip

    @property
    def period(self) -> str:
        """The period in words."""
        return days(self.since, self.until)

    @property
    def since_year(self) -> int | None:
        """First year of the period."""
        return self.since.year if self.since else None

    @property
    def until_year(self) -> int | None:
        """Last year of the period."""
        return self.until.year if self.until else None

    @property
    def content_kind(self) -> str:
        """The kind as marts have it that tell `film`, `series` and `all` apart."""
        return self.kind if self.kind in TITLE_TYPES else "all"

    @property
    def title_types(self) -> tuple[str, ...] | None:
        """Types of titles of the kind; None for all, and for anime, which are of several types."""
        return TITLE_TYPES.get(self.kind)

    @property
    def work_types(self) -> tuple[str, ...]:
        """Types of titles of the kind, those of films and series where it is not one of them.

        Episodes and games are neither, so that they do not count.
        """
        return self.title_types or (*TITLE_TYPES["film"], *TITLE_TYPES["series"])

    @property
    def is_anime(self) -> tuple[bool, ...] | None:
        """What `is_anime` must be; None where it does not matter."""
        return (True,) if self.kind == "anime" else None

    @property
    def is_film(self) -> tuple[bool, ...] | None:
        """What `is_film` must be; None where it does not matter."""
        return {"film": (True,), "series": (False,)}.get(self.kind)

    @property
    def picked_genres(self) -> tuple[str, ...] | None:
        """The genres, or None for all."""
        return self.genres or None

    @property
    def picked_platforms(self) -> tuple[str, ...] | None:
        """The platforms, or None for all."""
        return self.platforms or None

    @property
    def countries(self) -> tuple[str, ...] | None:
        """Codes of the countries picked, those of regions too; None for all."""
        found = [code for place in self.places for code in self.members.get(place, (place,))]
        return tuple(dict.fromkeys(found)) or None

    @property
    def regions(self) -> tuple[str, ...] | None:
        """Names of the regions picked, those of countries too; None for all."""
        found = [
            name
            for place in self.places
            for name, codes in self.members.items()
            if place == name or place in codes
        ]
        return tuple(dict.fromkeys(found)) or (("",) if self.places else None)

    def in_words(self, choices: Choices) -> str:
        """All that is picked, for a line above the charts; empty where nothing is."""
        parts = [
            self.period if self.since or self.until else "",
            KINDS.get(self.kind, ""),
            ", ".join(self.genres),
            ", ".join(choices.places.get(place, place) for place in self.places),
            ", ".join(choices.platforms.get(name, name) for name in self.platforms),
        ]
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be picked in a build.

    Attributes:
        today: the day that periods end on.
        genres: names of genres.
        places: names of regions, and names of countries by code.
        platforms: names of platforms by key.
        members: countries of each region.
    """

    today: date
    genres: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    platforms: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Sequence[str]] = field(default_factory=dict)


def _day(label: str, key: str, today: date) -> date | None:
    return st.date_input(
        label,
        value=None,
        min_value=date(1890, 1, 1),
        max_value=date(today.year + 10, 12, 31),
        key=key,
        bind="query-params",
        persist_state="session",
    )


def bounds(
    period: str, today: date, own: tuple[date | None, date | None]
) -> tuple[date | None, date | None]:
    """First and last day of a period; None where it is open.

    Args:
        period: a key of `PERIODS`.
        today: the day it ends on.
        own: the days that were picked, for the period `own`.
    """
    if period == "own":
        first, last = own
        return (last, first) if first and last and first > last else (first, last)
    if period == "year":
        return date(today.year, 1, 1), today
    if period == "last-year":
        return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    months = {"3m": 3, "6m": 6, "12m": 12, "5y": 60, "10y": 120}.get(period)
    return (months_before(today, months) + timedelta(days=1), today) if months else (None, None)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def pick_filters(page: Page, choices: Choices) -> Filters:
    """Draw the filters that a page heeds into the sidebar, and say what is picked.

    Each is bound to the address, so that a view can be shared; what an address says that cannot
    be picked is dropped. A page that does not heed a filter leaves it as it is for the next one.
    """
    since = until = None
    kind: str = ""
    genres: list[str] = []
    places: list[str] = []
    platforms: list[str] = []
    if page.filters:
        st.markdown("**Filters**")
    if "period" in page.filters:
        period = st.selectbox(
            LABELS["period"],
            list(PERIODS),
            format_func=PERIODS.__getitem__,
            key="period",
            bind="query-params",
            persist_state="session",
        )
        own: tuple[date | None, date | None] = (None, None)
        if period == "own":
            own = (_day("From", "from", choices.today), _day("To", "to", choices.today))
        since, until = bounds(period, choices.today, own)
    if "type" in page.filters:
        kind = st.selectbox(
            LABELS["type"],
            ["", *page.kinds],
            format_func=lambda name: KINDS.get(name, "All"),
            key="type",
            bind="query-params",
            persist_state="session",
        )
    if "genre" in page.filters:
        genres = st.multiselect(
            LABELS["genre"],
            list(choices.genres),
            key="genre",
            placeholder="All",
            bind="query-params",
            persist_state="session",
        )
    if "region" in page.filters:
        places = st.multiselect(
            LABELS["region"],
            list(choices.places),
            format_func=lambda code: choices.places.get(code, code),
            key="region",
            placeholder="All",
            bind="query-params",
            persist_state="session",
        )
    if "platform" in page.filters:
        platforms = st.multiselect(
            LABELS["platform"],
            list(choices.platforms),
            format_func=lambda name: choices.platforms.get(name, name),
            key="platform",
            placeholder="All",
            bind="query-params",
            persist_state="session",
        )
    return Filters(
        since, until, kind, tuple(genres), tuple(places), tuple(platforms), choices.members
    )
