from __future__ import annotations

import pytest

from reelhouse.metrics.definitions import Definitions
from reelhouse.metrics.load import load_definitions


@pytest.fixture(scope="package")
def definitions() -> Definitions:
    """The metrics as they are defined, each bound to empty tables of gold."""
    return load_definitions(bind=True)
