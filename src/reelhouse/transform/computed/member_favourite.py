"""Which genre each member likes best, month by month, and whether something new of it came."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reelhouse.transform.workbench import Workbench

WRITES = ("feature_member_favourite",)

Floats = NDArray[np.float64]

LIFT = 3.0
"""How much oftener a favourite is taken to be watched than is usual."""

DROUGHT_DAYS = 91
ROWS_AT_ONCE = 20_000_000
"""Rows of viewing that are gathered at a time, so that any number fits into memory."""
_CHUNK = 20_000  # members at a time, for the same reason

_OF_SOME = (
    (
        "select member_key, month_start_date from feature_member_month",
        "order by member_key, month_start_date",
    ),
    ("select * from watched_formats", "order by member_key, viewing_month, title_format"),
    ("select * from watched_genres", "order by member_key, viewing_month, title_format, genre"),
)
"""What is known of some members, in two parts: where it stands, and in which order."""

_NOTHING = """
select
    cast(null as bigint) as member_key, cast(null as date) as month_start_date,
    cast(null as date) as known_at, cast(null as date) as latest_source_date,
    cast(null as varchar) as favourite_genre, cast(null as double) as favourite_probability,
    cast(null as double) as favourite_lift, cast(null as integer) as premiere_age_days,
    cast(null as double) as drought_probability
where false
"""

# TMDB lets models be trained on its data only with a written agreement
_ALLOWED = "allowed as (select 1 from build.terms where source = 'tmdb' and may_train)"

_TITLES = f"""
create or replace temp table told_titles as
with {_ALLOWED}

select
    title_key,
    case
        when is_anime then 'anime'
        when title_type in ('movie', 'tvMovie', 'short', 'tvShort', 'tvSpecial', 'video')
            then 'film'
        else 'series'
    end as title_format
from dim_title
where is_current and (described_by <> 'tmdb' or exists (select 1 from allowed))
"""

_BY_TITLE = """
create or replace temp table watched_by_all as
with viewing as (
    select
        cast(date_trunc('month', hour_at) as date) as viewing_month,
        title_key,
        cast(sum(session_count) as double) as session_count
    from fact_viewing_hour
    where title_key is not null
    group by 1, 2
)

select viewing.*, told_titles.title_format
from viewing inner join told_titles on viewing.title_key = told_titles.title_key
"""

_FORMATS_OF_ALL = """
select viewing_month, title_format, sum(session_count) as session_count
from watched_by_all
group by viewing_month, title_format
"""

_GENRES_OF_ALL = """
select viewing_month, title_format, genre, sum(session_count) as session_count
from watched_by_all
inner join bridge_title_genre as bridge on watched_by_all.title_key = bridge.title_key
inner join dim_genre on bridge.genre_key = dim_genre.genre_key
group by viewing_month, title_format, genre
"""

_VIEWING = """
create or replace temp table watched_titles as
with viewing as (
    select
        member_key,
        cast(date_trunc('month', hour_at) as date) as viewing_month,
        title_key,
        cast(sum(session_count) as double) as session_count,
        max(cast(hour_at as date)) as last_date
    from fact_viewing_hour
    where title_key is not null and member_key between {first} and {last}
    group by 1, 2, 3
)

select viewing.*, told_titles.title_format
from viewing inner join told_titles on viewing.title_key = told_titles.title_key
"""

# sorted by member, so that those of a few are found without reading the others
_BY_FORMAT = """
create or replace temp table watched_formats as
select member_key, viewing_month, title_format, sum(session_count) as session_count,
    max(last_date) as last_date
from watched_titles
group by member_key, viewing_month, title_format
order by member_key, viewing_month, title_format
"""

_BY_GENRE = """
create or replace temp table watched_genres as
select member_key, viewing_month, title_format, genre, sum(session_count) as session_count
from watched_titles
inner join bridge_title_genre as bridge on watched_titles.title_key = bridge.title_key
inner join dim_genre on bridge.genre_key = dim_genre.genre_key
group by member_key, viewing_month, title_format, genre
order by member_key, viewing_month, title_format, genre
"""

_PREMIERES = f"""
with {_ALLOWED}

