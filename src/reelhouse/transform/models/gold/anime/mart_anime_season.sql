{{ config(sort_by=['source', 'start_year', 'start_season'], needs=['dim_anime']) }}

with anime as (
    select source, start_year, start_season, score, member_count
    from {{ ref('dim_anime') }}
    where start_year is not null and start_season is not null
),

{{ scored_groups_of('anime', ['start_year', 'start_season']) }},

final as (
    select
        source,
        start_year,
        start_season,
        {{ score_figures() | join(',\n        ') }},
        {{ ratio('member_count', 'anime_count') }} as mean_member_count
    from scored_groups
)

select * from final
