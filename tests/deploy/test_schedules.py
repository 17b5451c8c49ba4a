"""The nightly script and its units: what they call is there, and what fails is told."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docs.commands import commands, parse

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
_CALL = re.compile(r"\breelhouse ((?:[a-z\"$-]+ ?|[A-Z_\d\"$]+ ?)+)")


def calls() -> list[list[str]]:
    """What the script and the units tell the command line."""
    found = []
    for path in (DEPLOY / "nightly.sh", DEPLOY / "systemd" / "reelhouse-metrics.service"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#") and ("step reelhouse" in line or "bin/reelhouse" in line):
                [said] = _CALL.findall(line)
                found.append(said.replace('"', "").split())
    return found


@pytest.mark.parametrize("words", calls(), ids=" ".join)
def test_every_call_parses(words: list[str]) -> None:
    assert parse(words) in commands()


def a_script(folder: Path, failing: str) -> tuple[Path, dict[str, str]]:
    """The script in a folder in which `reelhouse` writes down how it is called."""
    program = folder / ".venv" / "bin" / "reelhouse"
    program.parent.mkdir(parents=True)
    program.write_text(
        '#!/bin/sh\necho "$*" >> calls\nenv | grep ^REELHOUSE_ >> seen\n'
        f'[ "$1" != "{failing}" ] || exit 3\n'
    )
    program.chmod(0o755)
    (folder / "keys.sh").write_text("export REELHOUSE_TMDB__TOKEN=a-token\n")
    clean = {n: v for n, v in os.environ.items() if not n.startswith("REELHOUSE_")}
    return DEPLOY / "nightly.sh", clean | {"REELHOUSE_HOME": str(folder), "BACKUP_TARGET": "/b"}


@pytest.mark.parametrize(("failing", "code"), [("ingest", 3), ("build", 3), ("nothing", 0)])
def test_what_fails_keeps_nothing_from_running_and_is_told(
    tmp_path: Path, failing: str, code: int
) -> None:
    script, variables = a_script(tmp_path, failing)

    done = subprocess.run([script], env=variables, check=False, capture_output=True, text=True)

    assert done.returncode == code
    assert (tmp_path / "calls").read_text().splitlines() == [
        "ingest --all",
        "prune --expired",
        "build",
        "builds prune",
        "backup /b --prune --keep 7",
    ]
    # secrets are there, and nothing that the settings would refuse
    assert set((tmp_path / "seen").read_text().splitlines()) == {"REELHOUSE_TMDB__TOKEN=a-token"}
    assert (f"'reelhouse {failing}" in done.stderr) == bool(code)


def test_pages_are_prepared_where_dashboards_are_served(tmp_path: Path) -> None:
    script, variables = a_script(tmp_path, "nothing")

    subprocess.run([script], env=variables | {"DASHBOARDS": "yes"}, check=True)

    assert "dashboards --prepare" in (tmp_path / "calls").read_text().splitlines()


def test_units_are_what_systemd_takes(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not installed here")
    (tmp_path / "nightly.sh").touch(0o755)
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text(encoding="utf-8")
        # programs have to be there for the check; of this machine's they are not
        text = re.sub(r"^ExecStart=\S+", f"ExecStart={tmp_path / 'nightly.sh'}", text, flags=re.M)
        (tmp_path / path.name).write_text(text)
    units = sorted(str(path) for path in tmp_path.glob("reelhouse*"))

    done = subprocess.run(
        [analyze, "verify", "--recursive-errors=no", *units],
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if "reelhouse" in line] == []


def test_the_line_of_cron_has_its_seven_parts() -> None:
    [line] = [
        line
        for line in (DEPLOY / "reelhouse.cron").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    minute, hour, day, month, weekday, user, command = line.split(maxsplit=6)
    assert (int(minute), int(hour), day, month, weekday) == (30, 4, "*", "*", "*")
    assert user == "reelhouse"
    assert "nightly.sh" in command
