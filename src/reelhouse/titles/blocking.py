"""Which titles a record may be, found in SQL: only these pairs are looked at more closely.

A first pass joins on name keys: case, accents, punctuation, spaces and articles are levelled by
the same SQL macro on both sides. A second pass, for records that the first left undecided, joins
on rare words and on halves of the key, so that one misspelt letter, or a word more or less, does
not lose the title. Blocks with too many names say nothing and are left out.
"""

from __future__ import annotations

from duckdb import DuckDBPyConnection

NO_CANDIDATES = (
    "tvEpisode", "videoGame", "podcastSeries", "podcastEpisode", "musicVideo", "audiobook",
)  # fmt: skip
"""Title types that no record by name only stands for."""

# no decomposition leads from these to their base letter
_APART, _BASE = "øłđðı", "olddi"
_FULL_WIDTH = "".join(chr(code + 0xFEE0) for code in (*range(ord("0"), 58), *range(ord("a"), 123)))
_HALF_WIDTH = "0123456789abcdefghijklmnopqrstuvwxyz"

# their marks are vowels or other sounds and no accents
_MARKS_ARE_LETTERS = r"[\x{0900}-\x{0EFF}\x{1000}-\x{109F}\x{3040}-\x{30FF}]"

_MACROS = (
    f"""name_accents(name) as case
        when regexp_matches(name, '{_MARKS_ARE_LETTERS}') then lower(nfc_normalize(name))
        else lower(strip_accents(name)) end""",
    f"""name_half_width(name) as case
        when regexp_matches(name, '[\uff01-\uff5e]')
        then translate(name, '{_FULL_WIDTH}', '{_HALF_WIDTH}') else name end""",
    f"""name_letters(name) as case
        when strlen(name) = length(name) then lower(name)
        else replace(replace(replace(replace(
            translate(name_half_width(name_accents(name)), '{_APART}', '{_BASE}'),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), '½', ' 1 2')
        end""",
    r"""name_words(name) as trim(regexp_replace(
        translate(replace(name_letters(name), '&', ' and '), '''’‘`´.', ''),
        '[^\p{L}\p{N}\p{M}]+', ' ', 'g'))""",  # noqa: RUF001
    r"""name_key(name) as coalesce(nullif(regexp_replace(regexp_replace(
        replace(name_letters(name), '&', 'and'),
        '^(?:(?:the|a|an|le|la|les|un|une|el|los|las|il|gli|der|die|das|ein|eine|het|een|den|det)'
        || '\s+|l[''’]\s*)', ''),
        '[^\p{L}\p{N}\p{M}]+', '', 'g'), ''), trim(name_letters(name)))""",  # noqa: RUF001
    r"""name_before_subtitle(name) as trim(regexp_replace(name, '(:\s| [-–] ).*$', ''))""",  # noqa: RUF001
)


def define_name_macros(connection: DuckDBPyConnection) -> None:
    """Create the temporary macros `name_words`, `name_key` and `name_before_subtitle`.

    `name_words(name)` has case, accents, `&` and punctuation levelled and words apart by one space;
    `name_key(name)` is that without spaces and without an article in front, and never empty for a
    name that is not blank.
    """
    for macro in _MACROS:
        connection.execute(f"create or replace temp macro {macro}")


def pairs_by_key(connection: DuckDBPyConnection) -> None:
    """Write `key_pair`: the record and title pairs with a common name key.

    Reads `spelling` (record_number, text, way), `candidate` and `candidate_name`
    (title_key, name, part). Columns: record_number, title_key, way, part and `is_same_name`, false
    where only an article tells the names apart.
    """
    connection.execute(
        """
        create or replace temp table spelling_key as
            select *, name_key(text) as name_key from spelling
        """
    )
    connection.execute(
        """
        create or replace temp table key_pair as
        with names as (
            select title_key, name, part from candidate_name
            union all
            select title_key, name_before_subtitle(name), 'before subtitle'
            from candidate_name
            where part <> 'aka' and (name like '%: %' or name like '% - %' or name like '% – %')
        ),
        keyed as (
            select title_key, name, part, name_key(name) as name_key
            from names
            where name_key(name) in (select name_key from spelling_key)
        )
        select distinct
            spelling_key.record_number, keyed.title_key, spelling_key.way, keyed.part,
            replace(name_words(spelling_key.text), ' ', '')
                = replace(name_words(keyed.name), ' ', '') as is_same_name
        from keyed
        inner join spelling_key using (name_key)
        inner join candidate using (title_key)
        """  # noqa: RUF001
    )


def pairs_by_likeness(connection: DuckDBPyConnection, *, block_size: int) -> None:
    """Write `like_pair`: pairs that share a rare word or half of the key.

    Reads what `pairs_by_key` reads and `undecided` (record_number). Columns: record_number,
    title_key, way, part, and both names as `record_words` and `title_words`.

    Args:
        connection: with the tables.
        block_size: names at most that share a word or half; a commoner one is no block.
    """
    connection.execute(
        f"""
        create or replace temp table spelling_block as
        with spellings as (
            select record_number, way, name_words(text) as words, name_key
            from spelling_key
            semi join undecided using (record_number)
            where way <> 'numerals' and way <> 'without subtitle' and way <> 'without owner'
        )
        select distinct record_number, way, words, unnest({_blocks("words", "name_key")}) as block
        from spellings
        """
    )
    connection.execute(
        f"""
        create or replace temp table candidate_block as
        with names as (
            select title_key, part, name_words(name) as words, name_key(name) as name_key
            from candidate_name
        ),
        blocked as (
            select title_key, part, words, unnest({_blocks("words", "name_key")}) as block
            from names
        )
        select * from blocked semi join spelling_block using (block)
        """
    )
    connection.execute(
        """
        create or replace temp table like_pair as
        with rare as (
            select block from candidate_block group by block having count(*) <= ?
        )
        select distinct
            spelling_block.record_number, candidate_block.title_key, spelling_block.way,
            candidate_block.part, spelling_block.words as record_words,
            candidate_block.words as title_words
        from spelling_block
        inner join rare using (block)
        inner join candidate_block using (block)
        inner join candidate using (title_key)
        """,
        [block_size],
    )


def _blocks(words: str, key: str) -> str:
    """SQL of a name's blocks: its words of three letters and more, and both halves of its key."""
    half = f"length({key}) // 2"
    return f"""list_distinct(list_filter(string_split({words}, ' '), lambda w: length(w) > 2)
        || case when length({key}) < 6 then [] else [
            '<' || left({key}, {half}), '>' || right({key}, {half})] end)"""
