"""Sentences on how things go together: shares, few that hold most, links of two measures."""

from __future__ import annotations

from reelhouse.dashboards.findings.finding import FEWEST, Finding, known, too_few
from reelhouse.dashboards.words import SPACE, percent


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
