"""What is read from gold: who watched what, and what titles are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reelhouse.ml.recommendations.content import About
from reelhouse.ml.recommendations.interactions import Interactions
from reelhouse.ml.recommendations.recommender import Title
from reelhouse.ml.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

READS = (
    "dim_member", "fact_viewing_hour", "fact_licensing_deal", "dim_title", "bridge_title_crew",
    "fact_credit",
)  # fmt: skip

_PEOPLE = 12
"""People of a title that count, by billing; directors always do."""

VIEWING = """
select
    viewing.member_key,
    viewing.title_key,
    cast(viewing.hour_at as date) as day,
    cast(sum(viewing.watched_minutes) as double) as minutes
from fact_viewing_hour as viewing
inner join dim_member as members on viewing.member_key = members.member_key
where
    members.has_personalisation_consent
    and viewing.title_key is not null
    and viewing.watched_minutes > 0
group by viewing.member_key, viewing.title_key, cast(viewing.hour_at as date)
order by day, viewing.member_key, viewing.title_key
"""
"""Days on which members who agree to recommendations watched a title."""

_TITLES = """
with wanted as (
    select title_key from fact_viewing_hour where title_key is not null
    union
    select title_key from fact_licensing_deal where title_key is not null
)

select
    titles.title_key,
    titles.primary_title,
    titles.title_type,
    titles.is_anime,
    titles.start_year,
    titles.genres
from dim_title as titles
where {which} and titles.is_current and not coalesce(titles.is_adult, false)
order by titles.title_key
"""

_CREDITS = """
select title_key, cast(person_key as varchar) as person
from fact_credit
where title_key in (select unnest($keys)) and credit_ordering <= $most
union
select title_key, cast(person_key as varchar) as person
from bridge_title_crew
where title_key in (select unnest($keys))
order by title_key, person
"""


@dataclass(frozen=True, slots=True)
class Viewing:
    """Who watched what.

    Attributes:
        interactions: in order of time; days count from 1970-01-01.
        member_keys: pseudonym of each place of a member.
        titles: of each place of a title.
    """

    interactions: Interactions
    member_keys: tuple[int, ...]
    titles: tuple[Title, ...]


def read_viewing(tables: Tables) -> Viewing:
    """All viewing of members who agree to recommendations, and the titles of the service.

    Titles of the service are those that anybody has watched or that a deal is about, without those
    for adults only.
    """
    titles = read_titles(tables)
    rows = tables.query(VIEWING)
    places = {title.key: place for place, title in enumerate(titles)}
    rows = rows[rows["title_key"].isin(places)]
    members, member_places = np.unique(rows["member_key"].to_numpy(np.int64), return_inverse=True)
    return Viewing(
        Interactions(
            member_places.astype(np.int64),
            np.array([places[key] for key in rows["title_key"]], dtype=np.int64),
            rows["minutes"].to_numpy(np.float64),
            days_of(rows["day"]),
            len(members),
            len(titles),
        ),
        tuple(int(key) for key in members),
        tuple(titles),
    )


def days_of(column: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Days since 1970-01-01."""
    return column.to_numpy("datetime64[D]").astype(np.int64).astype(np.float64)


def read_titles(tables: Tables, keys: list[int] | None = None) -> list[Title]:
    """Titles and what they are about.

    Args:
        tables: of gold.
        keys: which; those of the service by default.
    """
    which = "titles.title_key in (select title_key from wanted)"
    parameters: dict[str, list[int]] = {}
    if keys is not None:
        which, parameters = "titles.title_key in (select unnest($keys))", {"keys": keys}
    rows = tables.query(_TITLES.format(which=which), parameters)
    found = [int(key) for key in rows["title_key"]]
    people: dict[int, list[str]] = {}
    credited = tables.query(_CREDITS, {"keys": found, "most": _PEOPLE})
    for key, person in zip(credited["title_key"], credited["person"], strict=True):
        people.setdefault(int(key), []).append(str(person))
    return [
        _title(row, tuple(people.get(key, ())))
        for key, row in zip(found, rows.itertuples(), strict=True)
    ]


def _title(row: Any, people: tuple[str, ...]) -> Title:
    names = tuple(row.genres.split(",")) if isinstance(row.genres, str) and row.genres else ()
    kind = "anime" if row.is_anime is True else str(row.title_type)
    name = str(row.primary_title)
    text = f"{name}. {', '.join(names)}"
    return Title(int(row.title_key), name, About(text, (*names, f"kind: {kind}"), people))
