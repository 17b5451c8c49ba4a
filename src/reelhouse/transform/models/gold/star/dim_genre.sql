{{ config(sort_by=['genre']) }}

-- the few thousand distinct combinations are split, not every title's
with combinations as (
    select distinct genres from {{ ref('dim_title') }} where is_current
),

entries as (
    {{ each_entry('combinations', ['genres'], 'genres') }}
),

final as (
    select distinct
        {{ stable_key('entry') }} as genre_key,
        entry as genre
    from entries
)

select * from final
