{# What YouTube says of a comment, whether it begins a thread or answers in one. #}
{% macro youtube_comment(column, path) -%}
{{ json_text(column, path ~ '.authorChannelId.value') }} as author_channel_id_youtube,
        {{ json_text(column, path ~ '.authorDisplayName') }} as author_name,
        coalesce(
            {{ json_text(column, path ~ '.textOriginal') }},
            {{ json_text(column, path ~ '.textDisplay') }}
        ) as comment_text,
        {{ json_integer(column, path ~ '.likeCount') }} as like_count,
        {{ json_timestamp(column, path ~ '.publishedAt') }} as published_at,
        {{ json_timestamp(column, path ~ '.updatedAt') }} as updated_at
{%- endmacro %}
