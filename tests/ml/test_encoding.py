from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from reelhouse.ml.encoding import Encoder
from reelhouse.ml.releases import SPECS
from tests.ml.films import invent_films


def test_words_become_columns_and_rare_ones_are_said_to_be_unseen() -> None:
    films = invent_films(300)
    films.loc[0, "genres"] = "Opera,Drama"

    encoder = Encoder.fit(films, SPECS)

    assert "genres=Drama" in encoder.names
    assert not any("Opera" in name for name in encoder.names)
    assert encoder.unseen(films.iloc[0]) == ["genre Opera"]
    assert encoder.unseen(films.iloc[1]) == []
    marks = encoder.transform(films)[:, encoder.names.index("genres=Drama")]
    assert marks[0] == 1


def test_an_unknown_budget_is_taken_from_titles_like_it_and_cannot_be_told_from_a_known_one() -> (
    None
):
    films = invent_films(600)
    films["budget_usd"] = np.exp(15 + films["director_past_votes_rank_rate"].fillna(0.5) * 2)
    hidden = films["title_key"] % 3 == 0
    known = films.assign(budget_usd=films["budget_usd"].mask(hidden))

    encoder = Encoder.fit(known, SPECS)

    column = encoder.names.index("budget_usd")
    told = encoder.transform(known)[:, column]
    truth = np.log1p(films["budget_usd"].to_numpy())
    assert np.isfinite(told).all()
    assert np.corrcoef(told[hidden], truth[hidden])[0, 1] > 0.95


def test_columns_that_are_all_null_or_missing_are_left_out() -> None:
    films = invent_films(200).assign(budget_usd=None, runtime_minutes=np.nan)
    films = films.drop(columns="release_month")

    encoder = Encoder.fit(films, SPECS)

    assert not {"budget_usd", "runtime_minutes", "release_month:sin"} & set(encoder.names)
    assert encoder.transform(films.drop(columns="genres")).shape[0] == 200


@given(
    st.fixed_dictionaries(
        {
            "genres": st.one_of(st.none(), st.text(max_size=20)),
            "budget_usd": st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)),
            "release_month": st.one_of(st.none(), st.integers(1, 12)),
            "original_language": st.one_of(st.none(), st.sampled_from(["en", "xx", ""])),
        }
    )
)
@settings(deadline=None, max_examples=60)
def test_any_row_becomes_numbers(row: dict[str, object]) -> None:
    matrix = _ENCODER.transform(pd.DataFrame([row]))

    assert matrix.shape == (1, len(_ENCODER.names))


_ENCODER = Encoder.fit(invent_films(200), SPECS)
