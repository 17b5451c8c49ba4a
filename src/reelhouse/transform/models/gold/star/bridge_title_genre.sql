{{ config(sort_by=['title_key', 'genre_position']) }}

with current_titles as (
    select title_key, genres from {{ ref('dim_title') }} where is_current
),

genres as (
    select genre_key, genre from {{ ref('dim_genre') }}
),

entries as (
    {{ each_genre('current_titles', ['title_key']) }}
),

final as (
    select
        entries.title_key,
        genres.genre_key,
        cast(entries.position as smallint) as genre_position
    from entries
    inner join genres on entries.entry = genres.genre
)

select * from final
