with

every_item as (
    select 'song' as item_kind, payload, fetched_at from {{ source('apple_music', 'songs') }}
    union all
    select 'album' as item_kind, payload, fetched_at from {{ source('apple_music', 'albums') }}
    union all
    select 'music_video' as item_kind, payload, fetched_at from {{ source('apple_music', 'music_videos') }}
),

named as (
    select
        item_kind,
        {{ json_text('payload', 'id') }} as item_id_apple,
        payload,
        fetched_at
    from every_item
),

newest as (
    select * from (
        select
            *,
            row_number() over (
                partition by item_kind, item_id_apple
                order by fetched_at desc, payload
            ) as newness
        from named
    ) as ranked
    where newness = 1
),

genres as (
    {{ json_each('newest', ['item_kind', 'item_id_apple'], 'payload', 'genres') }}
)

select
    item_kind,
    item_id_apple,
    {{ json_text('entry', 'genreId') }} as genre_id_apple,
    min({{ json_text('entry', 'name') }}) as genre_name,
    min(cast(position as smallint)) as genre_position
from genres
where {{ json_text('entry', 'genreId') }} is not null
group by item_kind, item_id_apple, {{ json_text('entry', 'genreId') }}
