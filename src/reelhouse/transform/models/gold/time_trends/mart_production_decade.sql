{{ config(sort_by=['title_type', 'decade']) }}

-- a title without a year belongs to no point in time
with title_mix as (
    select title_type, {{ decade_of('start_year') }} as decade, {{ mix_sums() | join(', ') }}
    from {{ ref('mart_title_mix') }}
    where start_year is not null
),

types_and_all as (
    {{ with_all_types('title_mix', ['decade'], mix_sums()) }}
),

figures as (
    select
        title_type,
        decade,
        {{ mix_figures() }}
    from types_and_all
),

final as (
    select
        figures.*,
        figures.title_count - decade_before.title_count as title_change_count,
        100 * {{ ratio('figures.title_count - decade_before.title_count', 'decade_before.title_count') }}
            as title_change_pct,
        figures.mean_weighted_rating - decade_before.mean_weighted_rating as mean_weighted_rating_change
    from figures
    left join figures as decade_before
        on figures.title_type = decade_before.title_type and figures.decade - 10 = decade_before.decade
)

select * from final
