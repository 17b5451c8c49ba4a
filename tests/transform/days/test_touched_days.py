"""Builds make the days that are touched, and leave the others as they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reelhouse.builds import rollback
from reelhouse.errors import ReelhouseError
from reelhouse.gold import query
from reelhouse.retention import erase_entities
from reelhouse.transform.days import make
from reelhouse.verify import verify_lake
from tests.transform.days.team import Team

pytestmark = pytest.mark.long

HOURS, NAMES = "fact_viewing_hour", "fact_viewing_name"


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Team:
    """Sessions of three days, built."""
    team = Team(tmp_path_factory.mktemp("team"))
    team.begin()
    team.make()
    return team


def days(team: Team) -> list[str]:
    """Days on which gold has viewing."""
    rows = query(team.build, f"select distinct cast(hour_at as date) from {HOURS} order by 1")[1]
    return [str(day) for (day,) in rows]


def both(*days: str) -> dict[str, list[str]]:
    """The same days of both tables."""
    return {table: list(days) for table in (HOURS, NAMES)}


def power_cut(path: Path) -> str:
    raise OSError(f"{path} is gone")


# these go on from each other: a lake takes seconds to build


def test_every_day_is_a_file_of_its_own(team: Team) -> None:
    for table in (HOURS, NAMES):
        names = [path.name for path in team.build.table_files(table)]
        assert names == [f"2026-02-{day}.parquet" for day in (25, 26, 27)]
    assert len(team.hours()) == 3


def test_late_data_reopens_its_day_and_the_one_a_session_leaves(team: Team) -> None:
    before = {path.name: path.stat().st_ino for path in team.build.table_files(HOURS)}
    team.sessions("2026-03-02", "S-2 M-2 Alpha 2026-02-24T20:00", "S-5 M-1 Beta 2026-02-28T20:00")
    made = team.make()
    after = {path.name: path.stat().st_ino for path in team.build.table_files(HOURS)}

    assert made == both("2026-02-24", "2026-02-26", "2026-02-28")
    assert days(team) == ["2026-02-24", "2026-02-25", "2026-02-27", "2026-02-28"]
    same = {name for name in before if before[name] == after[name]}
    assert same == {"2026-02-25.parquet", "2026-02-27.parquet"}
    assert not any(finding.problem for finding in verify_lake(team.lake))


def test_consent_reopens_the_days_of_its_member_and_no_others(team: Team) -> None:
    team.members("2026-03-03", {"M-1": False, "M-2": True, "M-3": True})
    made = team.make()

    assert made == {HOURS: ["2026-02-25", "2026-02-27", "2026-02-28"]}
    assert days(team) == ["2026-02-24", "2026-02-27"]


def test_a_rollback_has_the_days_of_its_build(team: Team) -> None:
    newest, held = team.build.build_id, team.hours()
    rollback(team.lake, team.settings)

    assert len(days(team)) == 4
    rollback(team.lake, team.settings, newest)
    assert team.hours() == held


def test_a_build_that_dies_leaves_the_days_as_they_were(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    published, held = team.build.build_id, team.hours()
    team.sessions("2026-03-04", "S-6 M-2 Alpha 2026-02-26T22:00")
    with monkeypatch.context() as patch:
        patch.setattr(make, "sha256_of", power_cut)
        with pytest.raises(ReelhouseError):
            team.make()
    assert (team.build.build_id, team.hours()) == (published, held)

    assert team.make() == both("2026-02-26")
    assert len(team.hours()) == len(held) + 1


def test_who_is_erased_is_on_no_day_any_more(team: Team) -> None:
    erase_entities(team.lake, team.settings, "first_party", ["M-2"])
    made = team.make()

    # deliveries that M-2 was in came again without, and days on which nobody else was are gone
    assert made[HOURS] == ["2026-02-25", "2026-02-27", "2026-02-28"]
    assert days(team) == ["2026-02-27"]
    assert [path.name[:10] for path in team.build.table_files(HOURS)] == made[HOURS]
    assert not any(finding.problem for finding in verify_lake(team.lake))


def test_days_made_one_by_one_are_those_made_at_once(team: Team, tmp_path: Path) -> None:
    other = Team(tmp_path)
    leave_out = shutil.ignore_patterns("gold", ".cache")
    shutil.copytree(team.lake.root, other.lake.root, ignore=leave_out)
    made = other.make()

    assert len(made[HOURS]) == len(other.build.table_files(HOURS))
    assert other.hours() == team.hours()
    names = f"select * from {NAMES} order by all"
    assert query(other.build, names) == query(team.build, names)


def test_verify_names_a_day_that_was_tampered_with(team: Team) -> None:
    path = next(p for p in team.build.table_files(HOURS) if p.name == "2026-02-27.parquet")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(bytes(content))
    [finding] = [finding for finding in verify_lake(team.lake) if finding.problem]

    assert finding.path.endswith(f"{HOURS}/2026-02-27.parquet")
    assert "checksum" in finding.problem
