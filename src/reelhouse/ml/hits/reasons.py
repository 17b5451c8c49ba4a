"""Reasons in words that somebody who decides understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reelhouse.ml.releases import Spec

if TYPE_CHECKING:
    import pandas as pd

_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def reason(spec: Spec, title: pd.Series, raises: bool, usual: dict[str, float]) -> str:
    """Why a feature moves the probability, such as `Its budget of $40 million speaks for it`.

    Args:
        spec: the feature.
        title: the title's row of the frame.
        raises: whether it raises the probability.
        usual: the middle of each number over settled titles.
    """
    verb = "speaks for it" if raises else "speaks against it"
    value = title.get(spec.name)
    if value is None or value != value or value == "":
        return f"That its {spec.says} is unknown {verb}"
    if spec.form == "flag":
        return f"{'B' if value else 'Not b'}eing {spec.says.removeprefix('being ')} {verb}".replace(
            "eing other title", "eing known by another title"
        )
    if spec.form == "month":
        return f"A release in {_MONTHS[int(value) - 1]} {verb}"
    if spec.form in {"level", "levels"}:
        return f"Its {spec.says} {str(value).replace(',', ', ')} {verb}"
    middle = usual.get(spec.name)
    compared = f", where {amount(spec, middle)} is usual," if middle is not None else ""
    return f"Its {spec.says} of {amount(spec, float(value))}{compared} {verb}"


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
