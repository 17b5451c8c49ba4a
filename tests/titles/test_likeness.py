from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.titles.likeness import compare_names


@pytest.mark.parametrize(
    ("some", "other", "finding"),
    [
        ("the lantern coast", "the lantren coast", "close"),
        ("coast the lantern", "the lantern coast", "close"),
        ("lantern coast", "the lantern coast of men", "contained"),
        ("lantern", "the lantern coast of men", "unlike"),
        ("lantern coast", "lantern toast", "close"),
        ("lantern coast", "lantern boats", "similar"),
        ("lantern coast 2", "lantern coast 3", "other numbers"),
        ("lantern coast", "lantern coast 3", "other numbers"),
        ("lantern coast 2", "lantern coost ii", "similar"),
        ("harbour lights", "lantern coast", "unlike"),
    ],
)
def test_findings(some: str, other: str, finding: str) -> None:
    findings, _ = compare_names([some], [other])
    assert findings.tolist() == [finding]


names = st.text("abc 2é가", min_size=1, max_size=12)


@given(st.lists(st.tuples(names, names), max_size=6))
def test_comparing_is_symmetric_and_between_0_and_1(pairs: list[tuple[str, str]]) -> None:
    some, others = [a for a, _ in pairs], [b for _, b in pairs]
    findings, similarity = compare_names(some, others)
    back, similarity_back = compare_names(others, some)
    assert findings.tolist() == back.tolist()
    assert similarity == pytest.approx(similarity_back)
    assert ((similarity >= 0) & (similarity <= 1)).all()
