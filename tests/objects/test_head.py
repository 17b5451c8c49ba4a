from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.errors import ReelhouseError
from reelhouse.objects.head import Entry, Head, read_head

PATHS = st.sampled_from([f"gold/{n}/t/f.parquet" for n in range(4)] + ["gold/current.json"])
ENTRIES = st.builds(
    lambda sha, key: Entry(sha, len(sha), f'"{sha}"', key),
    st.sampled_from(["a", "bb"]),
    st.sampled_from(["one", "two", "three"]),
)
FILES = st.dictionaries(PATHS, ENTRIES)


@given(FILES, FILES, st.sets(PATHS))
def test_what_nothing_refers_to_is_doomed_and_nothing_else(
    before: dict[str, Entry], new: dict[str, Entry], gone: set[str]
) -> None:
    head = Head(before, doomed=("left",))
    after = head.with_changes(new, gone, is_erasure=False)

    assert after.files == {p: e for p, e in {**before, **new}.items() if p not in gone}
    assert set(after.doomed) == (head.keys - after.keys) | {"left"}
    assert not set(after.doomed) & after.keys


@given(FILES)
def test_a_head_is_read_as_it_was_written(files: dict[str, Entry]) -> None:
    head = Head(files, "c1", {"build": "t"}, 2, ("left",), '"e"')
    assert read_head(head.as_bytes(), '"e"', "") == head


@pytest.mark.parametrize("body", [b"", b"[]", b'{"format": 1}', b'{"format": 2}'])
def test_a_damaged_or_later_head_is_refused(body: bytes) -> None:
    with pytest.raises(ReelhouseError, match=r"the list|is in form 2"):
        read_head(body, '"e"', "s3://films/lake.json")
