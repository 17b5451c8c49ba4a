{{ config(sort_by=['source', 'source_material'], needs=['dim_anime']) }}

with anime as (
    select source, coalesce(source_material, 'unknown') as source_material, score, member_count
    from {{ ref('dim_anime') }}
),

{{ scored_groups_of('anime', ['source_material']) }},

final as (
    select
        source,
        source_material,
        {{ score_figures() | join(',\n        ') }},
        {{ ratio('member_count', 'anime_count') }} as mean_member_count
    from scored_groups
)

select * from final
