with newest as (
    {{ newest_of(source('jikan', 'anime')) }}
),

typed as (
    select
        cast(entity_id as bigint) as title_id_mal,
        {{ json_text('payload', 'title') }} as title,
        {{ json_text('payload', 'title_english') }} as title_english,
        {{ json_text('payload', 'title_japanese') }} as title_japanese,
        {{ json_text('payload', 'type') }} as media_type,
        {{ json_text('payload', 'source') }} as source_material,
        {{ json_as('payload', 'episodes', 'integer') }} as episode_count,
        {{ json_text('payload', 'status') }} as status,
        {{ json_boolean('payload', 'airing') }} as is_airing,
        {{ json_date('payload', 'aired.from') }} as aired_from_date,
        {{ json_date('payload', 'aired.to') }} as aired_to_date,
        {{ json_text('payload', 'duration') }} as duration,
        {{ json_text('payload', 'rating') }} as age_rating,
        {{ json_number('payload', 'score') }} as score,
        {{ json_integer('payload', 'scored_by') }} as scored_by_count,
        {{ json_integer('payload', 'rank') }} as rank,
        {{ json_integer('payload', 'popularity') }} as popularity_rank,
        {{ json_integer('payload', 'members') }} as member_count,
        {{ json_integer('payload', 'favorites') }} as favorite_count,
        {{ json_text('payload', 'season') }} as season,
        {{ json_as('payload', 'year', 'integer') }} as season_year,
        {{ json_text('payload', 'broadcast.day') }} as broadcast_weekday,
        {{ json_text('payload', 'broadcast.time') }} as broadcast_time,
        {{ json_text('payload', 'trailer.youtube_id') }} as trailer_id,
        {{ json_text('payload', 'trailer.embed_url') }} as trailer_url,
        {{ json_text('payload', 'synopsis') }} as synopsis,
        {{ json_text('payload', 'background') }} as background,
        {{ json_text('payload', 'url') }} as mal_url,
        {{ json_boolean('payload', 'approved') }} as is_approved,
        {{ utc_timestamp('fetched_at') }} as fetched_at
    from newest
),

timed as (
    select
        *,
        try_cast(nullif(regexp_extract(duration, '([0-9]+) hr', 1), '') as integer) as hours,
        try_cast(nullif(regexp_extract(duration, '([0-9]+) min', 1), '') as integer) as minutes,
        try_cast(nullif(regexp_extract(duration, '([0-9]+) sec', 1), '') as integer) as seconds
    from typed
),

final as (
    select
        title_id_mal,
        title,
        nullif(title_english, '') as title_english,
        nullif(title_japanese, '') as title_japanese,
        media_type,
        nullif(source_material, 'Unknown') as source_material,
        nullif(episode_count, 0) as episode_count,
        status,
        is_airing,
        aired_from_date,
        aired_to_date,
        case
            when coalesce(hours, minutes, seconds) is not null
                then coalesce(hours, 0) * 60 + coalesce(minutes, 0)
                    + cast(coalesce(seconds, 0) as double) / 60
        end as runtime_minutes,
        age_rating,
        -- a score of 0 stands for none
        nullif(score, 0) as score,
        scored_by_count,
        nullif(rank, 0) as rank,
        nullif(popularity_rank, 0) as popularity_rank,
        member_count,
        favorite_count,
        season,
        season_year,
        nullif(broadcast_weekday, 'Unknown') as broadcast_weekday,
        broadcast_time,
        coalesce(
            nullif(trailer_id, ''),
            nullif(regexp_extract(trailer_url, '/embed/([A-Za-z0-9_-]+)', 1), '')
        ) as video_id_youtube,
        nullif(synopsis, '') as synopsis,
        nullif(background, '') as background,
        mal_url,
        is_approved,
        fetched_at
    from timed
)

select * from final
