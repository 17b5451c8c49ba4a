from __future__ import annotations

import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.titles.evidence import EVIDENCE
from reelhouse.titles.scoring import FINDERS, findings, posterior, score_pairs

UNKNOWN: dict[str, object] = {
    "record_number": 1,
    "name_log_odds": 3.0,
    "kind": None,
    "year": None,
    "year_is_exact": True,
    "known_by": None,
    "record_runtime": None,
    "record_people": None,
    "title_type": None,
    "start_year": None,
    "end_year": None,
    "title_runtime": None,
    "title_people": None,
    "vote_count": None,
    "source_count": None,
}


def pair(**known: object) -> pd.DataFrame:
    return pd.DataFrame([UNKNOWN | known])


@pytest.mark.parametrize(
    ("known", "piece", "finding"),
    [
        ({"kind": "film", "title_type": "movie"}, "kind", "same"),
        ({"kind": "film", "title_type": "tvSpecial"}, "kind", "special"),
        ({"kind": "film", "title_type": "tvSeries"}, "kind", "other"),
        ({"kind": "series", "title_type": "tvMiniSeries"}, "kind", "same"),
        ({"kind": "series", "title_type": "movie"}, "kind", "other"),
        ({"title_type": "movie"}, "kind", ""),
        ({"title_type": "short"}, "kind", "short"),
        ({"year": 2020, "start_year": 2020}, "year", "same"),
        ({"year": 2021, "start_year": 2020}, "year", "next"),
        ({"year": 2019, "start_year": 2020}, "year", "before"),
        ({"year": 2023, "start_year": 2020}, "year", "late"),
        ({"year": 2030, "start_year": 2020}, "year", "far"),
        ({"year": 2030, "start_year": 2020, "title_type": "tvSeries"}, "year", "running"),
        (
            {"year": 2030, "start_year": 2020, "end_year": 2022, "title_type": "tvSeries"},
            "year",
            "far",
        ),
        ({"year": 2020}, "year", "unknown"),
        ({"start_year": 2020}, "year", ""),
        ({"year": 2021, "start_year": 2020, "year_is_exact": False}, "year", "about"),
        ({"year": 2024, "start_year": 2020, "year_is_exact": False}, "year", "older"),
        ({"year": 2020, "start_year": 2024, "year_is_exact": False}, "year", "far"),
        ({"known_by": date(2021, 5, 2), "start_year": 2021}, "known_by", "new"),
        ({"known_by": date(2025, 5, 2), "start_year": 2021}, "known_by", "recent"),
        ({"known_by": date(2035, 5, 2), "start_year": 2021}, "known_by", "old"),
        ({"known_by": date(2019, 5, 2), "start_year": 2021}, "known_by", "later"),
        ({"record_runtime": 100, "title_runtime": 101}, "runtime", "same"),
        ({"record_runtime": 100, "title_runtime": 103}, "runtime", "close"),
        ({"record_runtime": 100, "title_runtime": 108}, "runtime", "near"),
        ({"record_runtime": 100, "title_runtime": 60}, "runtime", "far"),
        (
            {"record_people": ["Ána Vale"], "title_people": ["ANA VALE", "Ben Orr"]},
            "people",
            "common",
        ),
        ({"record_people": ["Ana Vale"], "title_people": ["Ben Orr"]}, "people", "none"),
        ({"record_people": [], "title_people": ["Ben Orr"]}, "people", ""),
        ({"source_count": 2}, "other_sources", "known"),
        ({"source_count": 0}, "other_sources", "unknown"),
    ],
)
def test_findings(known: dict[str, object], piece: str, finding: str) -> None:
    found = findings(pair(**known))
    assert found[piece].tolist() == [finding]
    assert finding == "" or finding in EVIDENCE[piece]


def test_what_nobody_knows_says_nothing() -> None:
    assert findings(pair()).to_numpy().tolist() == [[""] * len(FINDERS)]


def test_votes_speak_for_a_title() -> None:
    scored = score_pairs(pd.concat([pair(vote_count=count) for count in (0, 100, 100_000)]))
    assert scored["prominence_log_odds"].is_monotonic_increasing
    assert (scored["log_odds"] == scored["name_log_odds"] + scored["prominence_log_odds"]).all()


def test_a_lesser_name_counts_less_beside_a_better_one() -> None:
    better, lesser = pair(), pair(name_log_odds=1.0)
    alone = score_pairs(lesser)["name_log_odds"].iloc[0]
    beside = score_pairs(pd.concat([better, lesser], ignore_index=True))["name_log_odds"]
    assert alone == 1.0
    assert beside.tolist() == [3.0, 1.0 - 1.5 * 2.0]


def test_a_better_name_of_a_remake_counts_for_nothing() -> None:
    remake, film = pair(year=2020, start_year=1980), pair(name_log_odds=1.0, year=2020)
    beside = score_pairs(pd.concat([remake, film], ignore_index=True))["name_log_odds"]
    assert beside.tolist() == [3.0, 1.0]


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.floats(-700, 700, allow_nan=False)), min_size=1, max_size=9
    )
)
def test_posterior_is_a_probability_and_ranks_as_the_odds(pairs: list[tuple[int, float]]) -> None:
    frame = pd.DataFrame(pairs, columns=["record", "log_odds"])
    frame["p"] = posterior(frame["record"], frame["log_odds"])
    assert frame["p"].between(0, 1).all()
    for _, rows in frame.groupby("record"):
        assert rows["p"].sum() <= 1 + 1e-9
        ordered = rows.sort_values("log_odds")
        assert ordered["p"].is_monotonic_increasing


def test_posterior_by_bayes() -> None:
    p = posterior(pd.Series([1, 1, 2]), pd.Series([math.log(6), math.log(2), 0.0]))
    assert p.tolist() == pytest.approx([6 / 9, 2 / 9, 1 / 2])
