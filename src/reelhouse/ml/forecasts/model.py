"""What answers for hours to come: for each series its candidate and how far it was off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.forecasts.backtest import LEVELS, forecast_all
from reelhouse.ml.forecasts.decay import Cases
from reelhouse.ml.forecasts.intervals import Spread
from reelhouse.ml.forecasts.local import NAIVE
from reelhouse.ml.forecasts.panel import Panel, TooShort
from reelhouse.ml.forecasts.titles import KIND, Titles

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """How forecasts of a series did before.

    Attributes:
        chosen: candidate that answers.
        mase: its mean absolute scaled error over past origins.
        naive_mase: that of the best naive rule.
        coverage: share of outcomes within the 80 % intervals that would have been told.
        origins: past origins.
        width: how far it is usually off one period ahead, in logarithms.
    """

    chosen: str
    mase: float
    naive_mase: float
    coverage: float
    origins: int
    width: float


@dataclass(frozen=True)
class KindModel:
    """What answers for one kind of series.

    Attributes:
        told: by series.
        usual: the candidate for a series that was not there when it was learned.
        width: that of such a series.
        misses: for each horizon the sorted misses of all series, by width.
        scales: of each series, what errors are divided by.
        errors: origins × horizons: mean scaled error of all series, as the card counts it.
    """

    told: dict[str, Told]
    usual: str
    width: float
    misses: tuple[Floats, ...]
    scales: Mapping[str, float] = field(default_factory=dict)
    errors: Floats = field(default_factory=lambda: np.empty((0, 0)))

    def scale(self, key: str) -> float | None:
        """What errors of a series are divided by; None where that is not known."""
        value = self.scales.get(key)
        return value if value is not None and np.isfinite(value) else None

    def chosen(self, key: str) -> str:
        """The candidate that answers for a series."""
        return self.told[key].chosen if key in self.told else self.usual

    def spread(self, panel: Panel) -> Spread:
        """How far outcomes of a panel's series are expected to be off."""
        widths = [self.told[k].width if k in self.told else self.width for k in panel.keys]
        return Spread(np.array(widths), panel.floors, self.misses)


@dataclass(frozen=True)
class Forecasts:
    """The model: forecasts of all series from their newest period on.

    Attributes:
        kinds: what answers by kind of series.
        titles: what answers for titles; None where there were too few weeks.
        missing: kinds that could not be learned, with the reason.
        records: backtest by series and candidate, rows of `mart_forecast_backtest`.
        checks: what was told and what came, rows of `mart_forecast_check`.
        title_told: how forecasts of titles did; None where they are missing.
        seed: of what draws.
        threads: that a model may take.
    """

    kinds: dict[str, KindModel]
    titles: Titles | None
    missing: dict[str, str]
    records: list[dict[str, Any]]
    checks: list[dict[str, Any]]
    title_told: Told | None
    seed: int
    threads: int

    def forecast(self, panel: Panel) -> list[dict[str, Any]]:
        """Rows of `mart_forecast` for the series of a panel, those too short among them.

        Args:
            panel: series of a kind, as they are now.
        """
        model = self.kinds.get(panel.kind.name)
        if model is None:
            return [too_short_row(panel.kind.name, panel.kind.step, one) for one in panel.too_short]
        rows = [too_short_row(panel.kind.name, panel.kind.step, one) for one in panel.too_short]
        if not panel.keys:
            return rows
        length = panel.values.shape[1]
        picked = [model.chosen(key) for key in panel.keys]
        answers = forecast_all(
            panel, [length], seed=self.seed, threads=self.threads, names={*picked, NAIVE[0]}
        )
        values = np.stack([answers[name][place, 0] for place, name in enumerate(picked)])
        fallback = answers[NAIVE[0]][:, 0]
        unanswered = np.isnan(values).any(axis=1)
        values[unanswered] = fallback[unanswered]
        spread = model.spread(panel)
        bounds = {level: spread.bounds(values, level) for level in LEVELS}
        last = panel.periods[-1]
        for place, key in enumerate(panel.keys):
            told = model.told.get(key)
            name = NAIVE[0] if unanswered[place] else picked[place]
            for step in range(panel.kind.horizon):
                rows.append(
                    {
                        "series_kind": panel.kind.name,
                        "series_key": key,
                        "series_name": panel.names[place],
                        "period": panel.kind.step,
                        "horizon": step + 1,
                        "target_date": panel.kind.after(last, step + 1),
                        "value_hours": values[place, step],
                        "low80_hours": bounds[0.8][0][place, step],
                        "high80_hours": bounds[0.8][1][place, step],
                        "low95_hours": bounds[0.95][0][place, step],
                        "high95_hours": bounds[0.95][1][place, step],
                        "known_until_date": last,
                        "history_count": length - int(panel.starts[place]),
                        "needed_count": panel.kind.least_history,
                        "status": "forecast" if told else "new series",
                        "reason": None,
                        **track_record(told, name),
                    }
                )
        return rows

    def forecast_titles(
        self, cases: Cases, names: Mapping[Any, tuple[str, Any, int]]
    ) -> list[dict[str, Any]]:
        """Rows of `mart_forecast` for titles that are in the newest lists.

        Args:
            cases: of the newest week.
            names: by entry: name, title key, weeks in the list.
        """
        if self.titles is None or self.title_told is None:
            return []
        values, bounds = self.titles.forecast(cases)
        rows = []
        for place, row in enumerate(cases.rows.to_dict("records")):
            name, title_key, weeks = names[row["entry_key"]]
            week = np.datetime64(row["top10_week"], "D")
            rows.append(
                {
                    "series_kind": KIND,
                    "series_key": str(row["entry_key"]),
                    "series_name": name,
                    "title_key": title_key,
                    "period": "week",
                    "horizon": int(row["step"]),
                    "target_date": week + np.timedelta64(7 * int(row["step"]), "D"),
                    "value_hours": values[place],
                    "low80_hours": bounds[0.8][0][place],
                    "high80_hours": bounds[0.8][1][place],
                    "low95_hours": bounds[0.95][0][place],
                    "high95_hours": bounds[0.95][1][place],
                    "known_until_date": week,
                    "history_count": weeks,
                    "needed_count": 1,
                    "status": "forecast",
                    "reason": None,
                    **track_record(self.title_told, self.titles.chosen),
                }
            )
        return rows


def track_record(told: Told | None, name: str) -> dict[str, Any]:
    """How a series' forecasts did before, as columns."""
    return {
        "candidate": name,
        "is_naive": name in NAIVE,
        "mase": told.mase if told else None,
        "naive_mase": told.naive_mase if told else None,
        "measured_coverage_rate": told.coverage if told else None,
        "origin_count": told.origins if told else 0,
    }


def too_short_row(kind: str, step: str, series: TooShort) -> dict[str, Any]:
    """The row that says of a series what is missing."""
    return {
        "series_kind": kind,
        "series_key": series.key,
        "series_name": series.name,
        "period": step,
        "horizon": 0,
        "history_count": series.history,
        "needed_count": series.needed,
        "status": "not enough",
        "reason": series.reason,
    }
