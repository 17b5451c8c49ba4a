"""Effects of hour and weekday on reach, channel by channel, drawn towards their kind's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_WIDE = 100.0
"""Variance of a channel's own level: it is taken as it comes."""

_SECOND = 0.25
"""Variance of the wave that peaks twice a day, as a share of that which peaks once."""

_COLUMNS = 12
_CHANNELS = 300
_LARGEST = 0.5
"""Effects on the logarithm of reach are by scale rarely larger; a half-normal prior says so."""


def basis(hours: ArrayLike, weekdays: ArrayLike) -> Floats:
    """The columns of an effect: level, waves once and twice a day, and each weekday off the mean.

    Args:
        hours: UTC, 0 to below 24.
        weekdays: 1, Monday, to 7, Sunday.

    Returns:
        Moments by 12 columns.
    """
    angle = 2 * np.pi * np.asarray(hours, float) / 24
    days = np.asarray(weekdays, int)[:, None] == np.arange(1, 8)[None, :]
    return np.column_stack(
        [
            np.ones(len(angle)), np.cos(angle), np.sin(angle), np.cos(2 * angle),
            np.sin(2 * angle), days.astype(float) - 1 / 7,
        ]
    )  # fmt: skip


@dataclass(frozen=True)
class Scales:
    """How far things lie apart, on the logarithm of reach.

    Attributes:
        noise: of videos of a channel.
        kind_hour: of the kind's effect of the hour.
        kind_weekday: of the weekday.
        own_hour: of a channel's own effect of the hour around its kind's.
        own_weekday: of the weekday.
    """

    noise: float
    kind_hour: float
    kind_weekday: float
    own_hour: float
    own_weekday: float

    @property
    def kind(self) -> Floats:
        """Prior variances of the kind's effect; its level is in the channels'."""
        return _variances(0.0, self.kind_hour, self.kind_weekday)

    @property
    def own(self) -> Floats:
        """Prior variances of a channel's effect around its kind's."""
        return _variances(_WIDE, self.own_hour, self.own_weekday)


def _variances(level: float, hour: float, weekday: float) -> Floats:
    once, twice, day = hour**2, _SECOND * hour**2, weekday**2
    return np.array([level, once, once, twice, twice, *[day] * 7])


def without_outliers(log_reach: Floats, channel: NDArray[np.int64]) -> Floats:
    """Pull videos that lie far from their channel's median to two robust deviations from it.

    One that went viral, or was bought views, says little about its hour.
    """
    medians = np.array([np.median(log_reach[channel == each]) for each in range(channel.max() + 1)])
    off = log_reach - medians[channel]
    reach = 2 * 1.4826 * float(np.median(np.abs(off)))
    return np.asarray(medians[channel] + (np.clip(off, -reach, reach) if reach > 0 else off))


@dataclass(frozen=True)
class KindEffects:
    """The effects of one kind of video and of each of its channels.

    A linear mixed model: a channel's coefficients are the kind's plus its own, both normal around
    0, and scales are those of the largest marginal likelihood (empirical Bayes; Laird and Ware,
    Random-effects models for longitudinal data, Biometrics 38, 1982).

    Attributes:
        scales: how far things lie apart.
        mean: coefficients of the kind.
        covariance: of them.
        channels: coefficients and their covariance, by channel.
        own_weight: how much of a channel's effect of the hour is its own, 0 to 1, by channel.
    """

    scales: Scales
    mean: Floats
    covariance: Floats
    channels: dict[str, tuple[Floats, Floats]]
    own_weight: dict[str, float]

    @classmethod
    def fit(
        cls, channels: NDArray[np.object_], hours: Floats, weekdays: Floats, log_reach: Floats
    ) -> Self:
        """Fit the effects of one kind.

        Args:
            channels: name of each video's channel.
            hours: of publishing, UTC, with their minutes.
            weekdays: 1 to 7.
            log_reach: logarithm of reach.
        """
        from scipy.optimize import minimize

        names, place = np.unique(channels.astype(str), return_inverse=True)
        columns = basis(hours, weekdays)
        log_reach = without_outliers(log_reach, place)
        sums = _Sums.of(columns, log_reach, place, len(names))
        spread = max(float(np.std(log_reach - sums.means[place])), 1e-3)
        # scales are known well from some hundred channels, those of most videos
        most = sums.of_channels(np.argsort(-sums.count, kind="stable")[:_CHANNELS])

        def against(logs: Floats) -> float:
            scales = Scales(*np.exp(logs).tolist())
            prior = sum((s / _LARGEST) ** 2 / 2 for s in np.exp(logs[1:])) - float(logs[1:].sum())
            return float(prior - most.log_likelihood(scales))

        start = np.log([spread, 0.2, 0.1, 0.1, 0.05])
        bounds = [(np.log(spread / 5), np.log(spread * 2)), *[(np.log(0.01), np.log(2.0))] * 4]
        found = minimize(against, start, method="L-BFGS-B", bounds=bounds)
        scales = Scales(*np.exp(found.x).tolist())
        mean, covariance = sums.kind(scales)
        own = np.diag(scales.own)
        told: dict[str, tuple[Floats, Floats]] = {}
        weight: dict[str, float] = {}
        for number, name in enumerate(names.tolist()):
            known, pull = sums.precision(scales)[number], sums.pull(scales)[number]
            kept = np.eye(_COLUMNS) - own @ known
            told[name] = (
                kept @ mean + own @ pull,
                kept @ covariance @ kept.T + own - own @ known @ own,
            )
            weight[name] = float(np.mean(np.diag(own @ known)[1:3]))
        return cls(scales, mean, covariance, told, weight)

    def effect(
        self, channel: str | None, hours: Floats, weekdays: Floats, usual: Floats
    ) -> tuple[Floats, Floats]:
        """The effect of moments on the logarithm of reach, beside what is usual.

        Args:
            channel: whose; None, or one that is not known, for the kind's.
            hours: of the moments, UTC.
            weekdays: of the moments, 1 to 7.
            usual: mean of `basis` over the moments that are usual.

        Returns:
            Means and standard deviations, one a moment.
        """
        mean, covariance = self.channels.get(channel or "", (self.mean, self.covariance))
        away = basis(hours, weekdays) - usual
        variance = np.einsum("mc,cd,md->m", away, covariance, away)
        return away @ mean, np.sqrt(np.maximum(variance, 0))

    def level(self, channel: str) -> float | None:
        """The logarithm of a channel's reach where no moment is better; None for one not known."""
        found = self.channels.get(channel)
        return float(found[0][0]) if found else None


