"""What is installed is what is needed: the SQL comes along, the tools of development do not."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_module_model_and_gate(wheel: Path) -> None:
    source = ROOT / "src"
    expected = {
        str(path.relative_to(source))
        for path in source.rglob("*")
        if path.suffix in {".py", ".sql", ".yml"}
    }

    with zipfile.ZipFile(wheel) as archive:
        found = set(archive.namelist())

    assert expected <= found
    assert {name.split("/")[0] for name in found} == {
        "reelhouse",
        wheel.name.rsplit("-", 3)[0] + ".dist-info",
    }


def test_the_command_starts_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from reelhouse.cli import main; main()", "--help"],
        env={"PYTHONPATH": str(wheel)},
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "ingest" in done.stdout


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_pin_every_package_by_hash_and_name_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text()
    pins = [line for line in text.splitlines() if "==" in line]

    assert pins
    assert all(pin.endswith("\\") for pin in pins)
    assert "://" not in text


def test_what_only_development_needs_is_not_in_the_lock_of_the_program() -> None:
    pinned = (ROOT / "requirements.lock").read_text()

    for tool in ("pytest", "mypy", "ruff", "mkdocs", "imdb-sqlite"):
        assert f"\n{tool}==" not in pinned
