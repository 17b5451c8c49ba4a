"""`reelhouse titles` as a user meets it, on the build of a lake with every source."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from reelhouse.titles.keys import imdb_id
from reelhouse.titles.overrides import read_overrides
from tests.command_line import run_here
from tests.whole_lake import WholeLake


@pytest.fixture
def folder(demo_build: WholeLake, tmp_path: Path) -> Path:
    """A folder whose lake holds that build."""
    gold = tmp_path / "lake" / "gold"
    shutil.copytree(demo_build.lake.gold, gold, copy_function=os.link)
    return tmp_path


def titles(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder."""
    return run_here(folder, "titles", *words)


def answer(folder: Path, *words: str) -> Any:
    """Run a command with --json that must succeed, and read its answer."""
    done = titles(folder, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_review_shows_names_with_their_candidates(folder: Path, demo_build: WholeLake) -> None:
    found = answer(folder, "review", "--source", "netflix", "--limit", "3")

    [(expected,)] = demo_build.rows(
        "select count(distinct record_id) from title_review where source = 'netflix'"
    )
    assert len(found) == min(3, expected) > 0
    for item in found:
        assert item["record"].startswith("netflix/name/")
        shares = [candidate["confidence"] for candidate in item["candidates"]]
        assert shares == sorted(shares, reverse=True)


def test_show_tells_every_record_of_a_title(folder: Path, demo_build: WholeLake) -> None:
    [(key,)] = demo_build.rows(
        "select title_key from bridge_title_source where source = 'jikan' limit 1"
    )

    by_key, by_id = (answer(folder, "show", name) for name in (str(key), imdb_id(key)))

    assert by_key == by_id
    assert {"imdb", "jikan", "tmdb"} <= {record["source"] for record in by_key["records"]}


def test_decisions_are_written_listed_and_taken_back(folder: Path) -> None:
    [item] = answer(folder, "review", "--limit", "1")
    key = item["candidates"][0]["title_key"]

    decision = answer(folder, "accept", item["record"], str(key), "--note", "seen it")
    answer(folder, "split", item["record"])
    listed = answer(folder, "list")

    assert decision["title"] == imdb_id(key)
    assert decision["name"] == item["name"]
    assert [entry["decision"]["decision"] for entry in listed] == ["accept", "split"]
    assert [entry["is_there"] for entry in listed] == [True, True]

    answer(folder, "undo", "2")
    [left] = read_overrides(folder / "lake" / "title_overrides.csv")
    assert left.decision == "accept"
    assert left.note == "seen it"


def test_a_decision_says_when_it_takes_effect(folder: Path) -> None:
    [item] = answer(folder, "review", "--limit", "1")

    done = titles(folder, "reject", item["record"])

    assert done.returncode == 0
    assert "the next `reelhouse build` obeys it" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("accept", "netflix/name/film:Nonesuch", "tt0000001"), "there is no record"),
        (("accept", "netflix", "tt0000001"), "'netflix' is no record"),
        (("show", "tt9999999999"), "there is no title"),
        (("show", "The Matrix"), "'The Matrix' is no title"),
        (("undo", "1"), "there is no decision 1"),
    ],
)
def test_what_is_not_there_is_said(folder: Path, words: tuple[str, ...], problem: str) -> None:
    done = titles(folder, *words)

    assert done.returncode == 2
    assert problem in " ".join(done.stderr.split())
    assert not (folder / "lake" / "title_overrides.csv").exists()


def test_two_titles_of_imdb_are_not_merged(folder: Path, demo_build: WholeLake) -> None:
    (one,), (other,) = demo_build.rows("select title_id_imdb from dim_title limit 2")

    done = titles(folder, "merge", one, other)

    assert done.returncode == 2
    assert "two titles of IMDb stay two" in done.stderr


def test_any_list_of_names_finds_its_titles(folder: Path, demo_build: WholeLake) -> None:
    known = max(demo_build.world.titles, key=lambda title: title.imdb_votes or 0)
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["ours", "name", "year"], ["1", known.names.imdb, str(known.year)], ["2", "Qqq", ""]]
        )

    told = answer(folder, "match", "list.csv", "found.csv")

    with (folder / "found.csv").open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert told["verdicts"] == {"match": 1, "none": 1}
    assert (first["ours"], first["title_id_imdb"], first["verdict"]) == (
        "1",
        known.imdb_id,
        "match",
    )
    assert (second["ours"], second["title_id_imdb"], second["verdict"]) == ("2", "", "none")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("title\nX\n", "there is no column 'name'"),
        ("name,year\nX,soon\n", "a value is not what its column takes"),
        ("name,year\nX\n", "1 values, 2 expected"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused(folder: Path, content: str, problem: str) -> None:
    (folder / "list.csv").write_text(content)

    done = titles(folder, "match", "list.csv", "found.csv")

    assert done.returncode == 2
    assert problem in " ".join(done.stderr.split())
    assert not (folder / "found.csv").exists()
