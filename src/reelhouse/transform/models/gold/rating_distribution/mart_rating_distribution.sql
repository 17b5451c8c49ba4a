{{ config(sort_by=['title_type', 'bucket_from_rating']) }}

with performance as (
    select title_type, average_rating, vote_count from {{ ref('mart_content_performance') }}
),

-- a 10.0 belongs to the highest bucket and has none of its own
bucketed_titles as (
    select
        title_type,
        cast(least(floor(average_rating * 2) / 2, 9.5) as decimal(3, 1)) as bucket_from_rating,
        1 as title_count,
        vote_count
    from performance
),

buckets as (
    {{ with_all_types('bucketed_titles', ['bucket_from_rating'], ['title_count', 'vote_count']) }}
),

type_totals as (
    select title_type, sum(title_count) as type_title_count
    from buckets
    group by title_type
),

running_totals as (
    select
        title_type,
        bucket_from_rating,
        title_count,
        vote_count,
        sum(title_count) over (
            partition by title_type
            order by bucket_from_rating
            rows between unbounded preceding and current row
        ) as running_title_count
    from buckets
),

final as (
    select
        running_totals.title_type,
        running_totals.bucket_from_rating,
        cast(running_totals.bucket_from_rating + 0.5 as decimal(3, 1)) as bucket_to_rating,
        {{ whole('running_totals.title_count') }} as title_count,
        {{ ratio('running_totals.title_count', 'type_totals.type_title_count') }} as title_share_rate,
        {{ ratio('running_totals.running_title_count', 'type_totals.type_title_count') }} as cumulative_title_share_rate,
        {{ whole('running_totals.vote_count') }} as vote_count
    from running_totals
    inner join type_totals on running_totals.title_type = type_totals.title_type
)

select * from final
