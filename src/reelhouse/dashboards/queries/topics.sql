-- What is written about now.
with final as (
    select
        topic_number,
        label,
        top_words,
        text_count,
        share_rate,
        share_low_rate,
        share_high_rate,
        coherence,
        stability_rate
    from mart_topic
    where {corpora:corpus}
        and share_low_rate is not null
)

select * from final
order by share_rate desc, topic_number
limit {limit}
