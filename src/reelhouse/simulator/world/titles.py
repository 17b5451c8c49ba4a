"""The titles of the world: films, series and anime, as all providers know them."""

from dataclasses import dataclass
from datetime import date
from math import exp

from reelhouse.simulator.world.clock import date_of, day_of
from reelhouse.simulator.world.companies import Company
from reelhouse.simulator.world.growth import Growth, Votes, settle
from reelhouse.simulator.world.names import Names
from reelhouse.simulator.world.people import Credit
from reelhouse.simulator.world.seasons import Season


@dataclass(frozen=True, slots=True)
class Keyword:
    """A TMDB keyword.

    Attributes:
        tmdb_id: of the keyword.
        name: lower case.
    """

    tmdb_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Title:
    """One film or show; an anime show with all its seasons is one title.

    Attributes:
        index: place in `World.titles`.
        kind: "film", "series" or "anime".
        is_film: whether it is shown once; anime may be either.
        imdb_id: such as `tt0000001`; the same as in IMDb's files.
        imdb_type: IMDb's titleType.
        tmdb_id: within its TMDB namespace; a movie and a show may have the same number.
        tmdb_kind: "movie" or "tv": the namespace.
        wikidata_id: such as `Q800000001`; None for a few.
        tvdb_id: TheTVDB's; None for films and a few shows.
        movielens_id: MovieLens'; None for shows and many films.
        names: how each source writes it.
        original_language: ISO 639-1.
        countries: of production, ISO 3166-1 alpha-2.
        genres: IMDb's names; at least one.
        main_genre: what it is first of all: countries like it for this genre.
        year: of the release, as in IMDb's startYear.
        end_year: IMDb's endYear; None for films and shows that go on.
        release_date: first release anywhere, or first episode.
        release_dates: by country.
        runtime_minutes: of the film or an episode; IMDb's where IMDb has it.
        is_runtime_known: whether providers know it (TMDB shows 0 otherwise).
        budget_usd: whole dollars, 0 if unknown.
        revenue_usd: box office in whole dollars, 0 if unknown or none.
        studios: that made it, at least one.
        networks: that show it first; none for films.
        seasons: in order; none for films.
        credits: cast, then crew.
        keywords: of TMDB.
        certifications: by country, for instance "PG-13"; not for all countries.
        overview: two sentences.
        theme: what the second of them is about, one of `themes.THEMES`.
        tagline: a few words, or empty.
        quality: what is true, 0-1.
        fame: what is true, standard normal.
        imdb_votes: on day 0; None if not rated.
        imdb_average: on day 0, 1-10; None if not rated.
        is_ended: whether no more seasons come; True for films.
    """

    index: int
    kind: str
    is_film: bool
    imdb_id: str
    imdb_type: str
    tmdb_id: int
    tmdb_kind: str
    wikidata_id: str | None
    tvdb_id: int | None
    movielens_id: int | None
    names: Names
    original_language: str
    countries: tuple[str, ...]
    genres: tuple[str, ...]
    main_genre: str
    year: int
    end_year: int | None
    release_date: date
    release_dates: dict[str, date]
    runtime_minutes: int
    is_runtime_known: bool
    budget_usd: int
    revenue_usd: int
    studios: tuple[Company, ...]
    networks: tuple[Company, ...]
    seasons: tuple[Season, ...]
    credits: tuple[Credit, ...]
    keywords: tuple[Keyword, ...]
    certifications: dict[str, str]
    overview: str
    theme: str
    tagline: str
    quality: float
    fame: float
    imdb_votes: int | None
    imdb_average: float | None
    is_ended: bool
    vote_growth: Growth
    first_vote_error: float

    @property
    def release_day(self) -> int:
        """`release_date` as a day; the first day is 0."""
        return day_of(self.release_date)

    @property
    def cast(self) -> tuple[Credit, ...]:
        """Credits in front of the camera, by billing order."""
        return tuple(credit for credit in self.credits if credit.is_cast)

    @property
    def crew(self) -> tuple[Credit, ...]:
        """Credits behind the camera."""
        return tuple(credit for credit in self.credits if not credit.is_cast)

    def votes(self, day: int) -> Votes:
        """TMDB's votes at the end of a day."""
        count = self.vote_growth.at(day)
        return Votes(count, settle(4.0 + 5.0 * self.quality, self.first_vote_error, count))

    def popularity(self, day: int) -> float:
        """TMDB's popularity on a day: high around releases of the title or a season, then fading.

        Returns:
            Above 0, three decimals; most titles are between 1 and 300.
        """
        starts = [self.release_day, *(season.premiere_day for season in self.seasons)]
        heat = 0.0
        for start in starts:
            age = day - start
            heat = max(heat, 1 / (1 + age / 20) if age >= 0 else 1 / (1 - age / 15))
        wave = 1 + 0.05 * ((day * 7 + self.index * 13) % 11 - 5) / 5
        level = exp(2.2 + 0.6 * self.fame + self.quality - 0.5)
        return round(0.6 + level * (0.08 + 2.5 * heat) * wave, 3)

    def status(self, day: int) -> str:
        """TMDB's status on a day.

        Returns:
            "Released", "Post Production" or "In Production" for films; "Returning Series",
            "Ended", "Canceled" or "In Production" for shows.
        """
        if self.is_film:
            ahead = self.release_day - day
            return (
                "Released" if ahead <= 0 else "Post Production" if ahead < 45 else "In Production"
            )
        if day < self.release_day:
            return "In Production"
        last = self.seasons[-1].last_air_day
        if not self.is_ended or last is None or day < last:
            return "Returning Series"
        return "Canceled" if self.quality < 0.35 else "Ended"

    def seasons_on(self, day: int) -> tuple[Season, ...]:
        """Seasons that are announced: their premiere is at most 90 days ahead."""
        return tuple(season for season in self.seasons if season.premiere_day <= day + 90)

    def is_released(self, day: int) -> bool:
        """Whether the film or the first episode is out."""
        return date_of(day) >= self.release_date
