"""`ingest`, `terms`, `prune`, `export` and silver as a user meets them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.settings_file import write_settings
from reelhouse.simulator.world import World
from reelhouse.sources.registry import MODULES
from tests.command_line import run_here
from tests.docs.commands import commands, flags


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder with settings for simulated providers, and the keys to them."""
    folder = tmp_path_factory.mktemp("cli")
    with SimulatorServer(folder / "none", world=World(titles=60), limits=False) as server:
        keys = write_settings(server, folder / "reelhouse.toml", limits=False)
        yield folder, keys


def run(
    place: tuple[Path, dict[str, str]], *words: str, lake: Path, keys: bool = True
) -> subprocess.CompletedProcess[str]:
    folder, given = place
    environment = {k: v for k, v in os.environ.items() if not k.startswith("REELHOUSE_")}
    environment["REELHOUSE_CACHE"] = os.environ["REELHOUSE_CACHE"]
    environment |= given if keys else {}
    return run_here(folder, "--lake", str(lake), *words, environment=environment)


def answer(place: tuple[Path, dict[str, str]], *words: str, lake: Path) -> Any:
    done = run(place, *words, "--json", lake=lake)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_from_a_provider_to_silver(place: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    report = answer(place, "ingest", "apple_music", "--set", "entries=5", lake=tmp_path)
    rows = {d["resource"]: d["rows"] for d in report["deliveries"]}
    assert max(rows.values()) > 0
    status = answer(place, "status", lake=tmp_path)
    arrived = {r["resource"] for r in status["resources"] if r["snapshots"]}
    assert arrived == {name for name, count in rows.items() if count}
    silver = run(
        place,
        *("sql", "--silver", "select count(*) as entries from silver_apple_music__chart_entry"),
        lake=tmp_path,
    )
    assert silver.returncode == 0, silver.stderr
    assert "Charts by Apple Music" in silver.stderr
    assert answer(place, "verify", lake=tmp_path)["problems"] == []


def test_several_sources_one_of_which_fails(
    place: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    done = run(place, "ingest", "fribb", "tmdb", "wikidata", lake=tmp_path, keys=False)
    assert done.returncode == 1
    assert "REELHOUSE_TMDB__TOKEN" in done.stderr
    assert (tmp_path / "bronze" / "fribb").is_dir()


def test_a_failure_is_told_once_and_of_its_own_source(
    place: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    words = ("ingest", "jikan", "apple_music", "--set", "jikan.details=nonsense")
    done = run(place, *words, "--json", lake=tmp_path)
    assert done.returncode != 0
    assert done.stderr.count("has no detail") == 1
    failed, good = json.loads(done.stdout)
    assert "has no detail" in failed["error"]
    assert (good["source"], "error" in good) == ("apple_music", False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ingest",), "no source was named"),
        (("ingest", "netflicks"), "there is no source 'netflicks'"),
        (("ingest", "jikan", "--set", "topp=5"), "jikan.topp"),
        (("ingest", "jikan", "--set", "top"), "--set top is not understood"),
        (("ingest", "jikan", "anilist", "--set", "top=5"), "SOURCE.KEY=VALUE"),
        (("ingest", "jikan", "--from", "/no/such/folder"), "is an API"),
        (("ingest", "jikan", "--as-of", "2024-01-01"), "does not take --as-of"),
        (("ingest", "netflix", "--limit", "5"), "does not take --limit"),
        (("ingest", "--all", "imdb"), "--all takes no names"),
        (("prune",), "say what to remove"),
        (("prune", "--source", "x"), "say what to remove"),
        (("terms", "netflicks"), "there is no source 'netflicks'"),
    ],
)
def test_wrong_words_are_refused(
    place: tuple[Path, dict[str, str]], tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = run(place, *words, lake=tmp_path / "lake")
    assert done.returncode == 2, done.stderr
    assert said in " ".join(done.stderr.split())
    assert not (tmp_path / "lake").exists()


def test_a_key_in_a_file_is_refused(place: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    config = tmp_path / "with-key.toml"
    config.write_text('[tmdb]\ntoken = "canary-in-a-file"\n')
    done = run(place, "--config", str(config), "status", lake=tmp_path)
    assert done.returncode == 2
    assert "REELHOUSE_TMDB__TOKEN" in done.stderr
    assert "canary" not in done.stderr + done.stdout


def test_terms_name_every_source_and_where_its_rule_stands(
    place: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    rules = answer(place, "terms", lake=tmp_path)
    assert {rule["source"] for rule in rules} == set(MODULES)
    by_source = {rule["source"]: rule for rule in rules}
    assert by_source["youtube"]["keep_days"] == 30
    assert not by_source["imdb"]["may_redistribute"]
    assert all(rule["origin"] and rule["read_on"] for rule in rules)


def test_nothing_expired_is_said(place: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    answer(place, "ingest", "apple_music", "--set", "entries=5", lake=tmp_path)
    done = run(place, "prune", "--expired", lake=tmp_path)
    assert (done.returncode, done.stdout) == (0, "nothing has expired\n")


def test_templates_are_written_and_can_be_ingested(
    place: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    folder = tmp_path / "templates"
    written = answer(place, "init", "--templates", str(folder), lake=tmp_path / "lake")["written"]
    assert any(path.endswith("licensing_deals.csv") for path in written)
    report = answer(place, "ingest", "first_party", "--from", str(folder), lake=tmp_path / "lake")
    assert {d["status"] for d in report["deliveries"]} == {"delivered"}


def test_sources_tells_what_can_be_had_and_what_each_takes(
    place: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    rows = {row["source"]: row for row in answer(place, "sources", lake=tmp_path)}
    assert list(rows) == list(MODULES)
    assert rows["tmdb"]["is_usable"]
    options = {flag.removeprefix("--") for flag in flags(commands()["ingest"])}
    assert all(set(row["takes"]) <= options for row in rows.values())

    said = json.loads(run(place, "sources", "--json", lake=tmp_path, keys=False).stdout)
    [tmdb] = [row for row in said if row["source"] == "tmdb"]
    assert not tmdb["is_usable"]
    assert tmdb["reason"] == "set REELHOUSE_TMDB__TOKEN in the environment"
    shown = run(place, "sources", lake=tmp_path, keys=False).stdout
    assert "REELHOUSE_TMDB__TOKEN" in shown


def test_a_key_on_the_command_line_is_refused(
    place: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    done = run(place, "ingest", "x", "--set", "token=canary-on-a-line", lake=tmp_path / "lake")
    assert done.returncode == 2
    assert "REELHOUSE_X__TOKEN" in done.stderr
    assert "canary" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:9", "cannot be reached (the connection is refused)"),
        ("http://no-such-host.invalid", "cannot be reached (nobody knows its name)"),
    ],
)
def test_no_network_is_said_in_words(
    place: tuple[Path, dict[str, str]], tmp_path: Path, address: str, said: str
) -> None:
    (tmp_path / "once.toml").write_text("download_attempts = 1\n")
    done = run(
        place,
        *("--config", str(tmp_path / "once.toml"), "ingest", "fribb", "--from", address, "--json"),
        lake=tmp_path / "lake",
    )
    assert done.returncode == 1
    assert said in " ".join(done.stderr.split())
    assert said in json.loads(done.stdout)["error"]
