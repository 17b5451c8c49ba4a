"""What is kept of a training, and how it is asked: lists with reasons, and titles like a title."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.recommendations.blend import contributions_of
from reelhouse.ml.recommendations.content import About, Features, Featuriser
from reelhouse.ml.recommendations.interactions import Floats, History, Places, history_of
from reelhouse.ml.recommendations.metrics import top_of
from reelhouse.ml.recommendations.popularity import Popularity
from reelhouse.ml.recommendations.scorer import Scorer

POPULAR = "Popular with members lately"
SUITS = "Suits your taste as a whole"
LEAST_MEMBERS = 10
"""Members who must have watched both of two titles for that to be told."""
_BELIEVED = 20.0


@dataclass(frozen=True, slots=True)
class Title:
    """A title that can be recommended.

    Attributes:
        key: conformed key.
        name: as it is shown.
        about: what is known of it.
    """

    key: int
    name: str
    about: About


@dataclass(frozen=True, slots=True)
class Recommended:
    """A title in somebody's list.

    Attributes:
        title_key: of the title.
        name: as it is shown.
        rank: 1 is the best.
        score: only its order counts; comparable within one list.
        reason_title_key: the watched title that adds most to the score; None where none adds.
        reason: why it is shown, in words.
    """

    title_key: int
    name: str
    rank: int
    score: float
    reason_title_key: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Similar:
    """A title that is like another.

    Attributes:
        title_key: of the other.
        name: as it is shown.
        rank: 1 is the most alike.
        similarity: 0 to 1.
        why: what they share, in words.
    """

    title_key: int
    name: str
    rank: int
    similarity: float
    why: str


@dataclass(frozen=True, slots=True)
class Recommender:
    """Recommends titles to members, to whoever names some titles, and to anybody.

    Attributes:
        champion: name of the candidate that answers.
        titles: that can be recommended.
        scorer: what answers.
        popular: for members without history.
        featuriser: places titles that came later.
        features: of the titles.
        watched_alike: shrunk cosine of the members who watched both, titles by titles.
        together: how many watched both.
        audience: of each title: members learned from who watched it.
        members: pseudonyms learned from, in the order of rows, where the scorer compares members;
            else none.
    """

    champion: str
    titles: tuple[Title, ...]
    scorer: Scorer
    popular: Popularity
    featuriser: Featuriser
    features: Features
    watched_alike: NDArray[np.float32]
    together: NDArray[np.int32]
    audience: Floats
    members: tuple[int, ...]

    def places(self, title_keys: Collection[int]) -> dict[int, int]:
        """Place of each of these titles; those that cannot be recommended are left out."""
        wanted = set(title_keys)
        return {t.key: place for place, t in enumerate(self.titles) if t.key in wanted}

    def recommend(
        self, history: History, *, count: int = 20, barred: Collection[int] = (),
        include_seen: bool = False, verb: str = "watched",
    ) -> list[Recommended]:  # fmt: skip
        """The best titles for one person.

        Somebody without history gets what is popular lately, and is told so.

        Args:
            history: a row.
            count: at most so many.
            barred: places of titles that may not be shown.
            include_seen: whether what was watched may be shown again.
            verb: what the person did with the titles of the history, for reasons.
        """
        [found] = self.recommend_each(
            history, count=count, barred=[barred], include_seen=include_seen, verb=verb
        )
        return found

    def recommend_each(
        self, history: History, *, barred: Sequence[Collection[int]], count: int = 20,
        include_seen: bool = False, verb: str = "watched",
    ) -> list[list[Recommended]]:  # fmt: skip
        """The best titles for several people, scored together.

        Args:
            history: a row each.
            barred: places of titles that may not be shown to each.
            count: at most so many.
            include_seen: whether what was watched may be shown again.
            verb: what they did with the titles of their history, for reasons.
        """
        scores = self.scorer.scores(history)
        nobody_knows = np.flatnonzero(np.diff(history.values.indptr) == 0)
        scores[nobody_knows] = self.popular.scores(history.take(nobody_knows))
        if not include_seen:
            scores[history.values.nonzero()] = -np.inf
        for row, places in enumerate(barred):
            scores[row, list(places)] = -np.inf
        top = top_of(scores, None, count)
        return [
            self._list(history.take([row]), best[best >= 0], scores[row], verb)
            for row, best in enumerate(top)
        ]

    def _list(
        self, history: History, chosen: Places, scores: Floats, verb: str
    ) -> list[Recommended]:
        reasons = self._reasons(history, chosen, verb)
        return [
            Recommended(
                self.titles[place].key, self.titles[place].name, rank, float(scores[place]), *reason
            )
            for rank, (place, reason) in enumerate(zip(chosen, reasons, strict=True), 1)
        ]

    def _reasons(self, history: History, chosen: Places, verb: str) -> list[tuple[int | None, str]]:
        """The title of the history that adds most to each score."""
        if not history.values.nnz or isinstance(self.scorer, Popularity):
            return [(None, POPULAR)] * len(chosen)
        added = contributions_of(self.scorer, history, chosen)
        # a title that is watched again is no reason for itself
        added[history.values.indices[:, None] == chosen[None, :]] = -np.inf
        found: list[tuple[int | None, str]] = []
        for column, best in enumerate(np.argmax(added, axis=0)):
            if added[best, column] <= 1e-12:
                found.append((None, SUITS))
                continue
            title = self.titles[int(history.values.indices[best])]
            found.append((title.key, f"Because you {verb} {title.name}"))
        return found

    def similar(
        self, place: int, *, count: int = 20, barred: Collection[int] = (),
        least_members: int = LEAST_MEMBERS,
    ) -> list[Similar]:  # fmt: skip
        """Titles like one of those that can be recommended, most alike first.

        Members who watch both count the more the more have watched the title; of one that few have
        watched, what it is about decides.

        Args:
            place: of the title.
            count: at most so many.
            barred: places of titles that may not be shown.
            least_members: so many must have watched both for that to count.
        """
        trust = self.audience[place] / (self.audience[place] + _BELIEVED)
        content = np.maximum(self.features @ self.features[place], 0.0)
        watched = np.where(self.together[place] >= least_members, self.watched_alike[place], 0.0)
        return self._alike(
            self.titles[place].about, trust * watched, (1 - trust) * content, count,
            [place, *barred],
        )  # fmt: skip

    def similar_to_new(
        self, about: About, *, count: int = 20, barred: Collection[int] = ()
    ) -> list[Similar]:
        """Titles like one that is none of those that can be recommended, by what it is about."""
        content = np.maximum(self.features @ self.featuriser.vectors([about])[0], 0.0)
        return self._alike(about, np.zeros(len(content)), content, count, barred)

    def _alike(
        self, about: About, watched: Floats, content: Floats, count: int, barred: Collection[int]
    ) -> list[Similar]:
        total = np.clip(np.asarray(watched + content, dtype=np.float64), 0.0, 1.0)
        total[list(barred)] = -1.0
        order = [int(p) for p in np.argsort(-total, kind="stable")[:count] if total[p] > 0]
        return [
            Similar(
                self.titles[place].key,
                self.titles[place].name,
                rank,
                float(total[place]),
                shared(about, self.titles[place].about, bool(watched[place] >= content[place])),
            )
            for rank, place in enumerate(order, 1)
        ]

    def liked(self, places: Sequence[int] = (), vectors: Features | None = None) -> History:
        """The history of somebody who names titles they like; of whom nothing is known by default.

        Args:
            places: of titles that can be recommended.
            vectors: of other titles; the most similar that can be recommended stands for each.
        """
        stand_ins = [] if vectors is None else np.argmax(vectors @ self.features.T, axis=1).tolist()
        return history_of([*places, *stand_ins], len(self.titles))


def shared(one: About, other: About, is_watched: bool) -> str:
    """What two titles have in common, in words.

    Args:
        one: a title.
        other: another.
        is_watched: whether they are alike first of all by who watches them.
    """
    people = len(set(one.people) & set(other.people))
    said = ["watched by the same members"] if is_watched else []
    genres = [g for g in one.genres if g in other.genres and not g.startswith("kind: ")]
    if genres:
        said.append("same genres: " + ", ".join(genres))
    if people:
        said.append(f"{people} {'person' if people == 1 else 'people'} in both")
    return "; ".join(said) or "described in similar words"
