with streams as (
    {{ newest_of(source('twitch', 'stream')) }}
),

entries as (
    {{ json_each('streams', ['entity_id'], 'payload', 'tags') }}
),

final as (
    select
        entity_id as stream_id_twitch,
        position,
        {{ entry_text('entry') }} as tag
    from entries
)

select * from final
