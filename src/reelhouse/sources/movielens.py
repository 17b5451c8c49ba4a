"""MovieLens' links between its own ids, IMDb's and TMDB's."""

from __future__ import annotations

from reelhouse.sources.tabular import Column, TableSchema, TableSource

LINKS = TableSchema(
    "links",
    (
        Column(
            "movie_id",
            type="integer",
            key=True,
            aliases=("movieId",),
            minimum=1,
            description="MovieLens' own id.",
            example="1",
        ),
        Column(
            "imdb_id",
            aliases=("imdbId",),
            pattern=r"(tt)?\d{1,10}",
            description="IMDb's id without tt, mostly with zeros in front.",
            example="0114709",
        ),
        Column(
            "tmdb_id",
            type="integer",
            required=False,
            aliases=("tmdbId",),
            minimum=1,
            description="TMDB's id of the movie.",
            example="862",
        ),
    ),
    description="Each movie of MovieLens with its ids at IMDb and TMDB.",
    min_rows_share=0.5,
)

SOURCE = TableSource(
    "movielens",
    "movielens",
    (LINKS,),
    file_names={"links": ("links.csv", "links.*", "*links*.csv")},
)
