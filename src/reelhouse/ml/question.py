"""What a question is, and which there are."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelhouse.errors import ReelhouseError
from reelhouse.ml.card import Card
from reelhouse.ml.names import require_question
from reelhouse.ml.tables import Tables
from reelhouse.settings.models import ModelSettings

if TYPE_CHECKING:
    import pandas as pd

    from reelhouse.ml.new_errors import NewErrors
    from reelhouse.ml.store import Version


class NotEnough(ReelhouseError):
    """There is not enough to learn from; the message says what there is and what is needed."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a training knows besides the data.

    Attributes:
        settings: of models; the seed is among them.
        today: the day of the training, ISO 8601.
    """

    settings: ModelSettings
    today: str


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of a training.

    Attributes:
        model: what predictions are made with; it can be pickled.
        card: what is told of it.
        inputs: the features of the cases learned from, a column each, against which drift is
            measured; None where the model has no table of features.
        usual: how far single times that were learned from are from all of them, by feature; what
            is not in it has nothing that is usual.
    """

    model: Any
    card: Card
    inputs: pd.DataFrame | None = None
    usual: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is answered by learning from gold.

    Attributes:
        name: how it is called on the command line and in gold.
        asks: the question in words.
        reads: the tables of gold that it learns from.
        learn: learns from tables; raises NotEnough where that is not possible.
        inputs: the features of the cases that would be predicted now, a column each, as `learn`
            gives them; None where drift is not measured.
        errors: figures of the cases that came true after all that a version learned from, one for
            each measure; None where nothing comes true that could be held against it.
        files: files beside gold that it learns from, by the settings; those that are there count
            for what the model comes of.
    """

    name: str
    asks: str
    reads: tuple[str, ...]
    learn: Callable[[Tables, Context], Learned]
    inputs: Callable[[Tables, Context], pd.DataFrame] | None = None
    errors: Callable[[Tables, Version, Context], tuple[NewErrors, ...]] | None = None
    files: Callable[[Context], Sequence[Path]] = lambda context: ()


def question(name: str) -> Question:
    """A question by name.

    Raises:
        UsageError: there is none of that name.
        ReelhouseError: the libraries of models are not installed.
    """
    require_question(name)
    try:
        module = importlib.import_module(f"reelhouse.ml.{name}.question")
    except ModuleNotFoundError as error:
        raise missing_library(error) from error
    found: Question = module.QUESTION
    return found


def missing_library(error: ModuleNotFoundError) -> ReelhouseError:
    """The error for a library of models that is not installed."""
    return ReelhouseError(
        f"the library {error.name} is not installed",
        advice="`pip install 'reelhouse[ml]'` installs what models need.",
    )
