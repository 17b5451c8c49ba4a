from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from reelhouse.settings.marts import MartSettings
from reelhouse.transform.computed.rising import SUBJECT, find_rising

NEWEST = date(2026, 3, 1)
COLUMNS = [*SUBJECT, "subject_name", "title_key", "week_end_date", "amount"]


def series(
    measure: str, kind: str, name: str, amounts: Sequence[float | None]
) -> list[list[object]]:
    """Rows of a subject whose last amount is that of the newest week."""
    key = int(name) if kind == "title" else None
    return [
        [measure, "p", kind, name, name, key, NEWEST - timedelta(7 * back), amount]
        for back, amount in enumerate(reversed(amounts))
        if amount is not None
    ]


def found(*rows: list[list[object]]) -> dict[str, tuple[str, int]]:
    """Verdict and weeks of past by subject."""
    weeks = pd.DataFrame([row for part in rows for row in part], columns=COLUMNS)
    weeks["week_end_date"] = pd.to_datetime(weeks["week_end_date"])
    told = find_rising(weeks, MartSettings())
    judged = told.sort_values("subject_id").to_dict("records")
    return {str(r["subject_id"]): (str(r["verdict"]), int(r["past_week_count"])) for r in judged}


def hashtags(**amounts: Sequence[float | None]) -> list[list[object]]:
    return [row for name, a in amounts.items() for row in series("post_count", "hashtag", name, a)]


def test_a_hashtag_without_posts_has_a_past_of_zeros() -> None:
    usual = {f"usual{number}": [3, 2, 4, 3, None, 3, 2, 3] for number in range(12)}
    told = found(hashtags(burst=[*[None] * 7, 25], gone=[5, *[None] * 7], **usual))

    assert told.pop("burst") == ("rising", 7)
    assert set(told.values()) == {("as expected", 7)}
    assert "gone" not in told


def test_a_title_outside_the_list_has_no_past_there() -> None:
    usual = [series("viewed_hours", "title", str(n), [90, 80, 75, 60, 55, 50]) for n in range(9)]
    jump = series("viewed_hours", "title", "91", [90, None, 60, 50, 45, 40, 500])
    new = series("viewed_hours", "title", "92", [None, None, None, None, 400, 500])

    told = found(*usual, jump, new)

    assert told["91"] == ("rising", 5)
    assert told["92"] == ("too short a past", 1)
    assert told["3"] == ("as expected", 5)


def test_series_are_judged_each_by_itself() -> None:
    usual = {f"usual{number}": [3, 2, 4, 3, 3] for number in range(5)}
    alone = found(hashtags(**usual))
    hours = series("viewed_hours", "title", "1", [9, 9, 9, 9, 9000])

    assert found(hashtags(**usual), hours) == alone | {"1": ("rising", 4)}


def test_where_nothing_is_known_nothing_rises() -> None:
    assert found() == {}
