"""Keys of titles: which are made, which stay, which are taken over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.titles.keys import (
    HIGHEST_MINTED,
    LOWEST_MINTED,
    Published,
    Title,
    assign_keys,
    imdb_id,
    imdb_number,
    is_minted,
    mint,
)
from reelhouse.titles.records import RecordId

TMDB = RecordId("tmdb", "movie", "603")
NETFLIX = RecordId("netflix", "name", "film:The Matrix")
CATALOGUE = RecordId("catalogues", "title", "hulu:s1")
records = st.builds(
    RecordId,
    st.sampled_from(["tmdb", "netflix", "catalogues"]),
    st.sampled_from(["movie", "name"]),
    st.sampled_from("abcdef"),
)


@given(st.integers(1, 10**9))
def test_ids_and_numbers_of_imdb_go_both_ways(number: int) -> None:
    assert imdb_number(imdb_id(number)) == number
    assert len(imdb_id(number)) >= len("tt0000001")


@given(records, st.sets(st.integers(0, 3)))
def test_a_made_key_is_in_its_range_and_is_nobody_elses(record: RecordId, tries: set[int]) -> None:
    taken: set[int] = set()
    for _ in tries:
        key = mint(record, taken)
        assert LOWEST_MINTED <= key <= HIGHEST_MINTED
        assert key not in taken
        taken.add(key)


@given(st.lists(st.sets(records, min_size=1), max_size=6))
def test_every_title_gets_a_key_of_its_own(groups: list[set[RecordId]]) -> None:
    seen: set[RecordId] = set()
    titles = []
    for group in groups:
        titles.append(Title(None, tuple(sorted(group - seen))))
        seen |= group
    titles = [title for title in titles if title.records]
    first = assign_keys(titles, Published())
    published = Published(
        {r: key for title, key in zip(titles, first.keys, strict=True) for r in title.records}
    )

    again = assign_keys(list(reversed(titles)), published)

    assert len(set(first.keys)) == len(titles)
    assert again.keys == tuple(reversed(first.keys))
    assert again.changes == {}


def test_a_title_of_imdb_has_its_number() -> None:
    assert assign_keys([Title("tt0133093", (TMDB,))], Published()).keys == (133093,)


def test_an_unpublished_title_of_imdb_takes_over_the_published_key() -> None:
    key = mint(NETFLIX, ())

    found = assign_keys([Title("tt0133093", (TMDB, NETFLIX))], Published({NETFLIX: key}))

    assert found.keys == (key,)
    assert found.adopted == {"tt0133093": key}


def test_a_published_title_of_imdb_keeps_its_number() -> None:
    key = mint(NETFLIX, ())
    published = Published({NETFLIX: key}, known_imdb_ids=frozenset({"tt0133093"}).intersection)

    found = assign_keys([Title("tt0133093", (NETFLIX,))], published)

    assert found.keys == (133093,)
    assert found.changes == {key: 133093}


def test_a_taken_over_key_stays_with_imdbs_title() -> None:
    key = mint(NETFLIX, ())
    published = Published({NETFLIX: key}, adopted={"tt0133093": key})

    apart = assign_keys([Title("tt0133093", (TMDB,)), Title(None, (NETFLIX,))], published)

    assert apart.keys[0] == key
    assert is_minted(apart.keys[1])
    assert apart.keys[1] != key


def test_the_record_that_a_key_was_made_from_takes_it_along() -> None:
    key = mint(TMDB, ())
    published = Published({TMDB: key, NETFLIX: key, CATALOGUE: key})

    found = assign_keys([Title(None, (TMDB,)), Title(None, (NETFLIX, CATALOGUE))], published)

    assert found.keys[0] == key
    assert found.keys[1] != key


def test_where_that_record_is_gone_most_of_the_others_take_it() -> None:
    key = mint(RecordId("tmdb", "movie", "gone"), ())
    published = Published({TMDB: key, NETFLIX: key, CATALOGUE: key})

    found = assign_keys([Title(None, (TMDB,)), Title(None, (NETFLIX, CATALOGUE))], published)

    assert found.keys[1] == key
    assert found.keys[0] != key


def test_a_record_moved_by_hand_leaves_the_key_behind() -> None:
    key = mint(TMDB, ())
    titles = [Title(None, (TMDB,), frozenset({TMDB})), Title(None, (NETFLIX,))]

    found = assign_keys(titles, Published({TMDB: key, NETFLIX: key}))

    assert found.keys[1] == key


def test_changes_lead_straight_to_the_key_that_is() -> None:
    second, third = mint(NETFLIX, ()), mint(CATALOGUE, ())
    published = Published({NETFLIX: second, CATALOGUE: third}, changes={LOWEST_MINTED: third})

    found = assign_keys([Title(None, (NETFLIX, CATALOGUE))], published)

    assert found.changes == {LOWEST_MINTED: second, third: second}


@pytest.mark.parametrize("number", [1, 133093, 36_000_000])
def test_no_number_of_imdb_is_a_made_key(number: int) -> None:
    assert not is_minted(number)
