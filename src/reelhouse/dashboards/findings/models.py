"""Sentences on what models say, and how often they were right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reelhouse.dashboards.findings.amounts import signed
from reelhouse.dashboards.findings.finding import _NOTHING, FEWEST, Finding, known, too_few
from reelhouse.dashboards.words import SPACE, compact, percent


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
    if least <= 0 <= most or not low <= value <= high or percent(abs(rate)) in _NOTHING:
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
