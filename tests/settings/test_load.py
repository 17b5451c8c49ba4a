from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from reelhouse.errors import UsageError
from reelhouse.settings import load_settings


def test_file_wins_over_defaults_environment_over_file_and_call_over_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reelhouse.toml").write_text(
        'lake = "from_file"\nkeep_builds = 2\n[imdb]\nbase_url = "http://file/"\n'
    )
    assert load_settings().lake == Path("from_file")
    assert load_settings().imdb.base_url == "http://file/"

    monkeypatch.setenv("REELHOUSE_LAKE", "from_env")
    monkeypatch.setenv("REELHOUSE_IMDB__BASE_URL", "http://env/")
    assert load_settings().lake == Path("from_env")
    assert load_settings().imdb.base_url == "http://env/"
    assert load_settings().keep_builds == 2

    assert load_settings(lake=Path("from_call")).lake == Path("from_call")


def test_a_mistyped_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "reelhouse.toml").write_text("max_reject_shares = 0.1\n")

    with pytest.raises(UsageError, match=r"reelhouse\.toml.*max_reject_shares"):
        load_settings()


@pytest.mark.parametrize(
    "name", ["REELHOUSE_MAX_REJECT_SHAR", "REELHOUSE_IMDB__URL", "REELHOUSE_ENGINES__THREADS"]
)
def test_a_mistyped_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")

    with pytest.raises(UsageError, match=name):
        load_settings()


def test_a_value_out_of_range_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELHOUSE_MAX_REJECT_SHARE", "2")

    with pytest.raises(UsageError, match="max_reject_share"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [("REELHOUSE_ENGINE__MEMORY_LIMIT", "lots"), ("REELHOUSE_LAKE", "gs://bucket/prefix")],
)
def test_what_cannot_be_done_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(UsageError, match=value.replace("://", ":/+")):
        load_settings()


def test_broken_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "reelhouse.toml").write_text("lake = \n")

    with pytest.raises(UsageError, match=r"reelhouse\.toml.*not valid TOML"):
        load_settings()


def test_a_settings_file_that_is_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such settings file"):
        load_settings(tmp_path / "other.toml")


def test_a_key_may_have_the_line_end_of_the_file_it_was_read_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REELHOUSE_TMDB__TOKEN", " canary\r\n")
    assert load_settings().tmdb.token.get_secret_value() == "canary"


@pytest.mark.parametrize("value", ["canary\rmore", "canary\nmore", "canäry"])
def test_a_key_that_no_request_can_carry_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("REELHOUSE_TMDB__TOKEN", value)
    with pytest.raises(UsageError, match=r"tmdb\.token.*line break") as refused:
        load_settings()
    shown = "".join(traceback.format_exception(refused.value))
    assert value not in shown
    assert repr(value)[1:-1] not in shown
