"""What answers mean by themselves: how long to wait, and what the provider says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.sources.answers import provider_message, retry_after, usual_verdict


@pytest.mark.parametrize(
    ("header", "seconds"), [("0", 0), ("7", 7), (" 12 ", 12), ("1.5", 1.5), ("", None)]
)
def test_seconds_to_wait_are_read(header: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": header}) == seconds


@pytest.mark.parametrize("header", ["soon", "nan", "inf", "-3", "²", "9" * 400])
def test_what_is_no_time_is_none(header: str) -> None:
    assert retry_after({"Retry-After": header}) is None


def test_a_date_is_seconds_from_now_and_one_gone_by_is_none_to_wait() -> None:
    now = datetime.now(UTC)
    later = retry_after({"Retry-After": format_datetime(now + timedelta(hours=1), usegmt=True)})
    assert later is not None
    assert 3500 < later <= 3600
    gone = format_datetime(now - timedelta(hours=1), usegmt=True)
    assert retry_after({"Retry-After": gone}) == 0


@given(st.text(max_size=30))
def test_any_header_is_a_time_or_none(header: str) -> None:
    found = retry_after({"Retry-After": header})
    assert found is None or 0 <= found < 1e12


@pytest.mark.parametrize(
    ("status", "action"),
    [
        (200, "accept"),
        (301, "stop"),
        (400, "stop"),
        (401, "stop"),
        (403, "stop"),
        (404, "skip"),
        (410, "skip"),
        (408, "retry"),
        (429, "retry"),
        (500, "retry"),
        (503, "retry"),
    ],
)
def test_errors_are_told_apart(status: int, action: str) -> None:
    assert usual_verdict(status, {}, {}).action == action


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": {"message": "quota"}}, "quota"),
        ({"errors": [{"message": "no such field"}]}, "no such field"),
        ({"status_message": "Invalid API key"}, "Invalid API key"),
        ({"error": "invalid_client", "error_description": "unknown"}, "unknown"),
        ({"error": "invalid_client"}, "invalid_client"),
        ({"message": "x" * 500}, "x" * 200),
        (["odd"], ""),
        (None, ""),
    ],
)
def test_the_providers_own_words_are_found(body: Any, said: str) -> None:
    assert provider_message(body) == said
