"""What is kept of a build is what was asked, or it is not found."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.dashboards import ahead, answers, kept, shared
from reelhouse.dashboards.answers import AnswerCache
from reelhouse.dashboards.front import FIRST_PAGE
from reelhouse.dashboards.page import all_pages
from reelhouse.gold import Build
from reelhouse.lake import Lake
from tests.dashboards.drawing import drawn
from tests.whole_lake import WholeLake

# what the engine gives for a column; a column holds one of these and places without a value
KINDS = (
    st.integers(-(2**62), 2**62),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.booleans(),
    st.dates(date(1880, 1, 1), date(2200, 1, 1)),
    st.datetimes(datetime.fromisoformat("1880-01-01"), datetime.fromisoformat("2200-01-01")),
)


def column(rows: int) -> st.SearchStrategy[list[object]]:
    return st.one_of([st.lists(st.none() | kind, min_size=rows, max_size=rows) for kind in KINDS])


frames = st.integers(0, 5).flatmap(
    lambda rows: st.lists(column(rows), min_size=1, max_size=4).map(
        lambda columns: pd.DataFrame.from_records(
            list(zip(*columns, strict=True)), columns=[f"c{i}" for i in range(len(columns))]
        )
    )
)


def build_in(folder: Path) -> Build:
    build = Build(folder / "lake" / "gold" / "b1", {"build_id": "b1"})
    build.folder.mkdir(parents=True, exist_ok=True)
    return build


@given(frame=frames)
def test_what_is_kept_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, frame: pd.DataFrame
) -> None:
    build = build_in(tmp_path_factory.mktemp("kept"))

    is_kept = kept.keep(build, "select 1", frame)

    found = kept.find(build, "select 1")
    assert (found is not None) is is_kept
    if found is not None:
        pd.testing.assert_frame_equal(found, frame)


def test_numbers_names_and_days_are_kept(tmp_path: Path) -> None:
    build = build_in(tmp_path)
    frame = pd.DataFrame(
        {"day": [date(2026, 3, 1), None], "genre": ["Drama", None], "n": [1, 2], "r": [0.5, None]}
    )

    assert kept.keep(build, "select 1", frame)
    assert kept.find(build, "select 2") is None


def test_what_would_come_back_as_anything_else_is_not_kept(tmp_path: Path) -> None:
    build = build_in(tmp_path)

    assert not kept.keep(build, "select 1", pd.DataFrame({"mixed": [1, "one"]}))
    assert not kept.keep(build, "select 1", pd.DataFrame({"listed": [["a"], ["b", "c"]]}))
    assert kept.find(build, "select 1") is None


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 500])
def test_a_damaged_file_is_not_believed(tmp_path: Path, content: bytes) -> None:
    build = build_in(tmp_path)
    kept.keep(build, "select 1", pd.DataFrame({"n": [1]}))
    [path] = build.cache.glob("*/*.arrow")

    path.write_bytes(content)

    assert kept.find(build, "select 1") is None


def test_nothing_is_kept_of_a_build_that_was_deleted(tmp_path: Path) -> None:
    build = build_in(tmp_path)
    build.folder.rmdir()

    assert not kept.keep(build, "select 1", pd.DataFrame({"n": [1]}))
    assert not build.cache.exists()


def test_what_lies_with_a_build_lies_in_the_cache_of_its_lake(tmp_path: Path) -> None:
    assert build_in(tmp_path).cache.is_relative_to(Lake(tmp_path / "lake").cache)


def test_the_next_server_asks_nothing_for_its_first_page(
    shown: WholeLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "CACHE", AnswerCache())
    ahead.answer(all_pages()[FIRST_PAGE], shared.server(), before_each=lambda: None)

    asked: list[str] = []

    def noted(build: Build, sql: str, **more: object) -> tuple[list[str], list[tuple[object]]]:
        asked.append(sql)
        return [], []

    monkeypatch.setattr(answers, "CACHE", AnswerCache())
    monkeypatch.setattr(answers, "query", noted)
    drawn(FIRST_PAGE)

    assert asked == []


def test_where_nothing_can_be_kept_pages_are_prepared_all_the_same(
    shown: WholeLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(build: Build, sql: str, frame: pd.DataFrame) -> bool:
        raise OSError("no space left")

    monkeypatch.setattr(kept, "keep", full)
    monkeypatch.setattr(answers, "CACHE", AnswerCache())

    ahead.answer(all_pages()[FIRST_PAGE], shared.server(), before_each=lambda: None)

    assert answers.CACHE.bytes > 0
