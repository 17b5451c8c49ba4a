"""Groups of alike members, and how many of them come out the same again."""

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
REPEATS = 8
"""Resamples on which each number of groups is tried."""


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


def stability(points: Floats, count: int, method: Method, seed: int) -> Estimate:
    """How alike groups come out on resampled members: mean adjusted Rand index.

    Groups found on resampled members say of all members where they belong, and that is compared
    with what the groups of all say: 1 is the same, 0 is chance. After Hennig, Cluster-wise
    assessment of cluster stability, CSDA 52 (2007), with Hubert and Arabie's index (1985).

    Returns:
        The mean, with the range of the middle 95 % of resamples.
    """
    from sklearn.metrics import adjusted_rand_score

    rng = np.random.default_rng(seed)
    whole = find_groups(points, count, method, seed).assign(points)
    found = []
    for repeat in range(REPEATS):
        drawn = points[rng.integers(0, len(points), len(points))]
        again = find_groups(drawn, count, method, seed + repeat, starts=2).assign(points)
        found.append(adjusted_rand_score(whole, again))
    low, high = np.percentile(found, [2.5, 97.5])
    return Estimate(float(np.mean(found)), float(low), float(high))


def choose_count(by_count: dict[int, Estimate]) -> int:
    """The number of groups that come out most alike; of numbers within 0.01, the largest."""
    best = max(estimate.value for estimate in by_count.values())
    return max(count for count, e in by_count.items() if e.value >= best - 0.01)


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
