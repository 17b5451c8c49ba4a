"""How right forecasts of weekly hours are, on the hours that Netflix published.

    python -m benchmarks.models.forecasts [DATA]

The global lists by category and week; the last 26 weeks are the test. From every week before them a
forecast is made for 1 to 4 weeks ahead that knows what was published up to that week, and nothing
of later: parameters, the choice of a candidate for each category and the width of intervals are
made anew from the past of each origin. An error counts by the mean absolute change from one week to
the next before the test (MASE with the one-step naive forecast as its scale, the stricter of both
in use). Prophet is fitted anew at each origin, to hours and to their logarithms; the better counts.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.forecasts.backtest import CHOSEN, Backtest, roll, run_backtest
from reelhouse.ml.forecasts.decay import NAMES as TITLE_NAMES
from reelhouse.ml.forecasts.local import NAIVE, PROPHET, SEASONAL, local_forecasts
from reelhouse.ml.forecasts.panel import Kind, Panel
from reelhouse.ml.forecasts.series import DRIVERS, panel_of
from reelhouse.ml.forecasts.titles import backtest_titles, is_inside, roll_titles

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

DATA = Path(__file__).parents[3] / "shared" / "data"
FILE = "netflix/all-weeks-global_thru_2024-04-07.tsv"
RESULTS = Path(__file__).parents[1] / "results" / "models-forecasts.md"
TEST_WEEKS = 26
SEED = 7
MOST_MASE = 1.0
MOST_TO_PEER = 0.9
COVERAGE_80 = (0.70, 0.90)

KIND = Kind(
    "category_week", "weekly hours of a category", "week",
    season=52, horizon=4, least_train=52, least_history=78, origins=1000, refit_every=4,
)  # fmt: skip


def read_entries(path: Path) -> pd.DataFrame:
    """The entries of the lists, with the columns that fact_netflix_week has."""
    import pandas as pd

    lists = pd.read_csv(path, sep="\t", keep_default_na=False, parse_dates=["week"])
    return pd.DataFrame(
        {
            "entry_key": pd.factorize(
                lists["category"] + "|" + lists["show_title"] + "|" + lists["season_title"]
            )[0],
            "category": lists["category"],
            "top10_week": lists["week"],
            "viewed_hours": lists["weekly_hours_viewed"].astype(float),
            "weekly_rank": lists["weekly_rank"],
            "cumulative_week_count": lists["cumulative_weeks_in_top_10"],
            "is_film": lists["category"].str.startswith("Films"),
            "is_english": lists["category"].str.contains("(English)", regex=False),
        }
    )


def category_panel(entries: pd.DataFrame, kind: Kind = KIND) -> Panel:
    """Hours of categories, with what is new in them."""
    import pandas as pd

    rows = []
    for (category, week), part in entries.groupby(["category", "top10_week"], sort=True):
        hours, age = part["viewed_hours"], part["cumulative_week_count"]
        total = hours.sum()
        shares = [hours[age == weeks].sum() / total for weeks in (1, 2, 3)]
        rows.append((category, week, total, *shares, hours.max(), hours.min()))
    frame = pd.DataFrame(rows, columns=["series", "period", "hours", *DRIVERS])
    return panel_of(kind, frame, DRIVERS)


def measure(panel: Panel) -> tuple[list[str], bool]:
    """Lines of the report on categories, and whether all targets were reached."""
    length, horizon = panel.values.shape[1], panel.kind.horizon
    start = length - TEST_WEEKS
    origins = tuple(range(panel.kind.least_train, length))
    backtest = run_backtest(panel, origins, seed=SEED, threads=1)
    rolling = roll(backtest)
    ends = np.array(origins)[:, None] + np.arange(1, horizon + 1)
    is_test = (ends > start) & (ends <= length)
    scale = np.nanmean(np.abs(np.diff(panel.values[:, :start], axis=1)), axis=1)

    def mase(values: Floats, origin_places: slice = slice(None)) -> Floats:
        errors = np.abs(values - backtest.actual[:, origin_places]) / scale[:, None, None]
        errors = np.where(is_test[None, origin_places], errors, np.nan)
        return np.asarray(np.nanmean(errors, axis=(0, 1)))

    peers, first = _prophets(backtest, start)
    figures = {name: mase(values) for name, values in backtest.forecasts.items()}
    figures |= {name: mase(values, slice(first, None)) for name, values in peers.items()}
    figures[CHOSEN] = mase(rolling.values)
    lines = [
        f"{len(panel.keys)} categories, {length} weeks until {panel.periods[-1]}, "
        f"the last {TEST_WEEKS} as test, 1 to {horizon} weeks ahead.",
        "",
        "| candidate | naive or peer | "
        + " | ".join(f"h = {step}" for step in range(1, horizon + 1))
        + " | mean |",
        "|---|---|" + "---:|" * (horizon + 1),
    ]
    for name, by_step in sorted(figures.items(), key=lambda each: -each[1].mean()):
        kind = "naive" if name in NAIVE else "peer" if name in peers else ""
        shown = " | ".join(f"{figure:.3f}" for figure in (*by_step, by_step.mean()))
        lines.append(
            f"| {'**' * (name == CHOSEN)}{name}{'**' * (name == CHOSEN)} | {kind} | {shown} |"
        )
    peer = min((SEASONAL, *peers), key=lambda name: figures[name].mean())
    steps = " | ".join(f"h = {step}" for step in range(1, horizon + 1))
    lines += ["", f"| interval | {steps} | all |", "|---|" + "---:|" * (horizon + 1)]
    held = {}
    for level, (low, high) in rolling.bounds.items():
        inside = (backtest.actual >= low) & (backtest.actual <= high)
        inside = np.where(is_test[None] & ~np.isnan(low), inside, np.nan)
        held[level] = float(np.nanmean(inside))
        by_step = np.nanmean(inside, axis=(0, 1))
        shown = " | ".join(f"{share:.1%}" for share in (*by_step, held[level]))
        lines.append(f"| {level:.0%} | {shown} |")
    mine = figures[CHOSEN].mean()
    targets = [
        (f"MASE under {MOST_MASE:g}", f"{mine:.3f}", mine < MOST_MASE),
        (
            f"at most {MOST_TO_PEER:g} of the better of last year's week and Prophet",
            f"{mine / figures[peer].mean():.3f} of {peer} ({figures[peer].mean():.3f})",
            mine <= MOST_TO_PEER * figures[peer].mean(),
        ),
        (
            "80 % intervals hold 70 to 90 %",
            f"{held[0.8]:.1%}",
            COVERAGE_80[0] <= held[0.8] <= COVERAGE_80[1],
        ),
    ]
    lines += ["", "| target | found | |", "|---|---|---|"]
    lines += [f"| {t} | {f} | {'reached' if ok else 'MISSED'} |" for t, f, ok in targets]
    return lines, all(ok for _, _, ok in targets)


def _prophets(backtest: Backtest, start: int) -> tuple[dict[str, Floats], int]:
    """Prophet at the origins whose forecasts reach into the test, of logarithms and of hours."""
    panel = backtest.panel
    first = next(
        place for place, o in enumerate(backtest.origins) if o + panel.kind.horizon > start
    )
    origins = backtest.origins[first:]
    logging.getLogger("cmdstanpy").disabled = True
    logs = local_forecasts(panel, origins, [PROPHET])[PROPHET]
    hours = local_forecasts(panel, origins, [PROPHET], in_logs=False)[PROPHET]
    return {"Prophet on logarithms": logs, "Prophet on hours": hours}, first


def measure_titles(entries: pd.DataFrame) -> list[str]:
    """Lines of the report on titles."""
    backtest = backtest_titles(entries, seed=SEED, threads=1)
    if backtest is None:
        return ["too few weeks for titles"]
    steps = backtest.cases.rows["step"].to_numpy()
    lines = [
        f"{backtest.cases.rows['entry_key'].nunique()} films and seasons, "
        f"{backtest.cases.rows['top10_week'].nunique()} origins. Off the list, a forecast below "
        "its last place is no miss.",
        "",
        "| candidate | "
        + " | ".join(f"h = {s}" for s in np.unique(steps))
        + " | mean | 80 % held | of those listed |",
        "|---|" + "---:|" * (len(np.unique(steps)) + 3),
    ]
    for name in TITLE_NAMES:
        lost = backtest.scaled_losses(name)
        low, high = roll_titles(backtest, name)[0.8]
        usable = ~np.isnan(low)
        inside = is_inside(backtest.cases, low, high)
        listed = usable & ~backtest.cases.is_below
        by_step = [lost[steps == step].mean() for step in np.unique(steps)]
        shown = " | ".join(f"{figure:.3f}" for figure in (*by_step, np.mean(by_step)))
        held = f"{inside[usable].mean():.1%} | {inside[listed].mean():.1%}"
        lines.append(f"| {name} | {shown} | {held} |")
    share = [backtest.cases.is_below[steps == step].mean() for step in np.unique(steps)]
    lines += ["", "Off the list by then: " + ", ".join(f"{each:.0%}" for each in share) + "."]
    return lines


def main(arguments: list[str]) -> int:
    """Print and write the report; 1 if a target was missed, 2 if the data is not there."""
    path = Path(arguments[0] if arguments else DATA) / FILE
    if not path.is_file():
        print(f"{path} is not there; give the folder of the recorded data")
        return 2
    entries = read_entries(path)
    lines, reached = measure(category_panel(entries))
    report = ["# Forecasts of weekly hours", "", *lines, "", "## Titles", ""]
    report += measure_titles(entries)
    text = "\n".join(report) + "\n"
    print(text)
    RESULTS.write_text(text, encoding="utf-8")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
