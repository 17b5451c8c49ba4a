"""An entity diagram written in Mermaid, drawn as SVG: a page loads nothing from elsewhere."""

from __future__ import annotations

import re
from collections import Counter

FENCE = re.compile(r"```mermaid\nerDiagram\n(.*?)```", re.DOTALL)
_EDGE = re.compile(r"^\s*(\w+) \|\|--o\{ (\w+) : (\w+)$", re.MULTILINE)
_WIDTH, _HEIGHT, _GAP, _BETWEEN = 215, 30, 22, 130


def edges(source: str) -> set[tuple[str, str, str]]:
    """Which table points at which: child, column, parent."""
    return {(child, column, parent) for parent, child, column in _EDGE.findall(source)}


def draw(source: str) -> str:
    """Draw the diagram: tables that point at others in the middle, what they point at beside them.

    Args:
        source: the lines of a Mermaid `erDiagram` that hold an edge each.
    """
    found = sorted(edges(source))
    counts = Counter(parent for _, _, parent in found)
    hub = counts.most_common(1)[0][0]
    middle = sorted({child for child, _, _ in found})
    others = sorted({parent for _, _, parent in found} - {hub, *middle})
    total = len(middle) * (_HEIGHT + _GAP)
    places = _column(others, 0, total) | _column(middle, 1, total) | _column([hub], 2, total)
    width = 3 * _WIDTH + 2 * _BETWEEN
    columns: dict[tuple[str, str], list[str]] = {}
    for child, column, parent in found:
        columns.setdefault((child, parent), []).append(column)
    lines = [_line(places[c], places[p], ", ".join(names)) for (c, p), names in columns.items()]
    boxes = [_box(name, x, y) for name, (x, y) in places.items()]
    return (
        f'<svg viewBox="-2 -2 {width + 4} {total + 4}" role="img" class="diagram" '
        f'aria-label="Tables of the star schema and what they point at" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(lines)}{"".join(boxes)}</svg>'
    )


def _column(names: list[str], column: int, total: int) -> dict[str, tuple[float, float]]:
    """Places of the boxes of one column, spread over the whole height."""
    share = total / max(len(names), 1)
    return {
        name: (column * (_WIDTH + _BETWEEN), share * (number + 0.5) - _HEIGHT / 2)
        for number, name in enumerate(names)
    }


def _box(name: str, x: float, y: float) -> str:
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{_WIDTH}" height="{_HEIGHT}" rx="4"/>'
        f'<text x="{x + _WIDTH / 2:.0f}" y="{y + _HEIGHT / 2 + 4:.0f}">{name}</text>'
    )


def _line(child: tuple[float, float], parent: tuple[float, float], words: str) -> str:
    to_the_right = parent[0] > child[0]
    start = child[0] + (_WIDTH if to_the_right else 0), child[1] + _HEIGHT / 2
    end = parent[0] + (0 if to_the_right else _WIDTH), parent[1] + _HEIGHT / 2
    x, y = (start[0] * 0.6 + end[0] * 0.4), (start[1] * 0.6 + end[1] * 0.4) - 4
    return (
        f'<line x1="{start[0]:.0f}" y1="{start[1]:.0f}" x2="{end[0]:.0f}" y2="{end[1]:.0f}"/>'
        f'<text class="edge" x="{x:.0f}" y="{y:.0f}">{words}</text>'
    )
