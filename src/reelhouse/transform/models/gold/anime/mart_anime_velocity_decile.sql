{{ config(sort_by=['source', 'outcome', 'velocity_decile']) }}

with velocity as (
    select source, velocity_decile, members_per_day, is_top_by_member, is_top_by_score
    from {{ ref('mart_anime_velocity') }}
),

outcomes as (
    select source, velocity_decile, members_per_day, 'members' as outcome, is_top_by_member as is_top
    from velocity
    union all
    select source, velocity_decile, members_per_day, 'score' as outcome, is_top_by_score as is_top
    from velocity
),

deciles as (
    select
        source,
        outcome,
        velocity_decile,
        min(members_per_day) as lowest_members_per_day,
        max(members_per_day) as highest_members_per_day,
        {{ whole('count(*)') }} as anime_count,
        {{ whole('sum(case when is_top then 1 else 0 end)') }} as top_anime_count
    from outcomes
    where is_top is not null
    group by source, outcome, velocity_decile
),

final as (
    select
        *,
        {{ ratio('top_anime_count', 'anime_count') }} as top_rate,
        {{ wilson_bound('top_anime_count', 'anime_count', '-') }} as top_rate_low,
        {{ wilson_bound('top_anime_count', 'anime_count', '+') }} as top_rate_high
    from deciles
)

select * from final
