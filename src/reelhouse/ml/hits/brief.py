"""A title that nobody has made yet, as models see it: a plan in words becomes a row of features."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from reelhouse.errors import UsageError
from reelhouse.ml.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

Maker = Literal["director", "writer", "cast", "company", "network", "franchise"]
READS = ("dim_person", "dim_maker", "feature_maker_past")
NOW = 9999


@dataclass(frozen=True, slots=True)
class Brief:
    """A plan.

    Attributes:
        content_kind: `film` or `series`.
        genres: in IMDb's words.
        budget_usd: None where it is open.
        runtime_minutes: None where it is open.
        release_month: 1 to 12; None where it is open.
        release_year: None for this year; only what it takes is told by it.
        original_language: ISO 639-1.
        country: ISO 3166-1 alpha-2.
        is_franchise: whether it belongs to a series of films.
        makers: names by kind: people by what they do, companies, networks, a series of films.
    """

    content_kind: Literal["film", "series"] = "film"
    genres: tuple[str, ...] = ()
    budget_usd: float | None = None
    runtime_minutes: float | None = None
    release_month: int | None = None
    release_year: int | None = None
    original_language: str | None = None
    country: str | None = None
    is_franchise: bool = False
    makers: dict[Maker, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.budget_usd is not None and self.budget_usd <= 0:
            raise UsageError("a budget is above 0", advice="Leave it out where it is open.")
        if self.runtime_minutes is not None and self.runtime_minutes <= 0:
            raise UsageError("a running time is above 0")
        if self.release_month is not None and not 1 <= self.release_month <= 12:
            raise UsageError(f"there is no month {self.release_month}", advice="It is 1 to 12.")


def frame_of(tables: Tables, brief: Brief, today_year: int) -> tuple[pd.DataFrame, list[str]]:
    """The row of features of a plan, as all models of releases take it.

    Args:
        tables: with those of `READS`.
        brief: the plan.
        today_year: the year it is.

    Returns:
        A frame of one row, and what could not be found or is not certain, in words.
    """
    import pandas as pd

    row: dict[str, Any] = {
        "title_key": -1,
        "primary_title": "",
        "content_kind": brief.content_kind,
        "title_type": "movie" if brief.content_kind == "film" else "tvSeries",
        "genres": ",".join(brief.genres) or None,
        "is_anime": False,
        "is_titled_otherwise": None,
        "budget_usd": brief.budget_usd,
        "runtime_minutes": brief.runtime_minutes,
        "release_month": brief.release_month,
        "release_year": brief.release_year or today_year,
        "original_language": brief.original_language,
        "country": brief.country,
        "is_franchise": brief.is_franchise,
        "has_details": True,
        "trailer_view_count": None,
    }
    flags: list[str] = []
    for column, kinds in _COLUMNS.items():
        pasts = []
        count = 0
        for kind in kinds:
            for name in brief.makers.get(kind, ()):
                count += 1
                past, remark = _past(tables, kind, name)
                flags += [remark] if remark else []
                pasts += [past] if past is not None else []
        row |= _pooled(column, count, pasts)
    return pd.DataFrame([row]), flags


_COLUMNS: dict[str, tuple[Maker, ...]] = {
    "director": ("director",),
    "writer": ("writer",),
    "cast": ("cast",),
    "company": ("company", "network"),
    "franchise": ("franchise",),
}
_PEOPLE = frozenset({"director", "writer", "cast"})


def _past(tables: Tables, kind: Maker, name: str) -> tuple[pd.Series | None, str]:
    """What a maker of a name has done; of several of the name the one who did most."""
    names = (
        "select person_key as maker_key from dim_person where lower(person_name) = lower($name) "
        "union select maker_key from dim_maker where maker_kind = 'person' and "
        "lower(maker_name) = lower($name)"
        if kind in _PEOPLE
        else "select maker_key from dim_maker where maker_kind = $kind and "
        "lower(maker_name) = lower($name)"
    )
    given: dict[str, Any] = {"name": name, "kind": kind}
    if kind in _PEOPLE:
        known = len(tables.query(names, {"name": name}))
    else:
        known = len(tables.query(names, given))
    found = tables.query(
        f"select * from feature_maker_past where maker_kind = $kind and before_year = {NOW} "
        f"and maker_key in ({names}) order by title_count desc, maker_key",
        given,
    )
    if not known:
        return None, f"nobody called {name} is known" if kind in _PEOPLE else f"{name} is not known"
    if found.empty:
        return None, f"{name} has no earlier title as {kind} with enough votes"
    if known > 1:
        return found.iloc[0], f"{known} are called {name}; the one with most titles is taken"
    return found.iloc[0], ""


def _pooled(column: str, count: int, pasts: list[pd.Series]) -> dict[str, Any]:
    """The past of several makers, as `feature_title_release` pools it."""
    import numpy as np

    titles = sum(int(past["title_count"]) for past in pasts)
    priced = sum(int(past["gross_count"]) for past in pasts)
    logs = sum(float(past["log_gross_sum"]) for past in pasts if past["gross_count"] > 0)
    ranks = [float(past["votes_rank_sum"]) for past in pasts]
    return {
        f"{column}_count": count,
        f"{column}_past_title_count": titles,
        f"{column}_past_votes_rank_rate": sum(ranks) / titles if titles else None,
        f"{column}_best_votes_rank_rate": max(
            (rank / past["title_count"] for rank, past in zip(ranks, pasts, strict=True)),
            default=None,
        ),
        f"{column}_past_rating": sum(float(p["rating_sum"]) for p in pasts) / titles
        if titles
        else None,
        f"{column}_past_hit_rate": sum(int(p["hit_count"]) for p in pasts) / titles
        if titles
        else None,
        f"{column}_past_gross_usd": float(np.exp(logs / priced)) if priced else None,
    }
