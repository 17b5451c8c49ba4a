"""A title that several sources know is likelier to be meant than a namesake that only IMDb lists.

How much likelier is read off the names that are already certain: if nine of ten titles found
without a doubt are known to other sources too, and one in a hundred of their namesakes is, then
being known speaks ninety to one for a title, and not being known about ten to one against it. A
lake in which other sources know little says little.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from reelhouse.titles.membership import Candidate
from reelhouse.titles.records import Id

UNLIKELY = 0.1  # confidence up to which a candidate is taken for a namesake
STRONGEST = 30.0  # no count of a few hundred names proves more than this


@dataclass(frozen=True, slots=True)
class Renown:
    """What being known to other sources says of a title.

    Attributes:
        known: titles that other sources know by an id.
        odds_of_known: how many times likelier a known title becomes.
        odds_of_others: how many times likelier one that is not known becomes; at most 1.
    """

    known: Collection[Id]
    odds_of_known: float
    odds_of_others: float

    def weigh(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Candidates of one record with what renown adds to their confidence, best first.

        The odds of each against none of them are multiplied by the likelihood ratio of what is
        observed, which is Bayes' rule; evidence is taken to be independent given the title.
        """
        none = max(0.0, 1 - sum(c.confidence for c in candidates))
        odds = [c.confidence * self._ratio(c.title) for c in candidates]
        total = none + sum(odds)
        weighed = [replace(c, confidence=o / total) for c, o in zip(candidates, odds, strict=True)]
        return sorted(weighed, key=lambda c: -c.confidence)

    def _ratio(self, title: Id) -> float:
        return self.odds_of_known if title in self.known else self.odds_of_others


def learn_renown(
    candidates: Sequence[Sequence[Candidate]], known: Collection[Id], accepted: float
) -> Renown:
    """Read off certain names what it says that other sources know a title.

    Args:
        candidates: of each record.
        known: titles that other sources know.
        accepted: confidence from which a name is certain.
    """
    certain = [c.title in known for found in candidates for c in found if c.confidence >= accepted]
    namesakes = [
        c.title in known for found in candidates for c in found if c.confidence <= UNLIKELY
    ]
    of_meant, of_namesakes = _share(certain), _share(namesakes)
    return Renown(
        known,
        max(1.0, _bounded(of_meant / of_namesakes)),
        min(1.0, _bounded((1 - of_meant) / (1 - of_namesakes))),
    )


def _share(values: Sequence[bool]) -> float:
    """Share of true values, by Laplace's rule of succession: never 0 or 1, a half of nothing."""
    return (sum(values) + 1) / (len(values) + 2)


def _bounded(ratio: float) -> float:
    return min(STRONGEST, max(1 / STRONGEST, ratio))
