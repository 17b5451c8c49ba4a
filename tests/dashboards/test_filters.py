from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reelhouse.dashboards.filters import PERIODS, Choices, Filters, bounds, months_before

DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@given(day=DAYS, months=st.integers(1, 240))
def test_so_many_months_before_is_the_same_day_or_the_last_of_that_month(
    day: date, months: int
) -> None:
    before = months_before(day, months)
    assert (day.year - before.year) * 12 + day.month - before.month == months
    assert before.day == day.day or (before + timedelta(days=1)).day == 1


@given(period=st.sampled_from(list(PERIODS)), today=DAYS, own=st.tuples(DAYS, DAYS))
def test_a_period_does_not_end_before_it_begins(
    period: str, today: date, own: tuple[date, date]
) -> None:
    since, until = bounds(period, today, own)
    assert since is None or until is None or since <= until


def test_a_page_sees_only_the_filters_that_it_heeds() -> None:
    picked = Filters(date(2025, 1, 1), None, "film", ("Drama",), ("BR",), ("netflix",))
    assert picked.only(("genre",)) == Filters(genres=("Drama",))
    assert picked.only(("period", "type", "genre", "region", "platform")) == picked


def test_a_region_stands_for_its_countries_and_a_country_for_its_region() -> None:
    members = {"Europe": ["DE", "FR"], "Latin America": ["BR"]}
    assert Filters(places=("Europe",), members=members).countries == ("DE", "FR")
    assert Filters(places=("BR",), members=members).regions == ("Latin America",)
    assert Filters(members=members).countries is None
    # a country of no region picks nothing rather than all
    assert Filters(places=("ZZ",), members=members).regions == ("",)


def test_episodes_and_games_are_neither_films_nor_series() -> None:
    assert "tvEpisode" not in Filters().work_types
    assert Filters(kind="film").work_types == Filters(kind="film").title_types
    assert Filters(kind="anime").is_anime == (True,)
    assert Filters(kind="anime").content_kind == "all"


def test_what_is_picked_is_said_by_its_names() -> None:
    choices = Choices(date(2026, 1, 1), places={"BR": "Brazil"}, platforms={"hbomax": "HBO Max"})
    picked = Filters(kind="film", genres=("Drama",), places=("BR",), platforms=("hbomax",))
    assert picked.in_words(choices) == "Films · Drama · Brazil · HBO Max"
    assert Filters().in_words(choices) == ""
