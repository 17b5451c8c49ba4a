"""Sentences on amounts: how they changed, which lead, how far they are apart."""

from __future__ import annotations

from collections.abc import Sequence

from reelhouse.dashboards.findings.finding import (
    _NOTHING,
    FEWEST,
    Direction,
    Finding,
    known,
    too_few,
)
from reelhouse.dashboards.words import SPACE, compact, listed, percent


def change(
    subject: str,
    rate: float | None,
    low: float | None = None,
    high: float | None = None,
    *,
    over: str = "",
    n: int | None = None,
) -> Finding:
    """How much something grew or shrank.

    Args:
        subject: what, such as `Drama in Brazil`.
        rate: the change; 0.12 is 12 % more.
        low: lower bound of its interval; without bounds the figure is taken as counted whole.
        high: upper bound.
        over: over which time, such as `in a year`.
        n: observations behind it; below `FEWEST` nothing is said.
    """
    when = f" {over}" if over else ""
    if not known(rate) or (n is not None and n < FEWEST) or known(low) != known(high):
        return too_few(f"how {subject} changed{when}", n, FEWEST if n is not None else None)
    assert rate is not None
    if low is not None and high is not None:
        span = f"95{SPACE}% interval {signed(low)} to {signed(high)}"
        if low <= 0 <= high or not low <= rate <= high:
            return Finding(f"{subject} shows no clear change{when}: {signed(rate)}, {span}")
        detail = f" ({span})"
    else:
        detail = ""
    shown = percent(abs(rate))
    if shown in _NOTHING:
        return Finding(f"{subject} hardly changed{when}: {signed(rate)}{detail}")
    verb, direction = ("grew", "up") if rate > 0 else ("shrank", "down")
    return Finding(f"{subject} {verb} {shown}{when}{detail}", direction)  # type: ignore[arg-type]


def signed(rate: float) -> str:
    """A change in percent with its sign."""
    shown = percent(rate)
    return f"+{shown}" if rate > 0 and shown not in _NOTHING else shown


def ranking(
    values: Sequence[tuple[str, float]],
    what: str,
    *,
    intervals: Sequence[tuple[float, float]] | None = None,
    unit: str = "",
    decimals: int = 0,
    least: bool = False,
) -> Finding:
    """Which of several is first, and whether it is clearly so.

    Args:
        values: name and figure of each, in any order.
        what: what the figure is, such as `hours on Netflix`.
        intervals: 95 % interval of each figure; without them figures are taken as counted
            whole.
        unit: stands after a figure; `%` for shares from 0 to 1.
        decimals: of the figures shown.
        least: whether the smallest is first.
    """
    bounds = intervals or [(value, value) for _, value in values]
    rows = [
        (name, value, span)
        for (name, value), span in zip(values, bounds, strict=True)
        if known(value, *span)
    ]
    if not rows:
        return too_few(f"{what}", 0)
    rows.sort(key=lambda row: row[1], reverse=not least)
    best = rows[0]

    def shown(value: float) -> str:
        if unit == "%":
            return percent(value, decimals or None)
        number = compact(value, small=decimals) if abs(value) >= 1000 else f"{value:,.{decimals}f}"
        return f"{number} {unit}".rstrip()

    if len(rows) == 1:
        return Finding(f"{best[0]} is alone, with {shown(best[1])} {what}".rstrip())
    alike = [best[0]] + [
        row[0]
        for row in rows[1:]
        if (row[2][0] <= best[2][1] and best[2][0] <= row[2][1] and intervals is not None)
        or shown(row[1]) == shown(best[1])
    ]
    order = "lowest" if least else "most" if decimals == 0 and unit != "%" else "highest"
    if len(alike) > 1:
        names = listed(alike) if len(alike) <= 3 else f"{alike[0]} and {len(alike) - 1} others"
        if intervals is None:
            return Finding(f"{names} are level in {what}, at {shown(best[1])}")
        return Finding(
            f"No clear leader in {what}: {names} cannot be told apart, near {shown(best[1])}"
        )
    second = rows[1]
    return Finding(
        f"{best[0]} has the {order} {what}: {shown(best[1])}, before {second[0]} with "
        f"{shown(second[1])}",
        "up",
    )


