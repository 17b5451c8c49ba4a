with categories as (
    {{ newest_of(source('youtube', 'category')) }}
),

final as (
    select
        {{ id_part(1) }} as country_code,
        {{ id_part(2) }} as category_id_youtube,
        {{ json_text('payload', 'snippet.title') }} as category_name,
        {{ json_boolean('payload', 'snippet.assignable') }} as is_assignable,
        {{ utc_timestamp('fetched_at') }} as fetched_at
    from categories
)

select * from final
