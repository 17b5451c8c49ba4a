from __future__ import annotations

import pytest

from tests.whole_lake import WholeLake, whole_lake


@pytest.fixture(scope="session")
def demo_build(tmp_path_factory: pytest.TempPathFactory) -> WholeLake:
    """A lake with every simulated source, built; it is for reading."""
    base = tmp_path_factory.getbasetemp()
    return whole_lake(base.parent if base.name.startswith("popen") else base)
