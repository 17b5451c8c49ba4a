{{ config(sort_by=['maker_kind', 'maker_key'], needs=['tmdb']) }}

with companies as (
    select company_id_tmdb, company_name from {{ ref('silver_tmdb__movie_company') }} where {{ may_train('tmdb') }}
    union all
    select company_id_tmdb, company_name from {{ ref('silver_tmdb__tv_company') }} where {{ may_train('tmdb') }}
),

networks as (
    select network_id_tmdb, network_name from {{ ref('silver_tmdb__tv_network') }} where {{ may_train('tmdb') }}
),

movies as (
    select collection_id_tmdb, collection_name
    from {{ ref('silver_tmdb__movie') }}
    where collection_id_tmdb is not null and {{ may_train('tmdb') }}
),

movie_credits as (
    select person_id_tmdb, person_name from {{ ref('silver_tmdb__movie_credit') }} where {{ may_train('tmdb') }}
),

tv_credits as (
    select person_id_tmdb, person_name from {{ ref('silver_tmdb__tv_credit') }} where {{ may_train('tmdb') }}
),

named as (
    select 'company' as maker_kind, company_id_tmdb as maker_key, company_name as maker_name from companies
    union all
    select 'network', network_id_tmdb, network_name from networks
    union all
    select 'franchise', collection_id_tmdb, collection_name from movies
    union all
    select 'person', -person_id_tmdb, person_name from movie_credits
    union all
    select 'person', -person_id_tmdb, person_name from tv_credits
),

final as (
    select maker_kind, maker_key, min(maker_name) as maker_name
    from named
    where maker_name is not null
    group by maker_kind, maker_key
)

select * from final
