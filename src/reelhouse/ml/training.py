"""Train models on the published build: candidates compete, the best is kept with its card."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from reelhouse import __version__, clock
from reelhouse.errors import ReelhouseError
from reelhouse.evidence import Run
from reelhouse.gold import Build, require_current
from reelhouse.lake import Lake
from reelhouse.ml import store, tracking
from reelhouse.ml.card import Card
from reelhouse.ml.erasure import deliveries_read, refuse_erased
from reelhouse.ml.names import question_names
from reelhouse.ml.question import (
    Context,
    NotEnough,
    Question,
    missing_library,
    question,
)
from reelhouse.ml.tables import gold_tables
from reelhouse.settings import Settings
from reelhouse.storage import sha256_of
from reelhouse.transform.inputs import fingerprint_of

Outcome = Literal["trained", "unchanged", "not enough"]
OnModel = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Training:
    """What became of one model.

    Attributes:
        name: of the question.
        outcome: `unchanged` where data, code and settings are those of the version that answers,
            `not enough` where there is not enough to learn from.
        seconds: wall time.
        version: the version that answers now; empty where none does.
        card: its card.
        message: what is missing where there is not enough; what MLflow said where it failed.
    """

    name: str
    outcome: Outcome
    seconds: float
    version: str = ""
    card: Card | None = None
    message: str = ""


def train(
    lake: Lake,
    settings: Settings,
    names: Collection[str] = (),
    *,
    again: bool = False,
    promote: bool = True,
    on_model: OnModel = lambda name, state: None,
) -> list[Training]:
    """Train models on the published build and let them answer from the next build on.

    Args:
        lake: whose gold is learned from, and where models are kept.
        settings: of models.
        names: questions; all by default.
        again: train although nothing changed.
        promote: let the new version answer.
        on_model: called with a model's name when it is started and when it ends.

    Raises:
        ReelhouseError: nothing is built, a library is missing, another training runs, or the
            published build holds what was erased since.
        UsageError: there is no such question.
        NotEnough: one question was named and there is not enough to learn from.
    """
    questions = [question(name) for name in names or question_names()]
    build = require_current(lake)
    context = Context(settings.models, clock.today().isoformat())
    with lake.exclusive("train"), Run.start(lake, "train", settings) as run:
        trainings = []
        for each in questions:
            on_model(each.name, "started")
            with run.step(each.name) as step:
                training = _train(lake, build, each, context, run.run_id, again, promote)
                step.note = training.message or training.outcome
            trainings.append(training)
            on_model(each.name, training.outcome)
        run.outcome = {
            "build_id": build.build_id,
            "models": {
                t.name: {"outcome": t.outcome, "version": t.version, "message": t.message}
                for t in trainings
            },
        }
        if len(questions) == 1 and trainings[0].outcome == "not enough":
            raise NotEnough(trainings[0].message, where=build.build_id)
    return trainings


def _train(
    lake: Lake, build: Build, asked: Question, context: Context, run_id: str, again: bool,
    promote: bool,
) -> Training:  # fmt: skip
    began = time.perf_counter()
    absent = [table for table in asked.reads if table not in build.tables]
    if absent:
        message = f"the build has no table {absent[0]}; `reelhouse build` makes one that has it"
        return Training(asked.name, "not enough", time.perf_counter() - began, message=message)
    refuse_erased(lake, build, asked.reads)
    origin = origin_of(build, asked, context)
    current = store.champion(lake, asked.name)
    if current and current.origin == origin and not again:
        spent = time.perf_counter() - began
        return Training(asked.name, "unchanged", spent, current.version, current.card)
    try:
        with gold_tables(build, asked.reads) as tables:
            learned = asked.learn(tables, context)
            first = asked.inputs(tables, context) if asked.inputs else None
    except NotEnough as error:
        spent = time.perf_counter() - began
        message = f"{error.what}. {error.advice}" if error.advice else error.what
        return Training(asked.name, "not enough", spent, message=message)
    except ModuleNotFoundError as error:
        raise missing_library(error) from error
    kept = store.keep(
        lake,
        asked.name,
        learned.model,
        learned.card,
        inputs=learned.inputs,
        build_id=build.build_id,
        run_id=run_id,
        origin=origin,
        deliveries=deliveries_read(build, asked.reads),
        asked=_unlinked(first),
        usual_shifts=learned.usual,
    )
    if promote:
        store.promote(lake, asked.name, kept.version)
    answering = store.champion(lake, asked.name)
    version = answering.version if answering else ""
    spent = time.perf_counter() - began
    message = _track(lake, kept, spent)
    return Training(asked.name, "trained", spent, version, learned.card, message)


def _unlinked(first: Any) -> Any:
    """Features of the cases first asked about, without the rows of anybody; None for none."""
    if first is None or not len(first.columns):
        return None
    from reelhouse.ml.marginals import unlinked

    return unlinked(first)


def _track(lake: Lake, kept: store.Version, seconds: float) -> str:
    """Tell MLflow where it is installed; what went wrong with that, if anything did."""
    if not tracking.is_tracked():
        return ""
    try:
        tracking.track(lake, kept, seconds)
    except ReelhouseError as error:
        return str(error)
    return ""


def origin_of(build: Build, asked: Question, context: Context) -> str:
    """Checksum over all that a model comes of: data, code, settings with the seed, version, hex."""
    data = {table: build.checksums(table) for table in asked.reads}
    data |= {str(path): [sha256_of(path)] for path in asked.files(context) if path.is_file()}
    settings = context.settings.model_dump(mode="json")
    return fingerprint_of([data, code_checksum(asked.name), settings, __version__])


@cache
def code_checksum(name: str) -> str:
    """Checksum of the code that a model is trained with: its package and what all share, hex."""
    folder = Path(__file__).parent
    paths = sorted([*folder.glob("*.py"), *(folder / name).rglob("*.py")])
    return fingerprint_of([[path.name, sha256_of(path)] for path in paths])
