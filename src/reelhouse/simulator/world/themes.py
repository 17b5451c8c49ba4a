"""What titles are about: the planted topics of overviews."""

from collections.abc import Mapping
from itertools import permutations

THEMES: Mapping[str, tuple[str, ...]] = {
    "sea": (
        "ship", "sailor", "captain", "voyage", "ocean", "island", "storm", "lighthouse", "harbour",
    ),
    "crime": (
        "murder", "detective", "witness", "thief", "diamond", "heist", "trial", "alibi", "prison",
    ),
    "family": (
        "wedding", "sister", "mother", "daughter", "father", "brother", "funeral", "kitchen",
        "inheritance",
    ),
    "space": (
        "planet", "astronaut", "rocket", "robot", "moon", "comet", "galaxy", "telescope", "shuttle",
    ),
    "magic": (
        "witch", "dragon", "spell", "sword", "kingdom", "prince", "wizard", "potion", "curse",
    ),
    "school": (
        "school", "teacher", "student", "exam", "coach", "classroom", "homework", "principal",
        "scholarship",
    ),
}  # fmt: skip
"""By topic. Words of one topic stand together, and with those of no other."""

THEME_LINES = tuple(
    (theme, f"a {one}, a {other} and the {third} between them")
    for theme, words in THEMES.items()
    for one, other, third in permutations(words, 3)
)
"""What an overview may be about, and the topic that it is of."""
