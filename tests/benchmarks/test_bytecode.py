"""What is installed is compiled once, and every process reads it from there."""

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.bytecode import compile_environment


def test_a_process_reads_modules_that_were_compiled_before_it_started(tmp_path: Path) -> None:
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "answer.py").write_text("NUMBER = 42\n")
    (modules / "template.py").write_text("this is {{ not }} Python\n")

    variables = compile_environment(tmp_path / "cache", [modules])

    [compiled] = (tmp_path / "cache").rglob("answer*.pyc")
    process = subprocess.run(
        [sys.executable, "-v", "-c", "import answer; print(answer.NUMBER)"],
        env=os.environ | variables | {"PYTHONPATH": str(modules)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert process.stdout == "42\n"
    assert f"matches {modules / 'answer.py'}" in process.stderr
    assert str(compiled) in process.stderr
    assert not list(modules.rglob("*.pyc"))
