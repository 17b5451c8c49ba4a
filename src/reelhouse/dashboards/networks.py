"""A network of names, laid out so that those who belong together lie together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from reelhouse.dashboards.figures import faded, short
from reelhouse.dashboards.theme import Theme

_STEPS = 300
_MIDDLE = 2.0


def laid_out(count: int, links: Sequence[tuple[int, int]], *, seed: int = 7) -> NDArray[np.float64]:
    """Places from -1 to 1 across and down: linked ones draw each other, all push apart.

    Method: Fruchterman and Reingold, Graph drawing by force-directed placement, Software: Practice
    and Experience 21 (1991), with a pull to the middle so that parts without links stay in sight,
    and a weaker one between those with many links.

    Args:
        count: how many there are.
        links: pairs of their numbers.
        seed: of the places to begin with; the same gives the same drawing.

    Returns:
        A row for each with its two places.
    """
    rng = np.random.default_rng(seed)
    places = rng.uniform(-1, 1, (count, 2))
    if count < 2:
        return np.zeros((count, 2))
    ideal = np.sqrt(4 / count)
    ends = np.array(links, dtype=int).reshape(-1, 2)
    degree = np.bincount(ends.ravel(), minlength=count)
    crowd = np.sqrt(np.maximum(degree[ends[:, 0]], degree[ends[:, 1]]))
    for step in range(_STEPS):
        gaps = places[:, None] - places[None]
        far = np.maximum(np.linalg.norm(gaps, axis=2), 1e-3)
        moves = (gaps * (ideal**2 / far**2)[..., None]).sum(axis=1)
        along = places[ends[:, 0]] - places[ends[:, 1]]
        pull = along * (np.linalg.norm(along, axis=1) / ideal / crowd)[:, None]
        np.add.at(moves, ends[:, 0], -pull)
        np.add.at(moves, ends[:, 1], pull)
        moves -= places * _MIDDLE * ideal
        length = np.maximum(np.linalg.norm(moves, axis=1, keepdims=True), 1e-9)
        heat = 0.2 * (1 - step / _STEPS)
        places += moves / length * np.minimum(length, heat)
    places -= (places.max(axis=0) + places.min(axis=0)) / 2
    spread = np.abs(places).max(axis=0)
    places /= np.where(spread > 0, spread, 1.0)
    # half of the way to even distances, so that crowds can be told apart
    even = np.argsort(np.argsort(places, axis=0), axis=0) * 2 / (count - 1) - 1
    result: NDArray[np.float64] = (places + even) / 2
    return result


def network(
    names: Mapping[int, str],
    links: Sequence[tuple[int, int, float]],
    *,
    theme: Theme,
    colours: Mapping[int, str],
    what: str,
    named: int = 14,
) -> go.Figure:
    """Names as dots, links as lines; a dot is larger the more its links weigh.

    Args:
        names: of each, by its key.
        links: keys of two, and how much links them.
        theme: the look.
        colours: of each dot, by its key.
        what: what the weight of a link counts, such as `titles together`.
        named: how many of the heaviest bear their name.
    """
    keys = list(names)
    number = {key: place for place, key in enumerate(keys)}
    places = laid_out(len(keys), [(number[a], number[b]) for a, b, _ in links])
    weights = np.zeros(len(keys))
    best = ["" for _ in keys]
    most = max(weight for _, _, weight in links)
    figure = go.Figure()
    for wide in (1.0, 2.2, 4.0):
        # three widths, so that one trace draws many lines
        x: list[float | None] = []
        y: list[float | None] = []
        for one, other, weight in links:
            if _width(weight / most) == wide:
                ends = places[[number[one], number[other]]]
                x += [*ends[:, 0], None]
                y += [*ends[:, 1], None]
        figure.add_scatter(
            x=x, y=y, mode="lines", line={"width": wide, "color": faded(theme.neutral, 0.55)},
            hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    for one, other, weight in sorted(links, key=lambda link: link[2]):
        for key, with_whom in ((one, other), (other, one)):
            weights[number[key]] += weight
            best[number[key]] = f"{names[with_whom]}, {weight:,.0f} {what}"
    heavy = _heaviest(weights, places, named)
    figure.add_scatter(
        x=places[:, 0],
        y=places[:, 1],
        mode="markers+text",
        text=[short(names[key], 18) if place in heavy else "" for place, key in enumerate(keys)],
        textposition="top center",
        textfont={"size": 11, "color": theme.text},
        marker={
            "size": 8 + 16 * np.sqrt(weights / weights.max()),
            "color": [colours[key] for key in keys],
            "line": {"color": theme.background, "width": 1},
        },
        customdata=list(zip(names.values(), best, strict=True)),
        hovertemplate="%{customdata[0]}<br>most with %{customdata[1]}<extra></extra>",
        cliponaxis=False,
        showlegend=False,
    )
    figure.update_xaxes(visible=False, range=[-1.35, 1.35])
    figure.update_yaxes(visible=False, range=[-1.1, 1.15])
    return figure


def _width(share: float) -> float:
    return 4.0 if share > 0.66 else 2.2 if share > 0.33 else 1.0


def _heaviest(weights: NDArray[np.float64], places: NDArray[np.float64], most: int) -> set[int]:
    """The heaviest, as long as their names do not lie over one another."""
    taken: list[int] = []
    for place in np.argsort(-weights, kind="stable"):
        near = np.abs(places[taken] - places[place]) < (0.6, 0.1)
        if len(taken) < most and not near.all(axis=1).any():
            taken.append(int(place))
    return set(taken)
