"""Numbers and names in words."""

from __future__ import annotations

import pytest

from reelhouse.dashboards.words import counted, proper


@pytest.mark.parametrize(
    ("n", "things", "said"),
    [
        (1234, "rated titles", "1,234 rated titles"),
        (1, "rated titles", "1 rated title"),
        (1, "members with lists of their own", "1 member with lists of their own"),
        (1, "people shown", "1 person shown"),
        (1, "series", "1 series"),
        (1, "anime", "1 anime"),
        (0, "versions", "0 versions"),
    ],
)
def test_what_is_alone_is_named_as_one(n: int, things: str, said: str) -> None:
    assert counted(n, things) == said


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("tv", "TV"),
        ("youtube", "YouTube"),
        ("reddit", "Reddit"),
        ("free_tv", "Free tv"),
        ("x", "X"),
    ],
)
def test_codes_are_written_as_names(code: str, name: str) -> None:
    assert proper(code) == name
