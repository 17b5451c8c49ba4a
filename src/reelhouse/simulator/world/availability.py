"""Which service shows which title in which country, since when, until when and for how much."""

from dataclasses import dataclass

from reelhouse.simulator.world.clock import HISTORY_DAYS, date_of, unix
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.effects import COUNTRIES
from reelhouse.simulator.world.netflix import NetflixRun
from reelhouse.simulator.world.titles import Title

SERVICES = {
    "netflix": "Netflix", "prime": "Prime Video", "disney": "Disney+", "hulu": "Hulu", "hbo": "Max",
    "apple": "Apple TV",
}  # fmt: skip
"""Services by their id at the Streaming Availability API."""

ANNOUNCED_DAYS = 31
"""So long before an offer starts or ends it is known to be upcoming or expiring."""

_CURRENCIES = {
    "US": ("USD", 1.0), "CA": ("CAD", 1.4), "BR": ("BRL", 5.0), "MX": ("MXN", 18.0),
    "AR": ("USD", 0.7), "GB": ("GBP", 0.8), "DE": ("EUR", 0.95), "FR": ("EUR", 0.95),
    "ES": ("EUR", 0.95), "JP": ("JPY", 150.0), "KR": ("KRW", 1400.0), "IN": ("INR", 60.0),
}  # fmt: skip
_PRICES = {"rent": (2.99, 3.99, 4.99), "buy": (7.99, 9.99, 12.99, 14.99)}
_ADDON = "showtime"


