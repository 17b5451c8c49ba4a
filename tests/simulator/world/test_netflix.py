from collections import Counter
from datetime import date

from reelhouse.simulator.world import World
from reelhouse.simulator.world.clock import date_of
from reelhouse.simulator.world.effects import COUNTRIES
from reelhouse.simulator.world.netflix import CATEGORIES


def test_a_week_is_published_on_the_tuesday_after_its_sunday(world: World) -> None:
    weeks = world.netflix.weeks_on(0)
    assert len(weeks) == 130
    assert date_of(weeks[-1]) == date(2026, 2, 22)
    assert {date_of(week).weekday() for week in world.netflix.weeks} == {6}
    assert world.netflix.weeks_on(2) == weeks
    assert [date_of(week) for week in world.netflix.weeks_on(3)[-2:]] == [
        date(2026, 2, 22),
        date(2026, 3, 1),
    ]


def test_each_week_has_ten_places_in_each_category(world: World) -> None:
    rows = world.netflix.global_top(0)
    places = Counter((row.week, row.category) for row in rows)
    assert len(places) == 130 * len(CATEGORIES)
    assert set(places.values()) == {10}
    assert rows[0].week == max(row.week for row in rows)
    for row in rows:
        assert row.run.category == row.category
        assert row.run.release_day <= (row.week - date_of(0)).days
        assert 1 <= row.cumulative_weeks <= 130
        assert row.hours >= 0


def test_ranks_follow_views_and_weeks_add_up(world: World) -> None:
    rows = world.netflix.global_top(0)
    for week in {row.week for row in rows}:
        for category in CATEGORIES:
            views = [row.views for row in rows if (row.week, row.category) == (week, category)]
            assert views == sorted(views, reverse=True)
    seen: Counter[tuple[str, int]] = Counter()
    for row in sorted(rows, key=lambda row: row.week):
        seen[row.category, row.run.index] += 1
        assert row.cumulative_weeks == seen[row.category, row.run.index]


def test_what_was_published_does_not_change(world: World) -> None:
    earlier, later = world.netflix.global_top(0), world.netflix.global_top(30)
    assert later[-len(earlier) :] == earlier
    assert len(later) > len(earlier)


def test_countries_have_their_own_charts(world: World) -> None:
    rows = world.netflix.country_top(0)
    newest = rows[0].week
    charts = {
        country: [row.run.index for row in rows if (row.country, row.week) == (country, newest)]
        for country in COUNTRIES
    }
    assert all(len(chart) == 20 for chart in charts.values())
    assert len({tuple(chart) for chart in charts.values()}) == len(COUNTRIES)
    assert {row.category for row in rows} == {"Films", "TV"}


def test_most_popular_and_engagement_come_from_the_same_hours(world: World) -> None:
    popular = world.netflix.most_popular(0)
    assert len(popular) == 40
    weeks = world.netflix.weeks
    for row in popular:
        first = next(place for place, week in enumerate(weeks) if week >= row.run.release_day)
        hours = float(row.run.weekly_hours[first : min(130, first + 13)].sum())
        assert abs(row.hours - hours) <= 50_000
    report = world.netflix.engagement(2025, 2)
    hours_by_run = {row.run.index: row.hours for row in report}
    inside = [p for p, week in enumerate(weeks) if "2025-07" <= str(date_of(week)) < "2026-01"]
    for run in world.netflix_runs:
        total = float(run.weekly_hours[inside].sum())
        assert abs(hours_by_run.get(run.index, 0) - total) <= 50_000
    ordered = [row.hours for row in report]
    assert ordered == sorted(ordered, reverse=True)


def test_names_and_seasons_are_netflix_s(world: World) -> None:
    for run in world.netflix_runs:
        title = world.titles[run.title_index]
        assert run.show_title == title.names.netflix
        assert run.is_film == title.is_film == (run.season_title is None)
        english = title.original_language == "en"
        assert run.category.endswith("(English)") == english
        assert run.runtime_hours > 0
