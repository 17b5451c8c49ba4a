-- What the sources know of one title.
with titles as (
    select title_key, average_rating, vote_count
    from mart_content_performance
    where {title:title_key}
),

performance as (
    select title_key, performance_index, source_count
    from mart_title_performance
    where {title:title_key}
),

everywhere as (
    select title_key, top10_viewed_hours, included_platform_count
    from mart_title_everywhere
    where {title:title_key}
),

final as (
    select
        titles.average_rating,
        titles.vote_count,
        performance.performance_index,
        performance.source_count,
        everywhere.top10_viewed_hours,
        everywhere.included_platform_count
    from titles
    full join performance on titles.title_key = performance.title_key
    full join everywhere
        on coalesce(titles.title_key, performance.title_key) = everywhere.title_key
)

select * from final
