"""The parsed SQL project is kept for the next process, and is the same when it comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reelhouse.transform import parsed
from reelhouse.transform.dbt import command_options

TARGET = "duckdb"


def project(folder: Path | None, scratch: Path, *, with_tests: bool = False) -> Any:
    options = command_options(scratch, TARGET)
    return parsed.parsed_project(options, TARGET, folder, with_tests=with_tests)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which another process has kept what it parsed."""
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsed, "_known", {})
        project(folder, tmp_path_factory.mktemp("scratch"))
    return folder


@pytest.fixture(autouse=True)
def another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsed, "_known", {})


class Parsed(Exception):
    """dbt was asked to parse."""


@pytest.fixture
def no_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(options: object) -> None:
        raise Parsed

    monkeypatch.setattr(parsed, "_parse", parse)


@pytest.fixture
def parsing_is_quick(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What parsing gives, at once and to a process that knows nothing yet."""
    whole = project(kept, tmp_path, with_tests=True)
    monkeypatch.setattr(parsed, "_known", {})
    monkeypatch.setattr(parsed, "_parse", lambda options: whole)
    return whole


@pytest.mark.usefixtures("no_parsing")
def test_what_was_kept_is_read_and_nothing_is_parsed(kept: Path, tmp_path: Path) -> None:
    whole = project(kept, tmp_path, with_tests=True)
    models = project(kept, tmp_path)

    assert {node.resource_type for node in models.nodes.values()} == {"model"}
    assert models.nodes == {k: n for k, n in whole.nodes.items() if n.resource_type == "model"}
    assert any(node.resource_type == "test" for node in whole.nodes.values())
    assert whole.unit_tests
    assert models.macros == whole.macros
    assert models.sources == whole.sources


@pytest.mark.usefixtures("no_parsing")
def test_a_damaged_file_is_not_read(kept: Path, tmp_path: Path) -> None:
    for path in kept.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes()[:-1] + b"\xff")

    with pytest.raises(Parsed):
        project(tmp_path, tmp_path)


@pytest.mark.usefixtures("no_parsing")
def test_another_project_is_another_file(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsed, "project_checksum", lambda: "0" * 64)

    with pytest.raises(Parsed):
        project(kept, tmp_path)


@pytest.mark.usefixtures("parsing_is_quick")
def test_what_an_earlier_project_came_to_goes(kept: Path, tmp_path: Path) -> None:
    earlier = ["0000-1.0-duckdb.msgpack", "0000-1.0-1.0-duckdb-whole.msgpack"]
    for name in [*earlier, "0000-1.0-1.0-spark-whole.msgpack"]:
        (tmp_path / name).write_bytes(b"")

    project(tmp_path, tmp_path)

    left = {path.name for path in tmp_path.iterdir() if path.suffix == ".msgpack"}
    assert left == {"0000-1.0-1.0-spark-whole.msgpack", *(path.name for path in kept.iterdir())}


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(
    parsing_is_quick: Any, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")

    assert project(tmp_path / "file", tmp_path, with_tests=True) is parsing_is_quick
