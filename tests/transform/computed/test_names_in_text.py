from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reelhouse.transform.computed.names_in_text import NameBook, book_of, is_strong, mentions, plain

NAMES = [
    (1, "The Crooked Riddle", 900.0),
    (2, "Dark", 50.0),
    (3, "Dark Harbour Nights", 20.0),
    (4, "Amélie of the Lanterns (2001)", 70.0),
    (5, "眠る郵便局", 10.0),
    (6, "नीला सफ़र", 10.0),
    (7, "Drama", 10.0),
    (8, "1742", 10.0),
    (9, "Twin Meadow Story", 100.0),
    (10, "Twin Meadow Story", 90.0),
    (11, "Lost Comet Return", 999.0),
    (12, "Lost Comet Return", 1.0),
]


@pytest.fixture(scope="module")
def book() -> NameBook:
    return book_of(NAMES, least_confidence=0.95, never_hashtags=["Drama"])


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("just watched the crooked RIDDLE again", [1]),
        ("the crooked riddles of life", []),
        ("Dark: so good", [2]),
        ("it was dark outside", []),
        ("Dark Season 2 | Official Trailer", [2]),
        ("Dark Harbour Nights ending explained", [3]),
        ("I loved Amelie of the lanterns!", [4]),
        ("今日は眠る郵便局を見た", [5]),
        ("what a ride #DarkHarbourNights", [3]),
        ("watching #नलसफर tonight", [6]),
        ("the plot makes no sense #Drama", []),
        ("in 1742 there was a war", []),
        ("1742: what a year", [8]),
        ("#1742", []),
        ("see https://example.org/dark and @dark", []),
        ("Twin Meadow Story is out", []),
        ("Lost Comet Return is out", [11]),
        ("The Crooked Riddle or Dark Harbour Nights?", [1, 3]),
        ("", []),
    ],
)
def test_finds_names_where_they_are_meant(book: NameBook, text: str, titles: list[int]) -> None:
    assert [mention.title_key for mention in mentions(text, book)] == titles


def test_says_how_sure_it_is(book: NameBook) -> None:
    [mention] = mentions("Lost Comet Return is out #lostcometreturn", book)

    assert (mention.method, mention.name) == ("hashtag", "lost comet return")
    assert mention.confidence == pytest.approx(0.999)


def test_hashtags_beside_a_text_count_too(book: NameBook) -> None:
    [mention] = mentions("so good", book, ["thecrookedriddle"])

    assert (mention.title_key, mention.method) == (1, "hashtag")


def test_a_shorter_name_within_one_of_several_titles_is_not_taken_instead() -> None:
    names = [
        (1, "Recipe", 9.0),
        (2, "Recipe: Hungry Deluge", 5.0),
        (3, "Recipe: Hungry Deluge", 5.0),
    ]

    assert mentions("Recipe: Hungry Deluge tonight", book_of(names, least_confidence=0.9)) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("dark", False), ("you and me", False), ("the riddle", False), ("crooked riddle", True)],
)
def test_names_of_everyday_words_are_weak(name: str, expected: bool) -> None:
    assert is_strong(name) is expected


words = st.lists(
    st.sampled_from(["amber", "comet", "quartz", "thimble", "willow", "ferret"]), min_size=1
)


@given(words, words, words)
def test_a_strong_name_is_found_in_whatever_stands_around_it(
    before: list[str], name: list[str], after: list[str]
) -> None:
    wanted = " ".join(["Velvet", *name[:5], "Harbour"])
    text = " ".join([*before, wanted.upper(), *after])

    book = book_of([(1, wanted, 1.0)], least_confidence=1)

    assert [mention.title_key for mention in mentions(text, book)] == [1]


@given(st.text(max_size=80))
@example("\U0001d400")
def test_any_text_can_be_read(text: str) -> None:
    book = book_of(NAMES, least_confidence=0.95)

    assert plain(plain(text)) == plain(text)
    assert len({m.title_key for m in mentions(text, book)}) == len(mentions(text, book))
