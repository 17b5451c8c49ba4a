"""Records that only names stand for are put together; candidates that are rejected drop out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.titles.membership import (
    Candidate,
    NamedRecord,
    group_by_name,
    seasons_together,
    without_rejected,
)
from reelhouse.titles.records import Id, RecordId

named = st.builds(
    NamedRecord,
    st.builds(RecordId, st.sampled_from(["netflix", "catalogues"]), st.just("name"), st.text("ab")),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["a", "b"]),
    st.sampled_from([None, "film", "series"]),
    st.sampled_from([None, 1990, 1991, 2020]),
    st.sampled_from([None, 1, 2]),
)
records = st.lists(named, unique_by=lambda r: r.record)


def netflix(number: int, name: str, **more: object) -> NamedRecord:
    return NamedRecord(RecordId("netflix", "name", str(number)), name, "key", **more)  # type: ignore[arg-type]


def together(*found: NamedRecord) -> bool:
    """Whether all become one title."""
    return len({member.title for member in group_by_name(found).values()}) == 1


@given(records)
def test_every_record_gets_one_title_and_one_founds_it(found: list[NamedRecord]) -> None:
    members = group_by_name(found)

    assert members.keys() == {r.record for r in found}
    founders = [record for record, member in members.items() if member.method == "id"]
    assert len(founders) == len({member.title for member in members.values()})


@given(records)
def test_titles_hold_one_name_one_kind_and_years_that_follow(found: list[NamedRecord]) -> None:
    members = group_by_name(found)

    for one in found:
        for other in found:
            if members[one.record].title == members[other.record].title:
                assert one.key == other.key
                assert None in (one.kind, other.kind) or one.kind == other.kind
                if 2020 in (one.year, other.year):
                    assert {one.year, other.year} <= {None, 2020}


@given(records, st.randoms())
def test_the_order_of_records_does_not_matter(found: list[NamedRecord], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert group_by_name(shuffled) == group_by_name(found)
    assert sorted(seasons_together(shuffled)) == sorted(seasons_together(found))


def test_a_film_and_a_series_of_one_name_are_two() -> None:
    assert not together(netflix(1, "x", kind="film"), netflix(2, "x", kind="series"))


def test_remakes_are_two_and_neighbouring_years_are_one() -> None:
    assert not together(netflix(1, "x", year=1990), netflix(2, "x", year=2020))
    assert together(netflix(1, "x", year=1990), netflix(2, "x", year=1991))


def test_what_says_no_kind_goes_along_where_there_is_one_choice() -> None:
    assert together(netflix(1, "x", kind="film"), netflix(2, "x"))
    assert not together(
        netflix(1, "x", kind="film"), netflix(2, "x", kind="series"), netflix(3, "x")
    )


def test_seasons_ask_together_and_namesakes_alone() -> None:
    seasons = [netflix(1, "x: Season 1", kind="series", season_number=1),
               netflix(2, "x", kind="series")]  # fmt: skip
    remakes = [netflix(3, "x", kind="series"), netflix(4, "x", kind="series")]

    assert seasons_together(seasons) == [(seasons[1].record, seasons[0].record)]
    assert sorted(seasons_together(remakes)) == [(r.record,) for r in remakes]


def test_what_a_rejected_title_was_given_goes_to_the_others() -> None:
    wrong, right = Id("imdb", "tt1"), Id("imdb", "tt2")
    candidates = [Candidate(wrong, "x", None, None, 0.6), Candidate(right, "x", None, None, 0.3)]

    [left] = without_rejected(candidates, {wrong})

    assert left.title == right
    assert left.confidence == pytest.approx(0.75)


def test_a_title_alone_and_rejected_leaves_nothing() -> None:
    wrong = Id("imdb", "tt1")

    assert without_rejected([Candidate(wrong, "x", None, None, 1.0)], {wrong}) == []
