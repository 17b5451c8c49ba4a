from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.titles.names import WAYS, parse_name, season_number, without_year
from reelhouse.titles.numerals import number_of, numbers_in, with_digits, with_romans, with_words


def texts(name: str, *, is_film: bool | None = None) -> dict[str, str]:
    return {s.text: s.way for s in parse_name(name, is_film=is_film).spellings}


@pytest.mark.parametrize(
    ("name", "season"),
    [
        ("Lantern Coast: Season 2", 2),
        ("Lantern Coast - Season 10", 10),
        ("Lantern Coast: Season Two", 2),
        ("Lantern Coast 2nd Season", 2),
        ("Lantern Coast 3rd Season Part 2", 3),
        ("Lantern Coast: Temporada 4", 4),
        ("Lantern Coast: Series 5", 5),
        ("Lantern Coast: Part 3", 3),
        ("Lantern Coast Vol. 2", 2),
        ("Lantern Coast II", 2),
        ("Küste 第2期", 2),
        ("Lantern Coast: Season 2 // Küste: Staffel 2", 2),
        ("Lantern Coast: Season 2 (2021)", 2),
        ("Lantern Coast: Limited Series", None),
        ("Season of the Lantern", None),
        ("1917", None),
    ],
)
def test_season_of_a_name(name: str, season: int | None) -> None:
    assert season_number(name) == season


@pytest.mark.parametrize(
    "name",
    [
        "Lantern Coast: Season 2",
        "Lantern Coast: Limited Series",
        "Lantern Coast: Miniseries",
        "Lantern Coast - Season Two",
        "Lantern Coast: The Complete Series",
    ],
)
def test_a_show_is_looked_for_without_its_season(name: str) -> None:
    assert texts(name, is_film=False)["Lantern Coast"] == "without season"


def test_a_film_keeps_its_part() -> None:
    assert texts("Open Season 2", is_film=True).keys() == {
        "Open Season 2",
        "Open Season II",
        "Open Season two",
    }


@pytest.mark.parametrize(
    ("name", "expected", "way"),
    [
        ("Lantern Coast, The (1995)", "The Lantern Coast", "as written"),
        ("Lantern (a.k.a. The Lamp) (1995)", "The Lamp", "in brackets"),
        ("Children, The (Enfants perdus, Les) (1995)", "Les Enfants perdus", "in brackets"),
        ("Lantern (Director's Cut)", "Lantern", "without brackets"),
        ("Lantern // Laterne", "Laterne", "other name"),
        ("Lantern II", "Lantern 2", "numerals"),
        ("Lantern 2", "Lantern II", "numerals"),
        ("Eleven Lanterns", "11 Lanterns", "numerals"),
        ("Orrin Vale's The Lantern", "The Lantern", "without owner"),
        ("Lantern: Cold Front", "Lantern", "without subtitle"),
        ("Lantern - Cold Front", "Lantern", "without subtitle"),
    ],
)
def test_ways_to_write_a_name(name: str, expected: str, way: str) -> None:
    assert texts(name)[expected] == way


def test_original_and_other_names_are_spellings_too() -> None:
    parsed = parse_name("Lantern", "Laterne", ["ランタン"], is_film=True)
    assert [s.text for s in parsed.spellings if s.way == "other name"] == ["Laterne", "ランタン"]


@pytest.mark.parametrize(
    ("name", "bare", "year"),
    [
        ("Lantern (2021)", "Lantern", 2021),
        ("Lantern [1999]", "Lantern", 1999),
        ("Lantern (2005–2007)", "Lantern", 2005),
        ("Lantern 2049", "Lantern 2049", None),
        ("(2012)", "(2012)", None),
        ("Lantern (500)", "Lantern (500)", None),
    ],
)
def test_year_in_brackets(name: str, bare: str, year: int | None) -> None:
    assert without_year(name) == (bare, year)


@given(st.text(max_size=40), st.sampled_from([None, True, False]))
def test_any_text_has_spellings_that_differ(name: str, is_film: bool | None) -> None:
    parsed = parse_name(name, is_film=is_film)
    assert len({s.text for s in parsed.spellings}) == len(parsed.spellings)
    assert all(s.text and s.way in WAYS for s in parsed.spellings)
    if is_film:
        assert parsed.season_number is None


@given(st.integers(1, 20))
def test_a_number_is_the_same_in_all_its_forms(number: int) -> None:
    forms = {with_words(f"Part {number}"), with_romans(f"Part {number}"), f"Part {number}"}
    assert {number_of(form.split()[1]) for form in forms} == {number}
    assert with_digits(with_words(f"Part {number}")) == f"Part {number}"


def test_lone_letters_are_no_numbers() -> None:
    assert with_digits("I, Lantern X") == "I, Lantern X"
    assert numbers_in("Lantern II: Eleven 3") == {"2", "11", "3"}
