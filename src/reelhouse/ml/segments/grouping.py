"""Groups of alike members, and how many of them other members tell as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.card import Estimate

Floats = NDArray[np.float64]
Method = Literal["k-means", "Gaussian mixture"]

METHODS: tuple[Method, ...] = ("k-means", "Gaussian mixture")
COUNTS = tuple(range(2, 9))
SPLITS = 4
"""Times that members are halved to try a number of groups."""

AGREED = 0.8
"""Prediction strength from which on halves agree, by Tibshirani and Walther."""


@dataclass(frozen=True)
class Groups:
    """Groups with a centre each and one shape for all.

    Attributes:
        method: how they were found.
        centres: groups by columns.
        precision: inverse covariance within groups, columns by columns.
        shares: of members, one a group.
    """

    method: Method
    centres: Floats
    precision: Floats
    shares: Floats

    def probabilities(self, points: Floats) -> Floats:
        """How likely each point is of each group, under normal groups of one shape.

        Args:
            points: rows by columns.

        Returns:
            Rows by groups; a row adds up to 1.
        """
        away = points[:, None, :] - self.centres[None, :, :]
        distance = np.einsum("ngc,cd,ngd->ng", away, self.precision, away)
        score = -distance / 2
        if self.method == "Gaussian mixture":
            score = score + np.log(self.shares)
        score -= score.max(axis=1, keepdims=True)
        weight = np.exp(score)
        return np.asarray(weight / weight.sum(axis=1, keepdims=True))

    def assign(self, points: Floats) -> NDArray[np.int64]:
        """The likeliest group of each point."""
        return np.asarray(self.probabilities(points).argmax(axis=1))


def find_groups(points: Floats, count: int, method: Method, seed: int, starts: int = 4) -> Groups:
    """Find groups.

    Args:
        points: rows by columns, scaled; more rows than groups.
        count: of groups.
        method: `k-means`, or a mixture of normal groups that share one covariance.
        seed: of the starts.
        starts: of which the best counts.
    """
    from sklearn.cluster import KMeans
    from sklearn.mixture import GaussianMixture

    if method == "k-means":
        fitted = KMeans(count, n_init=starts, random_state=seed).fit(points)
        centres, labels = fitted.cluster_centers_, fitted.labels_
        variance = float(np.mean((points - centres[labels]) ** 2))
        precision = np.eye(points.shape[1]) / max(variance, 1e-9)
        shares = np.bincount(labels, minlength=count) / len(points)
    else:
        mixture = GaussianMixture(
            count, covariance_type="tied", n_init=max(1, starts // 2), reg_covar=1e-3,
            random_state=seed,
        ).fit(points)  # fmt: skip
        centres, precision, shares = mixture.means_, mixture.precisions_, mixture.weights_
    order = np.argsort(-shares, kind="stable")
    return Groups(method, centres[order], precision, shares[order])


def prediction_strength(points: Floats, count: int, method: Method, seed: int) -> Estimate:
    """How well the groups of one half of the members tell those of the other half.

    Of each group of a half, it is the share of pairs of members that the groups of the other half
    put together as well, and the group that fares worst counts: 1 is the same groups, and a group
    that one half alone knows is near 0. After Tibshirani and Walther, Cluster validation by
    prediction strength, JCGS 14 (2005). Unlike the likeness of whole divisions it is not large
    where one group of nearly everybody comes out again and again.

    Returns:
        The mean over halves, with the range of the middle 95 % of them.
    """
    rng = np.random.default_rng(seed)
    found = []
    for split in range(SPLITS):
        drawn = rng.permutation(len(points))
        halves = points[drawn[: len(points) // 2]], points[drawn[len(points) // 2 :]]
        groups = [find_groups(half, count, method, seed + split) for half in halves]
        for own, other, half in zip(groups, groups[::-1], halves, strict=True):
            found.append(_worst_kept(own.assign(half), other.assign(half), count))
    low, high = np.percentile(found, [2.5, 97.5])
    return Estimate(float(np.mean(found)), float(low), float(high))


def _worst_kept(own: NDArray[np.int64], other: NDArray[np.int64], count: int) -> float:
    """Share of pairs of a group that `other` puts together too, of the group where it is least.

    A group without a pair is one that this half cannot vouch for, and counts 0.

    Args:
        own: group of each member by its own half.
        other: the same by the other half.
        count: of groups.
    """
    cells = np.zeros((count, count))
    np.add.at(cells, (own, other), 1)
    sizes = cells.sum(axis=1)
    pairs = sizes * (sizes - 1)
    kept = (cells * (cells - 1)).sum(axis=1)
    return float((kept / np.maximum(pairs, 1)).min())


def choose_count(strengths: dict[int, Estimate]) -> int:
    """The largest number of groups that halves agree on; where there is none, the strongest.

    Args:
        strengths: prediction strength by number of groups.
    """
    agreed = [count for count, told in strengths.items() if told.value >= AGREED]
    return max(agreed or [max(strengths, key=lambda count: strengths[count].value)])


def explained(groups: NDArray[np.int64], later: Floats) -> tuple[Floats, Floats]:
    """Squared distance of each member's later behaviour from its group's mean, and from the mean.

    Args:
        groups: of each member, by what was known.
        later: scaled behaviour afterwards, rows by columns.

    Returns:
        Losses of the groups and of no groups, one a member.
    """
    told = np.zeros_like(later)
    for group in np.unique(groups):
        inside = groups == group
        size = int(inside.sum())
        # without the member itself, so that small groups do not explain themselves
        total = later[inside].sum(axis=0)
        told[inside] = (
            (total - later[inside]) / max(size - 1, 1) if size > 1 else later.mean(axis=0)
        )
    overall = (later.sum(axis=0) - later) / max(len(later) - 1, 1)
    return ((later - told) ** 2).sum(axis=1), ((later - overall) ** 2).sum(axis=1)
