"""Sentences that say what figures show, and no more.

Each function takes figures and gives one sentence. A sentence states a direction, an order or a
link only where the figures have it and their interval leaves no doubt; where there are too few
data it says so. The figures that it rests on stand in it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from reelhouse.dashboards.words import SPACE, compact, listed, percent

# `none`: the figures show no difference that stands out of the noise; `unknown`: too few data
Direction = Literal["up", "down", "none", "unknown"]

# in the steps that are in use with rank correlations (Cohen 1988)
_STRENGTHS = ((0.1, "very weakly"), (0.3, "weakly"), (0.5, "moderately"), (1.0, "strongly"))
_NOTHING = {percent(0.0, 0), percent(0.0, 1)}

FEWEST = 10  # below that many observations nothing general is said


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence and what it claims.

    Attributes:
        text: the sentence, without a full stop.
        direction: what it claims.
    """

    text: str
    direction: Direction = "none"

    @property
    def claims(self) -> bool:
        """Whether it claims a direction, an order or a link."""
        return self.direction in {"up", "down"}

    def __str__(self) -> str:
        return self.text


def known(*values: float | None) -> bool:
    """Whether all figures are there."""
    return all(value is not None and math.isfinite(value) for value in values)


def too_few(subject: str, n: int | None = None, need: int | None = None) -> Finding:
    """That there are too few data to say anything about a subject."""
    have = "" if n is None else f": {n:,}" + ("" if need is None else f" of at least {need:,}")
    return Finding(f"Too few data to judge {subject}{have}", "unknown")


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


def share(subject: str, part: float | None, whole: float | None, of: str, verb: str) -> Finding:
    """What share of a whole a part is.

    Args:
        subject: whose part it is, such as `The first tenth of titles`.
        part: the part.
        whole: the whole, of the same unit.
        of: what the whole is, such as `all votes`.
        verb: such as `has` or `make up`.
    """
    if not known(part, whole) or not whole or part is None:
        return too_few(f"which share of {of} {subject[:1].lower()}{subject[1:]} {verb}")
    return Finding(f"{subject} {verb} {percent(part / whole)} of {of}")


def correlation(
    one: str,
    other: str,
    rho: float | None,
    low: float | None,
    high: float | None,
    n: int,
) -> Finding:
    """Whether two figures of the same things rise together.

    Args:
        one: the first, such as `Votes`.
        other: the second.
        rho: Spearman's rank correlation.
        low: lower bound of its 95 % interval.
        high: upper bound.
        n: how many things have both figures.
    """
    pair = f"{one} and {other[:1].lower()}{other[1:]}"
    if not known(rho, low, high) or n < FEWEST or rho is None or low is None or high is None:
        return too_few(f"how {pair[:1].lower()}{pair[1:]} go together", n, FEWEST)
    figures = f"ρ = {rho:.2f}, 95{SPACE}% interval {low:.2f} to {high:.2f}, n = {n:,}"
    if low <= 0 <= high:
        return Finding(f"{pair} show no clear link ({figures})")
    size = abs(rho)
    strength = (
        "very weakly"
        if size < 0.1
        else "weakly"
        if size < 0.3
        else "moderately"
        if size < 0.6
        else "strongly"
    )
    if rho > 0:
        return Finding(f"{pair} rise together {strength} ({figures})", "up")
    return Finding(f"As {one[:1].lower()}{one[1:]} rises, {other[:1].lower()}{other[1:]} falls "
                   f"{strength} ({figures})", "down")  # fmt: skip


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


def concentration(subject: str, top_share: float | None, top: str, n: int, of: str) -> Finding:
    """How much of something the first few have.

    Args:
        subject: what they are, such as `titles`.
        top_share: their share, 0 to 1.
        top: how many they are, such as `tenth`.
        n: how many there are in all.
        of: of what, such as `votes`.
    """
    if not known(top_share) or n < FEWEST or top_share is None:
        return too_few(f"how {of} fall on {subject}", n, FEWEST)
    return Finding(f"The first {top} of {n:,} {subject} has {percent(top_share)} of all {of}")


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


def chance(
    subject: str,
    what: str,
    probability: float | None,
    low: float | None,
    high: float | None,
    base: float | None,
    of: str,
) -> Finding:
    """How probable something is, beside how often it comes true at all.

    Args:
        subject: of what, such as `This plan`.
        what: what it becomes, such as `a hit`.
        probability: of it, 0 to 1.
        low: lower bound within which that is known.
        high: upper bound.
        base: how often it comes true at all.
        of: of whom, such as `all films`.
    """
    if not known(probability, low, high):
        return too_few(f"whether {subject[:1].lower()}{subject[1:]} becomes {what}")
    assert probability is not None
    assert low is not None
    assert high is not None
    said = (
        f"{subject} becomes {what} with {percent(probability)} ({percent(low)} to {percent(high)})"
    )
    if not known(base):
        return Finding(said)
    beside = f"the {percent(base)} of {of}"
    if low <= base <= high or not low <= probability <= high:  # type: ignore[operator]
        return Finding(f"{said}, not to be told apart from {beside}")
    if percent(probability) == percent(base):
        return Finding(f"{said}, about {beside}")
    if probability > base:  # type: ignore[operator]
        return Finding(f"{said}, higher than {beside}", "up")
    return Finding(f"{said}, lower than {beside}", "down")


