-- Original languages of titles with details, the most frequent first.
with final as (
    select original_language, count(*) as title_count
    from feature_title_release
    where original_language is not null
    group by original_language
)

select * from final
order by title_count desc, original_language
limit {limit}
