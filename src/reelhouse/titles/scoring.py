"""From evidence to confidence: log odds of each pair, and the posterior of each title."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reelhouse.titles.evidence import (
    EVIDENCE,
    PROMINENCE_OF_NO_VOTES,
    PROMINENCE_PER_LOG_VOTE,
    TYPES,
)

Numbers = NDArray[np.float64]

PIECES = ("kind", "year", "known_by", "runtime", "people", "prominence")
"""Evidence beside the name; each is a column `<piece>_log_odds` of a scored pair."""


def score_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Add the log odds of every piece of evidence and their sum.

    Args:
        pairs: one row per record and title, with `name_log_odds` and the columns of both sides:
            `kind`, `year`, `year_is_exact`, `known_by` (a date), `record_runtime`,
            `record_people`; `title_type`, `start_year`, `end_year`, `title_runtime`,
            `vote_count`, `title_people`. All but `name_log_odds` may be null: what is not known
            on either side says nothing.

    Returns:
        The pairs with `kind_log_odds` … `prominence_log_odds` and `log_odds`.
    """
    scored = pairs.copy()
    for piece, weigh in _WEIGHERS.items():
        scored[f"{piece}_log_odds"] = weigh(pairs)
    scored["log_odds"] = scored[["name_log_odds", *(f"{piece}_log_odds" for piece in PIECES)]].sum(
        axis=1
    )
    return scored


def posterior(record_numbers: Sequence[int] | NDArray[np.int64], log_odds: Numbers) -> Numbers:
    """The probability of each pair, when a record is one of its titles or none of them.

    By Bayes' rule over exclusive cases, none of the titles having the log odds 0:
    exp(l) / (1 + sum of exp(l) over the record's titles).

    Args:
        record_numbers: of the pairs.
        log_odds: of the pairs against none.

    Returns:
        0–1, a record's sum below 1.
    """
    frame = pd.DataFrame({"record": record_numbers, "log_odds": log_odds})
    highest = frame.groupby("record")["log_odds"].transform("max").clip(lower=0)
    frame["odds"] = np.exp(frame["log_odds"] - highest)
    total = frame.groupby("record")["odds"].transform("sum") + np.exp(-highest)
    return (frame["odds"] / total).to_numpy(dtype=np.float64)


def _weights(piece: str, findings: NDArray[np.object_] | Iterable[object]) -> Numbers:
    by_finding = {finding: weight.log_odds for finding, weight in EVIDENCE[piece].items()}
    return np.array([by_finding.get(finding, 0.0) for finding in findings])  # type: ignore[call-overload]


def _chosen(piece: str, cases: Sequence[tuple[object, str]]) -> Numbers:
    """The weight of the first finding whose condition holds; 0 where none does."""
    conditions = [np.asarray(condition, dtype=bool) for condition, _ in cases]
    weights = [EVIDENCE[piece][finding].log_odds for _, finding in cases]
    return np.select(conditions, weights, 0.0)


def _numbers(pairs: pd.DataFrame, column: str) -> Numbers:
    return pd.to_numeric(pairs[column]).to_numpy(dtype=np.float64, na_value=np.nan)


def _kind(pairs: pd.DataFrame) -> Numbers:
    def finding(kind: str | None, title_type: str | None) -> str | None:
        if title_type is None:
            return None
        return TYPES[kind].get(title_type, "other" if kind else None)

    by_pair = {
        (kind, title_type): finding(kind, title_type)
        for kind in TYPES
        for title_type in _words(pairs["title_type"])
    }
    return _weights(
        "kind",
        [by_pair[pair] for pair in zip(_words(pairs["kind"]), _words(pairs["title_type"]))],
    )


def _words(column: pd.Series) -> list[str | None]:
    return [word if isinstance(word, str) else None for word in column]


def _year(pairs: pd.DataFrame) -> Numbers:
    listed, start, end = (_numbers(pairs, name) for name in ("year", "start_year", "end_year"))
    is_exact = pairs["year_is_exact"].fillna(True).to_numpy(dtype=bool)
    is_show = pairs["title_type"].isin(["tvSeries", "tvMiniSeries"]).to_numpy(dtype=bool)
    later = listed - start
    is_listed = ~np.isnan(listed)
    runs = is_show & (later > 0) & ~(listed > end + 1)
    return _chosen(
        "year",
        [
            (is_listed & np.isnan(start), "unknown"),
            (is_exact & (later == 0), "same"),
            (is_exact & runs & (later > 1), "running"),
            (is_exact & (np.abs(later) == 1), "next"),
            (is_exact & (np.abs(later) == 2), "near"),
            (is_exact & is_listed, "far"),
            (is_listed & (later >= -1) & (later <= 1), "about"),
            (is_listed & (later > 1), "older"),
            (is_listed, "far"),
        ],
    )


def _known_by(pairs: pd.DataFrame) -> Numbers:
    listed = pd.to_datetime(pairs["known_by"]).dt.year.to_numpy(dtype=np.float64, na_value=np.nan)
    age = listed - _numbers(pairs, "start_year")
    return _chosen(
        "known by",
        [(age < -1, "later"), (age <= 1, "new"), (age <= 5, "recent"), (age > 5, "old")],
    )


def _runtime(pairs: pd.DataFrame) -> Numbers:
    apart = np.abs(_numbers(pairs, "record_runtime") - _numbers(pairs, "title_runtime"))
    return _chosen(
        "runtime",
        [(apart <= 1, "same"), (apart <= 3, "close"), (apart <= 8, "near"), (apart > 8, "far")],
    )


def _people(pairs: pd.DataFrame) -> Numbers:
    def finding(some: object, others: object) -> str | None:
        if not _is_list(some) or not _is_list(others):
            return None
        return "common" if _keys(some) & _keys(others) else "none"

    return _weights(
        "people",
        [
            finding(some, others)
            for some, others in zip(pairs["record_people"], pairs["title_people"])
        ],
    )


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple | np.ndarray) and len(value) > 0


def _keys(people: Iterable[str]) -> frozenset[str]:
    """Names of people with case, accents and punctuation levelled."""
    return frozenset(
        "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if c.isalnum())
        for name in people
    )


def _prominence(pairs: pd.DataFrame) -> Numbers:
    votes = np.nan_to_num(_numbers(pairs, "vote_count"))
    return PROMINENCE_OF_NO_VOTES + PROMINENCE_PER_LOG_VOTE * np.log1p(votes)


_WEIGHERS: dict[str, Callable[[pd.DataFrame], Numbers]] = {
    "kind": _kind,
    "year": _year,
    "known_by": _known_by,
    "runtime": _runtime,
    "people": _people,
    "prominence": _prominence,
}
