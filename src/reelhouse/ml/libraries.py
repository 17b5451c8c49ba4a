"""The libraries that answers of models are computed with while somebody waits."""

from __future__ import annotations

import contextlib
import importlib

WAITED_FOR = ("sklearn.neighbors", "scipy.optimize")
"""What plans in the Copilot and choices of licences load at their first question."""


def load_libraries() -> None:
    """Load them before the first question; those that are not installed are left out."""
    for name in WAITED_FOR:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
