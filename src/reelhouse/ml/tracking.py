"""Trained versions told to MLflow, for teams that compare runs there.

The lake stays the record: a tracking server that does not answer loses nothing that counts.
"""

from __future__ import annotations

import importlib.util
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.ml.card import Card
from reelhouse.ml.store import CARD, MODEL, Version
from reelhouse.redact import without_secrets

if TYPE_CHECKING:
    from mlflow import MlflowClient

ADDRESS = "MLFLOW_TRACKING_URI"
_LONGEST_PARAMETER = 500


def is_tracked() -> bool:
    """Whether MLflow is installed."""
    return importlib.util.find_spec("mlflow") is not None


def track(lake: Lake, version: Version, seconds: float) -> None:
    """Log a version as a run of the experiment `reelhouse/<name>`.

    It goes to the server that `MLFLOW_TRACKING_URI` names, else into `lake/models/mlflow.db`.

    Args:
        lake: whose.
        version: what was trained.
        seconds: wall time of the training.

    Raises:
        ReelhouseError: the server does not answer, or refuses.
    """
    # it would else report the use of it to its makers
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    from mlflow import MlflowClient
    from mlflow.exceptions import MlflowException

    address = os.environ.get(ADDRESS) or f"sqlite:///{lake.models / 'mlflow.db'}"
    shown = without_secrets(address)
    try:
        _log(MlflowClient(address), lake, version, seconds)
    except (MlflowException, OSError) as error:
        raise ReelhouseError(
            f"MLflow did not take the run: {str(error).replace(address, shown)}",
            where=f"{version.name} {version.version}",
            advice="The version is kept in the lake all the same. "
            f"{ADDRESS} says where MLflow answers.",
        ) from error


def _log(client: MlflowClient, lake: Lake, version: Version, seconds: float) -> None:
    run = client.create_run(
        _experiment(client, lake, version.name),
        run_name=version.version,
        tags={
            "reelhouse.version": version.version,
            "reelhouse.build_id": version.build_id,
            "reelhouse.run_id": version.run_id,
            "reelhouse.origin": version.origin,
            "reelhouse.champion": version.card.champion,
            "reelhouse.beats_naive": str(version.card.beats_naive).lower(),
        },
    ).info.run_id
    for name, value in version.card.parameters.items():
        client.log_param(run, _key(name), str(value)[:_LONGEST_PARAMETER])
    for name, value in {**figures(version.card), "training_seconds": seconds}.items():
        client.log_metric(run, _key(name), value)
    client.log_artifact(run, str(version.folder / CARD))
    client.log_artifact(run, str(version.folder / MODEL))
    client.set_terminated(run)


def _experiment(client: MlflowClient, lake: Lake, name: str) -> str:
    title = f"reelhouse/{name}"
    found = client.get_experiment_by_name(title)
    if found is not None:
        return str(found.experiment_id)
    # a server knows its own place; a database would have files laid into the current folder
    folder = (lake.models / "mlflow" / name).absolute().as_uri()
    here = None if os.environ.get(ADDRESS, "").startswith("http") else folder
    return str(client.create_experiment(title, artifact_location=here))


def figures(card: Card) -> dict[str, float]:
    """A card's figures: those of the candidate that answers, and of each other one by its name.

    Args:
        card: of a trained version.

    Returns:
        Figures by name, such as `brier score`, `LightGBM/brier score`, `advantage`.
    """
    found = {name: estimate.value for name, estimate in card.winner.scores.items()}
    for candidate in card.candidates:
        for name, estimate in candidate.scores.items():
            found[f"{candidate.name}/{name}"] = estimate.value
    if card.advantage is not None:
        bounds = asdict(card.advantage)
        found |= {
            "advantage" if part == "value" else f"advantage_{part}": bound
            for part, bound in bounds.items()
            if bound is not None
        }
    found |= {f"coverage_{c.nominal_rate:g}": c.measured_rate for c in card.coverage}
    return {**found, "train_count": card.train_count, "test_count": card.test_count}


def _key(name: str) -> str:
    """A name with nothing in it that MLflow refuses."""
    return "".join(c if c.isalnum() or c in "_-. /" else "_" for c in name)
