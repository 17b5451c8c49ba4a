"""Real films of public data sets as the frame that models learn from."""

from __future__ import annotations

import ast
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

DATA = Path(__file__).parents[2].parent / "shared" / "data"
MOVIES_2019 = DATA / "movies_2019"
TMDB_5000 = DATA / "tmdb" / "tmdb_5000_movies.csv.zip"
NAMES = DATA / "imdb_head_2025" / "name.basics.tsv"
VEGA = DATA / "boxoffice" / "vega_movies.json"
LEAST_VOTES = 100
MAKERS = ("director", "writer", "cast", "company", "franchise")


def imdb_films() -> pd.DataFrame:
    """Films of 2010 to 2019 at IMDb with 100 votes or more; people are directors and writers."""
    films = _imdb().query("vote_count >= @LEAST_VOTES").reset_index(drop=True)
    films = _ranked(films)
    people = [_exploded(films, column, kind) for kind, column in _PEOPLE.items()]
    return _with_past(films, pd.concat(people))


def budgeted_films() -> pd.DataFrame:
    """Films of 2010 to 2019 whose budget and gross The Numbers has, with what IMDb says of them.

    People's past is that of all films at IMDb, their gross that of The Numbers.
    """
    films = _ranked(_imdb().query("vote_count >= @LEAST_VOTES").reset_index(drop=True))
    money = _the_numbers()
    films["name"] = films["primary_title"].str.lower()
    films = films.merge(money, on=["name", "release_year"], how="left")
    films = films.sort_values("vote_count", ascending=False).drop_duplicates("title_key")
    # of several films of a name and year the budget is that of the best known
    twice = films.duplicated(["name", "release_year"]) & films["gross_usd"].notna()
    films.loc[twice, ["gross_usd", "budget_usd", "release_month"]] = np.nan
    films = films.sort_values(["release_year", "title_key"]).reset_index(drop=True)
    people = [_exploded(films, column, kind) for kind, column in _PEOPLE.items()]
    whole = _with_past(films, pd.concat(people))
    return whole[whole["gross_usd"].notna()].reset_index(drop=True)


def tmdb_films() -> pd.DataFrame:
    """Films of TMDB's 5,000 since 1990; directors are those of two other public data sets."""
    with zipfile.ZipFile(TMDB_5000) as archive, archive.open("tmdb_5000_movies.csv") as file:
        raw = pd.read_csv(file)
    dates = pd.to_datetime(raw["release_date"], errors="coerce")
    films = pd.DataFrame(
        {
            "title_key": raw["id"].astype(int),
            "primary_title": raw["title"],
            "release_year": dates.dt.year,
            "release_month": dates.dt.month,
            "genres": _joined(raw["genres"], "name"),
            "company": _joined(raw["production_companies"], "id"),
            "country": _joined(raw["production_countries"], "iso_3166_1").str.split(",").str[0],
            "original_language": raw["original_language"],
            "runtime_minutes": raw["runtime"].where(raw["runtime"] > 0),
            "is_titled_otherwise": raw["title"] != raw["original_title"],
            "budget_usd": raw["budget"].where(raw["budget"] >= 10_000),
            "gross_usd": raw["revenue"].where(raw["revenue"] >= 10_000),
            "vote_count": raw["vote_count"],
            "rating": raw["vote_average"].where(raw["vote_count"] > 0),
        }
    )
    films = films[(films["release_year"] >= 1990) & (films["vote_count"] >= 10)]
    films = films.astype({"release_year": int}).reset_index(drop=True)
    films["name"] = films["primary_title"].str.lower()
    films = films.merge(_directors(), on=["name", "release_year"], how="left")
    films = _ranked(films.drop_duplicates("title_key").reset_index(drop=True))
    makers = [_exploded(films, "directors", "director"), _exploded(films, "company", "company")]
    return _with_past(films, pd.concat(makers))


_PEOPLE = {"director": "directors", "writer": "writers"}


def _imdb() -> pd.DataFrame:
    basics = pd.read_csv(MOVIES_2019 / "imdb.title.basics.csv.gz")
    crew = pd.read_csv(MOVIES_2019 / "imdb.title.crew.csv.gz")
    ratings = pd.read_csv(MOVIES_2019 / "imdb.title.ratings.csv.gz")
    whole = basics.merge(crew, on="tconst").merge(ratings, on="tconst")
    return pd.DataFrame(
        {
            "title_key": whole["tconst"].str[2:].astype(int),
            "primary_title": whole["primary_title"],
            "release_year": whole["start_year"].astype(int),
            "genres": whole["genres"],
            "runtime_minutes": whole["runtime_minutes"],
            "is_titled_otherwise": whole["primary_title"] != whole["original_title"],
            "directors": whole["directors"],
            "writers": whole["writers"],
            "vote_count": whole["numvotes"],
            "rating": whole["averagerating"],
        }
    )


