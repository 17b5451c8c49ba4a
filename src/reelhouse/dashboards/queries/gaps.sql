-- Popular titles that no covered platform includes, and in how many countries that is so.
with gaps as (
    select
        gaps.title_key,
        gaps.primary_title,
        gaps.content_kind,
        gaps.country_code,
        gaps.popularity,
        gaps.popularity_percentile_rate,
        dim_title.start_year,
        split_part(dim_title.genres, ',', 1) as first_genre
    from mart_catalogue_gap as gaps
    left join dim_title on gaps.title_key = dim_title.title_key and dim_title.is_current
    where {kinds:gaps.content_kind}
        and {countries:gaps.country_code}
        and {anime:dim_title.is_anime}
        and {genres:any of dim_title.genres}
),

final as (
    select
        primary_title,
        start_year,
        content_kind,
        first_genre,
        max(popularity) as popularity,
        max(popularity_percentile_rate) as popularity_percentile_rate,
        count(distinct country_code) as country_count
    from gaps
    group by title_key, primary_title, start_year, content_kind, first_genre
)

select * from final
order by popularity desc, primary_title
limit {limit}
