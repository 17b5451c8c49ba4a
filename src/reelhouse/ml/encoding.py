"""From columns of a frame to numbers that models take, learned from the titles of training."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.releases import Spec

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
LEAST_OF_LEVEL = 20
"""Titles that a word needs to be a column of its own."""

LEAST_KNOWN = 20
"""Titles of which a number has to be known to be a column."""

NOTHING = "nothing"
"""The column of a matrix where nothing is known of titles."""

_RIDGE = 1.0
IMPUTED = "budget_usd"


@dataclass(slots=True)
class Encoder:
    """What turns frames into matrices.

    Attributes:
        specs: the columns that are looked at.
        names: of the columns of the matrix.
        feature_of: place in `specs` of each column of the matrix.
        levels: known words, by column of the frame.
        imputation: by which an unknown budget is guessed: means of the other columns and weights,
            the constant last; None where no budget is known.
    """

    specs: tuple[Spec, ...]
    names: list[str] = field(default_factory=list)
    feature_of: list[int] = field(default_factory=list)
    levels: dict[str, list[str]] = field(default_factory=dict)
    imputation: tuple[Floats, Floats, Floats] | None = None

    @classmethod
    def fit(cls, frame: pd.DataFrame, specs: tuple[Spec, ...]) -> Encoder:
        """Learn which words and columns there are.

        Args:
            frame: titles of training.
            specs: columns to look at; those that the frame lacks or does not vary are left out.
        """
        encoder = cls(specs)
        for place, spec in enumerate(specs):
            if spec.name not in frame.columns:
                continue
            if spec.form in {"level", "levels"}:
                counts = _words(frame[spec.name]).value_counts()
                few = min(LEAST_OF_LEVEL, max(2, len(frame) // 20))
                known = sorted(str(word) for word in counts[counts >= few].index)
                if len(known) > 1 or (spec.form == "levels" and known):
                    encoder.levels[spec.name] = known
                    encoder.names += [f"{spec.name}={word}" for word in known]
                    encoder.feature_of += [place] * len(known)
                continue
            numbers = _numbers(frame[spec.name], spec)
            seen = numbers[np.isfinite(numbers)]
            if len(seen) < LEAST_KNOWN or np.ptp(seen) == 0:
                continue
            wanted = ["sin", "cos"] if spec.form == "month" else [""]
            encoder.names += [f"{spec.name}:{part}".rstrip(":") for part in wanted]
            encoder.feature_of += [place] * len(wanted)
        encoder._fit_imputation(frame)
        if not encoder.names:
            # learners take no empty matrix; of one that never varies they learn the base rate
            encoder.names, encoder.feature_of = [NOTHING], [0]
        return encoder

    def transform(self, frame: pd.DataFrame) -> Floats:
        """A row a title and a column a name; NaN where a number is unknown."""
        matrix = self._plain(frame)
        if self.imputation is not None:
            column = self.names.index(IMPUTED)
            means, scales, weights = self.imputation
            unknown = ~np.isfinite(matrix[:, column])
            others = _standard(np.delete(matrix[unknown], column, axis=1), means, scales)
            matrix[unknown, column] = others @ weights[:-1] + weights[-1]
        return matrix

    @property
    def looks_at(self) -> set[str]:
        """Columns of the frame of which something is in the matrix."""
        return {self.specs[place].name for place in self.feature_of} if self.names != [NOTHING] \
            else set()  # fmt: skip

    def unseen(self, row: pd.Series) -> list[str]:
        """The words of a title that training did not know well enough, such as `genre Opera`."""
        found = []
        for name, known in self.levels.items():
            value = row.get(name)
            if isinstance(value, str) and value:
                found += [
                    f"{name.rstrip('s').replace('_', ' ')} {word}"
                    for word in value.split(",")
                    if word not in known
                ]
        return found

    def _plain(self, frame: pd.DataFrame) -> Floats:
        if self.names == [NOTHING]:
            return np.zeros((len(frame), 1))
        columns: list[Floats] = []
        present = {self.specs[place].name for place in self.feature_of}
        for spec in (s for s in self.specs if s.name in present):
            given = frame[spec.name] if spec.name in frame.columns else None
            if spec.name in self.levels:
                columns += _marks(given, self.levels[spec.name], len(frame))
                continue
            numbers = np.full(len(frame), np.nan) if given is None else _numbers(given, spec)
            if spec.form == "month":
                turn = 2 * np.pi * (numbers - 0.5) / 12
                columns += [np.sin(turn), np.cos(turn)]
            else:
                columns.append(numbers)
        return np.column_stack(columns)

    def _fit_imputation(self, frame: pd.DataFrame) -> None:
        """Learn what titles like one whose budget is unknown cost.

        That a budget is known at all often comes of success, so that it must not be seen from the
        matrix. Ridge regression of the known ones on all other columns.
        """
        if IMPUTED not in self.names:
            return
        matrix = self._plain(frame)
        column = self.names.index(IMPUTED)
        known = np.isfinite(matrix[:, column])
        others = np.delete(matrix, column, axis=1)
        with np.errstate(all="ignore"):
            counts = np.isfinite(others).sum(axis=0)
            means = np.where(counts > 0, np.nansum(others, axis=0) / np.maximum(counts, 1), 0.0)
            spread = np.nansum((others - means) ** 2, axis=0) / np.maximum(counts, 1)
        scales = np.where(spread > 0, np.sqrt(spread), 1.0)
        inputs = _standard(others[known], means, scales)
        target = matrix[known, column]
        gram = inputs.T @ inputs + _RIDGE * np.eye(inputs.shape[1])
        centre = float(target.mean())
        weights = np.linalg.solve(gram, inputs.T @ (target - centre))
        self.imputation = (means, scales, np.append(weights, centre))


def _standard(matrix: Floats, means: Floats, scales: Floats) -> Floats:
    """Columns around 0; what is unknown stands at the mean."""
    return np.asarray(np.nan_to_num((matrix - means) / scales, nan=0.0))


def _numbers(column: pd.Series, spec: Spec) -> Floats:
    import pandas as pd

    numbers = pd.to_numeric(column, errors="coerce").astype("float64").to_numpy(copy=True)
    if spec.form == "log":
        numbers = np.log1p(np.where(numbers >= 0, numbers, np.nan))
    return np.asarray(numbers, dtype=np.float64)


def _words(column: pd.Series) -> pd.Series:
    return column.dropna().astype(str).str.split(",").explode()


def _marks(column: Any, words: list[str], count: int) -> list[Floats]:
    """A column of 0 and 1 for each word."""
    if column is None:
        return [np.zeros(count) for _ in words]
    there = [set(str(value).split(",")) if isinstance(value, str) else set() for value in column]
    return [np.array([float(word in mine) for mine in there]) for word in words]
