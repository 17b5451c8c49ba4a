"""A network is laid out so that those who belong together lie together."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reelhouse.dashboards.networks import laid_out, network
from reelhouse.dashboards.theme import DARK

pairs = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda p: p[0] != p[1]),
    min_size=1,
    max_size=30,
)


@settings(max_examples=20, deadline=None)
@given(links=pairs)
def test_all_are_in_sight_apart_and_the_same_each_time(links: list[tuple[int, int]]) -> None:
    places = laid_out(12, links)
    assert np.isfinite(places).all()
    assert np.abs(places).max() <= 1 + 1e-9
    gaps = np.linalg.norm(places[:, None] - places[None], axis=2)[np.triu_indices(12, 1)]
    assert gaps.min() > 0
    assert (places == laid_out(12, links)).all()


def test_groups_lie_together() -> None:
    one, other = range(6), range(6, 12)
    links = [*combinations(one, 2), *combinations(other, 2), (0, 6)]
    places = laid_out(12, links)

    def far(a: int, b: int) -> float:
        return float(np.linalg.norm(places[a] - places[b]))

    within = np.mean([far(a, b) for group in (one, other) for a, b in combinations(group, 2)])
    between = np.mean([far(a, b) for a in one for b in other])
    assert within < 0.6 * between


def test_one_alone_and_none_are_no_error() -> None:
    assert laid_out(1, []).tolist() == [[0.0, 0.0]]
    assert laid_out(0, []).shape == (0, 2)


def test_heavier_ones_are_larger_and_each_line_is_drawn_once() -> None:
    names = {7: "Ann", 8: "Bea", 9: "Cid"}
    links = [(7, 8, 10.0), (8, 9, 1.0)]
    figure = network(names, links, theme=DARK, colours=dict.fromkeys(names, "#fff"), what="titles")
    dots = figure.data[-1]
    sizes = dict(zip(names, dots.marker.size, strict=True))
    assert sizes[8] > sizes[7] > sizes[9]
    assert dots.customdata[0][1] == "Bea, 10 titles"
    assert sum(len(trace.x) // 3 for trace in figure.data[:-1]) == len(links)
