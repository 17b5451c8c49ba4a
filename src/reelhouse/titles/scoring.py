"""From evidence to confidence: log odds of each pair, and the posterior of each title."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reelhouse.titles.evidence import (
    BETTER_NAME,
    EVIDENCE,
    IMPLAUSIBLE,
    PROMINENCE_OF_NO_VOTES,
    PROMINENCE_PER_LOG_VOTE,
    TYPES,
)

Numbers = NDArray[np.float64]
Labels = NDArray[np.object_]

PIECES = ("kind", "year", "known_by", "runtime", "people", "prominence")
"""Evidence beside the name; each is a column `<piece>_log_odds` of a scored pair."""


def findings(pairs: pd.DataFrame) -> pd.DataFrame:
    """What each piece of evidence shows.

    Args:
        pairs: one row per record and title with the columns of both sides: `kind`, `year`,
            `year_is_exact`, `known_by` (a date), `record_runtime`, `record_people`; `title_type`,
            `start_year`, `end_year`, `title_runtime`, `source_count`, `title_people`. Any but
            `year_is_exact` may be null.

    Returns:
        A column for each of `FINDERS`, with a finding of `EVIDENCE`; empty where a side does not
        know, which says nothing.
    """
    return pd.DataFrame({piece: find(pairs) for piece, find in FINDERS.items()}, index=pairs.index)


def score_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Add the log odds of every piece of evidence and their sum.

    Args:
        pairs: as for `findings`, with `vote_count` and `name_log_odds`.

    Returns:
        The pairs with `<piece>_log_odds` for each of `PIECES` and `log_odds`; `name_log_odds` is
        lower where another title of the record has the better name.
    """
    scored = pairs.copy()
    found = findings(pairs)
    for piece in FINDERS:
        scored[f"{piece}_log_odds"] = found[piece].map(_WEIGHTS[piece])
    votes = np.log1p(np.nan_to_num(_numbers(pairs, "vote_count")))
    scored["prominence_log_odds"] = (
        PROMINENCE_OF_NO_VOTES
        + PROMINENCE_PER_LOG_VOTE * votes
        + scored.pop("other_sources_log_odds")
    )
    others = scored[[f"{piece}_log_odds" for piece in PIECES]].sum(axis=1)
    scored["name_log_odds"] -= BETTER_NAME * better_name(scored, others)
    scored["log_odds"] = scored["name_log_odds"] + others
    return scored


def better_name(pairs: pd.DataFrame, other_evidence: pd.Series) -> pd.Series:
    """By how much a title of the same record has the better name.

    Args:
        pairs: `record_number`, `name_log_odds`.
        other_evidence: log odds of each pair without its name; titles below `IMPLAUSIBLE` are
            left out of the comparison.

    Returns:
        Log odds of at least 0.
    """
    names = pairs["name_log_odds"]
    best = names.where(other_evidence > IMPLAUSIBLE).groupby(pairs["record_number"])
    return (best.transform("max") - names).clip(lower=0).fillna(0)


def posterior(record_numbers: pd.Series, log_odds: pd.Series) -> Numbers:
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
    return np.asarray(frame["odds"] / total, dtype=np.float64)


def _first(cases: Sequence[tuple[object, str]]) -> Labels:
    """The finding of the first condition that holds; empty where none does."""
    conditions = [np.asarray(condition, dtype=bool) for condition, _ in cases]
    return np.select(conditions, [finding for _, finding in cases], "").astype(object)


def _numbers(pairs: pd.DataFrame, column: str) -> Numbers:
    return pd.to_numeric(pairs[column]).to_numpy(dtype=np.float64, na_value=np.nan)


def _kind(pairs: pd.DataFrame) -> Labels:
    found = np.full(len(pairs), "", dtype=object)
    has_type = pairs["title_type"].notna().to_numpy()
    for kind, types in TYPES.items():
        listed = pairs["kind"].isna() if kind is None else pairs["kind"] == kind
        rows = listed.to_numpy(dtype=bool) & has_type
        found[rows] = pairs.loc[rows, "title_type"].map(types).fillna("other" if kind else "")
    return found


def _year(pairs: pd.DataFrame) -> Labels:
    listed, start, end = (_numbers(pairs, name) for name in ("year", "start_year", "end_year"))
    is_exact = pairs["year_is_exact"].to_numpy(dtype=bool)
    is_show = pairs["title_type"].isin(["tvSeries", "tvMiniSeries"]).to_numpy(dtype=bool)
    is_listed = ~np.isnan(listed)
    later = listed - start
    is_running = is_show & (later > 1) & ~(listed > end + 1)
    return _first(
        [
            (is_listed & np.isnan(start), "unknown"),
            (is_exact & (later == 0), "same"),
            (is_exact & is_running, "running"),
            (is_exact & (later == 1), "next"),
            (is_exact & (later == -1), "before"),
            (is_exact & (later > 1) & (later <= 3), "late"),
            (is_exact & is_listed, "far"),
            (is_listed & (np.abs(later) <= 1), "about"),
            (is_listed & (later > 1), "older"),
            (is_listed, "far"),
        ],
    )


def _known_by(pairs: pd.DataFrame) -> Labels:
    known = pd.to_datetime(pairs["known_by"]).dt.year.to_numpy(dtype=np.float64, na_value=np.nan)
    age = known - _numbers(pairs, "start_year")
    return _first([(age < -1, "later"), (age <= 1, "new"), (age <= 5, "recent"), (age > 5, "old")])


def _runtime(pairs: pd.DataFrame) -> Labels:
    apart = np.abs(_numbers(pairs, "record_runtime") - _numbers(pairs, "title_runtime"))
    return _first(
        [(apart <= 1, "same"), (apart <= 3, "close"), (apart <= 8, "near"), (apart > 8, "far")]
    )


def _other_sources(pairs: pd.DataFrame) -> Labels:
    sources = _numbers(pairs, "source_count")
    return _first([(sources > 0, "known"), (sources == 0, "unknown")])


def _people(pairs: pd.DataFrame) -> Labels:
    def finding(some: object, others: object) -> str:
        if not isinstance(some, Iterable) or not isinstance(others, Iterable):
            return ""
        people, other_people = _keys(some), _keys(others)
        if not people or not other_people:
            return ""
        return "common" if people & other_people else "none"

    both = zip(pairs["record_people"], pairs["title_people"], strict=True)
    return np.array([finding(some, others) for some, others in both], dtype=object)


def _keys(people: Iterable[str]) -> frozenset[str]:
    """Names of people with case, accents and punctuation levelled."""
    return frozenset(
        "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if c.isalnum())
        for name in people
    )


FINDERS: Mapping[str, Callable[[pd.DataFrame], Labels]] = {
    "kind": _kind,
    "year": _year,
    "known_by": _known_by,
    "runtime": _runtime,
    "people": _people,
    "other_sources": _other_sources,
}
"""How each piece of evidence beside name and votes is found."""

_WEIGHTS = {
    piece: {"": 0.0} | {finding: weight.log_odds for finding, weight in EVIDENCE[piece].items()}
    for piece in FINDERS
}