select distinct genre, premiere_date
from fact_premiere
inner join bridge_title_genre as bridge on fact_premiere.title_key = bridge.title_key
inner join dim_genre on bridge.genre_key = dim_genre.genre_key
where bridge.genre_position = 1 and exists (select 1 from allowed)
order by genre, premiere_date
"""


@dataclass(frozen=True, slots=True)
class Favourites:
    """How likely each genre is the favourite of each member.

    Attributes:
        probability: members by months by genres; the genres add up to 1.
        lift: sessions so far by what is usual, of the same shape; NaN where nothing is usual.
    """

    probability: Floats
    lift: Floats


def favourites(own: Floats, formats: Floats, usual: Floats, everybody: Floats) -> Favourites:
    """Weigh, at each month of each member, which genre is watched `LIFT` times as often as usual.

    A favourite tilts choices: with weight LIFT on one genre, n of the N sessions of a month and a
    format have likelihood LIFT^n / (1 + (LIFT - 1) p)^N, where p is the share of that genre among
    all sessions of the month and format, so that what is new and seen by everybody says nothing
    about a member. Before anything is known, a genre is as likely as it is watched much.

    Args:
        own: sessions of each month, members by months by genres.
        formats: the same by formats, members by months by formats.
        usual: share of each genre among all members' sessions, months by formats by genres.
        everybody: sessions of all members, months by formats.

    Returns:
        What is known before each month, members by months by genres.
    """
    expected = _before(np.einsum("mtf,tfg->mtg", formats, usual), 1)
    against = _before(np.einsum("mtf,tfg->mtg", formats, np.log1p((LIFT - 1) * usual)), 1)
    so_far = _before(own, 1)
    large = np.einsum("tf,tfg->tg", everybody, usual)
    prior = np.log(_before(large, 0) + 1e-6)
    score = so_far * np.log(LIFT) - against + prior
    weights = np.exp(score - score.max(axis=2, keepdims=True))
    lift = np.divide(so_far, expected, out=np.full_like(expected, np.nan), where=expected > 0)
    return Favourites(weights / weights.sum(axis=2, keepdims=True), lift)


def compute(bench: Workbench) -> None:
    """Write the favourites of all members and months, some members at a time."""
    database = bench.connection
    for statement in (_TITLES, _BY_TITLE):
        database.execute(statement)
    database.execute("create or replace temp table favourites_told as " + _NOTHING)
    formats, genres = bench.query(_FORMATS_OF_ALL), bench.query(_GENRES_OF_ALL)
    keys = bench.query("select distinct member_key from feature_member_month order by 1")
    if len(keys) and len(genres):
        months = bench.query("select distinct month_start_date from feature_member_month")
        known = _Known.of(months["month_start_date"], formats, genres, bench.query(_PREMIERES))
        rows = int(bench.query("select count(*) as rows from fact_viewing_hour")["rows"][0])
        parts = min(len(keys), ceil(rows / ROWS_AT_ONCE))
        for part in np.array_split(keys["member_key"].to_numpy(), parts):
            _tell_part(bench, known, part)
    bench.write("feature_member_favourite", "select * from favourites_told")
    for table in ("told_titles", "watched_by_all", "favourites_told"):
        database.execute(f"drop table {table}")


def _tell_part(bench: Workbench, known: _Known, keys: NDArray[np.int64]) -> None:
    """Tell those of some members, whose viewing is gathered at once."""
    database = bench.connection
    database.execute(_VIEWING.format(first=int(keys[0]), last=int(keys[-1])))
    for statement in (_BY_FORMAT, _BY_GENRE, "drop table watched_titles"):
        database.execute(statement)
    for first in range(0, len(keys), _CHUNK):
        some = keys[first : first + _CHUNK]
        within = {"first": int(some[0]), "last": int(some[-1])}
        rows, by_format, by_genre = (
            bench.query(f"{select} where member_key between $first and $last {order}", within)
            for select, order in _OF_SOME
        )
        told = known.tell(rows, by_format, by_genre, some)
        database.register("told", told)
        database.execute("insert into favourites_told by name select * from told")
        database.unregister("told")
    for table in ("watched_formats", "watched_genres"):
        database.execute(f"drop table {table}")


def tell(
    rows: pd.DataFrame, by_format: pd.DataFrame, by_genre: pd.DataFrame, premieres: pd.DataFrame
) -> pd.DataFrame:
    """The table's rows from viewing by month.

    Args:
        rows: members and the months that are looked ahead to.
        by_format: sessions by member, month and format, with the day of the last one.
        by_genre: sessions by member, month, format and genre.
        premieres: days on which a genre had something new, ascending.
    """
    known = _Known.of(rows["month_start_date"], by_format, by_genre, premieres)
    return known.tell(rows, by_format, by_genre, rows["member_key"].unique())


@dataclass(frozen=True, slots=True)
class _Known:
    """What is the same for all members.

    Attributes:
        months: that there are, rising.
        genres: the same.
        formats: the same.
        usual: share of each genre among all sessions, months by formats by genres.
        everybody: sessions of all members, months by formats.
        since: day of the last premiere before each month, months by genres.
    """

    months: NDArray[np.datetime64]
    genres: list[str]
    formats: list[str]
    usual: Floats
    everybody: Floats
    since: NDArray[np.datetime64]

    @classmethod
    def of(
        cls,
        ahead: pd.Series[pd.Timestamp],
        by_format: pd.DataFrame,
        by_genre: pd.DataFrame,
        premieres: pd.DataFrame,
    ) -> _Known:
        """Gather it from the months looked ahead to and sessions by month."""
        months = np.unique(np.concatenate([ahead, by_format["viewing_month"]]))
        genres = sorted(by_genre["genre"].unique())
        formats = sorted(by_format["title_format"].unique())
        by_format, by_genre = (_placed(f, months, formats, genres) for f in (by_format, by_genre))
        everybody = np.zeros((len(months), len(formats)))
        np.add.at(everybody, (by_format["month"], by_format["format"]), by_format["session_count"])
        usual = _usual_shares(everybody, by_genre, len(genres))
        since = _last_premieres(premieres, genres, months)
        return cls(months, genres, formats, usual, everybody, since)

    def tell(
        self,
        rows: pd.DataFrame,
        by_format: pd.DataFrame,
        by_genre: pd.DataFrame,
        keys: NDArray[np.int64],
    ) -> pd.DataFrame:
        """The rows of some members."""
        by_format, by_genre = (
            _placed(frame, self.months, self.formats, self.genres)
            for frame in (by_format, by_genre)
        )
        return _tell_members(rows, by_format, by_genre, self, keys)


def _placed(
    frame: pd.DataFrame, months: NDArray[np.datetime64], formats: list[str], genres: list[str]
) -> pd.DataFrame:
    """Sessions with the places of their month, format and genre."""
    placed = frame.assign(
        month=np.searchsorted(months, frame["viewing_month"].to_numpy()),
        format=np.searchsorted(formats, frame["title_format"]),
    )
    if "genre" in frame:
        placed["place"] = np.searchsorted(genres, frame["genre"])
    return placed


def _usual_shares(everybody: Floats, by_genre: pd.DataFrame, genres: int) -> Floats:
    """Share of each genre among all sessions, months by formats by genres."""
    part = np.zeros((*everybody.shape, genres))
    where = (by_genre["month"], by_genre["format"], by_genre["place"])
    np.add.at(part, where, by_genre["session_count"])
    whole = everybody[..., None]
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _before(counts: Floats, axis: int) -> Floats:
    """Sums over all that comes before each place of an axis."""
    return np.asarray(np.cumsum(counts, axis=axis) - counts)


def _last_premieres(
    premieres: pd.DataFrame, genres: list[str], months: NDArray[np.datetime64]
) -> NDArray[np.datetime64]:
    """Day of the last premiere before each month, months by genres; NaT where none was."""
    found = np.full((len(months), len(genres)), np.datetime64("NaT"), dtype="datetime64[D]")
    for genre, days in premieres.groupby("genre")["premiere_date"]:
        if genre in genres:
            known = days.to_numpy().astype("datetime64[D]")
            place = np.searchsorted(known, months.astype("datetime64[D]"))
            column = genres.index(str(genre))
            found[place > 0, column] = known[place[place > 0] - 1]
    return found


def _tell_members(
    rows: pd.DataFrame,
    by_format: pd.DataFrame,
    by_genre: pd.DataFrame,
    known: _Known,
    keys: NDArray[np.int64],
) -> pd.DataFrame:
    months, genres, since = known.months, known.genres, known.since
    by_format = by_format[by_format["member_key"].isin(keys)]
    by_genre = by_genre[by_genre["member_key"].isin(keys)]
    count = (len(keys), len(months))
    own, formats = np.zeros((*count, len(genres))), np.zeros((*count, len(known.formats)))
    at = np.searchsorted(keys, by_genre["member_key"])
    np.add.at(own, (at, by_genre["month"], by_genre["place"]), by_genre["session_count"])
    at = np.searchsorted(keys, by_format["member_key"])
    np.add.at(formats, (at, by_format["month"], by_format["format"]), by_format["session_count"])
    last = np.full(count, np.datetime64("1700-01-01"), dtype="datetime64[D]")
    np.maximum.at(last, (at, by_format["month"]), by_format["last_date"].to_numpy("datetime64[D]"))
    last = np.maximum.accumulate(last, axis=1)

    member = np.searchsorted(keys, rows["member_key"])
    month = np.searchsorted(months, rows["month_start_date"].to_numpy())
    told = favourites(own, formats, known.usual, known.everybody)
    probability, lift = told.probability[member, month], told.lift[member, month]
    place = probability.argmax(axis=1)
    watched = _before(formats.sum(axis=2), 1)[member, month] > 0
    start = months[month].astype("datetime64[D]")
    age = (start[:, None] - since[month]) / np.timedelta64(1, "D")
    drought = (probability * ~(age <= DROUGHT_DAYS)).sum(axis=1)
    before = last[member, np.maximum(month - 1, 0)]
    lately = np.fmax.reduce(since[month], axis=1)
    latest = np.fmax(np.where(watched, before, np.datetime64("NaT")), lately)
    each = np.arange(len(rows))
    return pd.DataFrame(
        {
            "member_key": rows["member_key"].to_numpy(),
            "month_start_date": start,
            "known_at": start,
            "latest_source_date": np.where(watched, latest, np.datetime64("NaT")),
            "favourite_genre": np.where(watched, np.array(genres, dtype=object)[place], None),
            "favourite_probability": np.where(watched, probability[each, place], np.nan),
            "favourite_lift": np.where(watched, lift[each, place], np.nan),
            "premiere_age_days": pd.array(
                np.where(watched, age[each, place], np.nan), dtype="Float64"
            ),
            "drought_probability": np.where(watched, drought, np.nan),
        }
    )
