"""Which title is a series, an episode of which series, or neither: the bones of the universe."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from reelhouse.simulator.ids import Integers
from reelhouse.simulator.universe import Universe

GROUP = 40
EPISODES_PER_GROUP = 31

_COPRIME = np.array([1, 3, 7, 9, 11, 13, 17, 19, 21, 23, 27, 29, 31, 33, 37, 39], dtype=np.int64)
_SERIES, _EPISODE, _OTHER = 0, 1, 2
_FAMILY_OF_SERIES = 1_000_000_000

Block = dict[str, NDArray[np.int64]]


def scramble(values: Integers, salt: int) -> Integers:
    """63 pseudo-random bits for each value (the splitmix64 finalizer)."""
    bits = values.astype(np.uint64) + np.uint64((salt * 0x9E3779B97F4A7C15) % 2**64)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((bits ^ (bits >> np.uint64(31))) >> np.uint64(1)).astype(np.int64)


@dataclass(frozen=True)
class Skeleton:
    """Series with their episodes, dealt so that each can be found without a join.

    In each group of 40 titles one is a series and 31 are episodes. The episodes, counted through,
    are given to the series in order, so that a series owns a run of them.

    Attributes:
        universe: the universe whose bones these are.
        day: snapshot day; titles that arrived up to then are included.
        first_episode: int64 per series, plus one: the number of its first episode.
        season_length: episodes in a season, per series.
        start_year: year of the first season, per series.
        is_mini: 1 for a mini series, per series.
    """

    universe: Universe
    day: int
    first_episode: Integers
    season_length: Integers
    start_year: Integers
    is_mini: Integers

    @classmethod
    def build(cls, connection: DuckDBPyConnection, universe: Universe, day: int) -> "Skeleton":
        """Draw all series with the macros of `define_chance`."""
        count = universe.title_indices // GROUP
        drawn = connection.execute(
            f"""
            with drawn as (
                select
                    s,
                    rnd(s, 'series') as bits,
                    unit(rnd(s, 'mini')) < 0.17 as is_mini,
                    normal(rnd(s, 'length')) * 0.75 + normal(rnd(s, 'series fame')) * 1.3 as size
                from range({count}) as t(s)
            )
            select
                is_mini::bigint as is_mini,
                case when is_mini then 3 + below(bits, 0, 8)
                    else least(8000, floor(exp(2.4 + size))) end::bigint as episodes,
                case when is_mini then 20 else 6 + below(bits, 16, 19) end::bigint as per_season,
                2026 - floor(78 * pow(unit(rnd(s, 'start')), 2.6))::bigint as start_year
            from drawn order by s
            """
        ).fetchnumpy()
        column = {name: np.asarray(values, dtype=np.int64) for name, values in drawn.items()}
        before = np.concatenate([[0], np.cumsum(column["episodes"])]).astype(np.int64)
        first_episode = before * (count * EPISODES_PER_GROUP) // max(1, int(before[-1]))
        episodes = np.diff(first_episode)
        per_season = np.maximum(column["per_season"], -(-episodes // 60))
        seasons = -(-episodes // per_season)
        start_year = np.minimum(column["start_year"], 2027 - np.maximum(seasons, 1))
        return cls(universe, day, first_episode, per_season, start_year, column["is_mini"])

    def blocks(self, size: int) -> Iterator[Block]:
        """All titles in the order of their identifiers' text.

        Args:
            size: titles in a block.

        Yields:
            Columns of int64: `i` index, `number` of the identifier, `role` (0 series, 1 episode,
            2 neither), `family` (the same for a series and its episodes), `series`, `parent` (index
            of the series' title; both -1 without a series), `season`, `episode`, `episodes`,
            `seasons`, `start_year` (of the title) and `family_year` (of its series; both 0 without
            a series), `is_mini` and `arrived` (the day on which the title appeared, 0 at first).
        """
        for indices, numbers in self.universe.title_ids(self.day).blocks(size):
            yield self.describe(indices, numbers)

    def describe(self, indices: Integers, numbers: Integers) -> Block:
        """The columns of `blocks` for given titles."""
        universe = self.universe
        series_count = len(self.season_length)
        arrived = np.where(
            indices >= universe.title_indices,
            1 + (indices - universe.title_indices) // universe.new_titles_per_day,
            0,
        )
        group = indices // GROUP
        dealt = (indices % GROUP - self._offset(group)) % GROUP * self._factor(group) % GROUP
        old = (arrived == 0) & (group < series_count)
        is_series = old & (dealt == 0)
        is_old_episode = old & (dealt >= 1) & (dealt <= EPISODES_PER_GROUP)
        bits = scramble(indices, universe.seed + 11)
        is_new_episode = (arrived > 0) & (bits % 10 < 7)

        ordinal = np.where(is_old_episode, group * EPISODES_PER_GROUP + dealt - 1, 0)
        owner = np.searchsorted(self.first_episode, ordinal, side="right") - 1
        series = np.select(
            [is_series, is_old_episode, is_new_episode],
            [group, owner, bits // 16 % series_count],
            -1,
        )
        known = np.maximum(series, 0)
        position = np.where(is_old_episode, ordinal - self.first_episode[known], 0)
        per_season = self.season_length[known]
        episodes = self.first_episode[known + 1] - self.first_episode[known]
        seasons = -(-episodes // per_season)
        season = np.where(is_new_episode, seasons + 1, position // per_season + 1)
        episode = np.where(is_new_episode, 1 + indices % 24, position % per_season + 1)
        is_episode = is_old_episode | is_new_episode
        start_year = self.start_year[known] + np.where(is_episode, season - 1, 0)
        start_year[is_new_episode] = 2026
        return {
            "i": indices,
            "number": numbers,
            "role": np.where(is_series, _SERIES, np.where(is_episode, _EPISODE, _OTHER)),
            "family": np.where(series >= 0, _FAMILY_OF_SERIES + series, indices),
            "series": series,
            "parent": np.where(is_episode, known * GROUP + self._offset(known), -1),
            "season": np.where(is_episode, season, 0),
            "episode": np.where(is_episode, episode, 0),
            "episodes": np.where(is_series, episodes, 0),
            "seasons": np.where(is_series, seasons, 0),
            "start_year": np.where(series >= 0, np.minimum(start_year, 2026), 0),
            "family_year": np.where(series >= 0, self.start_year[known], 0),
            "is_mini": np.where(is_series, self.is_mini[known], 0),
            "arrived": arrived,
        }

    def _offset(self, group: Integers) -> Integers:
        return scramble(group, self.universe.seed + 5) % GROUP

    def _factor(self, group: Integers) -> Integers:
        return _COPRIME[scramble(group, self.universe.seed + 6) % len(_COPRIME)]
