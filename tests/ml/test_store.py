from __future__ import annotations

from pathlib import Path

import pytest

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.lake import Lake
from reelhouse.ml import names, store
from tests.ml.models import Constant, card, kept

NAME = "hits"


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    monkeypatch.setattr(store, "require_question", lambda name: None)
    return Lake(tmp_path / "lake")


def test_the_version_that_was_promoted_answers(lake: Lake) -> None:
    first = kept(lake, NAME, 1.0, "20260101T000000000Z-train-aaaaaa")
    assert store.champion(lake, NAME) is None

    store.promote(lake, NAME, first.version)

    answering = store.champion(lake, NAME)
    assert answering == first
    assert first.load() == Constant(1.0)
    assert first.card == card()


def test_rollback_goes_back_version_by_version(lake: Lake) -> None:
    versions = [
        kept(lake, NAME, n, f"2026010{n}T000000000Z-train-aaaaaa").version for n in (1, 2, 3)
    ]
    for version in versions:
        store.promote(lake, NAME, version)

    assert store.rollback(lake, NAME).version == versions[1]
    assert store.rollback(lake, NAME).version == versions[0]
    with pytest.raises(UsageError, match="no earlier version"):
        store.rollback(lake, NAME)


def test_promoting_what_answers_changes_nothing(lake: Lake) -> None:
    first = kept(lake, NAME, 1, "20260101T000000000Z-train-aaaaaa")
    store.promote(lake, NAME, first.version)
    store.promote(lake, NAME, first.version)

    with pytest.raises(UsageError, match="no earlier version"):
        store.rollback(lake, NAME)


def test_a_model_that_was_changed_is_not_opened(lake: Lake) -> None:
    version = kept(lake, NAME, 1, "20260101T000000000Z-train-aaaaaa")
    with (version.folder / store.MODEL).open("ab") as file:
        file.write(b"!")

    with pytest.raises(ReelhouseError, match="was changed since"):
        version.load()


def test_a_version_that_is_gone_is_told(lake: Lake) -> None:
    version = kept(lake, NAME, 1, "20260101T000000000Z-train-aaaaaa")
    store.promote(lake, NAME, version.version)
    (version.folder / store.CARD).unlink()

    with pytest.raises(ReelhouseError, match="is gone"):
        store.champion(lake, NAME)


def test_another_version_that_answers_has_another_checksum(lake: Lake) -> None:
    first = kept(lake, NAME, 1, "20260101T000000000Z-train-aaaaaa")
    second = kept(lake, NAME, 2, "20260102T000000000Z-train-aaaaaa", limits=2)
    store.promote(lake, NAME, first.version)
    before = store.answering_models(lake)
    store.promote(lake, NAME, second.version)

    assert before.keys() == store.answering_models(lake).keys() == {NAME}
    assert before != store.answering_models(lake)


def test_unknown_names_are_refused(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    with pytest.raises(UsageError, match="there is no model 'horoscope'"):
        store.require_champion(lake, "horoscope")
    for name in names.question_names()[:1]:
        with pytest.raises(ReelhouseError, match="was not trained yet"):
            store.require_champion(lake, name)
