"""Two genres or titles compared, once for a build."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

import pandas as pd

from reelhouse.dashboards.answers import Answer
from reelhouse.dashboards.theme import Theme, genre_colour
from reelhouse.dashboards.view import View
from reelhouse.gold import open_build
from reelhouse.ml.opportunities.head_to_head import READS, Comparison, compare
from reelhouse.ml.tables import gold_tables

Kind = Literal["genre", "title"]
TITLE_COLOURS = ("#E69F00", "#56B4E9")


@dataclass(frozen=True, slots=True)
class Both:
    """Two that are compared.

    Attributes:
        comparison: measure by measure.
        keys: what was asked for: genres, or keys of titles.
        answer: the measures as a table.
    """

    comparison: Comparison
    keys: tuple[str, str]
    answer: Answer

    @property
    def is_genres(self) -> bool:
        """Whether genres are compared."""
        return self.comparison.kind == "genre"

    def colours(self, theme: Theme) -> dict[str, str]:
        """The colour of each, and of nobody."""
        a, b = self.comparison.a, self.comparison.b
        pair = (genre_colour(a), genre_colour(b)) if self.is_genres else TITLE_COLOURS
        return {a: pair[0], b: pair[1], "": theme.neutral}


def compared(view: View, kind: str, a: str, b: str) -> Both:
    """Compare two; `reelhouse compare` gives the same.

    Raises:
        UsageError: one of them is not known.
    """
    found = _compare(
        view.build.folder, cast(Kind, kind), a, b, view.settings.marts.seed,
        view.settings.dashboards.memory_limit,
    )  # fmt: skip
    tables = tuple(name for name in READS if view.has(name))
    title = "" if kind == "genre" else "--kind title "
    said = f'-- reelhouse compare {title}"{a}" "{b}"'
    return Both(found, (a, b), Answer(_frame(found), said, tables, view.build.build_id))


@lru_cache(maxsize=64)
def _compare(build: Path, kind: Kind, a: str, b: str, seed: int, memory_limit: str) -> Comparison:
    with gold_tables(open_build(build), READS, memory_limit=memory_limit) as tables:
        return compare(tables, kind, a, b, seed=seed)


def _frame(found: Comparison) -> pd.DataFrame:
    nothing = (None, None, None)
    return pd.DataFrame(
        [
            (m.name, m.unit, m.says, *(m.a or nothing), *(m.b or nothing), m.probability, m.verdict)
            for m in found.measures
        ],
        columns=[
            "measure", "unit", "says", "value", "value_low", "value_high", "other_value",
            "other_value_low", "other_value_high", "ahead_probability", "verdict",
        ],
    ).astype({"ahead_probability": float, "value": float, "other_value": float})  # fmt: skip
