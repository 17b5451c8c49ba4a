from collections import Counter

import pytest

from reelhouse.simulator.world import World
from reelhouse.simulator.world.availability import SERVICES, added_text
from reelhouse.simulator.world.clock import day_of, unix
from reelhouse.simulator.world.effects import COUNTRIES


@pytest.mark.parametrize(("before", "after"), [(-60, 0), (0, 1), (0, 30)])
def test_changes_explain_the_difference_of_two_days(world: World, before: int, after: int) -> None:
    offers = {offer.index for offer in world.availability.on(before)}
    for change in world.availability.past_changes(before + 1, after):
        if change.kind == "new":
            offers.add(change.offer.index)
        elif change.kind == "removed":
            offers.discard(change.offer.index)
    assert offers == {offer.index for offer in world.availability.on(after)}


def test_what_is_upcoming_comes_and_what_expires_goes(world: World) -> None:
    future = world.availability.future_changes(0)
    kinds = Counter(change.kind for change in future)
    assert set(kinds) == {"upcoming", "expiring"}
    for change in future:
        assert unix(0) <= change.at <= unix(33)
        assert change.offer.is_on(0) == (change.kind == "expiring")
        assert change.offer.is_on(32) == (change.kind == "upcoming") or change.offer.until_day


def test_prices_belong_to_rent_and_buy_and_rise_once(world: World) -> None:
    assert {offer.service for offer in world.offers} == set(SERVICES)
    assert {offer.country for offer in world.offers} == set(COUNTRIES)
    for offer in world.offers:
        has_price = offer.kind in ("rent", "buy")
        assert (offer.price is not None) == (offer.currency is not None) == has_price
        if offer.service == "hulu":
            assert offer.country == "US"
    updates = [
        change.offer
        for change in world.availability.past_changes(-200, 0)
        if change.kind == "updated"
    ]
    assert updates
    for offer in updates:
        day = offer.price_day
        assert day is not None
        assert (offer.price_on(day) or 0) > (offer.price_on(day - 1) or 0) > 0


def test_netflix_shows_what_its_runs_say(world: World) -> None:
    first: dict[int, int] = {}
    for run in world.netflix_runs:
        first[run.title_index] = min(first.get(run.title_index, run.release_day), run.release_day)
    offers = [offer for offer in world.offers if offer.service == "netflix"]
    assert len(offers) > 2_000
    for offer in offers:
        assert offer.since_day == first[offer.title_index]
    originals = {run.title_index for run in world.netflix_runs if run.is_original}
    for offer in world.offers:
        if offer.service != "netflix" and offer.title_index in originals:
            run = next(r for r in world.netflix_runs if r.title_index == offer.title_index)
            assert not run.is_original


def test_days_are_written_as_in_catalogues(world: World) -> None:
    from dataclasses import replace
    from datetime import date

    offer = replace(world.offers[0], since_day=day_of(date(2021, 9, 5)))
    assert added_text(offer) == "September 5, 2021"
