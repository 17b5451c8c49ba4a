"""The worked example of `docs/add-a-provider.md`, put into a copy of the package and run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, ROOT, text

PAGE = DOCS / "add-a-provider.md"
_TITLED = re.compile(r'^```\w+ title="([^"]+)"\n(.*?)^```', re.MULTILINE | re.DOTALL)

CONNECTOR = (
    "src/reelhouse/settings/sources.py",
    "src/reelhouse/settings/whole.py",
    "src/reelhouse/sources/terms.py",
    "src/reelhouse/sources/cineclub.py",
    "src/reelhouse/sources/registry.py",
)


def blocks() -> dict[str, str]:
    """What the page puts into which file."""
    return dict(_TITLED.findall(text(PAGE)))


def is_change(block: str) -> bool:
    """Whether a block adds lines in the middle of a file, before the line that it ends with."""
    return block.startswith("+")


def added(block: str) -> list[str]:
    """The lines that a block brings."""
    lines = block.splitlines()
    return [line[1:] for line in lines if line[0] == "+"] if is_change(block) else lines


def put(root: Path, name: str, block: str) -> None:
    path = root / name
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    content = "\n".join(added(block)) + "\n"
    if is_change(block):
        place = "\n" + block.splitlines()[-1][1:] + "\n"
        assert before.count(place) == 1, name
        content = before.replace(place, "\n" + content + place[1:])
    elif before:
        content = f"{before}\n\n{content}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, and the tests that the example needs, with the page's blocks in their files."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(
        ROOT / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
    )
    for name in ("conftest", "silver", "__init__", "sources/__init__", "sources/test_every_source"):
        target = root / "tests" / f"{name}.py"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "tests" / f"{name}.py", target)
    shutil.copy(ROOT / "pyproject.toml", root)
    for name, block in blocks().items():
        put(root, name, block)
    return root


def run(root: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=root,
        env=os.environ | {"PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_provider_costs_less_than_a_hundred_lines() -> None:
    lines = [line for name in CONNECTOR for line in added(blocks()[name])]

    assert 50 < len(lines) < 100


@pytest.mark.long
def test_the_tests_of_the_example_pass(copy: Path) -> None:
    ended = run(copy, "pytest", "-p", "no:cacheprovider", "tests/sources/test_cineclub.py")

    assert "4 passed" in ended


@pytest.mark.long
def test_the_example_does_what_every_source_does(copy: Path) -> None:
    module = "tests/sources/test_every_source.py"
    ended = run(copy, "pytest", "-p", "no:cacheprovider", module, "-k", "cineclub")

    assert re.search(r"(9|\d\d) passed", ended), ended


def test_the_example_is_written_as_everything_else(copy: Path) -> None:
    written = [name for name in blocks() if name.endswith(".py") and not (ROOT / name).exists()]

    assert "All checks passed" in run(copy, "ruff", "check", "--no-cache", *written)
    assert "formatted" in run(copy, "ruff", "format", "--no-cache", "--check", *written)


def test_the_list_of_steps_names_every_block() -> None:
    steps = "\n".join(line for line in text(PAGE).splitlines() if re.match(r"\| \d", line))

    for name in blocks():
        parents = [str(parent) for parent in Path(name).parents]
        assert f"`{name}`" in steps or any(f"`{parent}/`" in steps for parent in parents), name
