"""Favourite genres of members who choose by a known taste."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from reelhouse.settings import Settings
from reelhouse.transform.computed import member_favourite
from reelhouse.transform.computed.member_favourite import favourites, tell
from reelhouse.transform.workbench import Workbench

GENRES = ["Action", "Comedy", "Crime", "Drama"]


def test_what_is_watched_more_than_usual_is_liked() -> None:
    """One who watches as everybody in the month of a hit is not told to like the hit's genre."""
    usual = np.array([[[0.6, 0.1, 0.1, 0.2]], [[0.1, 0.3, 0.2, 0.4]], [[0.25, 0.25, 0.25, 0.25]]])
    own = np.array([[[6, 1, 1, 2], [1, 1, 7, 1], [0, 0, 0, 0]]], dtype=float)
    formats = np.array([[[10], [10], [0]]], dtype=float)

    told = favourites(own, formats, usual, formats.sum(axis=0))

    assert told.probability.shape == (1, 3, 4)
    assert told.probability.sum(axis=2) == pytest.approx(1.0)
    assert told.probability[0, 1, 0] < 0.6
    assert GENRES[told.probability[0, 2].argmax()] == "Crime"
    assert told.probability[0, 2, 2] > 0.9
    assert told.lift[0, 2, 2] == pytest.approx(8 / (1 + 2))


def test_nothing_of_the_month_itself_is_known() -> None:
    usual = np.full((2, 1, 2), 0.5)
    everybody = np.array([[500.0], [700.0]])
    formats = np.array([[[0.0], [20.0]]])
    quiet = favourites(np.zeros((1, 2, 2)), np.zeros((1, 2, 1)), usual, everybody)
    busy = favourites(np.array([[[0, 0], [20, 0]]], dtype=float), formats, usual, everybody)

    assert busy.probability[0, 1] == pytest.approx(quiet.probability[0, 1])


def test_rows_tell_droughts_of_what_is_liked() -> None:
    months = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"])
    rows = pd.DataFrame({"member_key": [1, 1, 2], "month_start_date": [*months[1:], months[2]]})
    by_format = pd.DataFrame(
        {
            "member_key": [1, 3],
            "viewing_month": [months[0], months[0]],
            "title_format": ["film", "film"],
            "session_count": [30.0, 300.0],
            "last_date": pd.to_datetime(["2025-01-20", "2025-01-31"]),
        }
    )
    by_genre = pd.DataFrame(
        {
            "member_key": [1, 3, 3],
            "viewing_month": [months[0]] * 3,
            "title_format": ["film"] * 3,
            "genre": ["Crime", "Crime", "Drama"],
            "session_count": [30.0, 50.0, 250.0],
        }
    )
    premieres = pd.DataFrame(
        {"genre": ["Crime", "Drama"], "premiere_date": pd.to_datetime(["2024-11-20", "2025-02-20"])}
    )

    told = tell(rows, by_format, by_genre, premieres)

    first, second, other = told.to_dict("records")
    assert first["favourite_genre"] == second["favourite_genre"] == "Crime"
    assert (first["premiere_age_days"], second["premiere_age_days"]) == (73, 101)
    assert first["drought_probability"] < 0.1 < 0.9 < second["drought_probability"]
    assert second["latest_source_date"] == pd.Timestamp("2025-02-20")
    assert (told["latest_source_date"].dropna() < told["known_at"].iloc[0:2]).all()
    assert pd.isna(other["favourite_genre"])
    assert np.isnan(other["drought_probability"])


VIEWING = """
create schema build;
create table build.terms as select 'tmdb' as source, true as may_train;
create table dim_title as
select
    range as title_key, range % 7 = 0 as is_anime, true as is_current, 'imdb' as described_by,
    case when range % 2 = 0 then 'movie' else 'tvSeries' end as title_type
from range(60);
create table dim_genre as
select range as genre_key, ['Action', 'Comedy', 'Crime', 'Drama'][range + 1] as genre from range(4);
create table bridge_title_genre as
select title_key, (title_key + place) % 4 as genre_key, place + 1 as genre_position
from dim_title, (select unnest([0, 1]) as place);
create table fact_premiere as
select title_key, date '2025-01-01' + cast(title_key * 5 as integer) as premiere_date
from dim_title;
create table fact_viewing_hour as
select
    10 * (range % 97) as member_key, cast(hash(range) % 60 as bigint) as title_key,
    timestamp '2025-01-01' + to_hours(cast(hash(range + 1) % 6000 as integer)) as hour_at,
    1 + cast(hash(range + 2) % 3 as integer) as session_count
from range(5000);
create table feature_member_month as
select 10 * member as member_key, date '2025-02-01' + to_months(cast(month as integer))
    as month_start_date
from range(97) as members(member), range(8) as months(month);
"""


@pytest.mark.parametrize(("rows", "members"), [(700, 1000), (10**9, 11), (300, 3)])
def test_members_are_told_alike_however_many_are_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, members: int
) -> None:
    def told(folder: Path) -> pd.DataFrame:
        with duckdb.connect() as database:
            database.execute(VIEWING)
            bench = Workbench(database, Settings(), tmp_path, folder)
            member_favourite.compute(bench)
            left = database.sql("select table_name from duckdb_tables() where temporary").fetchall()
            assert left == []
            return bench.query("select * from feature_member_favourite order by all")

    whole = told(tmp_path / "whole")
    monkeypatch.setattr(member_favourite, "ROWS_AT_ONCE", rows)
    monkeypatch.setattr(member_favourite, "_CHUNK", members)

    assert len(whole) == 97 * 8
    assert whole["favourite_genre"].nunique() == 4
    pd.testing.assert_frame_equal(whole, told(tmp_path / "parts"))
