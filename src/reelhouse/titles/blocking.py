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

_SUBTITLE = r"(?::\s| [-–] )"

# what these leave of a name is too little to be looked for with another word
_ONLY_BY_KEY = ("numerals", "without subtitle", "without owner")

ARTICLE_SIMILARITY = 0.98

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
    r"""words_key(words, name) as coalesce(nullif(replace(regexp_replace(words,
        '^(?:the|a|an|le|la|les|un|une|el|los|las|il|gli|der|die|das|ein|eine|het|een|den|det) ',
        ''), ' ', ''), ''), trim(name_letters(name)))""",
    "name_key(name) as words_key(name_words(name), name)",
    f"has_subtitle(name) as regexp_matches(name, '{_SUBTITLE}')",
    f"""name_before_subtitle(name) as trim(regexp_replace(name, '{_SUBTITLE}.*$', ''))""",
)


def define_name_macros(connection: DuckDBPyConnection) -> None:
    """Create the temporary macros that level names.

    `name_words(name)` has case, accents, `&` and punctuation levelled and words apart by one space;
    `name_key(name)` is that without spaces and without an article in front, and never empty for a
    name that is not blank; `words_key(words, name)` is the same of words that are known already;
    `has_subtitle(name)` and `name_before_subtitle(name)` go by ": " and " - ".
    """
    for macro in _MACROS:
        connection.execute(f"create or replace temp macro {macro}")


def pairs_by_key(connection: DuckDBPyConnection, *, block_size: int) -> None:
    """Write `match_pair`: pairs of record and title that have a name key in common.

    Reads `match_spelling`, `match_name` and `match_title_name`. Columns: record_number, title_key,
    way, part, `found` ('same', or 'article' where only that tells the names apart) and
    `name_similarity`.

    Args:
        connection: with the tables.
        block_size: titles at most that a key may stand for which is not their own name but an aka
            or the beginning of a name; one that stands for more says nothing.
    """
    connection.execute(
        f"""
        create or replace temp table match_pair as
        with met as (
            select title_key, part, words, name_key
            from match_title_name
            inner join match_name using (name_id)
            where name_key in (select name_key from match_spelling)
            qualify part in ('primary', 'original')
                or count(*) over (partition by name_key, part) <= ?
        )
        select
            record_number, title_key, way, part,
            case when replace(spelled.words, ' ', '') = replace(met.words, ' ', '') then 'same'
                else 'article' end as found,
            case found when 'same' then 1.0 else {ARTICLE_SIMILARITY} end as name_similarity
        from met
        inner join match_spelling as spelled using (name_key)
        """,
        [block_size],
    )


def pairs_by_likeness(connection: DuckDBPyConnection, *, block_size: int) -> None:
    """Write `match_like_pair`: pairs that share a rare word or half of the key.

    Reads what `pairs_by_key` reads, for the records that `match_decided` lacks. Columns:
    record_number, title_key, way, part, and both names as `record_words` and `title_words`.

    Args:
        connection: with the tables.
        block_size: names of titles at most that share a word or half; a commoner one is no block.
    """
    connection.execute(
        f"""
        create or replace temp table match_spelling_block as
        select record_number, way, words, unnest({_BLOCKS}) as block
        from match_spelling
        anti join match_decided using (record_number)
        where way not in ({", ".join(f"'{way}'" for way in _ONLY_BY_KEY)})
        """
    )
    connection.execute(
        f"""
        create or replace temp table match_name_block as
        with blocked as (
            select name_id, unnest({_BLOCKS}) as block from match_name
        ),
        wanted as (
            select name_id, block from blocked semi join match_spelling_block using (block)
        ),
        counted as (
            select name_id, count(*) as title_count
            from match_title_name
            semi join wanted using (name_id)
            group by name_id
        )
        select name_id, block
        from wanted
        inner join counted using (name_id)
        qualify sum(title_count) over (partition by block) <= ?
        """,
        [block_size],
    )
    connection.execute(
        """
        create or replace temp table match_like_pair as
        select distinct
            record_number, title_key, spelled.way, part, spelled.words as record_words,
            match_name.words as title_words
        from match_name_block
        inner join match_spelling_block as spelled using (block)
        inner join match_title_name using (name_id)
        inner join match_name using (name_id)
        """
    )


# a name's words of three letters and more, and both halves of its key
_BLOCKS = """list_distinct(list_filter(string_split(words, ' '), lambda word: length(word) > 2)
    || case when length(name_key) < 6 then [] else [
        '<' || left(name_key, length(name_key) // 2),
        '>' || right(name_key, length(name_key) // 2)] end)"""
