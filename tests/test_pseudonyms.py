"""Members' pseudonyms: the same while the secret is, and nothing without it."""

from __future__ import annotations

import hashlib
import hmac
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.lake import Lake
from reelhouse.pseudonyms import Pads, member_pads, pads_of, pseudonym
from reelhouse.settings import load_settings


def hmac_of(pads: Pads, message: bytes) -> str:
    """What the models compute in SQL."""
    inner = hashlib.sha256(pads.inner + message).digest()
    return hashlib.sha256(pads.outer + inner).hexdigest()


@given(secret=st.binary(min_size=1, max_size=200), message=st.binary(max_size=100))
def test_padded_keys_give_the_hmac_of_the_standard_library(secret: bytes, message: bytes) -> None:
    assert hmac_of(pads_of(secret), message) == hmac.new(secret, message, "sha256").hexdigest()


def test_a_pseudonym_is_the_one_that_builds_give() -> None:
    # the figure of the unit test of dim_member
    assert pseudonym("M-1", pads_of(b"reelhouse")) == 248331928233865010


def test_a_lake_draws_its_own_secret_once_and_keeps_it_for_its_owner(tmp_path: Path) -> None:
    one, other = Lake(tmp_path / "one"), Lake(tmp_path / "other")
    settings = load_settings(lake=one.root)

    first = member_pads(one, settings)

    assert member_pads(one, settings) == first
    assert member_pads(other, settings) != first
    assert stat.S_IMODE(one.pseudonym_secret.stat().st_mode) == 0o600
    assert len(one.pseudonym_secret.read_bytes()) == 32


def test_a_secret_of_the_environment_is_taken_and_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "correct horse battery staple, and more"
    monkeypatch.setenv("REELHOUSE_PSEUDONYMS__SECRET", secret)
    lake = Lake(tmp_path / "lake")
    settings = load_settings(lake=lake.root)

    assert member_pads(lake, settings) == pads_of(secret.encode())
    assert not lake.pseudonym_secret.exists()
    assert secret not in settings.model_dump_json()


def test_a_secret_that_can_be_guessed_is_refused_and_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELHOUSE_PSEUDONYMS__SECRET", "hunter2")

    with pytest.raises(UsageError, match="fewer than 32 characters") as refused:
        load_settings(lake=tmp_path)
    assert "hunter2" not in str(refused.value)


def test_a_secret_must_not_stand_in_a_file(tmp_path: Path) -> None:
    config = tmp_path / "reelhouse.toml"
    config.write_text(f'[pseudonyms]\nsecret = "{"x" * 40}"\n')

    with pytest.raises(UsageError, match="REELHOUSE_PSEUDONYMS__SECRET"):
        load_settings(config)


def test_a_damaged_secret_is_not_replaced_silently(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    settings = load_settings(lake=lake.root)
    member_pads(lake, settings)
    lake.pseudonym_secret.write_bytes(b"short")

    with pytest.raises(ReelhouseError, match="damaged"):
        member_pads(lake, settings)
