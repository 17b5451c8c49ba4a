from __future__ import annotations

import socket
from pathlib import Path

import pytest
from mlflow import MlflowClient

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.ml.store import Version
from reelhouse.ml.tracking import ADDRESS, figures, track
from tests.ml.models import card, kept

RUN = "20260101T000000000Z-train-aaaaaa"


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    monkeypatch.delenv(ADDRESS, raising=False)
    return Lake(tmp_path / "lake")


@pytest.fixture
def version(lake: Lake) -> Version:
    return kept(lake, "hits", 1.0, RUN)


def test_a_version_is_a_run_with_figures_and_files(lake: Lake, version: Version) -> None:
    track(lake, version, 2.5)

    client = MlflowClient(f"sqlite:///{lake.models / 'mlflow.db'}")
    [experiment] = [e for e in client.search_experiments() if e.name == "reelhouse/hits"]
    [run] = client.search_runs([experiment.experiment_id])
    assert run.info.status == "FINISHED"
    assert run.info.run_name == version.version
    assert run.data.params == {"trees": "200"}
    assert run.data.metrics == {**figures(version.card), "training_seconds": 2.5}
    assert run.data.tags["reelhouse.origin"] == version.origin
    logged = {file.path for file in client.list_artifacts(run.info.run_id)}
    assert logged == {"card.json", "model.joblib"}


def test_figures_are_those_of_every_candidate() -> None:
    found = figures(card())

    assert found["brier score"] == found["forest/brier score"] == 0.15
    assert found["base rate/brier score"] == 0.2
    assert (found["advantage"], found["advantage_low"], found["advantage_high"]) == (
        0.05,
        0.02,
        0.08,
    )
    assert found["coverage_0.8"] == 0.78


def test_a_server_that_does_not_answer_is_told_without_its_password(
    lake: Lake, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        monkeypatch.setenv(ADDRESS, f"http://user:s3cret@127.0.0.1:{port}")
        monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")

        with pytest.raises(ReelhouseError, match="MLflow did not take the run") as caught:
            track(lake, version, 1.0)

    assert "s3cret" not in str(caught.value)
    assert version.load().value == 1.0
