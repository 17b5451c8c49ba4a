"""IMDb's seven files: their contracts, terms and where they come from."""

from __future__ import annotations

from reelhouse.sources.bulk.ids import Id, IdList
from reelhouse.sources.bulk.kinds import Flag, Number, Score, Text, TextList
from reelhouse.sources.bulk.locate import FileSource
from reelhouse.sources.bulk.tsv import Column, FileContract

NAME = "imdb"
TERMS = (
    "Personal and non-commercial use only; no redistribution. "
    "Information courtesy of IMDb (https://www.imdb.com). Used with permission."
)

TITLE = Id(b"tt")
PERSON = Id(b"nm")
_YEAR = Number(digits=4)
_REQUIRED_TEXT = Text(required=True)


def _contract(resource: str, key: tuple[str, ...], **columns: object) -> FileContract:
    return FileContract(resource, tuple(Column(n, k) for n, k in columns.items()), key)  # type: ignore[arg-type]


CONTRACTS = {
    contract.resource: contract
    for contract in (
        _contract(
            "title.basics",
            ("tconst",),
            tconst=TITLE,
            titleType=_REQUIRED_TEXT,
            primaryTitle=_REQUIRED_TEXT,
            originalTitle=Text(),
            isAdult=Flag(required=True),
            startYear=_YEAR,
            endYear=_YEAR,
            runtimeMinutes=Number(),
            genres=Text(),
        ),
        _contract(
            "title.akas",
            ("titleId", "ordering"),
            titleId=TITLE,
            ordering=Number(required=True),
            title=_REQUIRED_TEXT,
            region=Text(),
            language=Text(),
            types=Text(),
            attributes=Text(),
            isOriginalTitle=Flag(),
        ),
        _contract(
            "title.crew",
            ("tconst",),
            tconst=TITLE,
            directors=IdList(b"nm"),
            writers=IdList(b"nm"),
        ),
        _contract(
            "title.episode",
            ("tconst",),
            tconst=TITLE,
            parentTconst=TITLE,
            seasonNumber=Number(),
            episodeNumber=Number(),
        ),
        _contract(
            "title.principals",
            ("tconst", "ordering"),
            tconst=TITLE,
            ordering=Number(required=True),
            nconst=PERSON,
            category=_REQUIRED_TEXT,
            job=Text(),
            characters=TextList(),
        ),
        _contract(
            "title.ratings",
            ("tconst",),
            tconst=TITLE,
            averageRating=Score(),
            numVotes=Number(required=True, positive=True),
        ),
        _contract(
            "name.basics",
            ("nconst",),
            nconst=PERSON,
            primaryName=_REQUIRED_TEXT,
            birthYear=_YEAR,
            deathYear=_YEAR,
            primaryProfession=Text(),
            knownForTitles=IdList(b"tt"),
        ),
    )
}

_BIGGEST_FIRST = (
    "title.principals",
    "title.akas",
    "title.basics",
    "name.basics",
    "title.crew",
    "title.episode",
    "title.ratings",
)
SOURCE = FileSource(NAME, {name: CONTRACTS[name] for name in _BIGGEST_FIRST}, TERMS)