@dataclass(frozen=True)
class _Sums:
    """All that the likelihood needs of the videos of each channel."""

    count: Floats
    squares: Floats  # channels by columns by columns
    products: Floats  # channels by columns
    total: Floats
    means: Floats

    @classmethod
    def of(cls, columns: Floats, target: Floats, place: NDArray[np.int64], channels: int) -> Self:
        count = np.bincount(place, minlength=channels).astype(float)
        squares = np.zeros((channels, _COLUMNS, _COLUMNS))
        np.add.at(squares, place, columns[:, :, None] * columns[:, None, :])
        products = np.zeros((channels, _COLUMNS))
        np.add.at(products, place, columns * target[:, None])
        total = np.bincount(place, target**2, channels).astype(float)
        means = np.asarray(np.bincount(place, target, channels) / count, float)
        return cls(count, squares, products, total, means)

    def of_channels(self, chosen: NDArray[np.int64]) -> Self:
        """The sums of some channels."""
        return type(self)(
            self.count[chosen], self.squares[chosen], self.products[chosen], self.total[chosen],
            self.means[chosen],
        )  # fmt: skip

    def _inner(self, scales: Scales) -> Floats:
        """(own⁻¹ + ZᵀZ/σ²)⁻¹ of each channel."""
        return np.asarray(
            np.linalg.inv(np.diag(1 / scales.own)[None] + self.squares / scales.noise**2)
        )

    def precision(self, scales: Scales) -> Floats:
        """ZᵀV⁻¹Z of each channel, where V is the covariance of its videos."""
        scaled = self.squares / scales.noise**2
        return np.asarray(scaled - scaled @ self._inner(scales) @ scaled)

    def pull(self, scales: Scales) -> Floats:
        """ZᵀV⁻¹y of each channel."""
        scaled, product = self.squares / scales.noise**2, self.products / scales.noise**2
        inner = self._inner(scales)
        return np.asarray(product - np.einsum("ncd,nde,ne->nc", scaled, inner, product))

    def kind(self, scales: Scales) -> tuple[Floats, Floats]:
        """Posterior mean and covariance of the kind's coefficients."""
        free = scales.kind > 0
        known = self.precision(scales).sum(axis=0)[np.ix_(free, free)]
        covariance = np.zeros((_COLUMNS, _COLUMNS))
        covariance[np.ix_(free, free)] = np.linalg.inv(known + np.diag(1 / scales.kind[free]))
        return covariance @ self.pull(scales).sum(axis=0), covariance

    def log_likelihood(self, scales: Scales) -> float:
        """Of all videos, with the kind's and the channels' coefficients integrated out."""
        inner, product = self._inner(scales), self.products / scales.noise**2
        quadratic = self.total / scales.noise**2 - np.einsum(
            "nc,ncd,nd->n", product, inner, product
        )
        spread = (
            2 * self.count * np.log(scales.noise)
            + np.log(scales.own).sum()
            - np.linalg.slogdet(inner)[1]
        )
        free = scales.kind > 0
        mean, covariance = self.kind(scales)
        pull = self.pull(scales).sum(axis=0)
        gained = float(pull @ mean)
        shrunk = (
            np.linalg.slogdet(covariance[np.ix_(free, free)])[1] - np.log(scales.kind[free]).sum()
        )
        return float(-(quadratic.sum() + spread.sum()) / 2 + (gained + shrunk) / 2)
