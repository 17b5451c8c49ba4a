from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# no test depends on how busy the machine is
settings.register_profile("reelhouse", deadline=None)
settings.load_profile("reelhouse")

# models in tests take one thread: more of them starve on a busy machine
os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parents[1]
os.environ["REELHOUSE_CACHE"] = str(ROOT / ".pytest_cache" / "reelhouse")

SHARED_DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the recorded data, which must not be copied and is not on every machine."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the recorded data is not there: {SHARED_DATA}")
    return SHARED_DATA
