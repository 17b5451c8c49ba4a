"""What is read from gold: who watched what, and what titles are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.recommendations.content import About
from reelhouse.ml.recommendations.interactions import Interactions
from reelhouse.ml.recommendations.recommender import Title
from reelhouse.ml.tables import Tables
from reelhouse.sources.terms import may_train

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

_SERVICE = """
select titles.title_key
from dim_title as titles
where
    titles.is_current
    and not coalesce(titles.is_adult, false)
    and titles.title_key in (
        select title_key from fact_viewing_hour where title_key is not null
        union
        select title_key from fact_licensing_deal where title_key is not null
    )
order by titles.title_key
"""

_TITLES = """
select
    titles.title_key,
    titles.primary_title,
    titles.title_type,
    titles.is_anime,
    titles.genres,
    titles.described_by
from dim_title as titles
where titles.title_key in (select unnest($keys)) and titles.is_current
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
    """All viewing of members who agree to recommendations, and the titles of the service."""
    keys = service_titles(tables)
    interactions, members = read_interactions(tables, keys)
    return Viewing(interactions, members, tuple(read_titles(tables, keys)))


def service_titles(tables: Tables) -> list[int]:
    """Keys of the titles that anybody has watched or that a deal is about, none for adults only."""
    return [int(key) for key in tables.query(_SERVICE)["title_key"]]


def read_interactions(
    tables: Tables, title_keys: Sequence[int]
) -> tuple[Interactions, tuple[int, ...]]:
    """What members who agree to recommendations watched of some titles.

    Args:
        tables: of gold.
        title_keys: ascending; places of titles follow them.

    Returns:
        Interactions in order of time, and the pseudonym of each place of a member.
    """
    rows = tables.query(VIEWING)
    rows = rows[rows["title_key"].isin(title_keys)]
    members, member_places = np.unique(rows["member_key"].to_numpy(np.int64), return_inverse=True)
    found = Interactions(
        member_places.astype(np.int64),
        np.searchsorted(np.asarray(title_keys, np.int64), rows["title_key"].to_numpy(np.int64)),
        rows["minutes"].to_numpy(np.float64),
        days_of(rows["day"]),
        len(members),
        len(title_keys),
    )
    return found, tuple(int(key) for key in members)


def days_of(column: pd.Series) -> NDArray[np.float64]:
    """Days since 1970-01-01."""
    return column.to_numpy("datetime64[D]").astype(np.int64).astype(np.float64)


def read_titles(tables: Tables, keys: Sequence[int]) -> list[Title]:
    """Titles and what they are about, by key; those that gold does not have are left out.

    Args:
        tables: of gold.
        keys: which.
    """
    rows = tables.query(_TITLES, {"keys": list(keys)})
    people: dict[int, list[str]] = {}
    credited = tables.query(_CREDITS, {"keys": list(keys), "most": _PEOPLE})
    for key, person in zip(credited["title_key"], credited["person"], strict=True):
        people.setdefault(int(key), []).append(str(person))
    return [
        _title(row, tuple(people.get(key, ())))
        for key, row in zip(rows["title_key"].tolist(), rows.itertuples(), strict=True)
    ]


def _title(row: Any, people: tuple[str, ...]) -> Title:
    """A title, without what no model may be trained on unless there is an agreement."""
    name = str(row.primary_title)
    kind = "anime" if row.is_anime is True else str(row.title_type)
    if not may_train({}, {}).get(row.described_by, True):
        return Title(int(row.title_key), name, About("", (f"kind: {kind}",), people))
    genres = tuple(row.genres.split(",")) if isinstance(row.genres, str) and row.genres else ()
    text = f"{name}. {', '.join(genres)}"
    return Title(int(row.title_key), name, About(text, (*genres, f"kind: {kind}"), people))
