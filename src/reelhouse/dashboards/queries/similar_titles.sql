-- The titles of the service most like one, and what they share.
with final as (
    select
        alike.title_key,
        alike.similarity_rank,
        alike.similar_title_key,
        alike.similar_primary_title as primary_title,
        titles.start_year,
        titles.genres,
        alike.similarity,
        alike.why
    from mart_similar_title as alike
    left join dim_title as titles
        on alike.similar_title_key = titles.title_key and titles.is_current
    where {titles:alike.title_key}
)

select * from final
order by title_key, similarity_rank
limit {limit}
