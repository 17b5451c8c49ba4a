-- Share of each month's posts and comments that is about a topic, of the topics with most texts,
-- with Wilson's 95 % interval (1927). A week counts in the month in which it begins.
with weeks as (
    select
        topic_number,
        label,
        cast(date_trunc('month', week_end_date - interval 6 day) as date) as month_date,
        text_count
    from mart_topic_week
    where {since:week_end_date}
        and {until:week_end_date}
),

months as (
    select month_date, sum(text_count) as all_text_count
    from weeks
    group by month_date
),

ranked as (
    select topic_number, rank() over (order by sum(text_count) desc, topic_number) as place
    from weeks
    group by topic_number
),

counted as (
    select
        weeks.topic_number,
        weeks.label,
        weeks.month_date,
        ranked.place,
        max(months.all_text_count) as all_text_count,
        sum(weeks.text_count) as text_count,
        sum(weeks.text_count) * 1.0 / max(months.all_text_count) as share_rate
    from weeks
    inner join months on weeks.month_date = months.month_date
    inner join ranked on weeks.topic_number = ranked.topic_number
    where months.all_text_count > 0
    group by weeks.topic_number, weeks.label, weeks.month_date, ranked.place
),

final as (
    select
        topic_number,
        label,
        month_date,
        text_count,
        all_text_count,
        share_rate,
        {low_of(share_rate, all_text_count)} as share_low_rate,
        {high_of(share_rate, all_text_count)} as share_high_rate
    from counted
    where place <= {limit}
)

select * from final
order by topic_number, month_date