def pays(
    gain: float | None, low: float | None, high: float | None, at: str, money: Callable[..., str]
) -> Finding:
    """What another million of budget goes with, and whether that is more than it costs.

    Args:
        gain: box office in US dollars that goes with another million of them.
        low: lower bound of its 95 % interval.
        high: upper bound.
        at: from which budget on, such as `At $30 M`.
        money: how an amount of US dollars reads.
    """
    if not known(gain, low, high):
        return too_few("what more budget goes with")
    assert gain is not None
    assert low is not None
    assert high is not None
    cost = 1e6
    said = (
        f"{at} another {money(cost)} goes with {money(gain)} of box office "
        f"(95{SPACE}% interval {money(low)} to {money(high)})"
    )
    if low <= cost <= high or not low <= gain <= high or money(gain) == money(cost):
        return Finding(f"{said}, not to be told apart from what it costs")
    if gain > cost:
        return Finding(f"{said}, higher than what it costs", "up")
    return Finding(f"{said}, lower than what it costs", "down")


def held(
    subject: str, groups: Sequence[tuple[float, float, float, int]], of: str = "cases"
) -> Finding:
    """Whether probabilities came true as often as they were told.

    Args:
        subject: what was told, such as `Chances of a hit`.
        groups: of cases told about the same: the mean told, the bounds of the 95 % interval of
            the share that came true, and the cases.
        of: what the cases are.
    """
    n = sum(count for *_, count in groups)
    if n < FEWEST or not all(known(*group) for group in groups):
        return too_few(f"how {subject[:1].lower()}{subject[1:]} came true", n, FEWEST)
    high = sum(told > upper for told, _, upper, _ in groups)
    low = sum(told < lower for told, lower, _, _ in groups)
    among = f"of {len(groups)} groups of {n:,} {of}"
    if not high and not low:
        return Finding(f"{subject} are clearly off in none {among}")
    parts = [f"too high in {high}"] * bool(high) + [f"too low in {low}"] * bool(low)
    return Finding(f"{subject} were clearly {' and '.join(parts)} {among}")


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


def outlook(
    subject: str,
    value: float | None,
    low: float | None,
    high: float | None,
    newest: float | None,
    unit: str,
    over: str,
) -> Finding:
    """What is expected, and whether that leaves the newest known level.

    Args:
        subject: of what, such as `Drama`.
        value: what is expected.
        low: lower bound of its 95 % interval.
        high: upper bound.
        newest: the newest known figure.
        unit: of the figures.
        over: when, such as `in 4 weeks`.
    """
    if not known(value):
        return too_few(f"where {subject} goes {over}")
    assert value is not None
    said = f"{subject}: {compact(value)} {unit} expected {over}"
    if not known(low, high):
        return Finding(f"{said}; too few misses are known for an interval", "unknown")
    assert low is not None
    assert high is not None
    if not known(newest) or not newest or newest <= 0:
        return Finding(f"{said} (95{SPACE}% interval {compact(low)} to {compact(high)})")
    rate, least, most = value / newest - 1, low / newest - 1, high / newest - 1
    span = f"{signed(rate)} from now, 95{SPACE}% interval {signed(least)} to {signed(most)}"
    if least <= 0 <= most or not least <= rate <= most or percent(abs(rate)) in _NOTHING:
        return Finding(f"{said}, no clear change ({span})")
    if rate > 0:
        return Finding(f"{said}, higher than now ({span})", "up")
    return Finding(f"{said}, lower than now ({span})", "down")


def coverage(subject: str, held: int, n: int, level: float) -> Finding:
    """How many outcomes intervals held, beside how many they are meant to.

    Args:
        subject: which intervals, such as `80 % intervals 4 weeks ahead`.
        held: outcomes within them.
        n: outcomes in all.
        level: the share that is meant to be within, 0 to 1.
    """
    if n < FEWEST or not 0 <= held <= n:
        return too_few(f"what {subject} hold", n, FEWEST)
    return Finding(
        f"{subject} held {held} of {n:,} outcomes, {percent(held / n)}; meant are {percent(level)}"
    )


def beats(
    champion: str,
    rule: str,
    metric: str,
    *,
    is_naive: bool,
    lead: float | None,
    low: float | None,
    high: float | None,
) -> Finding:
    """Whether a model is better than the best naive rule.

    Args:
        champion: what answers.
        rule: the best naive rule; empty where none was tried.
        metric: figure that decides.
        is_naive: whether the rule answers.
        lead: of the best model over the rule in the metric, positive where it is better.
        low: lower bound of its 95 % interval.
        high: upper bound.
    """
    name = f"{champion[:1].upper()}{champion[1:]}"
    if not rule:
        return Finding(f"{name} answers; there is no naive rule to compare with", "unknown")
    if not known(lead, low, high):
        return Finding(f"{name} answers; its lead over {rule} was not measured", "unknown")
    assert low is not None
    assert high is not None
    span = f"lead {lead:.2g} in {metric}, 95{SPACE}% interval {low:.2g} to {high:.2g}"
    if is_naive:
        return Finding(f"{name}, a naive rule, answers: no model is clearly better ({span})")
    if low <= 0:
        return Finding(f"{name} answers, not clearly better than {rule} ({span})")
    return Finding(f"{name} is better than {rule}, the best naive rule ({span})", "up")
