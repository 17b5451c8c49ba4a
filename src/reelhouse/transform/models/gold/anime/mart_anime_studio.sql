{{ config(sort_by=['source', 'studio_id'], needs=['dim_anime']) }}

with anime as (
    select source, record_id, start_year, score, member_count from {{ ref('dim_anime') }}
),

studios as (
    select source, record_id, studio_id, studio from {{ ref('bridge_anime_studio') }}
),

-- what two studios made together counts for both
productions as (
    select anime.*, studios.studio_id, studios.studio
    from anime
    inner join studios on anime.source = studios.source and anime.record_id = studios.record_id
),

names as (
    select
        source,
        studio_id,
        max(studio) as studio,
        min(start_year) as first_year,
        max(start_year) as last_year
    from productions
    group by source, studio_id
),

{{ scored_groups_of('productions', ['studio_id']) }},

final as (
    select
        scored_groups.source,
        scored_groups.studio_id,
        names.studio,
        names.first_year,
        names.last_year,
        {%- for figure in score_figures() %}
        scored_groups.{{ figure }},
        {%- endfor %}
        case
            when scored_groups.predicted_score_low is not null
                then {{ whole('row_number() over (
                    partition by scored_groups.source
                    order by scored_groups.predicted_score_low desc nulls last, scored_groups.studio_id
                )') }}
        end as studio_rank
    from scored_groups
    inner join names
        on scored_groups.source = names.source and scored_groups.studio_id = names.studio_id
)

select * from final
