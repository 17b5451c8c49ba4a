"""What every part of the world stands on: its titles, its parameters and its today."""

from datetime import date
from functools import cached_property

from reelhouse.simulator.universe import Universe
from reelhouse.simulator.world.anime import Anime, make_anime
from reelhouse.simulator.world.catalogue import ImdbTitle, choose_titles
from reelhouse.simulator.world.clock import HISTORY_DAYS, date_of
from reelhouse.simulator.world.companies import Companies, invent_companies
from reelhouse.simulator.world.effects import Effects
from reelhouse.simulator.world.people import Person, meet_people
from reelhouse.simulator.world.title_maker import make_titles
from reelhouse.simulator.world.titles import Title


class Core:
    """Titles, their makers, the planted parameters, and today.

    Days are whole numbers, 0 is `universe.FIRST_DAY`. Lists hold everything up to `days`, so that
    a provider shows what is there on `day`, its today. Every part is made when it is first asked
    for, and the same arguments give the same world.

    Args:
        seed: of the universe; the same as that of the IMDb files.
        scale: of the universe; the same as that of the IMDb files.
        titles: how many to tell of; fewer where the universe has not enough.
        days: how many days after the first the world can be advanced; other `days` are another
            world.
        day: today.

    Raises:
        ValueError: titles or days is out of range, or today is.
    """

    def __init__(
        self, seed: int = 7, scale: float = 0.01, titles: int = 600, days: int = 180, day: int = 0
    ) -> None:
        if titles < 1:
            raise ValueError(f"a world needs at least one title, not {titles}")
        if days < 0:
            raise ValueError(f"days must not be negative, not {days}")
        self.seed = seed
        self.scale = scale
        self.days = days
        self._wanted = titles
        self.day = day

    @property
    def day(self) -> int:
        """Today; may be set to any day from `-HISTORY_DAYS` to `days`."""
        return self._day

    @day.setter
    def day(self, day: int) -> None:
        if not -HISTORY_DAYS <= day <= self.days:
            raise ValueError(f"day must be from {-HISTORY_DAYS} to {self.days}, not {day}")
        self._day = day

    @property
    def today(self) -> date:
        """Today's calendar date."""
        return date_of(self._day)

    @cached_property
    def universe(self) -> Universe:
        """The IMDb universe that the titles are from."""
        return Universe(self.seed, self.scale)

    @cached_property
    def effects(self) -> Effects:
        """The planted parameters."""
        return Effects.draw(self.seed)

    @cached_property
    def companies(self) -> Companies:
        """Studios, networks and licensors."""
        return invent_companies(self.seed)

    @cached_property
    def _known(self) -> tuple[ImdbTitle, ...]:
        films, series = self._wanted * 5 // 12, self._wanted // 4
        return choose_titles(self.universe, films, series, self._wanted - films - series)

    @cached_property
    def _people_by_id(self) -> dict[str, Person]:
        return meet_people(self._known, self.seed)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """All who are credited on the titles."""
        return tuple(self._people_by_id.values())

    @cached_property
    def titles(self) -> tuple[Title, ...]:
        """Films, then series, then anime."""
        return make_titles(self._known, self._people_by_id, self.companies, self.seed, self.days)

    @cached_property
    def anime(self) -> tuple[Anime, ...]:
        """MyAnimeList's entries of the anime titles."""
        return make_anime(self.titles, self.companies, self.seed)
