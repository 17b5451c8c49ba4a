{{ config(sort_by=['title_key', 'maker_kind', 'maker_key'], needs=['imdb', 'tmdb']) }}

with titles as (
    select title_key from {{ ref('feature_title_decision') }}
),

credits as (
    select title_key, person_key, category
    from {{ ref('fact_credit') }}
    where
        category in ('actor', 'actress', 'self', 'director', 'writer')
        and title_key in (select title_key from titles)
),

crew as (
    select title_key, person_key, crew_role
    from {{ ref('bridge_title_crew') }}
    where title_key in (select title_key from titles)
),

records as (
    select title_key, record_kind, record_id
    from {{ ref('bridge_title_source') }}
    where
        source = 'tmdb'
        and record_kind in ('movie', 'tv')
        and title_key in (select title_key from titles)
        and {{ may_train('tmdb') }}
),

movie_credits as (
    select title_id_tmdb_movie, person_id_tmdb, is_cast, department, job, billing_order
    from {{ ref('silver_tmdb__movie_credit') }}
),

tv_credits as (
    select title_id_tmdb_tv, person_id_tmdb, is_cast, department, job, billing_order
    from {{ ref('silver_tmdb__tv_credit') }}
),

movie_companies as (
    select title_id_tmdb_movie, company_id_tmdb from {{ ref('silver_tmdb__movie_company') }}
),

tv_companies as (
    select title_id_tmdb_tv, company_id_tmdb from {{ ref('silver_tmdb__tv_company') }}
),

tv_networks as (
    select title_id_tmdb_tv, network_id_tmdb from {{ ref('silver_tmdb__tv_network') }}
),

collections as (
    select title_id_tmdb_movie, collection_id_tmdb
    from {{ ref('silver_tmdb__movie') }}
    where collection_id_tmdb is not null
),

imdb_people as (
    select
        title_key,
        case when category in ('director', 'writer') then category else 'cast' end as maker_kind,
        person_key as maker_key
    from credits
    union all
    select title_key, crew_role, person_key from crew
),

tmdb_credits as (
    select records.title_key, c.person_id_tmdb, c.is_cast, c.department, c.job, c.billing_order
    from movie_credits as c
    inner join records on records.record_kind = 'movie' and records.record_id = {{ title_record_id('c.title_id_tmdb_movie') }}
    union all
    select records.title_key, c.person_id_tmdb, c.is_cast, c.department, c.job, c.billing_order
    from tv_credits as c
    inner join records on records.record_kind = 'tv' and records.record_id = {{ title_record_id('c.title_id_tmdb_tv') }}
),

-- TMDB's people have numbers of their own, here below zero: of a title whose people IMDb tells they
-- would only be the same ones again
tmdb_people as (
    select
        title_key,
        case
            when is_cast then 'cast'
            when job = 'Director' then 'director'
            when department = 'Writing' then 'writer'
        end as maker_kind,
        -person_id_tmdb as maker_key
    from tmdb_credits
    where
        title_key not in (select title_key from imdb_people)
        and (not is_cast or coalesce(billing_order, 0) < 10)
),

others as (
    select records.title_key, 'company' as maker_kind, companies.company_id_tmdb as maker_key
    from movie_companies as companies
    inner join records
        on records.record_kind = 'movie' and records.record_id = {{ title_record_id('companies.title_id_tmdb_movie') }}
    union all
    select records.title_key, 'company', companies.company_id_tmdb
    from tv_companies as companies
    inner join records
        on records.record_kind = 'tv' and records.record_id = {{ title_record_id('companies.title_id_tmdb_tv') }}
    union all
    select records.title_key, 'network', networks.network_id_tmdb
    from tv_networks as networks
    inner join records
        on records.record_kind = 'tv' and records.record_id = {{ title_record_id('networks.title_id_tmdb_tv') }}
    union all
    select records.title_key, 'franchise', collections.collection_id_tmdb
    from collections
    inner join records
        on records.record_kind = 'movie' and records.record_id = {{ title_record_id('collections.title_id_tmdb_movie') }}
),

makers as (
    select title_key, maker_kind, maker_key from imdb_people
    union all
    select title_key, maker_kind, maker_key from tmdb_people where maker_kind is not null
    union all
    select title_key, maker_kind, maker_key from others
),

final as (
    select distinct title_key, maker_kind, maker_key from makers
)

select * from final
