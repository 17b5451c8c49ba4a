"""Catalogues of streaming services as CSV files, in the layout in which many are published."""

from __future__ import annotations

from reelhouse.sources.tabular import Column, TableSchema, TableSource

# September 25, 2021 and 12-Nov-21, besides 2021-10-24
_DAYS = ("%B %d, %Y", "%d-%b-%y")


def _text(name: str, description: str, *aliases: str) -> Column:
    return Column(name, required=False, aliases=aliases, description=description)


_COLUMNS = (
    Column("show_id", key=True, description="Number of the row within its file, such as s12."),
    Column("type", allowed=("Movie", "TV Show"), description="Movie or TV Show."),
    Column("title", description="Title as the service names it."),
    _text("director", "Directors, comma separated."),
    _text("cast", "Cast, comma separated."),
    _text("country", "Countries of production, comma separated English names."),
    Column(
        "date_added",
        type="date",
        formats=_DAYS,
        required=False,
        description="Day it came to the service.",
        example="September 25, 2021",
    ),
    Column(
        "release_year",
        type="integer",
        minimum=1870,
        maximum=2100,
        description="Year of the release; of a series that of its newest season.",
    ),
    _text("rating", "Age rating such as TV-MA; some files have a runtime here."),
    _text("duration", "Runtime as 90 min, or number of seasons as 2 Seasons."),
    _text("listed_in", "Genres of the service, comma separated.", "genre", "genres"),
    _text("description", "What it is about."),
)
_SERVICES = {
    "netflix": ("netflix_titles.csv", "*netflix*"),
    "prime": ("amazon_prime_titles.csv", "*prime*", "*amazon*"),
    "disney": ("disney_plus_titles.csv", "*disney*"),
    "hulu": ("hulu_titles.csv", "*hulu*"),
}

SOURCE = TableSource(
    "catalogues",
    "catalogues",
    tuple(
        TableSchema(service, _COLUMNS, f"Titles in the catalogue of {service}.")
        for service in _SERVICES
    ),
    file_names=_SERVICES,
)
