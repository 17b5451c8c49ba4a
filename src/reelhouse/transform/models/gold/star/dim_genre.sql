{{ config(sort_by=['genre']) }}

with current_titles as (
    select distinct genres from {{ ref('dim_title') }} where is_current
),

entries as (
    {{ each_genre('current_titles', ['genres']) }}
),

final as (
    select distinct
        {{ stable_key('entry') }} as genre_key,
        entry as genre
    from entries
)

select * from final
