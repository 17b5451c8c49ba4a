-- Rated titles by half point of their rating, films and series apart.
with titles as (
    select
        bucket_from_rating,
        case
            when title_type in ('tvSeries', 'tvMiniSeries', 'tvPilot') then 'series'
            else 'film'
        end as kind,
        title_count
    from mart_rating_distribution
    where {types:title_type}
),

counted as (
    select kind, bucket_from_rating, sum(title_count) as title_count
    from titles
    group by kind, bucket_from_rating
),

totals as (
    select kind, sum(title_count) as kind_title_count
    from counted
    group by kind
),

final as (
    select
        counted.kind,
        counted.bucket_from_rating,
        counted.title_count,
        counted.title_count * 1.0 / totals.kind_title_count as title_share_rate
    from counted
    inner join totals on counted.kind = totals.kind
)

select * from final
order by kind, bucket_from_rating
