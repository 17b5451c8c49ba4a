"""What models answer with is loaded ahead, as far as it is installed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from reelhouse.ml.libraries import WAITED_FOR, load_libraries


def test_all_of_them_are_loaded() -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from reelhouse.ml.libraries import WAITED_FOR, load_libraries; "
            "print(*(n in sys.modules for n in WAITED_FOR)); load_libraries(); "
            "print(*(n in sys.modules for n in WAITED_FOR))",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert said.splitlines() == ["False False", "True True"]


def test_one_that_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = WAITED_FOR
    monkeypatch.setitem(sys.modules, first, None)

    load_libraries()

    assert sys.modules[second]
