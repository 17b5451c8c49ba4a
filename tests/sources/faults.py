"""Faults that pass: the same request, made again, gives everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from reelhouse.simulator.faults import Fault

Test = Callable[..., Any]


def after_each_that_passes(
    path: str, error: str = '{"error": "busy"}', cut_after: int = 100
) -> Callable[[Test], Test]:
    """Run a test with each fault as its argument `fault`.

    Args:
        path: of the requests that meet it.
        error: what the provider says with status 200 when something is wrong.
        cut_after: bytes that are sent before a connection breaks, fewer than every answer has.
    """
    faults: Mapping[str, dict[str, Any]] = {
        "too many requests, with the time to wait": {"status": 429, "retry_after": "0", "times": 3},
        "errors of the server": {"status": 502, "times": 2},
        "a cut connection": {"cut_after": cut_after, "times": 1},
        "a web page": {"html": True, "times": 1},
        "null": {"body": "null", "times": 1},
        "an error body with status 200": {"body": error, "times": 1},
    }
    given = [pytest.param(Fault(path=path, **fault), id=name) for name, fault in faults.items()]
    return pytest.mark.parametrize("fault", given)
