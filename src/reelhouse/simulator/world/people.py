"""The people of the titles: persons of the IMDb universe with the ids of other providers."""

from dataclasses import dataclass

from reelhouse.simulator import words
from reelhouse.simulator.world.catalogue import ImdbTitle
from reelhouse.simulator.world.dice import Dice

_DEPARTMENTS = {
    "actor": ("Acting", "Actor"),
    "actress": ("Acting", "Actor"),
    "self": ("Acting", "Self"),
    "archive_footage": ("Acting", "Self"),
    "archive_sound": ("Acting", "Self"),
    "director": ("Directing", "Director"),
    "writer": ("Writing", "Writer"),
    "producer": ("Production", "Producer"),
    "cinematographer": ("Camera", "Director of Photography"),
    "composer": ("Sound", "Original Music Composer"),
    "editor": ("Editing", "Editor"),
    "production_designer": ("Art", "Production Design"),
    "casting_director": ("Production", "Casting"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who worked on at least one title.

    Attributes:
        index: place in `World.people`.
        imdb_id: such as `nm0000001`; the same as in IMDb's files.
        tmdb_id: of the person.
        mal_id: MyAnimeList's.
        wikidata_id: such as `Q700000001`.
        name: IMDb's primaryName.
        gender: TMDB's code: 1 woman, 2 man, 0 not set.
        popularity: TMDB's, above 0.
    """

    index: int
    imdb_id: str
    tmdb_id: int
    mal_id: int
    wikidata_id: str
    name: str
    gender: int
    popularity: float


@dataclass(frozen=True, slots=True)
class Credit:
    """What a person did for a title.

    Attributes:
        person: who.
        credit_id: TMDB's, 24 hexadecimal digits.
        is_cast: in front of the camera.
        category: IMDb's, for instance "actress".
        department: TMDB's, for instance "Directing".
        job: TMDB's, for instance "Director"; "Actor" for the cast.
        character: the part; empty for the crew.
        order: billing order from 0 within cast or crew.
    """

    person: Person
    credit_id: str
    is_cast: bool
    category: str
    department: str
    job: str
    character: str
    order: int


def meet_people(titles: tuple[ImdbTitle, ...], seed: int) -> dict[str, Person]:
    """All people who are credited on the titles, by IMDb id, in order of first appearance."""
    credited = {credit.imdb_id: credit for title in titles for credit in title.credits}
    dice = Dice(seed, "people")
    tmdb_ids = dice.distinct(1_000, 4_999_999, len(credited))
    mal_ids = dice.distinct(100, 79_999, len(credited))
    people: dict[str, Person] = {}
    for index, credit in enumerate(credited.values()):
        gender = 0 if dice.chance(0.08) else 1 if credit.is_woman else 2
        people[credit.imdb_id] = Person(
            index=index,
            imdb_id=credit.imdb_id,
            tmdb_id=tmdb_ids[index],
            mal_id=mal_ids[index],
            wikidata_id=f"Q7{10_000_000 + index}",
            name=credit.name,
            gender=gender,
            popularity=round(dice.spread(1.5, 0.9), 3),
        )
    return people


def credit_people(title: ImdbTitle, people: dict[str, Person], dice: Dice) -> tuple[Credit, ...]:
    """The credits of one title: cast first, each with a character."""
    cast: list[Credit] = []
    crew: list[Credit] = []
    for credit in title.credits:
        department, job = _DEPARTMENTS[credit.category]
        is_cast = department == "Acting"
        found = cast if is_cast else crew
        character = ""
        if is_cast:
            role = f"{dice.one(words.ROLES)} {dice.one(words.ROLE_NAMES)}"
            character = "Self" if job == "Self" else role
        found.append(
            Credit(
                person=people[credit.imdb_id],
                credit_id=f"{int(dice.unit() * 2**48):012x}{int(dice.unit() * 2**48):012x}",
                is_cast=is_cast,
                category=credit.category,
                department=department,
                job=job,
                character=character,
                order=len(found),
            )
        )
    return (*cast, *crew)
