from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import duckdb
import pytest
from duckdb import DuckDBPyConnection
from hypothesis import given, settings
from hypothesis import strategies as st

from reelhouse.titles.blocking import define_name_macros


@pytest.fixture(scope="module")
def connection() -> Iterator[DuckDBPyConnection]:
    with duckdb.connect() as made:
        define_name_macros(made)
        yield made


def key(connection: DuckDBPyConnection, name: str) -> str:
    row = connection.execute("select name_key(?)", [name]).fetchone()
    assert row
    return str(row[0])


@pytest.mark.parametrize(
    ("some", "other"),
    [
        ("The Lantern Coast", "LANTERN COAST"),
        ("La Casa de Papel", "casa de papel"),
        ("Pokémon", "Pokemon"),
        ("Łódź", "Lodz"),
        ("Død Snø", "Dod Sno"),
        ("Straße", "Strasse"),
        ("Cæsar", "Caesar"),
        ("Fish & Chips", "Fish and Chips"),
        ("Spider-Man: Home", "Spiderman - Home"),
        ("S.W.A.T.", "SWAT"),
        ("Orrin\u2019s Lamp", "Orrin's Lamp"),
        ("8½", "8 1/2"),
        ("\uff2c\uff21\uff2d\uff30 \uff12", "lamp 2"),
    ],
)
def test_ways_to_write_one_name(connection: DuckDBPyConnection, some: str, other: str) -> None:
    assert key(connection, some) == key(connection, other)


@pytest.mark.parametrize(
    ("some", "other"),
    [
        ("भूला नक़्शा", "भाला नक़्शा"),
        ("ガラス", "カラス"),
        ("조용한 소나기", "조용한 정원"),
        ("Lantern 2", "Lantern 3"),
        ("The", "A"),
        ("!!!", "..."),
    ],
)
def test_other_names_stay_apart(connection: DuckDBPyConnection, some: str, other: str) -> None:
    assert key(connection, some) != key(connection, other)


letters = st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"])


@settings(deadline=None)
@given(st.text(letters, min_size=1, max_size=20).filter(str.strip))
def test_a_name_that_is_not_blank_has_a_key(connection: DuckDBPyConnection, name: str) -> None:
    assert key(connection, f"x{name}")


@settings(deadline=None)
@given(st.text("ABCÉÜŃabcéüń -'&", min_size=1, max_size=20).filter(str.strip))
def test_case_accents_and_spaces_do_not_matter(connection: DuckDBPyConnection, name: str) -> None:
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter)
    )
    expected = key(connection, f"x{name}")
    assert key(connection, f"x{name.upper()}") == expected
    assert key(connection, f"x{plain}") == expected
    assert key(connection, f"x{name}".replace(" ", "  ")) == expected
    assert key(connection, unicodedata.normalize("NFD", f"x{name}")) == expected
