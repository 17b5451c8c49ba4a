"""The last word on a record counts, and titles are found by whatever name a decision uses."""

from __future__ import annotations

from reelhouse.titles.keys import LOWEST_MINTED, mint
from reelhouse.titles.overrides import Action, Decision
from reelhouse.titles.records import Id, RecordId
from reelhouse.titles.rulings import read_rulings, title_finder

NAME = RecordId("netflix", "name", "film:X")
NAMES: dict[RecordId, str | None] = {NAME: "X"}


def decision(action: Action, title: str = "", record: str = str(NAME)) -> Decision:
    return Decision("2026-03-01", action, record, title)


def test_a_later_decision_takes_the_place_of_an_earlier_one() -> None:
    rulings = read_rulings([decision("accept", "tt1"), decision("split")], NAMES)

    assert rulings.accepted == {}
    assert rulings.split == {NAME}


def test_rejected_titles_add_up() -> None:
    rulings = read_rulings([decision("reject", "tt1"), decision("reject", "tt2")], NAMES)

    assert rulings.rejected == {NAME: {"tt1", "tt2"}}


def test_decisions_about_records_that_are_gone_are_left_out() -> None:
    assert not read_rulings([decision("split", record="tmdb/movie/404")], NAMES).settled


def test_titles_are_found_by_id_by_key_and_by_a_key_that_was() -> None:
    own, old = mint(NAME, ()), LOWEST_MINTED + 1
    title = Id("record", str(NAME))
    find = title_finder({own: title}, adopted={"tt0000005": LOWEST_MINTED}, changes={old: own})

    assert find("tt0000007") == Id("imdb", "tt0000007")
    assert find("7") == Id("imdb", "tt0000007")
    assert find(str(LOWEST_MINTED)) == Id("imdb", "tt0000005")
    assert find(str(own)) == find(str(old)) == title
    assert find(str(LOWEST_MINTED + 2)) is None


def test_a_key_that_became_one_of_imdbs_leads_there() -> None:
    find = title_finder({}, adopted={}, changes={LOWEST_MINTED: 9})

    assert find(str(LOWEST_MINTED)) == Id("imdb", "tt0000009")
