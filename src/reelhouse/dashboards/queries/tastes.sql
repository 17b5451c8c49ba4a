-- Genres that a country watches more or less than others.
with final as (
    select
        country_name,
        genre,
        title_count,
        location_quotient,
        location_quotient_low,
        location_quotient_high,
        verdict
    from mart_country_genre
    where verdict in ('watched more', 'watched less', 'as elsewhere')
        and {kinds:content_kind}
        and {countries:country_code}
        and {genres:genre}
)

select * from final
order by location_quotient desc, country_name, genre
