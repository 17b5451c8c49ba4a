{# Genres of titles and of what is watched of them. #}

{#
  The genres of the titles in `titles`, of what a model imports as `title_genres` and `genres`, each with the part that is the genre's: a title of three
  genres counts a third in each, so that genres add up to the titles. Parts are decimals, which add
  up to the same sum in whatever order threads read them.
#}
{% macro genre_parts(titles) %}
    select
        title_genres.title_key,
        title_genres.genre_key,
        genres.genre,
        cast(1e0 / count(*) over (partition by title_genres.title_key) as decimal(18, 9)) as genre_part
    from title_genres
    inner join genres on title_genres.genre_key = genres.genre_key
    where title_genres.title_key in (select title_key from {{ titles }})
{%- endmacro %}

{# Film or series, as marts name what Netflix calls Films and TV. #}
{% macro content_kind(is_film) %}case when {{ is_film }} then 'film' else 'series' end{% endmacro %}

{# The same of a title's type at IMDb; what is neither, such as an episode or a game, has none. #}
{% macro content_kind_of_type(title_type) -%}
case
        when {{ title_type }} in ('movie', 'tvMovie', 'tvSpecial', 'video', 'short', 'tvShort') then 'film'
        when {{ title_type }} in ('tvSeries', 'tvMiniSeries', 'tvPilot') then 'series'
    end
{%- endmacro %}

{# Rows of each content kind, and once more as the kind 'all'. #}
{% macro with_all_kinds(relation, columns) %}
    select content_kind, {{ columns | join(', ') }} from {{ relation }}
    union all
    select 'all' as content_kind, {{ columns | join(', ') }} from {{ relation }}
{%- endmacro %}

{# A double as a decimal, whose sum does not depend on the order of the rows. #}
{% macro summable(number) %}cast({{ number }} as decimal(28, 6)){% endmacro %}

{#
  What a place in a Top 10 counts for where only places are published. In Netflix's global lists the
  views of the places fall as 1, 1/2, 1/3 … (Zipf's law), so a place counts one by its rank. The one is
  a double: divided as a decimal it has as many places as an engine gives it.
#}
{% macro rank_weight(weekly_rank) %}cast(1e0 / {{ weekly_rank }} as decimal(18, 9)){% endmacro %}

{# The weight of all ten places of a list. #}
{% macro weight_of_ten_places() %}2.928968254{% endmacro %}

{# What the first `share` of titles have of the sum of an amount; a part of a title counts as one. #}
{% macro top_share(amount, share) -%}
{{ ratio('sum(case when place <= ceil(title_count * ' ~ share ~ ') then ' ~ amount ~ ' else 0 end)', 'sum(' ~ amount ~ ')') }}
{%- endmacro %}

{# A product of two small numbers as a decimal, whose sum does not depend on the order of the rows. #}
{% macro product(one, other) %}cast(cast({{ one }} as double) * cast({{ other }} as double) as decimal(30, 24)){% endmacro %}
{% macro square(number) %}{{ product(number, number) }}{% endmacro %}

{# The number of the season or part in its name; null where the name has none. #}
{% macro season_in_name(name) -%}
try_cast(nullif(regexp_extract({{ name }}, '(Season|Part|Volume|Series|Chapter|Book) ([0-9]+)', 2), '') as smallint)
{%- endmacro %}

{# The last day of the week of seven days, counted back from the newest day, that a day is in. #}
{% macro week_end_of(day, newest_date) -%}
cast({{ newest_date }} - 7 * cast(floor({{ days_from(day, newest_date) }} / 7) as integer) as date)
{%- endmacro %}

{#
  The rows of `relation` once for each genre of their cell `genres`, as `entry` and its `position`
  from 1. A genre that a cell names twice counts once, and an empty place is no genre. Few different
  cells occur, so that these are taken apart and not those of every row.
#}
{% macro each_genre(relation, keep) %}
    select
        {% for column in keep %}{{ relation }}.{{ column }}, {% endfor %}cells.entry, cells.position
    from {{ relation }}
    inner join (
        select
            genres,
            entry,
            row_number() over (partition by genres order by first_position) as position
        from (
            select genres, trim(entry) as entry, min(position) as first_position
            from (
                {{ each_entry('(select distinct genres from ' ~ relation ~ ') as different', ['genres'], 'genres') }}
            ) as entries
            where trim(entry) <> ''
            group by genres, trim(entry)
        ) as once_each
    ) as cells
        on {{ relation }}.genres = cells.genres
{%- endmacro %}
