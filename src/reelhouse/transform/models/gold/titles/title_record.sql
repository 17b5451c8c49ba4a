{{ config(sort_by=['source', 'record_kind', 'record_id']) }}

with tmdb as (
    select * from {{ ref('title_record__tmdb') }}
),

jikan as (
    select * from {{ ref('title_record__jikan') }}
),

anilist as (
    select * from {{ ref('title_record__anilist') }}
),

streaming_availability as (
    select * from {{ ref('title_record__streaming_availability') }}
),

movielens as (
    select * from {{ ref('title_record__movielens') }}
),

wikidata as (
    select * from {{ ref('title_record__wikidata') }}
),

fribb as (
    select * from {{ ref('title_record__fribb') }}
),

netflix as (
    select * from {{ ref('title_record__netflix') }}
),

catalogues as (
    select * from {{ ref('title_record__catalogues') }}
),

first_party as (
    select * from {{ ref('title_record__first_party') }}
),

final as (
    select * from tmdb
    union all
    select * from jikan
    union all
    select * from anilist
    union all
    select * from streaming_availability
    union all
    select * from movielens
    union all
    select * from wikidata
    union all
    select * from fribb
    union all
    select * from netflix
    union all
    select * from catalogues
    union all
    select * from first_party
)

select * from final
