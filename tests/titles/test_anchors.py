"""Ids lead to titles, always towards the better id."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reelhouse.titles.anchors import IdRow, find_anchors
from reelhouse.titles.records import SPACES, Id, RecordId

IMDB_1, IMDB_2 = Id("imdb", "tt1"), Id("imdb", "tt2")
TMDB, MAL, ANILIST = Id("tmdb_tv", "7"), Id("mal", "5"), Id("anilist", "6")


def row(source: str, number: str, *ids: Id) -> IdRow:
    return IdRow(RecordId(source, "title", number), ids)


@st.composite
def id_rows(draw: st.DrawFn) -> list[IdRow]:
    """Rows of a few ids each, in the order of spaces, at most one a space."""
    ids = st.builds(Id, st.sampled_from([*SPACES, "tvdb"]), st.sampled_from("123"))
    sources = st.sampled_from(["tmdb", "fribb", "wikidata", "jikan"])
    order = [*SPACES, "tvdb"]
    rows = draw(st.lists(st.tuples(sources, st.sets(ids, max_size=4)), max_size=12))
    return [
        row(
            source,
            str(number),
            *{i.space: i for i in sorted(found, key=lambda i: order.index(i.space))}.values(),
        )
        for number, (source, found) in enumerate(rows)
    ]


@given(id_rows())
def test_a_record_with_an_imdb_id_is_of_that_title(rows: list[IdRow]) -> None:
    anchors = find_anchors(rows)

    for r in rows:
        if r.ids and r.ids[0].space == "imdb":
            assert anchors[r.record].title == r.ids[0]


@given(id_rows(), st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[IdRow], random: st.DataObject) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert find_anchors(shuffled) == find_anchors(rows)


@given(id_rows())
def test_every_record_with_an_id_finds_a_title_that_is_as_good(rows: list[IdRow]) -> None:
    anchors = find_anchors(rows)

    for r in rows:
        spaces = [SPACES.index(own.space) for own in r.ids if own.space in SPACES]
        if spaces:
            assert SPACES.index(anchors[r.record].title.space) <= min(spaces)


@given(id_rows())
def test_shares_of_what_sources_say_sum_to_one(rows: list[IdRow]) -> None:
    for anchor in find_anchors(rows).values():
        if anchor.shares:
            assert abs(sum(share for _, share in anchor.shares) - 1) < 1e-9
        assert 0 < anchor.confidence <= 1


def test_ids_lead_on_over_several_steps() -> None:
    rows = [
        row("anilist", "6", MAL, ANILIST),
        row("fribb", "1", TMDB, MAL),
        row("tmdb", "7", IMDB_1, TMDB),
    ]

    anchors = find_anchors(rows)

    assert {anchor.title for anchor in anchors.values()} == {IMDB_1}
    assert [anchor.is_own for _, anchor in sorted(anchors.items())] == [False, False, True]


def test_the_most_trusted_source_decides_and_the_others_are_heard() -> None:
    rows = [
        row("fribb", "1", IMDB_1, MAL),
        row("wikidata", "1", IMDB_2, MAL),
        row("wikidata", "2", IMDB_2, MAL),
        row("jikan", "5", MAL),
    ]

    anchor = find_anchors(rows)[RecordId("jikan", "title", "5")]

    assert anchor.title == IMDB_1
    assert anchor.confidence == 0.5
    assert dict(anchor.shares) == {IMDB_1: 0.5, IMDB_2: 0.5}


def test_a_source_speaks_for_what_most_of_its_rows_give() -> None:
    specials = [row("fribb", "1", IMDB_2, TMDB), row("fribb", "2", IMDB_1, TMDB),
                row("fribb", "3", IMDB_1, TMDB)]  # fmt: skip

    anchor = find_anchors([*specials, row("other", "7", TMDB)])[RecordId("other", "title", "7")]

    assert anchor.shares == ((IMDB_1, 1.0),)


def test_without_an_imdb_id_the_best_other_id_names_the_title() -> None:
    anchors = find_anchors([row("anilist", "6", MAL, ANILIST), row("jikan", "5", MAL)])

    assert {anchor.title for anchor in anchors.values()} == {MAL}
