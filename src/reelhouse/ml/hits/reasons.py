"""Reasons in words that somebody who decides understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.releases import MAKERS, SPECS, Spec

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
TOPICS = tuple(dict.fromkeys(spec.topic or spec.name for spec in SPECS))
"""What is told as one reason: a feature, or all that makers of a kind did before."""

_SPECS = {spec.name: spec for spec in SPECS}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def by_topic(parts: Floats) -> Floats:
    """Contributions of features, in the order of `SPECS`, added up in that of `TOPICS`."""
    found = np.zeros((len(parts), len(TOPICS)))
    for place, spec in enumerate(SPECS):
        found[:, TOPICS.index(spec.topic or spec.name)] += parts[:, place]
    return found


def reason(topic: str, title: pd.Series, raises: bool, usual: dict[str, float]) -> str:
    """Why a feature moves the probability, such as `Its budget of $40.0 million speaks for it`.

    Args:
        topic: one of `TOPICS`.
        title: the title's row of the frame.
        raises: whether it raises the probability.
        usual: the middle of each number over settled titles.
    """
    if topic not in _SPECS:
        return _past(topic.removesuffix("_past"), title, raises, usual)
    spec = _SPECS[topic]
    verb = "speaks for it" if raises else "speaks against it"
    value = title.get(spec.name)
    if value is None or value != value or value == "":
        return f"That its {spec.says} is unknown {verb}"
    if spec.form == "flag":
        if spec.name == "is_titled_otherwise":
            return f"{'An' if value else 'No'} other title in its own language {verb}"
        return f"{'B' if value else 'Not b'}{spec.says[1:]} {verb}"
    if spec.form == "month":
        return f"A release in {_MONTHS[int(value) - 1]} {verb}"
    if spec.form in {"level", "levels"}:
        return f"Its {spec.says} {str(value).replace(',', ', ')} {verb}"
    middle = usual.get(spec.name)
    compared = f" ({amount(spec, middle)} is usual)" if middle is not None else ""
    return f"Its {spec.says} of {amount(spec, float(value))}{compared} {verb}"


def _past(maker: str, title: pd.Series, raises: bool, usual: dict[str, float]) -> str:
    """What makers did before, by the place of their titles among those of the year."""
    who = MAKERS[maker][0]
    rank, middle = (given.get(f"{maker}_past_votes_rank_rate") for given in (title, usual))
    if rank is None or rank != rank:
        verb = "speaks for it" if raises else "speaks against it"
        if maker == "franchise":
            return f"That it follows no earlier film {verb}"
        return f"That no earlier titles of {who} are known {verb}"
    verb = "speak for it" if raises else "speak against it"
    compared = f", {middle:.0%} is usual" if middle is not None else ""
    what = who if maker == "franchise" else f"earlier titles of {who}"
    what = what[0].upper() + what[1:]
    return f"{what}, more voted on than {rank:.0%} of their year{compared}, {verb}"


def amount(spec: Spec, value: float) -> str:
    """A number of a feature with its unit."""
    if spec.name.endswith("_usd"):
        return f"${value / 1e6:,.1f} million" if value < 1e9 else f"${value / 1e9:,.1f} billion"
    if spec.name.endswith("_rate"):
        return f"{value:.0%}"
    if spec.name.endswith("_minutes"):
        return f"{value:.0f} minutes"
    if spec.name.endswith("_rating"):
        return f"{value:.1f}"
    return f"{value:,.0f}"
