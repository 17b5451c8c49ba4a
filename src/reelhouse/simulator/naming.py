"""Invented names of titles, people and roles, as SQL macros over random bits."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from reelhouse.simulator import words

LANGUAGES = ["en", "fr", "es", "it", "pt", "de", "sv", "ru", "ja", "ko", "hi"]
"""Languages of origin; a language's number is its place here."""

_ROMANCE_FIRST, _ROMANCE_LAST = 1, 4
_GERMANIC_FIRST, _GERMANIC_LAST = 5, 6
_RUSSIAN, _JAPANESE, _KOREAN = 7, 8, 9

_LISTS: dict[str, Sequence[str]] = {
    name.lower(): value for name, value in vars(words).items() if isinstance(value, list)
}


def define_names(connection: DuckDBPyConnection) -> None:
    """Create the macros that compose names.

    `english_title(bits, more)`, `foreign_title(language, bits)`, `title_with_quirk(title, bits)`
    (a few get quotes, an inch sign or an emoji), `given_name(is_she, bits)`, `person_name(is_she,
    bits, more)`, `role_name(bits)`. `bits` and `more` are independent 64-bit draws.
    """
    for name, values in _LISTS.items():
        connection.execute(f"set variable w_{name} = {sql_list(values)}")
    for macro in (
        f"place(bits) as {_pick('place_starts', 0)} || {_pick('place_ends', 12)}",
        _english_title(),
        "two_words(starts, ends, bits) as pick(starts, bits, 0) || ' ' || pick(ends, bits, 16)",
        _foreign_title(),
        _title_with_quirk(),
        f"given_name(is_she, bits) as {_pick('given_starts', 0)} || case when is_she"
        f" then {_pick('given_ends_she', 8)} else {_pick('given_ends_he', 8)} end",
        f"family_name(bits) as {_pick('family_starts', 20)} || {_pick('family_middles', 28)}"
        f" || {_pick('family_ends', 36)}",
        _person_name(),
        _role_name(),
    ):
        connection.execute(f"create or replace temp macro {macro}")


def sql_list(values: Sequence[str]) -> str:
    """A SQL list literal of strings."""
    return "[" + ", ".join("'" + value.replace("'", "''") + "'" for value in values) + "]"


def _pick(name: str, shift: int, bits: str = "bits") -> str:
    return f"pick(getvariable('w_{name}'), {bits}, {shift})"


def _english_title() -> str:
    adjective, noun, other = _pick("adjectives", 8), _pick("nouns", 24), _pick("nouns", 40)
    patterns = (
        f"'The ' || {adjective} || ' ' || {noun}",
        f"{noun} || ' of the ' || {other}",
        f"{adjective} || ' ' || {noun}",
        "place(more)",
        f"{noun} || ' & ' || {other}",
        f"'A ' || {noun} || ' in ' || place(more)",
        f"place(more) || ' ' || {noun}",
        f"'The ' || {noun} || ' Who Met the ' || {other}",
        f"{noun} || ': ' || {adjective} || ' ' || {other}",
        f"{noun} || ' Number ' || {_pick('numbers', 8)}",
        f"'The ' || {adjective} || ' ' || {noun} || ' from ' || place(more)",
        "'Return to ' || place(more)",
        f"place(more) || '''s ' || {noun}",
        f"{noun}",
        f"'Beyond the ' || {adjective} || ' ' || {noun}",
        f"'What the ' || {noun} || ' Said'",
    )
    branches = " ".join(f"when {n} then {pattern}" for n, pattern in enumerate(patterns))
    return f"english_title(bits, more) as case (bits & 15)::integer {branches} end"


def _foreign_title() -> str:
    def titled(first: int, last: int, name: str) -> str:
        lists = f"getvariable('w_{name}_starts'), getvariable('w_{name}_ends')"
        return f"when language between {first} and {last} then two_words({lists}, bits)"

    return (
        "foreign_title(language, bits) as case "
        + titled(_ROMANCE_FIRST, _ROMANCE_LAST, "romance")
        + " "
        + titled(_GERMANIC_FIRST, _GERMANIC_LAST, "germanic")
        + " "
        + titled(_RUSSIAN, _RUSSIAN, "cyrillic")
        + f" when language = {_JAPANESE} then {_pick('japanese_starts', 0)}"
        + f" || {_pick('japanese_ends', 16)} "
        + titled(_KOREAN, _KOREAN, "korean")
        + " else two_words(getvariable('w_hindi_starts'), getvariable('w_hindi_ends'), bits) end"
    )


def _title_with_quirk() -> str:
    return """title_with_quirk(title, bits) as case (bits % 2400)::integer
        when 0 then '"' || title
        when 1 then title || '"'
        when 2 then '"' || title || '"'
        when 3 then 'The 7" ' || title
        when 4 then title || ' 🎬'
        when 5 then title || ', or "What Else?'
        when 6 then '''' || title
        when 7 then title || ' \\ Take 2'
        when 8 then title || ' 🚀🌕'
        else title end"""


def _person_name() -> str:
    plain = "given_name(is_she, bits) || ' ' || family_name(more)"
    initial = "chr(65 + below(more, 44, 26))"
    return f"""person_name(is_she, bits, more) as case
        when (more & 1023) < 700 then {plain}
        when (more & 1023) < 860
            then given_name(is_she, bits) || ' ' || {initial} || '. ' || family_name(more)
        when (more & 1023) < 920 then {plain} || '-' || family_name(bits)
        when (more & 1023) < 950 then {plain} || ' Jr.'
        when (more & 1023) < 980 then given_name(is_she, bits)
        when (more & 1023) < 986 then {_pick("cyrillic_names", 8)} || ' '
            || {_pick("cyrillic_families", 24)}
        when (more & 1023) < 992 then {_pick("japanese_names", 8)}
        when (more & 1023) < 996 then given_name(is_she, bits) || ' "'
            || {_pick("nicknames", 40)} || '" ' || family_name(more)
        when (more & 1023) < 998 then '"' || {_pick("nicknames", 40)} || ' ' || family_name(more)
        when (more & 1023) < 1000 then 'O''' || family_name(more)
        else given_name(is_she, bits) || ' de ' || family_name(more) end"""


def _role_name() -> str:
    name = _pick("role_names", 24)
    return f"""role_name(bits) as case (bits & 7)::integer
        when 0 then {_pick("roles", 8)} || ' ' || {name}
        when 1 then {_pick("roles", 8)}
        when 2 then {name} || ' ' || family_name(bits)
        else {name} end"""
