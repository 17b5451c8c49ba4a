-- What share of all lists, and of all that the same members watched, the first titles have.
with own as (
    select member_key, title_key
    from mart_recommendation
    where not is_fallback
),

watched as (
    select distinct member_key, title_key
    from fact_viewing_hour
    where
        watched_minutes > 0
        and title_key is not null
        and member_key in (select member_key from own)
),

placed as (
    select 'recommended' as side, title_key, count(*) as place_count from own group by title_key
    union all
    select 'watched' as side, title_key, count(*) as place_count from watched group by title_key
),

service as (
    select title_key from placed
    union
    select title_key from mart_similar_title
),

sides as (
    select distinct side from placed
),

ranked as (
    select
        sides.side,
        service.title_key,
        coalesce(placed.place_count, 0) as place_count,
        row_number() over (
            partition by sides.side
            order by coalesce(placed.place_count, 0) desc, service.title_key
        ) as place,
        count(*) over (partition by sides.side) as title_count
    from sides
    cross join service
    left join placed on sides.side = placed.side and service.title_key = placed.title_key
),

stepped as (
    select
        side,
        title_count,
        cast(ceil(place * 100.0 / title_count) as integer) as title_percent,
        sum(place_count) as place_count,
        count(*) as step_title_count
    from ranked
    group by side, title_count, cast(ceil(place * 100.0 / title_count) as integer)
),

final as (
    select
        side,
        title_percent,
        title_count,
        cast(sum(step_title_count) over steps as double) / title_count as title_rate,
        cast(sum(place_count) over steps as double)
            / sum(place_count) over (partition by side) as place_rate,
        cast(sum(place_count) over (partition by side) as bigint) as place_count
    from stepped
    window steps as (
        partition by side order by title_percent rows between unbounded preceding and current row
    )
)

select * from final
order by side, title_percent
