with fetches as (
    {{ every_fetch_of(source('youtube', 'popular')) }}
),

final as (
    select
        {{ id_part(1) }} as country_code,
        cast({{ id_part(2) }} as integer) as rank,
        {{ utc_timestamp('fetched_at') }} as fetched_at,
        load_id,
        {{ json_text('payload', 'id') }} as video_id_youtube,
        {{ json_text('payload', 'snippet.channelId') }} as channel_id_youtube,
        {{ json_text('payload', 'snippet.title') }} as video_name,
        {{ json_text('payload', 'snippet.categoryId') }} as category_id_youtube,
        {{ json_integer('payload', 'statistics.viewCount') }} as view_count
    from fetches
)

select * from final
