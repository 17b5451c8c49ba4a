{{ config(sort_by=['title_type', 'start_year']) }}

-- a title without a year belongs to no point in time
with title_mix as (
    select title_type, start_year, {{ mix_sums() | join(', ') }}
    from {{ ref('mart_title_mix') }}
    where start_year is not null
),

types_and_all as (
    {{ with_all_types('title_mix', ['start_year'], mix_sums()) }}
),

final as (
    select
        title_type,
        start_year,
        {{ mix_figures() }}
    from types_and_all
)

select * from final
