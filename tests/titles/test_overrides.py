"""The file of decisions: written, read back, refused with the line that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.errors import UsageError
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.titles.keys import LOWEST_MINTED
from reelhouse.titles.overrides import (
    Action,
    Decision,
    checksum,
    overrides_path,
    parse_record,
    parse_title,
    read_overrides,
    write_overrides,
)

HEADER = "decided_on,decision,record,title,name,note"
texts = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1)
titles = st.sampled_from(["tt0133093", str(LOWEST_MINTED)])


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    action = draw(st.sampled_from(get_args(Action)))
    record = draw(titles) if action == "merge" else f"netflix/name/{draw(texts)}"
    needs_title = action in ("merge", "accept")
    title = draw(titles if needs_title else titles | st.just(""))
    return Decision("2026-03-01", action, record, title, draw(texts | st.just("")), draw(texts))


@given(st.lists(decisions()))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, found: list[Decision]
) -> None:
    path = tmp_path_factory.mktemp("overrides") / "titles.csv"

    write_overrides(path, found)

    assert read_overrides(path) == found


def test_no_file_means_no_decisions(tmp_path: Path) -> None:
    assert read_overrides(tmp_path / "none.csv") == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("2026-03-01,accept,netflix/name/x", "3 values, 6 expected"),
        ("yesterday,accept,netflix/name/x,tt0133093,,", "'yesterday' is no day"),
        ("2026-03-01,perhaps,netflix/name/x,tt0133093,,", "'perhaps' is no decision"),
        ("2026-03-01,accept,netflix,tt0133093,,", "'netflix' is no record"),
        ("2026-03-01,accept,netflix/name/x,,,", "'accept' needs a title"),
        ("2026-03-01,reject,netflix/name/x,The Matrix,,", "'The Matrix' is no title"),
        ("2026-03-01,merge,netflix/name/x,tt0133093,,", "'netflix/name/x' is no title"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "titles.csv"
    path.write_text(f"{HEADER}\n2026-03-01,split,tmdb/movie/603,,,\n{line}\n")

    with pytest.raises(UsageError) as refused:
        read_overrides(path)

    assert refused.value.what.startswith(problem)
    assert refused.value.where == f"{path}:3"


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "titles.csv"
    path.write_text("record,title\n")

    with pytest.raises(UsageError, match="columns are record, title"):
        read_overrides(path)


def test_ids_of_records_may_have_slashes() -> None:
    assert parse_record("wikidata/crosswalk/tt1/Q2").id == "tt1/Q2"


def test_a_number_of_imdb_is_its_id() -> None:
    assert parse_title("133093") == parse_title("tt0133093") == "tt0133093"
    assert parse_title(str(LOWEST_MINTED)) == str(LOWEST_MINTED)


def test_decisions_and_thresholds_change_the_checksum(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    settings = load_settings(lake=tmp_path)
    nothing = checksum(lake, settings)
    stricter = load_settings(lake=tmp_path, titles={"accept_confidence": 0.95})

    assert checksum(lake, stricter) != nothing
    write_overrides(
        overrides_path(lake, settings), [Decision("2026-03-01", "split", "tmdb/movie/603", "")]
    )
    assert checksum(lake, settings) != nothing


def test_the_settings_say_where_the_file_lies(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.csv"
    settings = load_settings(lake=tmp_path, titles={"overrides": elsewhere})

    assert overrides_path(Lake(tmp_path), settings) == elsewhere
    assert overrides_path(Lake(tmp_path), load_settings(lake=tmp_path)).parent == tmp_path
