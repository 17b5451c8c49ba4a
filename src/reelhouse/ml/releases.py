"""Films and series before they come out, and what became of them: the frame that models learn from.

A frame has the columns of `feature_title_release`, and for those that are out the outcomes of
`fact_title_standing`. Everything here takes such frames, so that they may come from anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from reelhouse.ml.card import Card, Feature
from reelhouse.ml.drift import latest_times, usual_shifts
from reelhouse.ml.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

Form = Literal["number", "log", "flag", "level", "levels", "month"]

READS = ("feature_title_release", "fact_title_standing", "dim_title")
OUTCOMES = ("vote_source", "vote_count", "rating", "gross_usd", "votes_rank_rate", "is_hit")
LEAST_OF_YEAR = 20
"""Titles of a kind among which a quarter is taken; with fewer in a year its neighbours join it."""

LEAST_DETAILED = 250
"""Titles with details that are enough to learn from them alone."""


@dataclass(frozen=True, slots=True)
class Spec:
    """How a column of the frame becomes numbers.

    Attributes:
        name: of the column.
        form: `log` is the logarithm of 1 more, `levels` are several words with commas in between.
        says: what it is, in words that go on from "Its …".
        known: from when on it is known.
        topic: what it is told together with; itself by default.
    """

    name: str
    form: Form
    says: str
    known: str
    topic: str = ""


MAKERS = {
    "director": ("the directors", "when the director is announced"),
    "writer": ("the writers", "when the writers are announced"),
    "cast": ("the cast", "when the cast is announced"),
    "company": ("the companies or networks", "when the deal is made"),
    "franchise": ("the films that it follows", "from the beginning"),
}
_FIGURES: dict[str, tuple[Form, str]] = {
    "past_title_count": ("log", "number of earlier titles of {}"),
    "past_votes_rank_rate": ("number", "mean place by votes of earlier titles of {}"),
    "best_votes_rank_rate": ("number", "mean place by votes of the best known among {}"),
    "past_rating": ("number", "mean rating of earlier titles of {}"),
    "past_hit_rate": ("number", "share of hits among earlier titles of {}"),
    "past_gross_usd": ("log", "usual box office of earlier titles of {}"),
}

SPECS = (
    Spec("content_kind", "level", "kind", "from the beginning"),
    Spec("title_type", "level", "type", "from the beginning"),
    Spec("genres", "levels", "genres", "from the beginning"),
    Spec("is_anime", "flag", "being anime", "from the beginning"),
    Spec("runtime_minutes", "number", "running time", "when it is cut"),
    Spec("release_month", "month", "month of release", "when the date is set"),
    Spec("budget_usd", "log", "budget", "when it is financed"),
    Spec("original_language", "level", "language", "from the beginning"),
    Spec("country", "level", "country", "from the beginning"),
    Spec("is_titled_otherwise", "flag", "other title in its own language", "from the beginning"),
    Spec("is_franchise", "flag", "being one of a series of films", "from the beginning"),
    Spec("trailer_view_count", "log", "views of trailers", "up to the day of the decision"),
    *(
        Spec(
            f"{maker}_{figure}",
            form,
            says.format(MAKERS[maker][0]),
            MAKERS[maker][1],
            f"{maker}_past",
        )
        for maker in MAKERS
        for figure, (form, says) in _FIGURES.items()
    ),
    *(
        Spec(f"{maker}_count", "log", f"number of {maker}s", MAKERS[maker][1])
        for maker in ("director", "writer", "company")
    ),
)
YEAR = Spec("release_year", "number", "year", "from the beginning")


def features_of(specs: tuple[Spec, ...]) -> tuple[Feature, ...]:
    """Columns as a card tells of them."""
    return tuple(Feature(spec.name, spec.says, spec.known) for spec in specs)


def read_releases(tables: Tables) -> pd.DataFrame:
    """All titles with features, oldest first, and what became of those that people voted on."""
    outcomes = ", ".join(f"standings.{name}" for name in OUTCOMES)
    found = tables.query(
        f"""
        select features.*, titles.primary_title, {outcomes}
        from feature_title_release as features
        inner join dim_title as titles on titles.title_key = features.title_key
            and titles.is_current
        left join fact_title_standing as standings on standings.title_key = features.title_key
            and standings.is_latest
        order by features.known_at, features.title_key
        """
    )
    return _plain(found)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns whose missing values are NaN or None: one of pandas' own has no truth value."""
    import pandas as pd

    for name, column in frame.items():
        if not (pd.api.types.is_extension_array_dtype(column.dtype) and column.hasnans):
            continue
        if pd.api.types.is_numeric_dtype(column.dtype) and column.dtype != "boolean":
            frame[name] = column.astype("float64")
        else:
            frame[name] = column.astype(object).where(column.notna(), None)
    return frame


