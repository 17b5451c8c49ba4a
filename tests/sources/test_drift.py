"""Fields that vanish, change type or appear are told by name; all else is silent."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.sources.drift import Shape

FIELDS = {
    "id": "integer",
    "name": "string",
    "score": "number|null",
    "aired": "object",
    "aired.from": "string|null",
    "note": "string?",
    "any": "any?",
}
GOOD = {"id": 1, "name": "a", "score": 7.5, "aired": {"from": "2024-01-01"}}


def drifts(*payloads: Any) -> list[tuple[str, str]]:
    shape = Shape(FIELDS)
    for payload in payloads:
        shape.see(payload)
    return [(drift.field, drift.change) for drift in shape.drifts()]


@pytest.mark.parametrize(
    "payload",
    [
        GOOD,
        {**GOOD, "score": None},
        {**GOOD, "score": 7},
        {**GOOD, "note": "x", "any": [1]},
        {**GOOD, "aired": {"from": None, "to": 3}},
    ],
)
def test_what_is_declared_is_no_drift(payload: dict[str, Any]) -> None:
    assert drifts(payload) == []


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({k: v for k, v in GOOD.items() if k != "name"}, ("name", "vanished")),
        ({**GOOD, "id": "1"}, ("id", "changed type")),
        ({**GOOD, "id": True}, ("id", "changed type")),
        ({**GOOD, "name": None}, ("name", "changed type")),
        ({**GOOD, "aired": {}}, ("aired.from", "vanished")),
        ({**GOOD, "aired": {"from": 3}}, ("aired.from", "changed type")),
        ({**GOOD, "note": None}, ("note", "changed type")),
        ({**GOOD, "mood": 1}, ("mood", "appeared")),
    ],
)
def test_each_kind_of_drift_names_its_field(
    payload: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert drifts(payload) == [expected]


def test_some_rows_without_a_field_are_counted() -> None:
    shape = Shape(FIELDS)
    shape.see(GOOD)
    shape.see({k: v for k, v in GOOD.items() if k != "name"})
    [drift] = shape.drifts()
    assert drift.message == "field 'name' is missing in 1 of 2 rows"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*FIELDS, "from", "x"]), inner, max_size=5)
    ),
    max_leaves=10,
)


@given(st.lists(JSON, min_size=1, max_size=5))
def test_whatever_comes_is_taken_in_and_never_counted_beyond_the_rows(payloads: list[Any]) -> None:
    shape = Shape(FIELDS)
    for payload in payloads:
        shape.see(payload)
    found = list(shape.drifts())
    assert shape.rows == len(payloads)
    assert all(count <= len(payloads) for count in shape.absent.values())
    assert len({(d.field, d.change, d.message) for d in found}) == len(found)


def in_array(*payloads: Any) -> list[tuple[str, str]]:
    fields = {"id": "integer", "genres": "array|null", "genres[].name": "string", "a.b_id": "any?"}
    shape = Shape(fields)
    for payload in payloads:
        shape.see(payload)
    return [(drift.field, drift.change) for drift in shape.drifts()]


@pytest.mark.parametrize("genres", [[{"name": "a"}, {"name": "b", "id": 3}], [], None])
def test_every_element_of_an_array_is_looked_at(genres: Any) -> None:
    assert in_array({"id": 1, "genres": genres}) == []


@pytest.mark.parametrize(
    ("genres", "expected"),
    [
        ([{"name": "a"}, {"name": 7}], ("genres[].name", "changed type")),
        ([{"title": "a"}], ("genres[].name", "vanished")),
        (["a"], ("genres[].name", "vanished")),
        ("a", ("genres", "changed type")),
    ],
)
def test_drift_within_an_array_names_its_path(genres: Any, expected: tuple[str, str]) -> None:
    assert in_array({"id": 1, "genres": genres}) == [expected]


def test_a_name_with_a_dot_is_known_where_it_is_declared() -> None:
    assert in_array({"id": 1, "genres": None, "a.b_id": 2}) == []
