-- Titles that come out, or came out so lately that votes still come in: the most probable hits.
with final as (
    select
        hits.title_key,
        hits.primary_title,
        hits.release_year as start_year,
        hits.content_kind,
        hits.probability,
        hits.probability_low,
        hits.probability_high,
        hits.base_rate,
        hits.is_naive,
        hits.flags
    from mart_hit_prediction as hits
    inner join dim_title on hits.title_key = dim_title.title_key and dim_title.is_current
    where {kinds:hits.content_kind}
        and {genres:any of dim_title.genres}
)

select * from final
order by probability desc, probability_low desc, title_key
limit {limit}
