"""Rate windows and daily quotas: what is allowed is used, and survives a restart."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelhouse.sources.api import Paused, Quota, Window
from reelhouse.sources.limits import LimitStore, QuotaLedger, RateWindows, resets_at


class CalledOff(Exception):
    """Somebody waited."""


def refuse_to_wait(seconds: float) -> None:
    raise CalledOff


def turn(limiter: RateWindows) -> None:
    with limiter.turn():
        pass


def taken(store: LimitStore, *windows: Window, most: int = 100) -> int:
    """Requests that are let through without waiting."""
    limiter = RateWindows(store.connection, "p", windows, refuse_to_wait)
    for count in range(most):
        try:
            turn(limiter)
        except CalledOff:
            return count
    return most


@pytest.mark.parametrize(
    ("windows", "allowed"),
    [
        ((Window(3, 60),), 3),
        ((Window(5, 60), Window(8, 3600)), 5),
        ((Window(50, 60), Window(8, 3600)), 8),
    ],
)
def test_all_windows_hold_at_once(
    tmp_path: Path, windows: tuple[Window, ...], allowed: int
) -> None:
    with LimitStore(tmp_path / "limits.sqlite") as store:
        assert taken(store, *windows) == allowed


def test_windows_are_remembered_across_restarts(tmp_path: Path) -> None:
    with LimitStore(tmp_path / "limits.sqlite") as store:
        assert taken(store, Window(5, 3600), most=3) == 3
    with LimitStore(tmp_path / "limits.sqlite") as store:
        assert taken(store, Window(5, 3600)) == 2


def test_threads_share_a_window(tmp_path: Path) -> None:
    let_through = []
    with LimitStore(tmp_path / "limits.sqlite") as store:
        limiter = RateWindows(store.connection, "p", [Window(10, 3600)], refuse_to_wait)

        def ask() -> None:
            for _ in range(5):
                try:
                    turn(limiter)
                except CalledOff:
                    return
                let_through.append(1)

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(let_through) == 10


def test_a_quota_is_charged_by_units_and_survives_a_restart(tmp_path: Path) -> None:
    quota = Quota("list", 100)
    with LimitStore(tmp_path / "limits.sqlite") as store:
        ledger = QuotaLedger(store.connection, "youtube", [quota])
        ledger.charge("list", 60)
    with LimitStore(tmp_path / "limits.sqlite") as store:
        ledger = QuotaLedger(store.connection, "youtube", [quota])
        assert ledger.left("list") == 40
        with pytest.raises(Paused, match="60 of today's 100 youtube units"):
            ledger.charge("list", 41)
        ledger.charge("list", 40)
        assert ledger.left("list") == 0


def test_quotas_of_one_provider_do_not_touch_each_other(tmp_path: Path) -> None:
    with LimitStore(tmp_path / "limits.sqlite") as store:
        ledger = QuotaLedger(store.connection, "p", [Quota("list", 10), Quota("search", 2)])
        ledger.charge("search", 2)
        assert (ledger.left("list"), ledger.left("search")) == (10, 0)
        assert "resumes at" in str(ledger.exhaust("list"))
        assert ledger.left("list") == 0


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Tokyo"])
def test_a_quota_is_granted_anew_at_the_providers_midnight(zone: str) -> None:
    at = datetime.fromisoformat(resets_at(Quota("list", 1, zone)))
    there = at.astimezone(ZoneInfo(zone))
    assert (there.hour, there.minute, there.second) == (0, 0, 0)
    hours = (at - datetime.now(UTC)).total_seconds() / 3600
    assert 0 <= hours <= 25


@given(
    st.integers(1, 100_000),
    st.integers(1, 1_000),
    st.sampled_from([("s", 1), ("min", 60), ("h", 3600)]),
)
def test_windows_are_read_as_they_are_written(
    requests: int, number: int, unit: tuple[str, int]
) -> None:
    name, seconds = unit
    assert Window.parse(f"{requests}/{number}{name}") == Window(requests, number * seconds)
    assert Window.parse(f" {requests}/{name}") == Window(requests, seconds)


@given(st.text(max_size=12))
def test_any_text_is_a_window_or_refused(text: str) -> None:
    with suppress(ValueError):
        window = Window.parse(text)
        assert window.requests >= 1
        assert window.seconds > 0


def test_a_text_that_is_no_window_is_quoted() -> None:
    with pytest.raises(ValueError, match="'often' is not a limit such as '3/s'"):
        Window.parse("often")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.lists(
        st.builds(Window, st.integers(1, 12), st.sampled_from([60.0, 61.0, 600.0, 7200.0])),
        min_size=1,
        max_size=4,
    )
)
def test_any_windows_allow_as_much_as_the_strictest(windows: list[Window]) -> None:
    with TemporaryDirectory() as folder, LimitStore(Path(folder) / "limits.sqlite") as store:
        assert taken(store, *windows) == min(window.requests for window in windows)
