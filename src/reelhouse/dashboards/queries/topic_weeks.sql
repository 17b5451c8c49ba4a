-- Share of each week's posts and comments that is about a topic, of the topics with most texts.
with ranked as (
    select topic_number, rank() over (order by sum(text_count) desc, topic_number) as place
    from mart_topic_week
    where {since:week_end_date}
        and {until:week_end_date}
    group by topic_number
),

final as (
    select
        weeks.topic_number,
        weeks.label,
        weeks.week_end_date,
        weeks.text_count,
        weeks.share_rate,
        weeks.share_low_rate,
        weeks.share_high_rate,
        ranked.place
    from mart_topic_week as weeks
    inner join ranked on weeks.topic_number = ranked.topic_number
    where ranked.place <= {limit}
        and {since:weeks.week_end_date}
        and {until:weeks.week_end_date}
)

select * from final
order by place, week_end_date
