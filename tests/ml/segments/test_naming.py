"""Names that a marketer understands."""

from __future__ import annotations

from reelhouse.ml.segments.naming import Trait, name_segments, tell_apart

USUAL = {
    "sessions": 6.0, "minutes": 60.0, "hours": 6.0, "completion": 0.7, "film": 0.4, "series": 0.3,
    "anime": 0.3, "tv": 0.5, "mobile": 0.2, "tablet": 0.1, "desktop": 0.1, "console": 0.05,
    "weekend": 0.29, "evening": 0.4, "night": 0.1, "genre: Drama": 0.3, "genre: Family": 0.08,
}  # fmt: skip


def segment(**changes: float) -> dict[str, Trait]:
    values = USUAL | {name.replace("genre_", "genre: "): value for name, value in changes.items()}
    return {
        name: Trait(name, value, USUAL[name], value * 0.95, value * 1.05)
        for name, value in values.items()
    }


def test_names_come_from_what_sets_a_segment_apart() -> None:
    bingers = segment(series=0.7, sessions=12, hours=14, weekend=0.5)
    families = segment(genre_Family=0.3, tablet=0.3)
    rare = segment(sessions=2, hours=1.5, mobile=0.7, tv=0.1)
    usual = segment()

    assert name_segments([bingers, families, rare, usual]) == [
        "Weekend series bingers",
        "Family viewers",
        "Occasional viewers on phones",
        "Regular viewers",
    ]


def test_no_two_names_are_the_same() -> None:
    names = name_segments([segment(), segment(genre_Drama=0.4), segment(), segment()])

    assert len(set(names)) == 4
    assert "Regular viewers, more drama" in names


def test_only_what_is_beyond_chance_is_told() -> None:
    told = tell_apart(segment(series=0.7, film=0.41))

    assert "series 2.3x" in told
    assert "films" not in told
