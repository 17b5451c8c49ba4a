"""Two genres or titles side by side, and the probability that one is really ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reelhouse.errors import UsageError
from reelhouse.ml.opportunities import genre_measures, title_measures
from reelhouse.ml.opportunities.samples import Figure, Sample
from reelhouse.ml.tables import Tables

Kind = Literal["genre", "title"]

SURE = 0.975
"""Probability from which on one counts as ahead: where nothing differs, one verdict in twenty."""

DRAWS = 2000

NOT_CLEAR, NOT_KNOWN = "not clear", "not known"

READS = tuple(sorted({*genre_measures.READS, *title_measures.READS}))
"""Tables of gold that comparisons read."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of both.

    Attributes:
        name: such as `demand`.
        unit: of the values.
        says: what it is, in words.
        a: value of the first, with bounds of its 95 % interval; None where it is not known.
        b: of the second.
        probability: that the first is ahead, 0 to 1; None where either is not known.
        verdict: name of the one that is ahead, `not clear`, or `not known`.
    """

    name: str
    unit: str
    says: str
    a: Figure | None
    b: Figure | None
    probability: float | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two of a kind, measure by measure.

    Attributes:
        kind: `genre` or `title`.
        a: name of the first.
        b: name of the second.
        measures: all that are known of either.
    """

    kind: Kind
    a: str
    b: str
    measures: tuple[Measure, ...]


def compare(tables: Tables, kind: Kind, a: str, b: str, *, seed: int = 7) -> Comparison:
    """Compare two genres or two titles.

    A verdict is given only where the probability that one is ahead is at least 97.5 %.

    Args:
        tables: of a build, published or on its way.
        kind: `genre` or `title`.
        a: name of a genre; key, IMDb id or exact name of a title.
        b: the same of the other one.
        seed: of the draws.

    Raises:
        UsageError: there is no such genre or title, or several titles have the name, or both are
            the same.
    """
    if kind not in ("genre", "title"):
        raise UsageError(f"'{kind}' cannot be compared", advice="Compare a genre or a title.")
    told = genre_measures.genre_samples if kind == "genre" else title_measures.title_samples
    names, samples = told(tables, (a, b), draws=DRAWS, seed=seed)
    if names[0] == names[1]:
        raise UsageError(f"both are {names[0]}", advice="Name two that differ.")
    measures = [measure_of(sample, names[0], names[1]) for sample in samples]
    return Comparison(kind, names[0], names[1], tuple(m for m in measures if m.a or m.b))


def measure_of(sample: Sample, a: str, b: str) -> Measure:
    """One measure of two of the things in a sample."""
    first, second = sample.figure(a), sample.figure(b)
    told = (sample.name, sample.unit, sample.says, first, second)
    if first is None or second is None:
        return Measure(*told, None, NOT_KNOWN)
    probability = sample.ahead(a, b)
    verdict = a if probability >= SURE else b if probability <= 1 - SURE else NOT_CLEAR
    return Measure(*told, probability, verdict)
