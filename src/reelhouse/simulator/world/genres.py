"""Genres: IMDb's names, which the world uses, and what TMDB and MyAnimeList call them."""

TMDB_MOVIE_GENRES = {
    28: "Action", 12: "Adventure", 16: "Animation", 35: "Comedy", 80: "Crime", 99: "Documentary",
    18: "Drama", 10751: "Family", 14: "Fantasy", 36: "History", 27: "Horror", 10402: "Music",
    9648: "Mystery", 10749: "Romance", 878: "Science Fiction", 10770: "TV Movie", 53: "Thriller",
    10752: "War", 37: "Western",
}  # fmt: skip
"""TMDB's movie genres by id."""

TMDB_TV_GENRES = {
    10759: "Action & Adventure", 16: "Animation", 35: "Comedy", 80: "Crime", 99: "Documentary",
    18: "Drama", 10751: "Family", 10762: "Kids", 9648: "Mystery", 10763: "News", 10764: "Reality",
    10765: "Sci-Fi & Fantasy", 10766: "Soap", 10767: "Talk", 10768: "War & Politics", 37: "Western",
}  # fmt: skip
"""TMDB's TV genres by id."""

MAL_GENRES = {
    1: "Action", 2: "Adventure", 5: "Avant Garde", 46: "Award Winning", 4: "Comedy", 8: "Drama",
    10: "Fantasy", 47: "Gourmet", 14: "Horror", 7: "Mystery", 22: "Romance", 24: "Sci-Fi",
    36: "Slice of Life", 30: "Sports", 37: "Supernatural", 41: "Suspense",
}  # fmt: skip
"""MyAnimeList's genres by id."""

MAL_THEMES = {
    13: "Historical", 17: "Martial Arts", 18: "Mecha", 19: "Music", 20: "Parody",
    21: "Samurai", 23: "School", 29: "Space", 31: "Super Power", 32: "Vampire", 38: "Military",
    39: "Detective", 40: "Psychological", 62: "Isekai", 63: "Iyashikei", 72: "Reincarnation",
}  # fmt: skip
"""MyAnimeList's themes by id."""

MAL_DEMOGRAPHICS = {15: "Kids", 25: "Shoujo", 27: "Shounen", 42: "Seinen", 43: "Josei"}
"""MyAnimeList's demographics by id."""

_TO_TMDB_MOVIE = {
    "Biography": 36, "Film-Noir": 80, "Game-Show": 10770, "Musical": 10402, "News": 99,
    "Reality-TV": 10770, "Sci-Fi": 878, "Short": 18, "Sport": 18, "Talk-Show": 10770, "Adult": 18,
} | {name: number for number, name in TMDB_MOVIE_GENRES.items()}  # fmt: skip

_TO_TMDB_TV = {
    "Action": 10759, "Adventure": 10759, "Biography": 18, "Fantasy": 10765, "Film-Noir": 80,
    "Game-Show": 10764, "History": 10768, "Horror": 9648, "Music": 10767, "Musical": 18,
    "News": 10763, "Reality-TV": 10764, "Romance": 18, "Sci-Fi": 10765, "Short": 35, "Sport": 10764,
    "Talk-Show": 10767, "Thriller": 80, "War": 10768, "Adult": 18,
} | {name: number for number, name in TMDB_TV_GENRES.items()}  # fmt: skip

_TO_MAL = {
    "Biography": 8, "Crime": 41, "Documentary": 36, "Family": 36, "Film-Noir": 7, "Game-Show": 4,
    "History": 8, "Music": 36, "Musical": 36, "News": 36, "Reality-TV": 36, "Short": 5,
    "Sport": 30, "Talk-Show": 4, "Thriller": 41, "War": 1, "Western": 2, "Adult": 8,
} | {name: number for number, name in MAL_GENRES.items()}  # fmt: skip


def tmdb_genre_ids(genres: tuple[str, ...], kind: str) -> tuple[int, ...]:
    """TMDB's ids of IMDb's genres, each once; what TMDB does not know counts as drama.

    Args:
        genres: IMDb's names.
        kind: "movie" or "tv"; the two have different lists.
    """
    table = _TO_TMDB_MOVIE if kind == "movie" else _TO_TMDB_TV
    return tuple(dict.fromkeys(table.get(name, 18) for name in genres))


def mal_genre_ids(genres: tuple[str, ...]) -> tuple[int, ...]:
    """MyAnimeList's ids of IMDb's genres, each once; animation is none there."""
    return tuple(dict.fromkeys(_TO_MAL[name] for name in genres if name in _TO_MAL))