def is_settled(releases: pd.DataFrame, today: str) -> pd.Series:
    """Whether a whole year has gone since the year of a title ended, so that votes have come in."""
    last = date.fromisoformat(today).year - 2
    return (releases["release_year"] <= last) & releases["votes_rank_rate"].notna()


def population(releases: pd.DataFrame, today: str) -> tuple[pd.DataFrame, str]:
    """The titles that a model is about, of one origin, and which they are in words.

    Details are gathered for titles that are known: that they are there at all says how a title
    did. Either all titles have them or nobody's are looked at; and hits are then the quarter of
    those that have them, as there are more of the successful ones among older titles.

    Returns:
        The titles, and what they are.
    """
    detailed = releases[releases["has_details"].astype(bool)]
    if int(is_settled(detailed, today).sum()) >= LEAST_DETAILED:
        share = float(releases["is_hit"].dropna().astype(float).mean())
        return relabelled(detailed, share), "films and series with details of TMDB"
    plain = releases.copy()
    hidden = [
        column
        for column in plain.columns
        if column.startswith(("company_", "franchise_"))
        or column.endswith("_gross_usd")
        or column
        in {
            "budget_usd", "original_language", "country", "is_franchise", "release_month",
            "release_date", "trailer_view_count",
        }
    ]  # fmt: skip
    plain[hidden] = None
    return plain.reset_index(drop=True), "films and series of IMDb"


def relabelled(titles: pd.DataFrame, share: float) -> pd.DataFrame:
    """Titles whose hits are the share with most votes among these titles, by kind and year.

    Where a year has few of them, the nearest years are taken with it.

    Args:
        titles: with votes, or without where nobody has voted.
        share: of hits, 0 to 1.
    """
    import numpy as np

    found = titles.reset_index(drop=True)
    hits = np.full(len(found), None, dtype=object)
    voted = found["votes_rank_rate"].notna()
    for _, group in found[voted].groupby(["vote_source", "content_kind"]):
        years, votes = group["release_year"].to_numpy(int), group["vote_count"].to_numpy(float)
        for year in sorted(set(years)):
            apart = np.abs(years - year)
            reach = np.sort(apart)[min(LEAST_OF_YEAR, len(apart)) - 1]
            level = np.quantile(votes[apart <= reach], 1 - share)
            mine = years == year
            hits[group.index.to_numpy()[mine]] = (votes[mine] >= level).tolist()
    return found.assign(is_hit=hits)


def end_of(year: int) -> str:
    """The last day of a year, ISO 8601."""
    return date(year, 12, 31).isoformat()


def divided(settled: pd.DataFrame, card: Card) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Titles of the years that a model learned from, and those of later years.

    Args:
        settled: titles whose outcome is known.
        card: of the model; where it does not say until when it learned, no title is later.
    """
    year = date.fromisoformat(card.learned_until).year if card.learned_until else date.max.year
    later = settled["release_year"] > year
    return settled[~later].reset_index(drop=True), settled[later].reset_index(drop=True)


def open_titles(releases: pd.DataFrame, today: str) -> pd.DataFrame:
    """Titles that come out, or came out so lately that votes still come in."""
    last = date.fromisoformat(today).year - 2
    return releases[releases["release_year"] > last].reset_index(drop=True)


def newest_half(titles: pd.DataFrame) -> pd.DataFrame:
    """The later half of titles: makers have more of a past the later it is, which is no drift."""
    return titles.sort_values("release_year", kind="stable").tail(max(len(titles) // 2, 1))


def inputs_of(frame: pd.DataFrame) -> pd.DataFrame:
    """The features by which drift is measured: all but lists of words."""
    names = [spec.name for spec in SPECS if spec.form != "levels" and spec.name in frame.columns]
    found = frame[names].copy()
    for spec in SPECS:
        if spec.name in found.columns and spec.form in {"number", "log", "month"}:
            found[spec.name] = found[spec.name].astype("float64")
        elif spec.name in found.columns:
            found[spec.name] = found[spec.name].astype("string")
    return found


def usual_of(titles: pd.DataFrame, learned: pd.DataFrame, asked: pd.DataFrame) -> dict[str, float]:
    """How far titles of single times are from those that drift is measured against.

    Args:
        titles: that are learned from.
        learned: features that drift is measured against.
        asked: titles that are asked about at a time.
    """
    in_order = titles.sort_values("release_year", kind="stable")
    return usual_shifts(latest_times(inputs_of(in_order), len(asked)), learned)