@dataclass(frozen=True, slots=True)
class Offer:
    """A title at a service in a country.

    Attributes:
        index: place in `World.offers`.
        title_index: of the title.
        service: one of `SERVICES`.
        country: ISO 3166-1 alpha-2.
        kind: "subscription", "rent", "buy", "free" or "addon".
        addon: id of the addon, or None.
        price: to rent or buy, in `currency`; None otherwise.
        currency: ISO 4217; None without a price.
        quality: "sd", "hd", "qhd" or "uhd"; None where not known.
        audios: languages spoken, ISO 639-1.
        subtitles: languages written, ISO 639-1.
        link: where to watch.
        since: Unix seconds.
        until: Unix seconds, or None for no known end.
        since_day: the day of `since`; the first day is 0.
        until_day: first day on which it is gone, or None.
        price_day: day from which it costs one unit of price more, or None.
    """

    index: int
    title_index: int
    service: str
    country: str
    kind: str
    addon: str | None
    price: float | None
    currency: str | None
    quality: str | None
    audios: tuple[str, ...]
    subtitles: tuple[str, ...]
    link: str
    since: int
    until: int | None
    since_day: int
    until_day: int | None
    price_day: int | None

    def is_on(self, day: int) -> bool:
        """Whether one can watch it on a day."""
        return self.since_day <= day and (self.until_day is None or day < self.until_day)

    def is_expiring(self, day: int) -> bool:
        """Whether it is on and known to end."""
        return (
            self.is_on(day) and self.until_day is not None and self.until_day - day < ANNOUNCED_DAYS
        )

    def price_on(self, day: int) -> float | None:
        """The price on a day."""
        if self.price is None or self.price_day is None or day < self.price_day:
            return self.price
        return round(self.price * 1.25, 2)


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened, or will, to an offer.

    Attributes:
        kind: "new", "updated", "removed", "expiring" or "upcoming".
        offer: the offer.
        at: Unix seconds of the event.
    """

    kind: str
    offer: Offer
    at: int


class Availability:
    """All offers, and what changes about them.

    Args:
        offers: all of them.
    """

    def __init__(self, offers: tuple[Offer, ...]) -> None:
        self._offers = offers

    def on(self, day: int) -> tuple[Offer, ...]:
        """Offers of a day."""
        return tuple(offer for offer in self._offers if offer.is_on(day))

    def past_changes(self, first_day: int, last_day: int) -> tuple[Change, ...]:
        """What was new, updated or removed from the first to the last day, oldest first."""
        changes = []
        for offer in self._offers:
            if first_day <= offer.since_day <= last_day:
                changes.append(Change("new", offer, offer.since))
            gone = offer.until_day
            if offer.until is not None and gone is not None and first_day <= gone <= last_day:
                changes.append(Change("removed", offer, offer.until))
            day = offer.price_day
            if day is not None and first_day <= day <= last_day and offer.is_on(day):
                changes.append(Change("updated", offer, unix(day, 6 * 3600)))
        return tuple(sorted(changes, key=_when))

    def future_changes(self, day: int) -> tuple[Change, ...]:
        """What is upcoming or expiring within 31 days after a day, soonest first."""
        changes = []
        for offer in self._offers:
            if 0 < offer.since_day - day <= ANNOUNCED_DAYS:
                changes.append(Change("upcoming", offer, offer.since))
            if offer.is_expiring(day) and offer.until is not None:
                changes.append(Change("expiring", offer, offer.until))
        return tuple(sorted(changes, key=_when))


def _when(change: Change) -> tuple[int, int]:
    return change.at, change.offer.index


def make_offers(
    titles: tuple[Title, ...], runs: tuple[NetflixRun, ...], seed: int, last_day: int
) -> tuple[Offer, ...]:
    """The offers of all titles; those of Netflix begin when Netflix has the title."""
    first_run: dict[int, NetflixRun] = {}
    for run in runs:
        known = first_run.get(run.title_index)
        if known is None or run.release_day < known.release_day:
            first_run[run.title_index] = run
    offers: list[Offer] = []
    for title in titles:
        dice = Dice(seed, "offers", title.index)
        own = first_run.get(title.index)
        if own:
            for country in COUNTRIES:
                if own.is_original or dice.chance(0.6):
                    _add(offers, title, "netflix", country, "subscription", own.release_day, dice)
        if title.release_day > last_day:
            continue
        is_netflix_only = own is not None and own.is_original
        others = ["prime", "disney", "hbo", "hulu", "apple"]
        for service in [] if is_netflix_only else dice.some(others, dice.whole(0, 3)):
            start = _start(title, dice, last_day)
            for country in ("US",) if service == "hulu" else COUNTRIES:
                if dice.chance(0.55):
                    for kind in _kinds(service, dice):
                        _add(offers, title, service, country, kind, start, dice)
    return tuple(offers)


def _start(title: Title, dice: Dice, last_day: int) -> int:
    earliest = max(title.release_day + dice.whole(0, 120), -HISTORY_DAYS)
    return min(last_day, dice.whole(earliest, max(earliest, last_day)))


def _kinds(service: str, dice: Dice) -> tuple[str, ...]:
    if service == "apple":
        return ("rent", "buy")
    if service == "prime":
        return dice.one([("subscription",), ("rent", "buy"), ("buy",), ("free",), ("addon",)])
    return ("subscription",)


def _add(
    offers: list[Offer],
    title: Title,
    service: str,
    country: str,
    kind: str,
    start: int,
    dice: Dice,
) -> None:
    currency, rate = _CURRENCIES[country]
    has_price = kind in _PRICES
    step = 100 if rate > 100 else 1
    price = dice.one(_PRICES[kind]) * rate if has_price else None
    until = start + dice.whole(90, 900) if dice.chance(0.25) else None
    second = dice.whole(0, 23) * 3600
    addon = f".{_ADDON}" if kind == "addon" else ""
    offers.append(
        Offer(
            index=len(offers),
            title_index=title.index,
            service=service,
            country=country,
            kind=kind,
            addon=_ADDON if kind == "addon" else None,
            price=None if price is None else round(price / step, 2 if step == 1 else 0) * step,
            currency=currency if has_price else None,
            quality=None if dice.chance(0.05) else dice.one(["sd", "hd", "uhd", "qhd"]),
            audios=tuple(dict.fromkeys((title.original_language, "en"))),
            subtitles=tuple(dice.some(["en", "es", "fr", "de", "pt", "ja", "ko"], 3)),
            link=f"https://{service}{addon}.example/{country.lower()}/{title.imdb_id}",
            since=unix(start, second),
            until=None if until is None else unix(until, second),
            since_day=start,
            until_day=until,
            price_day=dice.whole(-200, 60) if has_price and dice.chance(0.2) else None,
        )
    )


def added_text(offer: Offer) -> str:
    """The day an offer began as catalogue files write it, such as "September 25, 2021"."""
    when = date_of(offer.since_day)
    return f"{when:%B} {when.day}, {when.year}"