def difference(
    one: str,
    other: str,
    what: str,
    figure: float | None,
    low: float | None,
    high: float | None,
    *,
    n: int | None = None,
) -> Finding:
    """Whether one side has more of something than another.

    Args:
        one: the one side.
        other: the other.
        what: of what, such as `return`.
        figure: the one less the other, a share; 0.1 is ten percentage points.
        low: lower bound of its 95 % interval.
        high: upper bound.
        n: things compared, both sides together.
    """
    if not known(figure, low, high) or (n is not None and n < FEWEST):
        return too_few(f"{what} of {one} against {other}", n, FEWEST if n is not None else None)
    assert figure is not None
    assert low is not None
    assert high is not None
    span = f"95{SPACE}% interval {low * 100:+.0f} to {high * 100:+.0f} points"
    if low <= 0 <= high or not low <= figure <= high:
        return Finding(f"{what[:1].upper()}{what[1:]} of {one} and {other} cannot be told apart "
                       f"({figure * 100:+.0f} points, {span})")  # fmt: skip
    word, direction = ("higher", "up") if figure > 0 else ("lower", "down")
    return Finding(
        f"{what[:1].upper()}{what[1:]} is {abs(figure) * 100:.0f} points {word} for {one} than for "
        f"{other} ({span})",
        direction,  # type: ignore[arg-type]
    )


def multiple(
    subject: str,
    verb: str,
    ratio: float | None,
    low: float | None,
    high: float | None,
    *,
    usual: str = "what is usual",
    n: int | None = None,
) -> Finding:
    """How many times what is usual something comes to.

    Args:
        subject: whose figure it is, such as `A video published on Friday`.
        verb: such as `reaches`.
        ratio: its figure by the usual one; 1 is usual.
        low: lower bound of its 95 % interval.
        high: upper bound.
        usual: what it is compared with.
        n: observations behind it; below `FEWEST` nothing is said.
    """
    if not known(ratio, low, high) or (n is not None and n < FEWEST):
        return too_few(
            f"how {subject[:1].lower()}{subject[1:]} compares with {usual}",
            n,
            FEWEST if n is not None else None,
        )
    assert ratio is not None
    assert low is not None
    assert high is not None
    figures = f"95{SPACE}% interval {low:.2f} to {high:.2f}"
    if low <= 1 <= high or not low <= ratio <= high:
        return Finding(
            f"{subject} {verb} no clear multiple of {usual}: {ratio:.2f} times, {figures}"
        )
    return Finding(
        f"{subject} {verb} {ratio:.2f} times {usual} ({figures})", "up" if ratio > 1 else "down"
    )


def standing(what: str, now: str, before: float | None, rate: float | None, over: str) -> Finding:
    """A figure as it stands, and how it changed where that is known.

    Args:
        what: such as `Subscribers`.
        now: the figure as it is shown.
        before: the earlier figure.
        rate: the change from it; counted whole, without an interval.
        over: since when, such as `in three months`.
    """
    if not known(before, rate) or rate is None:
        return Finding(f"{what}: {now}; there is no earlier figure to compare with", "unknown")
    moved = change(what, rate, over=over)
    return Finding(f"{moved.text}, to {now}", moved.direction)


def ahead(one: str, other: str, leads: Sequence[tuple[str, str]]) -> Finding:
    """Which of two is ahead in which measures.

    Args:
        one: the first.
        other: the second.
        leads: each measure that both have, and who is ahead in it; any other name for nobody.
    """
    if not leads:
        return too_few(f"{one} against {other}")
    mine = [name for name, who in leads if who == one]
    theirs = [name for name, who in leads if who == other]
    open_ = len(leads) - len(mine) - len(theirs)
    if not mine and not theirs:
        return Finding(f"{one} and {other} cannot be told apart in any of {len(leads)} measures")
    parts = [
        f"{who} is ahead in {listed(names)}"
        for who, names in ((one, mine), (other, theirs))
        if names
    ]
    rest = f"; {open_} of {len(leads)} measures cannot be told apart" if open_ else ""
    direction: Direction = "none" if mine and theirs else "up" if mine else "down"
    return Finding(", ".join(parts) + rest, direction)
