{{ config(sort_by=['genre', 'content_kind', 'top10_week']) }}

with lists as (
    select title_key, is_film, top10_week, viewed_hours, view_count
    from {{ ref('fact_netflix_week') }}
    where title_key is not null
),

title_genres as (
    select title_key, genre_key from {{ ref('bridge_title_genre') }}
),

genres as (
    select genre_key, genre from {{ ref('dim_genre') }}
),

-- seasons of a series stand in a list one by one
listed as (
    select
        title_key,
        top10_week,
        {{ content_kind('is_film') }} as content_kind,
        sum(viewed_hours) as viewed_hours,
        sum(view_count) as view_count
    from lists
    group by title_key, top10_week, {{ content_kind('is_film') }}
),

parts as (
    {{ genre_parts('listed') }}
),

of_genres as (
    select
        parts.genre_key,
        parts.genre,
        listed.content_kind,
        listed.top10_week,
        count(*) as title_count,
        sum(parts.genre_part) as title_equivalents,
        sum(parts.genre_part * listed.viewed_hours) as viewed_hours,
        sum(parts.genre_part * listed.view_count) as view_count
    from listed
    inner join parts on listed.title_key = parts.title_key
    group by parts.genre_key, parts.genre, listed.content_kind, listed.top10_week
),

final as (
    select
        genre_key,
        genre,
        content_kind,
        top10_week,
        {{ whole('title_count') }} as title_count,
        cast(title_equivalents as double) as title_equivalents,
        cast(viewed_hours as double) as viewed_hours,
        cast(view_count as double) as view_count,
        {{ ratio('title_equivalents', 'sum(title_equivalents) over (partition by content_kind, top10_week)') }}
            as title_share_rate,
        {{ ratio('viewed_hours', 'sum(viewed_hours) over (partition by content_kind, top10_week)') }}
            as hours_share_rate,
        {{ ratio('view_count', 'sum(view_count) over (partition by content_kind, top10_week)') }}
            as views_share_rate
    from of_genres
)

select * from final
