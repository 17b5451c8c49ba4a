with newest as (
    {{ newest_of(source('wikidata', 'title_ids')) }}
),

bindings as (
    {{ json_each('newest', ['entity_id', 'fetched_at'], 'payload', 'bindings') }}
),

typed as (
    select distinct
        entity_id as title_id_imdb,
        regexp_extract({{ json_text('entry', 'item.value') }}, '(Q[0-9]+)$', 1) as item_id_wikidata,
        {{ json_text('entry', 'property.value') }} as property_id_wikidata,
        {{ json_text('entry', 'value.value') }} as external_id,
        fetched_at
    from bindings
),

final as (
    select
        title_id_imdb,
        item_id_wikidata,
        property_id_wikidata,
        case property_id_wikidata
            when 'P345' then 'imdb'
            when 'P4947' then 'tmdb_movie'
            when 'P4983' then 'tmdb_tv'
            when 'P4086' then 'mal_anime'
            when 'P8729' then 'anilist_anime'
            when 'P5646' then 'anidb_anime'
            when 'P1874' then 'netflix'
            when 'P8055' then 'prime'
            when 'P7595' then 'disney_movie'
            when 'P7596' then 'disney_series'
            when 'P6466' then 'hulu_movie'
            when 'P6467' then 'hulu_series'
        end as id_kind,
        external_id,
        {{ utc_timestamp('fetched_at') }} as fetched_at
    from typed
)

select * from final
