-- Titles with the best weighted rating, many votes counting more than few.
with titles as (
    select
        title_key,
        title_id_imdb,
        primary_title,
        title_type,
        start_year,
        genres,
        average_rating,
        vote_count,
        weighted_rating
    from mart_content_performance
    where {types:title_type}
        and {since_year:start_year}
        and {until_year:start_year}
),

final as (
    select titles.*
    from titles
    where {anime:title_key in (select title_key from dim_title where is_current and is_anime)}
        and {genres:any of genres}
)

select * from final
order by weighted_rating desc, vote_count desc, title_key
limit {limit}