def _the_numbers() -> pd.DataFrame:
    raw = pd.read_csv(MOVIES_2019 / "tn.movie_budgets.csv.gz")
    dates = pd.to_datetime(raw["release_date"])
    money = {
        name: pd.to_numeric(raw[column].str.replace("[$,]", "", regex=True)).astype(float)
        for name, column in (
            ("budget_usd", "production_budget"), ("gross_usd", "worldwide_gross"),
        )
    }  # fmt: skip
    found = pd.DataFrame(
        {
            "name": raw["movie"].str.lower(),
            "release_year": dates.dt.year,
            "release_month": dates.dt.month,
            **money,
        }
    )
    found = found[found["gross_usd"] >= 10_000]
    return found.drop_duplicates(["name", "release_year"])


def _directors() -> pd.DataFrame:
    """Directors by film and year: one as a name to 2009, those of IMDb from 2010 on.

    IMDb's ids become names where the head of its file of names has them, so that a past may reach
    over both.
    """
    older = pd.read_json(VEGA)
    known = older[older["Director"].notna()]
    early = pd.DataFrame(
        {
            "name": known["Title"].astype(str).str.lower(),
            "release_year": pd.to_datetime(known["Release Date"], errors="coerce").dt.year,
            "directors": known["Director"],
        }
    )
    people = pd.read_csv(NAMES, sep="\t", usecols=["nconst", "primaryName"], quoting=3)
    names = dict(zip(people["nconst"], people["primaryName"], strict=True))
    films = _imdb().sort_values("vote_count", ascending=False)
    films = films[films["directors"].notna()]
    late = pd.DataFrame(
        {
            "name": films["primary_title"].str.lower(),
            "release_year": films["release_year"],
            "directors": [
                ",".join(names.get(each, each) for each in ids.split(","))
                for ids in films["directors"]
            ],
        }
    )
    both = pd.concat([early[early["release_year"] < 2010], late])
    return both.dropna().drop_duplicates(["name", "release_year"])


def _ranked(films: pd.DataFrame) -> pd.DataFrame:
    """Places by votes within the year, and the top quarter, as `fact_title_standing` has them."""
    films = films.assign(content_kind="film", title_type="movie", has_details=True)
    order = films.sort_values(["release_year", "vote_count", "title_key"])
    place = order.groupby("release_year").cumcount()
    count = order.groupby("release_year")["title_key"].transform("size")
    films["votes_rank_rate"] = place / (count - 1).clip(lower=1)
    films["is_hit"] = films["votes_rank_rate"] >= 0.75
    return films


def _exploded(films: pd.DataFrame, column: str, kind: str) -> pd.DataFrame:
    makers = films[["title_key"]].assign(maker=films[column].astype("string").str.split(","))
    makers = makers.explode("maker").dropna().drop_duplicates()
    return makers.assign(kind=kind)


def _with_past(films: pd.DataFrame, makers: pd.DataFrame) -> pd.DataFrame:
    """Add what makers did in earlier years, as `feature_title_release` has it."""
    gross = films["gross_usd"] if "gross_usd" in films else pd.Series(np.nan, films.index)
    films = films.assign(gross_usd=gross)
    standing = films.assign(log_gross=np.log(films["gross_usd"]), known=gross.notna().astype(int))
    works = makers.merge(
        standing[
            ["title_key", "release_year", "votes_rank_rate", "rating", "is_hit", "log_gross",
             "known"]
        ],
        on="title_key",
    )  # fmt: skip
    sums = works.groupby(["kind", "maker", "release_year"]).agg(
        titles=("title_key", "size"), ranks=("votes_rank_rate", "sum"), ratings=("rating", "sum"),
        hits=("is_hit", "sum"), grosses=("log_gross", "sum"), known=("known", "sum"),
    ).reset_index()  # fmt: skip
    figures = ["titles", "ranks", "ratings", "hits", "grosses", "known"]
    before = sums.groupby(["kind", "maker"])[figures].cumsum() - sums[figures]
    sums[figures] = before
    mine = works[["title_key", "kind", "maker", "release_year"]].merge(
        sums, on=["kind", "maker", "release_year"]
    )
    mine["best"] = mine["ranks"] / mine["titles"].where(mine["titles"] > 0)
    pooled = mine.groupby(["title_key", "kind"]).agg(
        makers=("maker", "size"), best=("best", "max"), **{f: (f, "sum") for f in figures}
    )
    for kind in MAKERS:
        level = pooled.index.get_level_values("kind")
        one = pooled[level == kind].droplevel("kind").reindex(films["title_key"])
        some, priced = one["titles"].where(one["titles"] > 0), one["known"].where(one["known"] > 0)
        columns: dict[str, pd.Series] = {
            "count": one["makers"].fillna(0),
            "past_title_count": one["titles"].fillna(0),
            "past_votes_rank_rate": one["ranks"] / some,
            "best_votes_rank_rate": one["best"],
            "past_rating": one["ratings"] / some,
            "past_hit_rate": one["hits"] / some,
            "past_gross_usd": (one["grosses"] / priced).map(np.exp),
        }
        for name, values in columns.items():
            films[f"{kind}_{name}"] = values.to_numpy(float)
    return films


def _joined(column: pd.Series, key: str) -> pd.Series:
    words = [",".join(str(each[key]) for each in ast.literal_eval(text)) for text in column]
    return pd.Series([text or None for text in words], column.index, dtype="object")
