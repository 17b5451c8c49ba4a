"""Records of all sources find their title and its key, build after build."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelhouse.titles.keys import is_minted
from reelhouse.titles.overrides import Decision
from tests.titles.desk import Desk, imdb, record

JIKAN = record("jikan", "anime", "5", "Kaze no Uta", kind="series", title_id_mal=5, is_anime=True)
FRIBB = record(
    "fribb", "crosswalk", "mal:5", title_id_mal=5, title_id_imdb="tt0000009", season_number=1
)
TMDB = record(
    "tmdb", "tv", "70", "Song of the Wind", kind="series", title_id_tmdb_tv=70, year=2019,
    title_id_imdb="tt0000009",
)  # fmt: skip
NETFLIX = record("netflix", "name", "tv:Song of the Wind", "Song of the Wind", kind="series")
SERIES = imdb(9, "Song of the Wind", title_type="tvSeries", start_year=2019, akas=["Kaze no Uta"])
FILM = imdb(8, "Song of the Wind", start_year=1950, votes=20)

SHARES: dict[str, list[dict[str, Any]]] = {
    "jikan": [JIKAN],
    "fribb": [FRIBB],
    "tmdb": [TMDB],
    "netflix": [NETFLIX],
    "imdb": [SERIES, FILM],
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def arrive(desk: Desk, sources: list[str]) -> dict[str, int]:
    """Resolve what some sources know."""
    records = [row for name in sources if name != "imdb" for row in SHARES[name]]
    return desk.run(records, SHARES["imdb"] if "imdb" in sources else ())


def test_ids_names_and_crosswalks_lead_to_one_title(desk: Desk) -> None:
    keys = arrive(desk, list(SHARES))

    assert set(keys.values()) == {9}
    methods = dict(desk.rows("bridge_title_source", "source, method"))
    assert methods == {"imdb": "id", "tmdb": "id", "jikan": "crosswalk", "netflix": "match"}


def test_a_season_is_what_the_list_of_anime_says(desk: Desk) -> None:
    arrive(desk, list(SHARES))

    seasons = dict(desk.rows("bridge_title_source", "source, season_number"))
    assert seasons["jikan"] == 1


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(list(SHARES)))
def test_keys_stay_whatever_arrives_next(order: list[str], tmp_path_factory: Any) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    before: dict[str, int] = {}
    for count in range(1, len(order) + 1):
        keys = arrive(desk, order[:count])
        changed = dict(desk.rows("title_key_change", "old_title_key, title_key"))
        assert {r: changed.get(key, key) for r, key in before.items()} == {
            r: keys[r] for r in before
        }
        before = keys
    assert len(set(before.values())) == 1


def test_a_title_that_names_alone_stood_for_hands_its_key_to_imdbs(desk: Desk) -> None:
    published = arrive(desk, ["netflix"])["netflix/name/tv:Song of the Wind"]

    keys = arrive(desk, ["netflix", "imdb"])

    assert is_minted(published)
    assert keys["imdb/title/tt0000009"] == published
    assert keys["netflix/name/tv:Song of the Wind"] == published


def test_of_two_published_titles_that_are_one_imdbs_key_survives(desk: Desk) -> None:
    unlike = JIKAN | {"name": "Hotaru"}
    own = desk.run([unlike], [SERIES])["jikan/anime/5"]

    keys = desk.run([unlike, FRIBB], [SERIES])

    assert is_minted(own)
    assert keys["jikan/anime/5"] == 9
    assert desk.rows("title_key_change", "old_title_key, title_key") == [(own, 9)]


def test_an_adopted_key_stays_when_the_name_is_gone(desk: Desk) -> None:
    published = arrive(desk, ["netflix"])["netflix/name/tv:Song of the Wind"]
    arrive(desk, ["netflix", "imdb"])

    keys = arrive(desk, ["tmdb", "imdb"])

    assert keys["imdb/title/tt0000009"] == keys["tmdb/tv/70"] == published


def test_what_becomes_uncertain_keeps_its_key_and_is_to_be_looked_at(desk: Desk) -> None:
    published = arrive(desk, ["netflix"])["netflix/name/tv:Song of the Wind"]
    twins = [SERIES, SERIES | {"title_id_imdb": "tt0000010"}]

    keys = desk.run([NETFLIX], twins)

    assert keys == {"netflix/name/tv:Song of the Wind": published}
    assert desk.rows("title_review", "distinct record_id, reason") == [
        ("tv:Song of the Wind", "uncertain")
    ]


def test_an_uncertain_name_is_of_no_title_until_somebody_decides(desk: Desk) -> None:
    twins = [SERIES, SERIES | {"title_id_imdb": "tt0000010"}]
    assert desk.run([NETFLIX], twins) == {}
    candidates = desk.rows("title_review", "candidate_title_key, candidate_name, candidate_year")
    assert sorted(candidates) == [(9, "Song of the Wind", 2019), (10, "Song of the Wind", 2019)]

    desk.decisions = [
        Decision("2026-01-01", "accept", "netflix/name/tv:Song of the Wind", "tt0000010")
    ]

    assert desk.run([NETFLIX], twins)["netflix/name/tv:Song of the Wind"] == 10
    assert desk.rows("title_review") == []


def test_every_decision_is_obeyed_and_can_be_taken_back(desk: Desk) -> None:
    records = [TMDB, NETFLIX, JIKAN, FRIBB]
    before = desk.run(records, [SERIES, FILM])
    for decision, record_id, expected in (
        (Decision("2026-01-01", "accept", "netflix/name/tv:Song of the Wind", "tt0000008"),
         "netflix/name/tv:Song of the Wind", {8}),
        (Decision("2026-01-01", "split", "tmdb/tv/70", ""), "tmdb/tv/70", None),
        (Decision("2026-01-01", "reject", "jikan/anime/5", "tt0000009"), "jikan/anime/5", None),
        (Decision("2026-01-01", "reject", "netflix/name/tv:Song of the Wind", ""),
         "netflix/name/tv:Song of the Wind", None),
    ):  # fmt: skip
        desk.decisions = [decision]
        after = desk.run(records, [SERIES, FILM])
        if expected is None:
            assert is_minted(after[record_id])
        else:
            assert after[record_id] in expected
        others = before.keys() - {record_id}
        assert {r: after[r] for r in others if r in after} == {
            r: before[r] for r in others if r in after
        }

        desk.decisions = []
        assert {r: k for r, k in desk.run(records, [SERIES, FILM]).items() if k < 2**42} == before


def test_merged_titles_are_one_until_the_decision_is_taken_back(desk: Desk) -> None:
    one = record("tmdb", "movie", "1", "Left", kind="film", title_id_tmdb_movie=1)
    two = record("tmdb", "movie", "2", "Right", kind="film", title_id_tmdb_movie=2)
    before = desk.run([one, two])
    gone, kept = before["tmdb/movie/1"], before["tmdb/movie/2"]

    desk.decisions = [Decision("2026-01-01", "merge", str(gone), str(kept))]
    assert set(desk.run([one, two]).values()) == {kept}
    assert desk.rows("title_key_change", "old_title_key, title_key") == [(gone, kept)]
    assert set(desk.run([one, two]).values()) == {kept}

    desk.decisions = []
    assert desk.run([one, two]) == before
    assert desk.rows("title_key_change") == []


def test_titles_of_imdb_stay_two_whatever_is_decided(desk: Desk) -> None:
    desk.decisions = [Decision("2026-01-01", "merge", "tt0000008", "tt0000009")]

    keys = desk.run([TMDB, TMDB | {"record_id": "71", "title_id_imdb": "tt0000008",
                                   "title_id_tmdb_tv": 71}], [SERIES, FILM])  # fmt: skip

    assert keys["tmdb/tv/70"] == 9
    assert keys["tmdb/tv/71"] == 8


def test_a_decision_about_a_record_that_is_gone_does_nothing(desk: Desk) -> None:
    desk.decisions = [Decision("2026-01-01", "accept", "tmdb/tv/404", "tt0000009")]

    assert arrive(desk, ["tmdb"]) == {"tmdb/tv/70": 9, "imdb/title/tt0000009": 9}


def test_a_row_number_means_nothing_in_the_next_file(desk: Desk) -> None:
    old = record("catalogues", "title", "hulu:s1", "Old Film", kind="film")
    new = record("catalogues", "title", "hulu:s1", "New Film", kind="film")
    again = record("catalogues", "title", "hulu:s2", "Old Film", kind="film")
    desk.decisions = [
        Decision("2026-01-01", "accept", "catalogues/title/hulu:s1", "tt0000008", "Old Film")
    ]
    assert desk.run([old], [FILM])["catalogues/title/hulu:s1"] == 8

    keys = desk.run([new, again], [FILM])

    assert all(is_minted(key) for key in keys.values())
    assert len(set(keys.values())) == 2


def test_what_sources_contradict_each_other_in_is_to_be_looked_at(desk: Desk) -> None:
    tmdb = record("tmdb", "movie", "1", "Left", title_id_tmdb_movie=1, title_id_imdb="tt0000008")
    links = record("movielens", "movie", "3", title_id_tmdb_movie=1, title_id_imdb="tt0000009")

    keys = desk.run([tmdb, links], [SERIES, FILM])

    assert (keys["tmdb/movie/1"], keys["movielens/movie/3"]) == (8, 9)
    assert desk.rows("title_review", "source, reason, candidate_title_key, confidence") == [
        ("movielens", "conflict", 8, 0.5),
        ("movielens", "conflict", 9, 0.5),
        ("tmdb", "conflict", 8, 0.5),
        ("tmdb", "conflict", 9, 0.5),
    ]


def test_a_film_is_not_taken_for_another_that_has_an_id_of_the_same_kind(desk: Desk) -> None:
    first = record("tmdb", "movie", "1", "Left", kind="film", year=2020, title_id_tmdb_movie=1,
                   title_id_imdb="tt0000008")  # fmt: skip
    second = record("tmdb", "movie", "2", "Left", kind="film", year=2020, title_id_tmdb_movie=2)

    keys = desk.run([first, second], [imdb(8, "Left")])

    assert keys["tmdb/movie/1"] == 8
    assert is_minted(keys["tmdb/movie/2"])


def test_what_nobody_has_described_is_no_title(desk: Desk) -> None:
    links = record("movielens", "movie", "3", title_id_tmdb_movie=1, title_id_imdb="tt0000009")

    assert desk.run([links]) == {}
    assert desk.run([links], [SERIES])["movielens/movie/3"] == 9


def test_without_other_sources_nothing_is_resolved(desk: Desk) -> None:
    assert desk.run([], [SERIES, FILM]) == {}


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_order_of_rows_does_not_matter(data: st.DataObject, tmp_path_factory: Any) -> None:
    rows = [JIKAN, FRIBB, TMDB, NETFLIX]
    straight, shuffled = (Desk(tmp_path_factory.mktemp("desk")) for _ in range(2))
    straight.run(rows, [SERIES, FILM])
    shuffled.run(data.draw(st.permutations(rows)), data.draw(st.permutations([SERIES, FILM])))

    for table in ("bridge_title_source", "title_review", "title_key_change"):
        assert shuffled.rows(table) == straight.rows(table)
