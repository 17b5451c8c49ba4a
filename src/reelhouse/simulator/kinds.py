"""What kinds of title there are, and which genres they take: shares, levels and weights."""

from typing import NamedTuple

from reelhouse.simulator.universe import GENRES


class Kind(NamedTuple):
    """What titles of one type have in common.

    Attributes:
        share: of 10,000 titles that are neither series nor episode.
        rated: share that has a rating.
        log_votes: natural logarithm of the median votes.
        quality: what the type adds to the true quality, in points of the 1-10 scale.
        minutes: mean runtime.
        no_runtime: share whose runtime is not known.
    """

    share: int
    rated: float
    log_votes: float
    quality: float
    minutes: int
    no_runtime: float


KINDS = {
    "short": Kind(4300, 0.17, 2.5, 0.15, 14, 0.35),
    "movie": Kind(2950, 0.50, 4.1, -0.3, 96, 0.35),
    "video": Kind(1300, 0.25, 2.6, -0.2, 72, 0.45),
    "tvMovie": Kind(600, 0.40, 3.4, -0.1, 85, 0.40),
    "tvSpecial": Kind(400, 0.25, 2.8, 0.2, 60, 0.50),
    "videoGame": Kind(340, 0.40, 3.2, 0.5, 0, 1.0),
    "tvShort": Kind(100, 0.25, 2.6, 0.1, 11, 0.40),
    "tvPilot": Kind(10, 0.30, 2.5, 0.1, 28, 0.40),
    "tvSeries": Kind(0, 0.42, 3.8, 0.3, 42, 0.55),
    "tvMiniSeries": Kind(0, 0.36, 3.6, 0.4, 50, 0.55),
    "tvEpisode": Kind(0, 0.0815, 2.9, 0.8, 38, 0.70),
}

TV_GENRES = {
    "Talk-Show": 30, "Drama": 34, "Comedy": 32, "News": 16, "Reality-TV": 20, "Documentary": 18,
    "Game-Show": 12, "Romance": 12, "Family": 12, "Animation": 16, "Crime": 10, "Action": 8,
    "Adventure": 7, "Sport": 8, "Music": 7, "Fantasy": 4, "Mystery": 4, "History": 3, "Sci-Fi": 2,
    "Thriller": 1,
}  # fmt: skip
"""Weights of the first genre of series and episodes."""

FILM_GENRES = {
    "Drama": 62, "Comedy": 38, "Documentary": 36, "Thriller": 13, "Horror": 16, "Romance": 12,
    "Action": 15, "Crime": 10, "Animation": 9, "Family": 7, "Adventure": 7, "Music": 7,
    "Fantasy": 4, "Mystery": 4, "Sci-Fi": 4, "Biography": 4, "History": 3, "Sport": 2, "Musical": 1,
    "War": 1, "Western": 1, "Film-Noir": 1,
}  # fmt: skip
"""Weights of all other genres."""


def kind_by_share(bits: str) -> str:
    """SQL: the kind of a title that is neither series nor episode, from random bits."""
    branches = []
    reached = 0
    for name, kind in KINDS.items():
        reached += kind.share
        if kind.share:
            branches.append(f"when {bits} % 10000 < {reached} then '{name}'")
    return f"case {' '.join(branches)} end"


def of_kind(attribute: str) -> str:
    """SQL: an attribute of `Kind` by the column `kind`."""
    branches = " ".join(
        f"when '{name}' then {getattr(kind, attribute)}" for name, kind in KINDS.items()
    )
    return f"case kind {branches} end"


def genre_wheel(weights: dict[str, int]) -> str:
    """SQL: a list of 256 genre numbers, in which each occurs by its weight."""
    total = sum(weights.values())
    wheel: list[int] = []
    reached = 0
    for name, weight in weights.items():
        reached += weight
        wheel += [GENRES.index(name)] * (reached * 256 // total - len(wheel))
    return "[" + ", ".join(map(str, wheel)) + "]"
