{{ config(sort_by=['source', 'record_id', 'studio_id']) }}

with jikan_companies as (
    select title_id_mal, company_id_mal, company_name
    from {{ ref('silver_jikan__anime_company') }}
    where company_role = 'studio'
),

anilist_companies as (
    select title_id_anilist, company_id_anilist, company_name
    from {{ ref('silver_anilist__anime_studio') }}
    where is_main
),

final as (
    select
        'jikan' as source,
        {{ title_record_id('title_id_mal') }} as record_id,
        company_id_mal as studio_id,
        company_name as studio
    from jikan_companies
    union all
    select
        'anilist' as source,
        {{ title_record_id('title_id_anilist') }} as record_id,
        company_id_anilist as studio_id,
        company_name as studio
    from anilist_companies
)

select * from final
