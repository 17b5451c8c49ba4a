"""Where models are kept: one folder a version, and a pointer to the one that answers.

lake/models/<name>/<version>/model.joblib   what predicts
                            /card.json      what is told of it, with checksum and origin
                            /inputs.parquet the features learned from, for drift
                            /asked.parquet  those of the cases it was first asked about
lake/models/<name>/champion.json            which version answers, and which did before
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from reelhouse import clock
from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.lake import Lake
from reelhouse.ml.card import Card
from reelhouse.ml.names import require_question
from reelhouse.objects.registry import present
from reelhouse.sqltext import literal
from reelhouse.storage import read_record, sha256_of, sync_folder, write_json

POINTER = "champion.json"
CARD = "card.json"
MODEL = "model.joblib"
INPUTS = "inputs.parquet"
ASKED = "asked.parquet"
_KEYS = ("name", "version", "trained_at", "build_id", "origin", "model_sha256", "card")


@dataclass(frozen=True, slots=True)
class Version:
    """One trained model.

    Attributes:
        folder: where it lies.
        name: of the question.
        version: sorts by time.
        trained_at: when, ISO 8601 in UTC.
        build_id: the build of gold that it learned from.
        run_id: the run that trained it.
        origin: checksum over data, code, settings and seed; the same origin gives the same model.
        model_sha256: checksum of what predicts, hex.
        card: what is told of it.
        deliveries: what it learned from, as folders of the lake; None where that is not known.
        usual_shifts: how far single times that it learned from are from all of them, by feature.
    """

    folder: Path
    name: str
    version: str
    trained_at: str
    build_id: str
    run_id: str
    origin: str
    model_sha256: str
    card: Card
    deliveries: tuple[str, ...] | None = None
    usual_shifts: Mapping[str, float] = field(default_factory=dict)

    def load(self) -> Any:
        """What predictions are made with.

        Raises:
            ReelhouseError: the file is gone or not as it was stored; such a file is not opened.
        """
        return _load(self.folder / MODEL, self.model_sha256)


@lru_cache(maxsize=32)
def _load(path: Path, expected: str) -> Any:
    import joblib

    present([path])
    # unpickling runs code, so that only what training wrote is opened
    if not path.is_file() or sha256_of(path) != expected:
        raise ReelhouseError(
            "the model is missing or was changed since it was trained",
            where=str(path),
            advice="`reelhouse train` makes a new one; `reelhouse models rollback` takes an "
            "earlier one.",
        )
    return joblib.load(path)


def versions(lake: Lake, name: str) -> list[Version]:
    """All versions of a model, oldest first; one that is damaged is left out."""
    folder = lake.models / name
    if not folder.is_dir():
        return []
    return [_read(path) for path in sorted(folder.iterdir()) if (path / CARD).is_file()]


def champion(lake: Lake, name: str) -> Version | None:
    """The version that answers now; None where none was trained.

    Raises:
        ReelhouseError: the version that the pointer names is gone.
    """
    pointer = lake.models / name / POINTER
    if not pointer.is_file():
        return None
    chosen = lake.models / name / str(read_record(pointer, ["version"])["version"])
    if not (chosen / CARD).is_file():
        raise ReelhouseError(
            f"the version of '{name}' that answers is gone",
            where=str(chosen),
            advice="`reelhouse train` makes a new one; `reelhouse models rollback` takes an "
            "earlier one.",
        )
    return _read(chosen)


def require_champion(lake: Lake, name: str) -> Version:
    """The version that answers now.

    Raises:
        UsageError: there is no such question.
        ReelhouseError: none was trained yet, or it is gone.
    """
    require_question(name)
    found = champion(lake, name)
    if found is None:
        raise ReelhouseError(
            f"'{name}' was not trained yet",
            where=str(lake.models),
            advice=f"`reelhouse train {name}` trains it on the published build.",
        )
    return found


def require_version(lake: Lake, name: str, version: str) -> Version:
    """A version by its name.

    Raises:
        UsageError: there is no such question, or no such version of it.
    """
    require_question(name)
    found = {each.version: each for each in versions(lake, name)}
    if version not in found:
        raise UsageError(
            f"'{name}' has no version '{version}'",
            advice=f"It has: {', '.join(found) or 'none'}.",
        )
    return found[version]


def champions(lake: Lake) -> dict[str, Version]:
    """The version that answers, by question, for all that have one."""
    if not lake.models.is_dir():
        return {}
    found = {
        path.parent.name: champion(lake, path.parent.name)
        for path in sorted(lake.models.glob(f"*/{POINTER}"))
    }
    return {name: version for name, version in found.items() if version}


def answering_models(lake: Lake) -> dict[str, str]:
    """Checksum of the version that answers, by question, without opening any.

    A version that is gone counts by its name, so that the build that needs it says so.
    """
    if not lake.models.is_dir():
        return {}
    answering = {}
    for pointer in sorted(lake.models.glob(f"*/{POINTER}")):
        version = str(read_record(pointer, ["version"])["version"])
        card = pointer.parent / version / CARD
        answering[pointer.parent.name] = sha256_of(card) if card.is_file() else version
    return answering


def promote(lake: Lake, name: str, version: str) -> Version:
    """Let a version answer from now on.

    Raises:
        UsageError: there is no such version.
    """
    found = require_version(lake, name, version)
    pointer = lake.models / name / POINTER
    before = read_record(pointer, ["version", "earlier"]) if pointer.is_file() else None
    earlier = [before["version"], *before["earlier"]] if before else []
    if before and before["version"] == version:
        return found
    point(pointer, version, earlier[:20])
    return found


def rollback(lake: Lake, name: str) -> Version:
    """Let the version answer that did before.

    Raises:
        UsageError: there was none before that is still there.
    """
    require_question(name)
    pointer = lake.models / name / POINTER
    there = {each.version for each in versions(lake, name)}
    record = read_record(pointer, ["version", "earlier"]) if pointer.is_file() else {"earlier": []}
    left = [version for version in record["earlier"] if version in there]
    if not left:
        raise UsageError(f"there is no earlier version of '{name}' to go back to")
    point(pointer, left[0], left[1:])
    return require_version(lake, name, left[0])


def point(pointer: Path, version: str, earlier: list[str]) -> None:
    """Let a version answer, and say which did before, newest first."""
    now = clock.now().isoformat(timespec="seconds")
    write_json(pointer, {"version": version, "promoted_at": now, "earlier": earlier})


def keep(
    lake: Lake, name: str, model: Any, card: Card, *, inputs: Any, build_id: str, run_id: str,
    origin: str, deliveries: Sequence[str] | None = None, asked: Any = None,
    usual_shifts: Mapping[str, float] | None = None,
) -> Version:  # fmt: skip
    """Store a model as a new version, whole or not at all.

    Args:
        lake: where.
        name: of the question.
        model: what predicts.
        card: what is told of it.
        inputs: features learned from, a data frame, or None.
        build_id: the build of gold that it learned from.
        run_id: the run that trained it; it gives the version its name.
        origin: checksum over data, code, settings and seed.
        deliveries: what it learned from, as folders of the lake.
        asked: features of the cases that it is asked about for now, a data frame, or None.
        usual_shifts: how far single times are from all that it learned from, by feature.
    """
    import joblib

    version = run_id.replace("-train-", "-")
    folder = lake.models / name / version
    staging = lake.models / name / f".{version}.tmp"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    joblib.dump(model, staging / MODEL, compress=3)
    for file, features in ((INPUTS, inputs), (ASKED, asked)):
        if features is not None:
            _write_features(staging / file, features)
    write_json(
        staging / CARD,
        {
            "name": name,
            "version": version,
            "trained_at": clock.now().isoformat(timespec="seconds"),
            "build_id": build_id,
            "run_id": run_id,
            "origin": origin,
            "model_sha256": sha256_of(staging / MODEL),
            "card": card.as_record(),
            "deliveries": None if deliveries is None else list(deliveries),
            "usual_shifts": {n: v for n, v in (usual_shifts or {}).items() if math.isfinite(v)},
        },
    )
    staging.rename(folder)
    sync_folder(folder.parent)
    return _read(folder)


def _write_features(path: Path, features: Any) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.register("features", features)
        connection.execute(f"copy features to {literal(str(path))} (format parquet)")


def _read(folder: Path) -> Version:
    record = read_record(folder / CARD, _KEYS)
    try:
        card = Card.from_record(record["card"])
    except (KeyError, TypeError, ValueError) as error:
        raise ReelhouseError(f"the card is damaged: {error}", where=str(folder / CARD)) from error
    return Version(
        folder,
        record["name"],
        record["version"],
        record["trained_at"],
        record["build_id"],
        record["run_id"],
        record["origin"],
        record["model_sha256"],
        card,
        None if record.get("deliveries") is None else tuple(record["deliveries"]),
        record.get("usual_shifts") or {},
    )
