{{ config(sort_by=['topic_number', 'week_end_date']) }}

with texts as (
    select topic_number, {{ week_ending('written_date') }} as week_end_date, model_version
    from {{ ref('bridge_topic_text') }}
    where corpus = 'talk' and written_date is not null
),

topics as (
    select topic_number, label, model_version from {{ ref('mart_topic') }} where corpus = 'talk'
),

weeks as (
    select week_end_date, count(*) as week_text_count from texts group by week_end_date
),

of_topics as (
    select topic_number, week_end_date, count(*) as text_count
    from texts
    group by topic_number, week_end_date
),

-- a week in which nobody speaks of a topic has a row as well
counted as (
    select
        topics.topic_number,
        topics.label,
        weeks.week_end_date,
        coalesce(of_topics.text_count, 0) as text_count,
        weeks.week_text_count,
        topics.model_version
    from topics
    cross join weeks
    left join of_topics
        on topics.topic_number = of_topics.topic_number and weeks.week_end_date = of_topics.week_end_date
),

shares as (
    select
        *,
        cast(text_count as double) / week_text_count as share_rate,
        1.96 * 1.96 / week_text_count as z
    from counted
),

-- Wilson's interval of a share
final as (
    select
        topic_number,
        label,
        week_end_date,
        {{ whole('text_count') }} as text_count,
        share_rate,
        greatest(0, (share_rate + z / 2 - sqrt(z * (share_rate * (1 - share_rate) + z / 4))) / (1 + z)) as share_low_rate,
        least(1, (share_rate + z / 2 + sqrt(z * (share_rate * (1 - share_rate) + z / 4))) / (1 + z)) as share_high_rate,
        model_version
    from shares
)

select * from final
