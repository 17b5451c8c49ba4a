-- Films and seasons of Netflix's Top 10: what the first weeks brought and what came in all.
with entries as (
    select
        lifecycle.show_title,
        lifecycle.season_title,
        lifecycle.is_film,
        lifecycle.first_week,
        lifecycle.week_count,
        lifecycle.opening_viewed_hours,
        lifecycle.viewed_hours,
        lifecycle.legs_ratio,
        split_part(dim_title.genres, ',', 1) as genre
    from mart_netflix_lifecycle as lifecycle
    left join dim_title on lifecycle.title_key = dim_title.title_key and dim_title.is_current
    where not lifecycle.is_start_unseen
        and lifecycle.opening_viewed_hours > 0
        and {films:lifecycle.is_film}
        and {genres:any of dim_title.genres}
        and {since:lifecycle.first_week}
        and {until:lifecycle.first_week}
),

final as (
    select
        coalesce(season_title, show_title) as entry,
        is_film,
        first_week,
        week_count,
        opening_viewed_hours,
        viewed_hours,
        legs_ratio,
        genre
    from entries
)

select * from final
order by viewed_hours desc, entry
limit {limit}
