-- Share that each genre has of the titles of a decade.
with final as (
    select decade, genre, title_count, title_share_rate, mean_weighted_rating
    from mart_genre_decade
    where decade is not null
        and {genres:genre}
        and {since_year:decade + 9}
        and {until_year:decade}
)

select * from final
order by decade, genre
