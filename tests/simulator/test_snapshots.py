from collections.abc import Iterable
from pathlib import Path

import pytest

from reelhouse.simulator import Universe, write_files
from reelhouse.simulator.truth import CHANGES, Change

from .snapshots import Row, Snapshot, Take, items

FILES = [
    "name.basics",
    "title.basics",
    "title.akas",
    "title.crew",
    "title.episode",
    "title.principals",
    "title.ratings",
]
LISTS_BY_TITLE = ("title.akas", "title.crew", "title.episode", "title.principals")


def difference(before: Snapshot, after: Snapshot, name: str) -> tuple[set[str], set[str], set[str]]:
    """Identifiers added, removed and changed."""
    old, new = before.by_id(name), after.by_id(name)
    changed = {key for key in old.keys() & new.keys() if old[key] != new[key]}
    return new.keys() - old.keys(), old.keys() - new.keys(), changed


@pytest.fixture(scope="module")
def days(first: Snapshot, take: Take) -> list[Snapshot]:
    return [first, take(day=1), take(day=2)]


@pytest.mark.parametrize("name", FILES)
def test_the_same_universe_gives_the_same_bytes_on_any_number_of_threads(
    first: Snapshot, again: Snapshot, name: str
) -> None:
    assert again.text(name) == first.text(name)


@pytest.fixture(scope="module")
def again(take: Take) -> Snapshot:
    return take(threads=1)


def test_the_truth_is_the_same_again(first: Snapshot, again: Snapshot) -> None:
    assert again.truth == first.truth


@pytest.mark.parametrize("name", FILES)
def test_another_seed_is_another_universe(first: Snapshot, other: Snapshot, name: str) -> None:
    ours, theirs = first.rows(name), other.rows(name)
    assert len(ours) == pytest.approx(len(theirs), rel=0.06)
    assert len({tuple(row) for row in ours} & {tuple(row) for row in theirs}) < 0.1 * len(ours)


@pytest.fixture(scope="module")
def other(take: Take) -> Snapshot:
    return take(seed=8)


@pytest.mark.parametrize("day", [1, 2])
def test_a_day_changes_exactly_what_the_truth_lists(days: list[Snapshot], day: int) -> None:
    before, after = days[day - 1], days[day]
    told = {kind: set(change.ids or []) for kind, change in after.truth.changes[str(day)].items()}
    added, vanished = told["titles_added"], told["titles_vanished"]

    assert difference(before, after, "title.basics") == (
        added,
        vanished,
        told["titles_renamed"]
        | told["titles_runtime_changed"]
        | told["titles_year_changed"]
        | told["titles_genres_changed"],
    )
    assert difference(before, after, "title.ratings") == (
        told["ratings_added"],
        told["ratings_removed"],
        told["ratings_changed"],
    )
    assert difference(before, after, "name.basics") == (
        told["people_added"],
        set(),
        told["people_renamed"] | told["people_deceased"],
    )
    for name in LISTS_BY_TITLE:
        more, fewer, changed = difference(before, after, name)
        assert more <= added
        assert fewer <= vanished
        assert not changed


def test_weeks_of_changes_add_up(tmp_path: Path) -> None:
    universe = Universe(7, 0.0002)
    snapshots = []
    for day in (0, 20):
        (tmp_path / str(day)).mkdir()
        truth = write_files(universe, tmp_path / str(day), day)
        snapshots.append(Snapshot(tmp_path / str(day), universe, truth))
    before, after = snapshots
    days = after.truth.changes.values()
    ever = {kind: {name for told in days for name in told[kind].ids or []} for kind in CHANGES}
    assert all(ever.values()), {kind for kind, ids in ever.items() if not ids}
    for file, added, removed in (
        ("title.basics", "titles_added", "titles_vanished"),
        ("title.ratings", "ratings_added", "ratings_removed"),
    ):
        ids = (before.by_id(file).keys() | ever[added]) - ever[removed]
        assert after.by_id(file).keys() == ids
    known = sum(map(len, (items(row[5]) for row in after.rows("name.basics"))))
    assert 0 < after.truth.orphans["name.basics.tsv.gz"]["knownForTitles"] < 0.2 * known


def column_changes(days: list[Snapshot], kind: str) -> Iterable[tuple[Row, Row]]:
    before, after = days[0].by_id("title.basics"), days[1].by_id("title.basics")
    for title in days[1].truth.changes["1"][kind].ids or []:
        yield before[title][0], after[title][0]


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("titles_renamed", 1),
        ("titles_year_changed", 4),
        ("titles_runtime_changed", 6),
        ("titles_genres_changed", 7),
    ],
)
def test_each_change_of_a_title_touches_its_own_column(
    days: list[Snapshot], kind: str, column: int
) -> None:
    pairs = list(column_changes(days, kind))
    assert pairs
    for before, after in pairs:
        assert [n for n in range(8) if before[n] != after[n]] == [column]


def test_votes_only_grow(days: list[Snapshot]) -> None:
    before, after = days[0].by_id("title.ratings"), days[1].by_id("title.ratings")
    grown = [after[title][0] != row[0] for title, row in before.items() if title in after]
    assert 0.05 < sum(grown) / len(grown) < 0.11
    for title in before.keys() & after.keys():
        assert int(after[title][0][1]) >= int(before[title][0][1])


def test_new_titles_have_eight_digits_and_the_newest_years(days: list[Snapshot]) -> None:
    basics = days[1].by_id("title.basics")
    new = days[1].truth.changes["1"]["titles_added"].ids
    assert new is not None
    assert len(new) == days[0].universe.new_titles_per_day
    assert all(title >= "tt40000000" and basics[title][0][4] in ("\\N", "2026") for title in new)


def test_a_later_truth_tells_the_earlier_days_too(days: list[Snapshot]) -> None:
    assert days[0].truth.changes == {}
    assert days[2].truth.changes["1"] == days[1].truth.changes["1"]
    assert days[2].truth.date == "2026-03-02"


def test_long_lists_of_changes_are_told_by_their_checksum() -> None:
    many = [f"tt{n:07d}" for n in range(5_001)]
    assert Change.of(many).ids is None
    assert Change.of(many).count == 5_001
    assert Change.of(reversed(many)) == Change.of(many)
    assert Change.of(many[1:]).sha256 != Change.of(many).sha256
    assert Change.of(["tt2", "tt1"]).ids == ["tt1", "tt2"]


@pytest.mark.parametrize("scale", [0, -0.1, 1.01])
def test_a_scale_out_of_range_is_refused(scale: float) -> None:
    with pytest.raises(ValueError, match="scale"):
        Universe(7, scale)


def test_a_negative_day_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="day"):
        write_files(Universe(), tmp_path, day=-1)
