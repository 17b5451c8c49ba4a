with newest as (
    {{ newest_of(source('anilist', 'anime')) }}
),

typed as (
    select
        *,
        {{ json_text('payload', 'startDate.year') }} as from_year,
        {{ json_text('payload', 'startDate.month') }} as from_month,
        {{ json_text('payload', 'startDate.day') }} as from_day,
        {{ json_text('payload', 'endDate.year') }} as to_year,
        {{ json_text('payload', 'endDate.month') }} as to_month,
        {{ json_text('payload', 'endDate.day') }} as to_day
    from newest
),

final as (
    select
        cast(entity_id as bigint) as title_id_anilist,
        {{ json_integer('payload', 'idMal') }} as title_id_mal,
        {{ json_text('payload', 'title.romaji') }} as title_romaji,
        nullif({{ json_text('payload', 'title.english') }}, '') as title_english,
        nullif({{ json_text('payload', 'title.native') }}, '') as title_native,
        {{ json_text('payload', 'format') }} as media_type,
        {{ json_text('payload', 'source') }} as source_material,
        nullif({{ json_as('payload', 'episodes', 'integer') }}, 0) as episode_count,
        {{ json_text('payload', 'status') }} as status,
        try_cast(concat(from_year, '-', lpad(from_month, 2, '0'), '-', lpad(from_day, 2, '0')) as date)
            as aired_from_date,
        try_cast(concat(to_year, '-', lpad(to_month, 2, '0'), '-', lpad(to_day, 2, '0')) as date)
            as aired_to_date,
        nullif({{ json_as('payload', 'duration', 'integer') }}, 0) as runtime_minutes,
        {{ json_text('payload', 'countryOfOrigin') }} as country_code,
        {{ json_boolean('payload', 'isAdult') }} as is_adult,
        lower({{ json_text('payload', 'season') }}) as season,
        {{ json_as('payload', 'seasonYear', 'integer') }} as season_year,
        {{ json_number('payload', 'averageScore') }} as average_score,
        {{ json_number('payload', 'meanScore') }} as mean_score,
        {{ json_integer('payload', 'popularity') }} as member_count,
        {{ json_integer('payload', 'favourites') }} as favorite_count,
        {{ json_integer('payload', 'trending') }} as trending_count,
        case
            when {{ json_text('payload', 'trailer.site') }} = 'youtube'
                then {{ json_text('payload', 'trailer.id') }}
        end as video_id_youtube,
        nullif({{ json_text('payload', 'description') }}, '') as synopsis,
        {{ json_text('payload', 'siteUrl') }} as anilist_url,
        {{ unix_timestamp_at(json_integer('payload', 'updatedAt')) }} as updated_at,
        {{ utc_timestamp('fetched_at') }} as fetched_at
    from typed
)

select * from final
