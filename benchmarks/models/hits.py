"""Hits and box office on real films: learned from films before a year, tested on later ones.

    python -m benchmarks.models.hits

Candidates and naive rules in the same run, with the targets. Data are public sets in
`../shared/data`; nothing of them is kept.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.targets import Verdict
from reelhouse.ml.amount_candidates import MedianOfGenre, MultipleOfBudget, PastOfPeople
from reelhouse.ml.amount_learning import Contest, contest
from reelhouse.ml.card import Candidate
from reelhouse.ml.evaluation import auc, bootstrap, calibration_error
from reelhouse.ml.gross.question import COLUMNS
from reelhouse.ml.hits.learning import Competition, compete
from reelhouse.ml.hits.naive import PastOfPeople as PastRule
from reelhouse.ml.popularity.question import multiples
from reelhouse.ml.releases import SPECS

RESULT = Path(__file__).parents[1] / "results" / "models-hits.md"
SEED = 7
DRAWS = 500
LEAD_IN_AUC = 0.05
MOST_CALIBRATION_ERROR = 0.05
MOST_OFF_COVERAGE = 0.03
HELD = (0.8, 0.95)
"""Levels of the intervals that are shown to users."""


def main() -> int:
    """Print the tables; 1 if a target was missed, 2 if the data is not there."""
    from benchmarks.models import films

    if not films.MOVIES_2019.is_dir() or not films.TMDB_5000.is_file():
        print(f"not measured: {films.DATA} is not there")
        return 2
    # few films of 2019 had been voted on when the set was made
    imdb = films.imdb_films().query("release_year <= 2018")
    tmdb = films.tmdb_films()
    numbers = films.budgeted_films().query("release_year <= 2018")
    counted = tmdb[tmdb["gross_usd"].notna()]
    lines: list[str] = ["# Hits and box office on real films", ""]
    verdicts: list[Verdict] = []
    for name, frame, year in (
        ("IMDb, films of 2010 to 2018 with 100 votes or more", imdb, 2017),
        ("TMDB 5000, films since 1990", tmdb, 2012),
    ):
        found = compete(frame, seed=SEED, draws=DRAWS, test_from=year)
        lines += _hits(name, found, year)
        verdicts += _judge_hits(name, found)
    money = (MedianOfGenre, MultipleOfBudget)
    for name, frame, year in (
        ("TMDB 5000, box office", counted, 2012),
        ("The Numbers with IMDb, box office", numbers, 2016),
    ):
        amounts = np.log(frame["gross_usd"].to_numpy(float))
        told = contest(
            frame, amounts, specs=COLUMNS, rules=money, seed=SEED, draws=DRAWS, test_from=year
        )
        lines += _amounts(name, told)
        lines += _curve(frame, told)
        verdicts += _judge_amounts(name, told)
    voted = imdb.assign(vote_source="imdb")
    told = contest(
        voted, np.log(multiples(voted).to_numpy(float)), specs=SPECS,
        rules=(MedianOfGenre, PastOfPeople), seed=SEED, draws=DRAWS, test_from=2017,
    )  # fmt: skip
    lines += _amounts("IMDb, votes against the median of the year", told)
    verdicts += _judge_amounts("IMDb, votes against the median of the year", told)
    lines += ["## Targets", "", "| target | found | |", "|---|---|---|"]
    for verdict in verdicts:
        lines.append(
            f"| {verdict.target} | {verdict.found} | {'passed' if verdict.passed else 'missed'} |"
        )
    text = "\n".join(lines) + "\n"
    print(text)
    RESULT.write_text(text, encoding="utf-8")
    return 0 if all(verdict.passed for verdict in verdicts) else 1


def _hits(name: str, found: Competition, year: int) -> list[str]:
    slices = found.slices
    lines = [
        f"## {name}", "",
        f"{len(slices.train):,} films learned from, {len(slices.calibrate):,} later ones to "
        f"calibrate on, {len(slices.test):,} of {year} on to test. The answer: {found.champion}.",
        "",
    ]  # fmt: skip
    return [*lines, *_table(found.candidates), ""]


def _amounts(name: str, found: Contest) -> list[str]:
    levels = ", ".join(
        f"{each.nominal_rate:.0%}: {each.measured_rate:.1%}" for each in found.coverage
    )
    return [
        f"## {name}", "",
        f"{found.train_count:,} titles from before {found.test_from}, {found.test_count:,} later "
        f"ones. The answer: {found.champion}; its intervals hold {levels}.",
        "",
        *_table(found.candidates),
        "",
    ]  # fmt: skip


def _curve(frame: pd.DataFrame, found: Contest) -> list[str]:
    grid = [5e6, 1e7, 2e7, 4e7, 8e7, 1.5e8]
    newest = frame.sort_values(["release_year", "title_key"]).tail(300)
    curve = found.model.budget_curve(newest, grid) / 1e6
    head = ["budget $m", "typical box office $m", "80 % interval", "with another million $m"]
    lines = [f"| {' | '.join(head)} |", "|---|---|---|---|"]
    for row in curve.itertuples():
        lines.append(
            f"| {row.budget_usd:g} | {row.expected:.1f} | {row.expected_low:.1f} to "
            f"{row.expected_high:.1f} | {row.more_per_million:.2f} "
            f"({row.more_per_million_low:.2f} to {row.more_per_million_high:.2f}) |"
        )
    return [*lines, ""]


def _table(candidates: tuple[Candidate, ...]) -> list[str]:
    names = list(candidates[0].scores)
    lines = [f"| candidate | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    for each in candidates:
        cells = [
            f"{score.value:.3f}"
            + (f" ({score.low:.3f} to {score.high:.3f})" if score.low is not None else "")
            for score in each.scores.values()
        ]
        naive = " (naive)" if each.is_naive else ""
        lines.append(f"| {each.name}{naive} | {' | '.join(cells)} |")
    return lines


def _judge_hits(name: str, found: Competition) -> list[Verdict]:
    told, rule = found.told[found.champion], found.told[PastRule.name]
    lead = bootstrap(
        lambda y, p, q: auc(y, p) - auc(y, q), found.outcomes, told, rule, draws=DRAWS, seed=SEED
    )
    error = calibration_error(found.outcomes, told)
    return [
        Verdict(
            f"{name}: AUC at least {LEAD_IN_AUC} above the director-and-cast rule",
            f"{lead.value:.3f} ({lead.low:.3f} to {lead.high:.3f})",
            lead.value >= LEAD_IN_AUC,
        ),
        Verdict(
            f"{name}: calibration error under {MOST_CALIBRATION_ERROR}",
            f"{error:.3f}",
            error < MOST_CALIBRATION_ERROR,
        ),
    ]


def _judge_amounts(name: str, found: Contest) -> list[Verdict]:
    return [
        Verdict(
            f"{name}: {each.nominal_rate:.0%} intervals within 3 points",
            f"{each.measured_rate:.1%}",
            abs(each.measured_rate - each.nominal_rate) <= MOST_OFF_COVERAGE,
        )
        for each in found.coverage
        if each.nominal_rate in HELD
    ]


if __name__ == "__main__":
    sys.exit(main())
