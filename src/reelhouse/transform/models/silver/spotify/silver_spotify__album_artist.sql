with

every_album as (
    select entity_id as album_id_spotify, payload, fetched_at from {{ source('spotify', 'albums') }}
    union all
    select {{ id_part(2) }} as album_id_spotify, payload, fetched_at from {{ source('spotify', 'artist_albums') }}
),

newest as (
    select * from (
        select
            *,
            row_number() over (partition by album_id_spotify order by fetched_at desc, payload) as newness
        from every_album
    ) as ranked
    where newness = 1
),

artists as (
    {{ json_each('newest', ['album_id_spotify'], 'payload', 'artists') }}
)

select
    album_id_spotify,
    {{ json_text('entry', 'id') }} as artist_id_spotify,
    min({{ json_text('entry', 'name') }}) as artist_name,
    min(cast(position as smallint)) as artist_position
from artists
where {{ json_text('entry', 'id') }} is not null
group by album_id_spotify, {{ json_text('entry', 'id') }}
